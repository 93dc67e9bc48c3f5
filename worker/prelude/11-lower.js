// SPDX-License-Identifier: Apache-2.0
// What lowered code calls: iteration, destructuring, classes.  The members of
// `$` are the contract with worker/lower.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var own = Object.prototype.hasOwnProperty, getProto = Object.getPrototypeOf;
var setProto = Object.setPrototypeOf, defineProperty = Object.defineProperty;
var getDescriptor = Object.getOwnPropertyDescriptor;
var isPlainArray = native.isPlainArray, pristine = rt.pristine;
var slice = Array.prototype.slice, back = $.back;
var construct = global.Reflect.construct, returned = native.returned;

$.def = native.def;
$.named = native.named;
$.len = native.len;
$.plain = native.plain;
$.name = native.name;
$.mix = native.mix;
$.rest = native.rest;
$.method = native.method;
$.key = rt.toKey;
$.get = function (o, k, f) { native.getter(o, k, f, true); };
$.set = function (o, k, f) { native.setter(o, k, f, true); };
$.cget = function (o, k, f) { native.getter(o, k, f, false); };
$.cset = function (o, k, f) { native.setter(o, k, f, false); };
$.fn = function (f) { return f; };
$.top = global; // this of a script, in its arrow functions
$.proto = function (o, v) { if (isObject(v) || v === null) setProto(o, v); };

// Globals whose names would be ours: those of a script before the program are
// called `$$x` and `$_...` (worker/lower), and so get their real names as well.
$.global = global;
$.free = function (name) {
	if (!(name in global)) throw new ReferenceError(name + ' is not defined');
	return global;
};
var namesOf = Object.getOwnPropertyNames, part = String.prototype.slice;
var decode = decodeURIComponent;
// What worker/lower has made of a name; undefined: nothing.
function realName(k) {
	var out = '', i, hex;
	if (k[0] !== '$' || (k[1] !== '$' && k[1] !== '_')) return undefined;
	if (k[1] === '$') return part.call(k, 1);
	for (i = 2; i < k.length; i++) {
		hex = k[i] === '$' ? part.call(k, i + 1, i + 3) : '';
		if (hex.length < 2 || hex < '80' || !(hex <= 'ff')) {
			out += k[i];
		} else {
			out += '%' + hex;
			i += 2;
		}
	}
	try { k = decode(out); } catch (e) { return undefined; }
	return k === out ? undefined : k;
}
function alias(name, k) {
	defineProperty(global, k, { enumerable: false });
	defineProperty(global, name, { configurable: true, enumerable: true,
	    get: function () { return global[k]; },
	    set: function (v) { global[k] = v; } });
}
$.realNames = function () {
	var all = namesOf(global), i, name;
	for (i = 0; i < all.length; i++) {
		name = realName(all[i]);
		if (name !== undefined && !(name in global)) alias(name, all[i]);
	}
};

$.unset = Object.freeze({ toString: function () { return 'unset'; } });
$.early = function (name) {
	throw new ReferenceError("Cannot access '" + name +
	    "' before initialization");
};
$.constant = function () {
	throw new TE('Assignment to constant variable.');
};
$['import'] = function (name) {
	return Promise.reject(new TE('Cannot import ' + rt.show(name) +
	    ': a program has no modules; everything it can use is global'));
};
$.importMeta = Object.freeze({});
$['enum'] = function (o, k, v, unknown) {
	o[k] = v;
	if (unknown || typeof v === 'number') o[v] = k;
	return v;
};
$['new'] = function (C, args) { return construct(C, args); };
var sites = {};
$.site = function (id) { return sites[id]; };
$.template = function (id, cooked, raw) {
	defineProperty(cooked, 'raw', { value: Object.freeze(raw) });
	return sites[id] = Object.freeze(cooked);
};

