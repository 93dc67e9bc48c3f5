// SPDX-License-Identifier: Apache-2.0
// Iterator and its helpers: map, filter, take, drop, flatMap and the rest.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError, isObject = rt.isObject;
var proto = native.IteratorPrototype, K = native.hidden('helper');
var END = {};
var create = Object.create, getProto = Object.getPrototypeOf;

function Iterator() {
	if (new.target === undefined)
		throw new TE("Constructor Iterator requires 'new'");
	if (new.target === Iterator)
		throw new TE('Abstract class Iterator not directly constructable');
}
Iterator.prototype = proto;
rt.ctor('Iterator', Iterator, 0, false);
native.Iterator = Iterator; // $.super must not call it

// The two properties that most objects would rather have of their own: a
// setter that leaves the prototype alone.
function weird(key, value) {
	Object.defineProperty(proto, key, {
		get: rt.name(function () { return value; },
		    'get ' + (typeof key === 'symbol' ? '[Symbol.toStringTag]' : key)),
		set: rt.name(function (v) {
			if (!isObject(this))
				throw new TE('Iterator.prototype setter called on ' +
				    'non-object');
			if (this === proto)
				throw new TE('Cannot assign to this property');
			if (Object.prototype.hasOwnProperty.call(this, key))
				this[key] = v;
			else
				Object.defineProperty(this, key, { value: v,
				    writable: true, enumerable: true,
				    configurable: true });
		}, 'set ' + (typeof key === 'symbol' ? '[Symbol.toStringTag]' : key)),
		enumerable: false, configurable: true
	});
}
weird('constructor', Iterator);
weird(Symbol.toStringTag, 'Iterator');

function need(o, name) {
	if (!isObject(o))
		throw new TE('Iterator.prototype.' + name +
		    ' called on non-object');
	return o;
}
function direct(o) { return { it: o, next: o.next }; }
// The next value, or END.
function step(d) {
	var r = d.next.call(d.it);
	if (!isObject(r))
		throw new TE('Iterator result ' + rt.show(r) + ' is not an object');
	return r.done ? END : r.value;
}
function close(it) {
	var f = it['return'], r;
	if (f === undefined || f === null) return;
	r = f.call(it);
	if (!isObject(r)) throw new TE(rt.show(r) + ' is not an object');
}
function closeQuietly(it) {
	try {
		var f = it['return'];
		if (f !== undefined && f !== null) f.call(it);
	} catch (e) { /* the first error counts */ }
}
function callable(o, f) {
	if (typeof f === 'function') return;
	closeQuietly(o);
	throw new TE(rt.show(f) + ' is not a function');
}
// f(v, i), the iterator being closed when it throws.
function apply(d, f, v, i) {
	try { return f(v, i); } catch (e) { closeQuietly(d.it); throw e; }
}

// A helper's state: s 0 fresh, 1 waiting, 2 running, 3 done; what gives its
// values; what return() closes before the underlying iterator.
var helperProto = create(proto);
function helper(d, next) {
	var h = create(helperProto);
	h[K] = { s: 0, d: d, next: next, inner: null };
	return h;
}
function stateOf(o, name) {
	var st = isObject(o) ? o[K] : undefined;
	if (st === undefined)
		throw new TE('Iterator Helper.prototype.' + name +
		    ' called on incompatible receiver ' + rt.show(o));
	if (st.s === 2) throw new TE('Generator is already running');
	return st;
}
rt.def(helperProto, {
	next() {
		var st = stateOf(this, 'next'), v;
		if (st.s === 3) return { value: undefined, done: true };
		st.s = 2;
		try { v = st.next(st); } catch (e) { st.s = 3; throw e; }
		st.s = v === END ? 3 : 1;
		return v === END ? { value: undefined, done: true } :
		    { value: v, done: false };
	},
	'return'() {
		var st = stateOf(this, 'return'), fresh = st.s === 0;
		if (st.s === 3) return { value: undefined, done: true };
		st.s = fresh ? 3 : 2;
		try {
			if (st.inner !== null) {
				try { close(st.inner.it); } catch (e) {
					closeQuietly(st.d.it);
					throw e;
				}
			}
			close(st.d.it);
		} finally { st.s = 3; }
		return { value: undefined, done: true };
	}
});
rt.tag(helperProto, 'Iterator Helper');

