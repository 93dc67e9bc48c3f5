// SPDX-License-Identifier: Apache-2.0
// What Object and Reflect do with a Proxy: the traps that Duktape does not
// call, with the checks the standard makes; and with an element of a typed
// array.  proxy.c comes here with these only.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var O = global.Object, R = global.Reflect, parts = native.proxyParts;
// A copy of what is wrapped later, for targets that are no proxies.
var is = O.is, FREE = native.hidden('free proxy');
var GONE = native.hidden('revoked proxy');
var TRAPS = ['apply', 'construct', 'defineProperty', 'deleteProperty', 'get',
	'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'isExtensible',
	'ownKeys', 'preventExtensions', 'set', 'setPrototypeOf'];

function trap(h, name) {
	var f = h[name];
	if (f === undefined || f === null) return undefined;
	if (typeof f !== 'function')
		throw new TE(rt.show(f) + " returned for property '" + name +
		    "' of object '" + rt.show(h) + "' is not a function");
	return f;
}
function refuse(name, why) {
	throw new TE("'" + name + "' on proxy: " + why);
}
function fromDescriptor(d) {
	if (d === undefined) return undefined;
	var o = {};
	['value', 'writable', 'get', 'set', 'enumerable', 'configurable'].forEach(
	    function (k) { if (k in d) o[k] = d[k]; });
	return o;
}
function toDescriptor(o) {
	var d = {};
	if (!isObject(o))
		throw new TE('Property description must be an object: ' + rt.show(o));
	if ('enumerable' in o) d.enumerable = !!o.enumerable;
	if ('configurable' in o) d.configurable = !!o.configurable;
	if ('value' in o) d.value = o.value;
	if ('writable' in o) d.writable = !!o.writable;
	if ('get' in o) d.get = o.get;
	if ('set' in o) d.set = o.set;
	if (('get' in d && d.get !== undefined && typeof d.get !== 'function') ||
	    ('set' in d && d.set !== undefined && typeof d.set !== 'function'))
		throw new TE('Getter must be a function: ' + rt.show(d.get));
	if (('get' in d || 'set' in d) && ('value' in d || 'writable' in d))
		throw new TE('Invalid property descriptor. Cannot both specify ' +
		    'accessors and a value or writable attribute');
	return d;
}
function complete(d) {
	if (!('get' in d || 'set' in d)) {
		if (!('value' in d)) d.value = undefined;
		if (!('writable' in d)) d.writable = false;
	} else {
		if (!('get' in d)) d.get = undefined;
		if (!('set' in d)) d.set = undefined;
	}
	if (!('enumerable' in d)) d.enumerable = false;
	if (!('configurable' in d)) d.configurable = false;
	return d;
}
// ValidateAndApplyPropertyDescriptor, only asking.
function compatible(extensible, d, cur) {
	var accessor = 'get' in d || 'set' in d;
	var data = 'value' in d || 'writable' in d;
	if (cur === undefined) return extensible;
	if (cur.configurable) return true;
	if (d.configurable || ('enumerable' in d && d.enumerable !== cur.enumerable))
		return false;
	if (!accessor && !data) return true;
	if (('get' in cur) !== accessor) return false;
	if (accessor)
		return !('get' in d && d.get !== cur.get) &&
		    !('set' in d && d.set !== cur.set);
	return cur.writable || (!d.writable &&
	    (!('value' in d) || is(d.value, cur.value)));
}