var stringValues = String.prototype[Symbol.iterator];
// Lowered code wants to iterate: its text says over what.
function notIterable(x) {
	var said = native.expression();
	return said === undefined ? rt.notIterable(x)
		: new TE(said + ' is not iterable');
}
function iterator(x) {
	var m, it;
	if (x === undefined || x === null) throw notIterable(x);
	m = rt.iteratorMethod(x);
	if (typeof m !== 'function') throw notIterable(x);
	it = m.call(x);
	if (!isObject(it))
		throw new TE('Result of the Symbol.iterator method is not an object');
	return it;
}
function of(x) {
	if (typeof x === 'string' &&
	    String.prototype[Symbol.iterator] === stringValues)
		return native.characters(x);
	return native.walk(iterator(x));
}
$.step = native.step;
$.end = native.end;
$.abandon = native.abandon;
// An asynchronous iterator under way; v is its value.
function Walk(it, sync) {
	this.it = it;
	this.next = it.next;
	this.sync = sync;
	this.done = false;
	this.v = undefined;
}
Walk.prototype = Object.create(null);
$.aof = function (x) {
	var m;
	if (x === undefined || x === null)
		throw new TE(x + ' is not async iterable');
	m = x[Symbol.asyncIterator];
	if (m === undefined || m === null) return new Walk(iterator(x), true);
	return new Walk(m.call(x), false);
};
$.astep = function (w) {
	var r;
	w.done = true;
	r = w.sync ? unwrapped(w.it, w.next)
		: resultOf($['await'](w.next.call(w.it)));
	if (r.done) return false;
	w.v = r.value;
	w.done = false;
	return true;
};
$.aend = function (w) {
	var f, r;
	if (w.done) return;
	w.done = true;
	f = w.it['return'];
	if (f === undefined || f === null) {
		if (w.sync) $['await'](); // the standard's wrapper has one
		return;
	}
	r = f.call(w.it);
	if (w.sync) {
		awaited(w.it, resultOf(r));
		return;
	}
	r = $['await'](r);
	if (!isObject(r)) throw new TE(rt.show(r) + ' is not an object');
};
$.aabandon = function (w, error) {
	var f;
	if (w.done || error === back) return;
	w.done = true;
	try {
		f = w.it['return'];
		if (f === undefined || f === null) {
			if (w.sync) $['await']();
			return;
		}
		f = f.call(w.it);
		if (w.sync) awaited(w.it, resultOf(f));
		else $['await'](f);
	} catch (e) { /* the first one counts */ }
};
function resultOf(r) {
	if (!isObject(r))
		throw new TE('Iterator result ' + rt.show(r) + ' is not an object');
	return r;
}
function method(it, name) {
	var f = it[name];
	return f === null ? undefined : f;
}
// What a generator does with `v`, which it was resumed with (mode 0), thrown
// (2) or told to return (1): a method of the inner iterator and its argument.
// `hand` takes results, of which it reads the values only if `opened`.
// `inner` calls it, in its own way.
function delegate(it, next, inner, hand, turn, opened) {
	var mode = 0, v, f, r;
	for (;;) {
		if (mode === 0) {
			r = inner(next, v);
		} else if (mode === 1) {
			f = method(it, 'return');
			if (f === undefined) {
				if (turn) $['await'](); // a wrapper's own
				throw back;
			}
			r = inner(f, v);
			if (r.done) {
				returned(r.value);
				throw back;
			}
		} else {
			f = method(it, 'throw');
			if (f === undefined) {
				f = method(it, 'return');
				if (turn) { // the wrapper's throw() rejects
					if (f !== undefined) resultOf(f.call(it));
					$['await']();
				} else if (f !== undefined) {
					inner(f, undefined, true);
				}
				throw new TE('The iterator does not provide a ' +
				    "'throw' method");
			}
			r = inner(f, v);
		}
		if (mode !== 1 && r.done) return r.value;
		if (opened) r = r.value; // what this throws is the generator's
		try {
			v = hand(r);
			mode = 0;
		} catch (e) {
			mode = e === back ? 1 : 2;
			v = e === back ? returned() : e;
		}
	}
}
$.yieldAll = function (x) {
	var it = iterator(x), next = it.next;
	return delegate(it, next, function (f, v) {
		return resultOf(f.call(it, v));
	}, native.yieldResult);
};
// Around a sync iterator the standard puts a wrapper, whose promise rejects: what
// its methods throw arrives a turn later.
function later(e) {
	$['await']();
	throw e;
}
function unwrapped(it, f, v) {
	var r, done;
	try {
		r = resultOf(arguments.length > 2 ? f.call(it, v) : f.call(it));
		done = r.done;
		v = r.value;
	} catch (e) { later(e); }
	return awaitedOf(it, done, v);
}
// A sync iterator's values are awaited; it is closed when one rejects.
function awaited(it, r) {
	return awaitedOf(it, r.done, r.value);
}
function awaitedOf(it, done, v) {
	try {
		v = $['await'](v);
	} catch (e) {
		if (!done && method(it, 'return') !== undefined) {
			try { it['return'](); } catch (x) { /* e counts */ }
		}
		later(e);
	}
	$['await'](); // two turns, as the standard's wrapper takes
	return { value: v, done: done };
}
$.ayieldAll = function (x) {
	var w = $.aof(x), it = w.it;
	return delegate(it, w.next, function (f, v, closing) {
		var r;
		if (w.sync) return unwrapped(it, f, v);
		r = $['await'](f.call(it, v));
		return closing ? r : resultOf(r);
	}, native.agenYieldRaw, w.sync, true);
};

