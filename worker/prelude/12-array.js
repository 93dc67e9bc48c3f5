// SPDX-License-Identifier: Apache-2.0
// Array: the methods that call functions of the program.
'use strict';
var rt = native.rt, TE = TypeError, callable = rt.callable;
var toLength = rt.toLength;
var P = Array.prototype;

// A typed array has its length whatever its `length` is now.
function lengthOf(o) {
	var n;
	if (native.isPlainArray(o)) return o.length;
	n = native.typedLength(o);
	return n === undefined ? toLength(o.length) : n;
}
function create(o, n) {
	var C;
	if (!Array.isArray(o)) return new Array(n);
	C = o.constructor;
	if (C === Array) return new Array(n);
	if (rt.isObject(C)) {
		C = C[Symbol.species];
		if (C === null) C = undefined;
	}
	if (C === undefined || C === Array) return new Array(n);
	if (!native.isConstructor(C))
		throw new TE('object.constructor[Symbol.species] is not a constructor');
	return new C(n);
}
function put(o, i, v) {
	Object.defineProperty(o, i, { value: v, writable: true,
		enumerable: true, configurable: true });
}

// As put(), for a new Array: an inherited index, which nobody has, is minded.
function push(o, i, v) {
	if (i in o) put(o, i, v);
	else o[i] = v;
}

// A call without a `this` is a good deal cheaper, and so is reading an element
// before asking whether it is there.
rt.def(P, {
	find(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), i, v;
		callable(fn);
		if (self === undefined) {
			for (i = 0; i < n; i++) if (fn(v = o[i], i, o)) return v;
			return undefined;
		}
		for (i = 0; i < n; i++) {
			v = o[i];
			if (fn.call(self, v, i, o)) return v;
		}
		return undefined;
	},
	findIndex(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), i;
		callable(fn);
		if (self === undefined) {
			for (i = 0; i < n; i++) if (fn(o[i], i, o)) return i;
			return -1;
		}
		for (i = 0; i < n; i++) if (fn.call(self, o[i], i, o)) return i;
		return -1;
	},
	findLast(fn, self) {
		var o = rt.toObject(this), i = lengthOf(o), v;
		callable(fn);
		while (--i >= 0) {
			v = o[i];
			if (fn.call(self, v, i, o)) return v;
		}
		return undefined;
	},
	findLastIndex(fn, self) {
		var o = rt.toObject(this), i = lengthOf(o);
		callable(fn);
		while (--i >= 0) if (fn.call(self, o[i], i, o)) return i;
		return -1;
	},
	flatMap(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), out, k = 0, i, j, v, m;
		var set, plain = native.isPlainArray(o); // else `in` is seen
		callable(fn);
		out = create(o, 0);
		set = out.constructor === Array ? push : put;
		for (i = 0; i < n; i++) {
			if (!plain && !(i in o)) continue;
			v = o[i];
			if (v === undefined && plain && !(i in o)) continue;
			v = self === undefined ? fn(v, i, o) : fn.call(self, v, i, o);
			if (!Array.isArray(v)) {
				set(out, k++, v);
				continue;
			}
			m = lengthOf(v);
			for (j = 0; j < m; j++) if (j in v) set(out, k++, v[j]);
		}
		return out;
	},
	map(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), out, i, v;
		callable(fn);
		out = create(o, n);
		if (native.isPlainArray(o) && o.constructor === Array) {
			if (self === undefined) {
				for (i = 0; i < n; i++) {
					v = o[i];
					if (v !== undefined || i in o) out[i] = fn(v, i, o);
				}
			} else {
				for (i = 0; i < n; i++)
					if (i in o) out[i] = fn.call(self, o[i], i, o);
			}
			return out;
		}
		for (i = 0; i < n; i++)
			if (i in o) put(out, i, fn.call(self, o[i], i, o));
		return out;
	},
	filter(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), out, k = 0, i, v;
		callable(fn);
		out = create(o, 0);
		if (self === undefined && out.constructor === Array) {
			for (i = 0; i < n; i++) {
				v = o[i];
				if ((v !== undefined || i in o) && fn(v, i, o)) {
					if (k in out) put(out, k++, v);
					else out[k++] = v;
				}
			}
			return out;
		}
		for (i = 0; i < n; i++) {
			if (!(i in o)) continue;
			v = o[i];
			if (fn.call(self, v, i, o)) put(out, k++, v);
		}
		return out;
	},
	forEach(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), i, v;
		callable(fn);
		if (self === undefined) {
			for (i = 0; i < n; i++) {
				v = o[i];
				if (v !== undefined || i in o) fn(v, i, o);
			}
			return;
		}
		for (i = 0; i < n; i++) if (i in o) fn.call(self, o[i], i, o);
	},
	some(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), i, v;
		callable(fn);
		if (self === undefined) {
			for (i = 0; i < n; i++) {
				v = o[i];
				if ((v !== undefined || i in o) && fn(v, i, o)) return true;
			}
			return false;
		}
		for (i = 0; i < n; i++)
			if (i in o && fn.call(self, o[i], i, o)) return true;
		return false;
	},
	every(fn, self) {
		var o = rt.toObject(this), n = lengthOf(o), i, v;
		callable(fn);
		if (self === undefined) {
			for (i = 0; i < n; i++) {
				v = o[i];
				if ((v !== undefined || i in o) && !fn(v, i, o))
					return false;
			}
			return true;
		}
		for (i = 0; i < n; i++)
			if (i in o && !fn.call(self, o[i], i, o)) return false;
		return true;
	},
	reduce(fn, first) {
		var o = rt.toObject(this), n = lengthOf(o), i = 0, acc = first, v;
		callable(fn);
		if (arguments.length < 2) {
			while (i < n && !(i in o)) i++;
			if (i >= n)
				throw new TE('Reduce of empty array with no initial value');
			acc = o[i++];
		}
		for (; i < n; i++) {
			v = o[i];
			if (v !== undefined || i in o) acc = fn(acc, v, i, o);
		}
		return acc;
	},
	reduceRight(fn, first) {
		var o = rt.toObject(this), i = lengthOf(o) - 1, acc = first;
		callable(fn);
		if (arguments.length < 2) {
			while (i >= 0 && !(i in o)) i--;
			if (i < 0)
				throw new TE('Reduce of empty array with no initial value');
			acc = o[i--];
		}
		for (; i >= 0; i--) if (i in o) acc = fn(acc, o[i], i, o);
		return acc;
	},
	toString() {
		var o = rt.toObject(this), f = o.join;
		return typeof f === 'function' ? f.call(o)
			: Object.prototype.toString.call(o);
	}
}, { find: 1, findIndex: 1, findLast: 1, findLastIndex: 1, flatMap: 1,
	map: 1, filter: 1, forEach: 1, some: 1, every: 1, reduce: 1,
	reduceRight: 1 });