// Of whom the invariants are: a stand-in proves nothing.
function behind(p) { return p[1][FREE] || p[0]; }
function getProto(o) {
	var p = parts(o), f, v;
	if (p === undefined) return R.getPrototypeOf(o);
	f = trap(p[1], 'getPrototypeOf');
	if (f === undefined) return R.getPrototypeOf(p[0]);
	v = f.call(p[1], p[0]);
	if (!isObject(v) && v !== null)
		refuse('getPrototypeOf', 'trap returned neither object nor null');
	if (!R.isExtensible(behind(p)) && R.getPrototypeOf(behind(p)) !== v)
		refuse('getPrototypeOf', 'proxy target is non-extensible but the ' +
		    'trap did not return its actual prototype');
	return v;
}
function setProto(o, v) {
	var p = parts(o), f;
	if (p === undefined) return v === null; // it is Object.prototype
	f = trap(p[1], 'setPrototypeOf');
	if (f === undefined) return R.setPrototypeOf(p[0], v);
	if (!f.call(p[1], p[0], v)) return false;
	if (!R.isExtensible(behind(p)) && R.getPrototypeOf(behind(p)) !== v)
		refuse('setPrototypeOf', 'trap returned truish for setting a new ' +
		    'prototype on the non-extensible proxy target');
	return true;
}
function extensible(o) {
	var p = parts(o), f = trap(p[1], 'isExtensible'), v;
	if (f === undefined) return R.isExtensible(p[0]);
	v = !!f.call(p[1], p[0]);
	if (v !== R.isExtensible(behind(p)))
		refuse('isExtensible', "trap result does not reflect extensibility " +
		    'of proxy target');
	return v;
}
function prevent(o) {
	var p = parts(o), f = trap(p[1], 'preventExtensions'), v;
	if (f === undefined) return R.preventExtensions(p[0]);
	v = !!f.call(p[1], p[0]);
	if (v && R.isExtensible(behind(p)))
		refuse('preventExtensions', 'the proxy target is extensible');
	return v;
}
// Elements of typed arrays: n is the number that the key spells.
function isElement(o, n) {
	return n >= 0 && n < native.typedLength(o) && n % 1 === 0 && !is(n, -0);
}
function describeElement(o, k) {
	var n = k === '-0' ? -0 : +k;
	return !isElement(o, n) ? undefined : { value: o[n], writable: true,
		enumerable: true, configurable: true };
}
function defineElement(o, k, d) {
	var n = k === '-0' ? -0 : +k;
	if (!isElement(o, n) || d.configurable === false ||
	    d.enumerable === false || d.writable === false || 'get' in d ||
	    'set' in d)
		return false;
	if ('value' in d) o[n] = d.value;
	return true;
}
function describe(o, k) {
	var p = parts(o), f, v, cur;
	if (p === undefined) return describeElement(o, k);
	f = trap(p[1], 'getOwnPropertyDescriptor');
	if (f === undefined) return R.getOwnPropertyDescriptor(p[0], k);
	v = f.call(p[1], p[0], k);
	if (!isObject(v) && v !== undefined)
		refuse('getOwnPropertyDescriptor', 'trap returned neither object ' +
		    "nor undefined for property '" + String(k) + "'");
	if (p[1][FREE])
		return v === undefined ? v : complete(toDescriptor(v));
	cur = R.getOwnPropertyDescriptor(p[0], k);
	if (v === undefined) {
		if (cur !== undefined && (!cur.configurable ||
		    !R.isExtensible(p[0])))
			refuse('getOwnPropertyDescriptor', 'trap returned undefined ' +
			    "for property '" + String(k) + "' which is " +
			    'non-configurable in the proxy target');
		return undefined;
	}
	v = complete(toDescriptor(v));
	if (!compatible(R.isExtensible(p[0]), v, cur))
		refuse('getOwnPropertyDescriptor', 'trap returned descriptor for ' +
		    "property '" + String(k) + "' that is incompatible with the " +
		    'existing property in the proxy target');
	if (!v.configurable && (cur === undefined || cur.configurable))
		refuse('getOwnPropertyDescriptor', 'trap reported ' +
		    "non-configurability for property '" + String(k) + "' which is " +
		    'either non-existent or configurable in the proxy target');
	if (!v.configurable && v.writable === false && cur.writable)
		refuse('getOwnPropertyDescriptor', 'trap reported ' +
		    "non-configurable and writable for property '" + String(k) +
		    "' which is non-configurable, non-writable in the proxy target");
	return v;
}
function define(o, k, d) {
	var p = parts(o), f, cur, fixed;
	d = toDescriptor(d);
	if (p === undefined) return defineElement(o, k, d);
	f = trap(p[1], 'defineProperty');
	if (f === undefined) return R.defineProperty(p[0], k, d);
	if (!f.call(p[1], p[0], k, fromDescriptor(d))) return false;
	if (p[1][FREE]) return true;
	cur = R.getOwnPropertyDescriptor(p[0], k);
	fixed = d.configurable === false;
	if (cur === undefined ? !R.isExtensible(p[0]) || fixed :
	    !compatible(R.isExtensible(p[0]), d, cur) ||
	    (fixed && cur.configurable) || ('writable' in cur &&
	    !cur.configurable && cur.writable && d.writable === false))
		refuse('defineProperty', "trap returned truish for property '" +
		    String(k) + "' which is incompatible with the proxy target");
	return true;
}
function ownKeys(o) {
	var p = parts(o), f = trap(p[1], 'ownKeys'), v, n, keys = [], i, seen = [];
	var own, fixed = [], loose = [], open;
	if (f === undefined) return R.ownKeys(p[0]);
	v = f.call(p[1], p[0]);
	if (!isObject(v)) throw new TE('CreateListFromArrayLike called on non-object');
	n = rt.toLength(v.length);
	for (i = 0; i < n; i++) {
		keys[i] = v[i];
		if (typeof keys[i] !== 'string' && typeof keys[i] !== 'symbol')
			throw new TE(rt.show(keys[i]) + ' is not a valid property name');
		if (keys.indexOf(keys[i]) < i)
			refuse('ownKeys', 'trap returned duplicate entries');
	}
	open = R.isExtensible(p[0]);
	own = R.ownKeys(p[0]);
	for (i = 0; i < own.length; i++) {
		v = R.getOwnPropertyDescriptor(p[0], own[i]);
		(v !== undefined && !v.configurable ? fixed : loose).push(own[i]);
	}
	function has(k) {
		if (keys.indexOf(k) < 0)
			refuse('ownKeys', "trap result did not include '" +
			    String(k) + "'");
	}
	fixed.forEach(has);
	if (!open) loose.forEach(has);
	if (!open && keys.length !== own.length)
		refuse('ownKeys', 'trap returned extra keys but proxy target is ' +
		    'non-extensible');
	return keys;
}
function listed(o, symbols) {
	return ownKeys(o).filter(function (k) {
		var d = symbols || typeof k === 'string' ? describe(o, k) : undefined;
		return d !== undefined && d.enumerable;
	});
}
function enumerableKeys(o) { return listed(o, false); }
// Each value is read before the next property is looked at.
function each(o, what) {
	var out = [];
	ownKeys(o).forEach(function (k) {
		var d = typeof k === 'string' ? describe(o, k) : undefined;
		if (d !== undefined && d.enumerable)
			native.def(out, out.length, what(k, o[k]));
	});
	return out;
}
function level(o, frozen) {
	ownKeys(o).forEach(function (k) {
		var d = frozen ? describe(o, k) : {};
		if (d === undefined) return;
		if (!define(o, k, frozen && 'writable' in d ?
		    { configurable: false, writable: false } :
		    { configurable: false }))
			refuse('defineProperty', "trap returned falsish for property '" +
			    String(k) + "'");
	});
	return o;
}
function tested(o, frozen) {
	return !extensible(o) && ownKeys(o).every(function (k) {
		var d = describe(o, k);
		return d === undefined || (!d.configurable &&
		    !(frozen && d.writable));
	});
}
function must(ok, name) {
	if (!ok) refuse(name, 'trap returned falsish');
}
function protoArg(v) {
	if (!isObject(v) && v !== null)
		throw new TE('Object prototype may only be an Object or null: ' +
		    rt.show(v));
	return v;
}
// Only what is a proxy comes here: of what, behind all of them?
function isArray(o, evenGone) {
	for (var p = parts(o); p !== undefined; p = parts(o)) {
		if (p[1][GONE] === true && evenGone !== GONE)
			throw new TE("Cannot perform 'IsArray' on a proxy that has " +
			    'been revoked');
		o = p[1][FREE] || p[0];
	}
	return Array.isArray(o);
}
function lockLevel(frozen, name) {
	return function (o) {
		must(prevent(o), 'preventExtensions');
		return level(o, frozen);
	};
}