// Arrays of an iterable's values: to read only, first n of them, one's own.
function all(x) {
	if (typeof x === 'string') return of(x);
	if (x === undefined || x === null ||
	    typeof rt.iteratorMethod(x) !== 'function') throw notIterable(x);
	return rt.list(x);
}
// For an array pattern: an array as it is; of anything else a Taker, whose
// elements are steps of the iterator, each read once and in turn.
function Taker(it) {
	this.it = it;
	this.next = it.next;
	this.done = false;
}
Taker.prototype = Object.create(null);
var TAKEN_MAX = 32; // elements; a longer pattern reads them before it stores
function taken(w) {
	var r;
	if (w.done) return undefined;
	w.done = true;
	r = w.next.call(w.it);
	if (!isObject(r))
		throw new TE('Iterator result ' + rt.show(r) + ' is not an object');
	if (r.done) return undefined;
	r = r.value;
	w.done = false;
	return r;
}
(function (i) {
	var step = function () { return taken(this); };
	for (; i < TAKEN_MAX; i++)
		defineProperty(Taker.prototype, i, { get: step });
})(0);
function take(x, n) {
	var w, out, i;
	if (typeof x === 'string' &&
	    String.prototype[Symbol.iterator] === stringValues)
		return native.characters(x);
	w = new Taker(iterator(x));
	if (n <= TAKEN_MAX) return w;
	out = [];
	for (i = 0; i < n && !w.done; i++) out[i] = taken(w);
	out.it = w.it;
	out.rest = w;
	return out;
}
// C closes a Walk; this, what patterns read.
function end(w) {
	var f, r;
	if (w.rest instanceof Taker) w = w.rest;
	if (!(w instanceof Taker) || w.done) return;
	w.done = true;
	f = w.it['return'];
	if (f === undefined || f === null) return;
	r = f.call(w.it);
	if (!isObject(r)) throw new TE(rt.show(r) + ' is not an object');
}
function abandon(w) {
	var f;
	if (!(w instanceof Taker) || w.done) return;
	w.done = true;
	try {
		f = w.it['return'];
		if (f !== undefined && f !== null) f.call(w.it);
	} catch (e) { /* the first one counts */ }
}
native.walks(of, take, all, end, abandon, Array.prototype[Symbol.iterator],
    native.ArrayIteratorPrototype);
$.of = native.of;
$.take = native.take;
$.flat = native.flat;
$.all = native.all;
$.tail = function (a, n) {
	var out = [], v;
	if (a.rest instanceof Taker) a = a.rest;
	if (!(a instanceof Taker)) return slice.call(a, n);
	for (;;) {
		v = taken(a);
		if (a.done) return out;
		out[out.length] = v;
	}
};
// What a literal with other elements takes in, and arguments: without holes.
$.dense = native.dense;
$.copy = function (x) {
	var a;
	if (isPlainArray(x)) return rt.list(x);
	a = $.all(x);
	return a === x ? slice.call(a) : a;
};
$.object = function (x) {
	if (x === undefined || x === null)
		throw new TE("Cannot destructure '" + x + "' as it is " + x + '.');
};
$.omit = function (x, keys) {
	$.object(x);
	return native.mix({}, x, keys);
};