function count(o, n) {
	try { n = +n; } catch (e) { closeQuietly(o); throw e; }
	if (n !== n || rt.toInteger(n) < 0 ||
	    (n > 9007199254740991 && n !== Infinity)) {
		closeQuietly(o);
		throw new RE(n + ' must be positive');
	}
	return rt.toInteger(n);
}
// An iterator out of what a mapper gave.
function flattenable(x, strings) {
	var m, it;
	if (!isObject(x) && !(strings && typeof x === 'string'))
		throw new TE(rt.show(x) + ' is not an object');
	m = x[Symbol.iterator];
	if (m === undefined || m === null) {
		it = x;
	} else {
		rt.callable(m);
		it = m.call(x);
	}
	if (!isObject(it)) throw new TE(rt.show(it) + ' is not an object');
	return direct(it);
}
// Runs f(v, i) for every value; what f returns, if not undefined, ends it.
function each(d, f) {
	var i = 0, v, r;
	while ((v = step(d)) !== END) {
		try { r = f(v, i++); } catch (e) { closeQuietly(d.it); throw e; }
		if (r !== undefined) {
			close(d.it);
			return r;
		}
	}
	return undefined;
}

rt.def(proto, {
	map(fn) {
		var d, i = 0;
		callable(need(this, 'map'), fn);
		d = direct(this);
		return helper(d, function () {
			var v = step(d);
			return v === END ? END : apply(d, fn, v, i++);
		});
	},
	filter(fn) {
		var d, i = 0;
		callable(need(this, 'filter'), fn);
		d = direct(this);
		return helper(d, function () {
			var v;
			while ((v = step(d)) !== END)
				if (apply(d, fn, v, i++)) return v;
			return END;
		});
	},
	take(limit) {
		var left = count(need(this, 'take'), limit), d = direct(this);
		return helper(d, function () {
			if (left === 0) {
				close(d.it);
				return END;
			}
			left--;
			return step(d);
		});
	},
	drop(limit) {
		var left = count(need(this, 'drop'), limit), d = direct(this);
		return helper(d, function () {
			for (; left > 0; left--) if (step(d) === END) return END;
			return step(d);
		});
	},
	flatMap(fn) {
		var d, i = 0;
		callable(need(this, 'flatMap'), fn);
		d = direct(this);
		return helper(d, function (st) {
			var v;
			for (;;) {
				if (st.inner !== null) {
					try { v = step(st.inner); } catch (e) {
						closeQuietly(d.it);
						throw e;
					}
					if (v !== END) return v;
					st.inner = null;
				}
				if ((v = step(d)) === END) return END;
				st.inner = apply(d, function (x, k) {
					return flattenable(fn(x, k), false);
				}, v, i++);
			}
		});
	},
	reduce(fn) {
		var d, acc, i = 0;
		callable(need(this, 'reduce'), fn);
		d = direct(this);
		if (arguments.length > 1) {
			acc = arguments[1];
		} else {
			acc = step(d);
			i = 1;
			if (acc === END)
				throw new TE('Reduce of a done iterator with no initial ' +
				    'value');
		}
		each(d, function (v) { acc = fn(acc, v, i++); });
		return acc;
	},
	toArray() {
		var d = direct(need(this, 'toArray')), out = [], v;
		while ((v = step(d)) !== END) out[out.length] = v;
		return out;
	},
	forEach(fn) {
		callable(need(this, 'forEach'), fn);
		each(direct(this), function (v, i) { fn(v, i); });
	},
	some(fn) {
		callable(need(this, 'some'), fn);
		return each(direct(this), function (v, i) {
			return fn(v, i) ? true : undefined;
		}) === true;
	},
	every(fn) {
		callable(need(this, 'every'), fn);
		return each(direct(this), function (v, i) {
			return fn(v, i) ? undefined : false;
		}) !== false;
	},
	find(fn) {
		var found;
		callable(need(this, 'find'), fn);
		each(direct(this), function (v, i) {
			if (!fn(v, i)) return undefined;
			found = v;
			return true;
		});
		return found;
	}
}, { reduce: 1 });

var wrapProto = create(proto), W = native.hidden('wrapped');
function wrapped(o) {
	var d = isObject(o) ? o[W] : undefined;
	if (d === undefined)
		throw new TE('%WrapForValidIteratorPrototype% method called on ' +
		    'incompatible receiver ' + rt.show(o));
	return d;
}
rt.def(wrapProto, {
	next() {
		var d = wrapped(this);
		return d.next.call(d.it);
	},
	'return'() {
		var it = wrapped(this).it, f = it['return'];
		if (f === undefined || f === null)
			return { value: undefined, done: true };
		return f.call(it);
	}
});
rt.def(Iterator, {
	from(o) {
		var d = flattenable(o, true), w, p;
		for (p = getProto(d.it); p !== null; p = getProto(p))
			if (p === proto) return d.it;
		w = create(wrapProto);
		w[W] = d;
		return w;
	}
});