// A proxy of a proxy, or with one as its handler, which Duktape refuses: an
// empty object stands for the target, and a handler in between asks the real
// one.  What the stand-in lacks proves nothing, so FREE ones are not checked.
function between(target, handler, alive) {
	var b = {};
	TRAPS.forEach(function (name) {
		b[name] = function () {
			var f, a = arguments;
			if (alive) alive(name);
			f = trap(handler, name);
			a[0] = target;
			return f === undefined ? R[name].apply(R, a) :
			    f.apply(handler, a);
		};
	});
	return b;
}
function standIn(target, handler) {
	var b = between(target, handler);
	var stand = isArray(target, GONE) ? [] :
	    typeof target !== 'function' ? {} :
	    native.isConstructor(target) ? function () {} : { m() {} }.m;
	b[FREE] = target;
	return [stand, b];
}

native.proxyTwins({
	wrap: standIn,
	oGetProto: getProto,
	oSetProto: function (o, v) {
		must(setProto(o, protoArg(v)), 'setPrototypeOf');
		return o;
	},
	oExtensible: extensible,
	oPrevent: function (o) {
		must(prevent(o), 'preventExtensions');
		return o;
	},
	oDescribe: function (o, k) {
		return fromDescriptor(describe(o, rt.toKey(k)));
	},
	oDefine: function (o, k, d) {
		must(define(o, rt.toKey(k), d), 'defineProperty');
		return o;
	},
	oKeys: enumerableKeys,
	oValues: function (o) { return each(o, function (k, v) { return v; }); },
	oEntries: function (o) {
		return each(o, function (k, v) { return [k, v]; });
	},
	oNames: function (o) {
		return ownKeys(o).filter(function (k) {
			return typeof k === 'string';
		});
	},
	oSymbols: function (o) {
		return ownKeys(o).filter(function (k) {
			return typeof k === 'symbol';
		});
	},
	oFreeze: lockLevel(true),
	oSeal: lockLevel(false),
	oFrozen: function (o) { return tested(o, true); },
	oSealed: function (o) { return tested(o, false); },
	isArray: isArray,
	chainGet: rt.getFor,
	chainSet: rt.setFor,
	isPrototype: function (o, of) {
		o = rt.toObject(o);
		while ((of = O.getPrototypeOf(of)) !== null)
			if (of === o) return true;
		return false;
	},
	addField: function (o, k, v) {
		must(define(o, rt.toKey(k), { value: v, writable: true,
			enumerable: true, configurable: true }), 'defineProperty');
		return o;
	},
	listed: listed,
	oAssign: function (to) {
		var i, from, keys, k, d;
		to = rt.toObject(to);
		for (i = 1; i < arguments.length; i++) {
			if (arguments[i] === undefined || arguments[i] === null)
				continue;
			from = O(arguments[i]);
			keys = R.ownKeys(from);
			for (k = 0; k < keys.length; k++) {
				d = R.getOwnPropertyDescriptor(from, keys[k]);
				if (d !== undefined && d.enumerable)
					to[keys[k]] = from[keys[k]];
			}
		}
		return to;
	},
	// {...from}, and what a pattern leaves of it.
	mix: function (to, from, without) {
		var keys = ownKeys(from), i, d;
		if (without !== undefined) without = without.map(rt.toKey);
		for (i = 0; i < keys.length; i++) {
			if (without !== undefined && without.indexOf(keys[i]) >= 0)
				continue;
			d = describe(from, keys[i]);
			if (d !== undefined && d.enumerable)
				native.def(to, keys[i], from[keys[i]]);
		}
		return to;
	},
	rOwnKeys: ownKeys,
	rGetProto: getProto,
	rSetProto: function (o, v) { return setProto(o, protoArg(v)); },
	rExtensible: extensible,
	rPrevent: prevent,
	rDescribe: function (o, k) {
		return fromDescriptor(describe(o, rt.toKey(k)));
	},
	rDefine: function (o, k, d) { return define(o, rt.toKey(k), d); },
	hasOwn: function (o, k) { return describe(o, rt.toKey(k)) !== undefined; },
	isEnumerable: function (o, k) {
		var d = describe(o, rt.toKey(k));
		return d !== undefined && d.enumerable;
	}
});

// Proxy.revocable: a handler in between, which may forget the two.
rt.def(global.Proxy, {
	revocable(target, handler) {
		var b, p;
		if (!isObject(target) || !isObject(handler))
			throw new TE('Cannot create proxy with a non-object as target ' +
			    'or handler');
		b = between(target, handler, function (name) {
			if (b[GONE])
				throw new TE("Cannot perform '" + name + "' on a proxy that " +
				    'has been revoked');
		});
		p = new global.Proxy(target, b);
		return { proxy: p, revoke: rt.name(
		    native.plain(function () { b[GONE] = true; }), '') };
	}
});