// join, which meets itself in a cycle as an empty string.
var joining = [], plainJoin = P.join;
rt.def(P, {
	join(sep) {
		var o = rt.toObject(this), i, n, out, flat = true, v;
		n = lengthOf(o);
		for (i = 0; i < n && flat; i++) {
			v = o[i];
			flat = typeof v === 'string' || typeof v === 'number';
		}
		if (flat && n > 0)
			return plainJoin.call(o, sep === undefined ? ',' : sep);
		if (joining.indexOf(o) >= 0) return '';
		joining.push(o);
		try {
			sep = sep === undefined ? ',' : rt.text(sep);
			out = [];
			for (i = 0; i < n; i++) {
				v = o[i];
				out[i] = v === undefined || v === null ? '' : rt.text(v);
			}
			return plainJoin.call(out, sep);
		} finally {
			joining.pop();
		}
	},
	toLocaleString(locales, options) {
		var o = rt.toObject(this), n = lengthOf(o), i, v, out = [];
		if (joining.indexOf(o) >= 0) return '';
		joining.push(o);
		try {
			for (i = 0; i < n; i++) {
				v = o[i];
				out[i] = v === undefined || v === null ? '' :
				    rt.text(v.toLocaleString(locales, options));
			}
			return plainJoin.call(out, ',');
		} finally {
			joining.pop();
		}
	}
}, { join: 1, toLocaleString: 0 });

function fromIterable(C, items, m, fn, self) {
	var out, k = 0;
	if (C === Array && m === P.values && native.isPlainArray(items) &&
		rt.pristine(items)) {
		if (!fn) return native.copyArray(items);
	}
	if (C === Array && !fn && (out = native.list(items,
		items instanceof Map ? 2 : 1)) && rt.listable(items, m))
		return out;
	out = native.isConstructor(C) ? new C() : [];
	rt.eachOf(m.call(items), function (v) {
		put(out, k, fn ? fn.call(self, v, k) : v);
		k++;
	});
	out.length = k;
	return out;
}
var mapEntries = Map.prototype.entries, setValues = Set.prototype.values;
var mapNext = native.MapIteratorPrototype.next;
var setNext = native.SetIteratorPrototype.next;
rt.listable = function (o, m) {
	return (m === mapEntries && native.MapIteratorPrototype.next === mapNext)
		|| (m === setValues && native.SetIteratorPrototype.next === setNext);
};
rt.def(Array, {
	from(items, fn, self) {
		var C = this, m, o, n, out, i;
		if (fn !== undefined) callable(fn);
		if (items === undefined || items === null)
			throw new TE(items + ' is not iterable');
		m = items[Symbol.iterator];
		if (m !== undefined && m !== null) {
			if (typeof m !== 'function')
				throw new TE(rt.show(items) + ' is not iterable');
			return fromIterable(C, items, m, fn, self);
		}
		o = Object(items);
		n = toLength(o.length);
		if (C === Array) {
			if (n > 4294967295) throw new RangeError('Invalid array length');
			if (!fn) return native.copyArray(o);
			out = [];
			if (self === undefined)
				for (i = 0; i < n; i++) out[i] = fn(o[i], i);
			else
				for (i = 0; i < n; i++) out[i] = fn.call(self, o[i], i);
			return out;
		}
		out = native.isConstructor(C) ? new C(n) : new Array(n);
		for (i = 0; i < n; i++)
			put(out, i, fn ? fn.call(self, o[i], i) : o[i]);
		out.length = n;
		return out;
	},
	of() {
		var n = arguments.length, i, C = this, out;
		out = native.isConstructor(C) ? new C(n) : new Array(n);
		for (i = 0; i < n; i++) put(out, i, arguments[i]);
		out.length = n;
		return out;
	}
}, { from: 1 });

var blocked = Object.create(null);
['at', 'copyWithin', 'entries', 'fill', 'find', 'findIndex', 'findLast',
	'findLastIndex', 'flat', 'flatMap', 'includes', 'keys', 'toReversed',
	'toSorted', 'toSpliced', 'values'].forEach(function (k) {
	blocked[k] = true;
});
Object.defineProperty(P, Symbol.unscopables, { value: blocked,
	writable: false, enumerable: false, configurable: true });
rt.createArray = create;
rt.putElement = put;