// Classes.  A holder h has c, the constructor, and p, its prototype.
var H = native.hidden('class');
$.isClass = function (f) { return own.call(f, H); };
$['class'] = function (h, C, name, parent) {
	var derived = arguments.length > 3;
	h.c = C;
	h.p = C.prototype;
	if (derived) {
		if (parent !== null && !native.isConstructor(parent))
			throw new TE('Class extends value ' + rt.show(parent) +
			    ' is not a constructor or null');
		setProto(h.p, parent === null ? null : parent.prototype);
		if (parent !== null) setProto(C, parent);
	}
	defineProperty(C, 'prototype', { writable: false });
	native.name(C, name);
	C[H] = h;
};
$.derive = function (parent, body) { return body({}, parent); };
// A Proxy's trap is told what `new` was said of.
function constructProxy(of, handler, args, target) {
	var f = handler.construct, r;
	if (f === undefined || f === null)
		return $.constructAs(of, target, undefined, args);
	if (typeof f !== 'function')
		throw new TE(rt.show(f) + " returned for property 'construct' of " +
		    "object '" + rt.show(handler) + "' is not a function");
	r = f.call(handler, of, args, target);
	if (!isObject(r))
		throw new TE('proxy [[Construct]] must return an object');
	return r;
}
function className(C) {
	var d = getDescriptor(C, 'name');
	return d && typeof d.value === 'string' && d.value ? d.value
		: 'anonymous class';
}
// Parents that are no functions in JavaScript; of Object, args are ignored.
native.classes(function (P, args, target) {
	var r, parts, proto;
	if (!native.isConstructor(P))
		throw new TE('Super constructor ' +
		    rt.show(P === Function.prototype ? null : P) + ' of ' +
		    className(target) + ' is not a constructor');
	parts = native.proxyParts(P);
	if (parts !== undefined)
		return constructProxy(parts[0], parts[1], args, target);
	r = P === Object || P === native.Iterator ? {} : construct(P, args);
	proto = target.prototype;
	if (isObject(proto) && getProto(r) !== proto) setProto(r, proto);
	return r;
});
$.target = native.target;
$.constructAs = native.constructAs;
$['super'] = native['super'];
$.superOf = native.superOf;
$.here = native.here;
$.hereOf = native.hereOf;
$.once = native.once;
$.nothis = function () {
	throw new ReferenceError('Must call super constructor in derived class ' +
	    "before accessing 'this' or returning from derived constructor");
};
$.made = function (v, self) {
	if (isObject(v)) return v;
	if (v !== undefined)
		throw new TE('Derived constructors may only return object or ' +
		    'undefined');
	return self || $.nothis();
};
$.sget = native.sget;
$.sset = function (home, k, self, v) {
	var o = getProto(home), d;
	if (o === null)
		throw new TE('Cannot set properties of null (setting ' +
		    "'" + String(k) + "')");
	for (; o !== null; o = getProto(o)) {
		d = getDescriptor(o, k);
		if (d === undefined) continue;
		if (d.set) {
			d.set.call(self, v);
			return v;
		}
		if (d.get || !d.writable)
			throw new TE("Cannot assign to read only property '" +
			    String(k) + "'");
		break;
	}
	self[k] = v;
	return v;
};

// delete super.x
$.keep = function () {
	throw new ReferenceError("Unsupported reference to 'super'");
};

// #names: keys that nothing else can name.
var privates = 0;
$['private'] = function (name) {
	return native.hidden('#' + (++privates) + name);
};
$.pg = native.pg;
$.ps = native.ps;
$.pin = native.pin;
$.pd = native.pd;
$.pmethod = native.pmethod;
$.pget = native.pget;
$.pset = native.pset;
