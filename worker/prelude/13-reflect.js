// SPDX-License-Identifier: Apache-2.0
// Reflect with receivers and new targets, which Duktape's has not.
'use strict';
var rt = native.rt, isObject = rt.isObject, TE = TypeError;
var R = global.Reflect, getProto = R.getPrototypeOf;
var describe = R.getOwnPropertyDescriptor, define = R.defineProperty;
var plainConstruct = R.construct;

function need(o, name) {
	if (!isObject(o)) throw new TE('Reflect.' + name + ' called on non-object');
}
var plainApply = R.apply;
// A Proxy on the way is asked for what is not for itself: its trap, or none.
function trapOf(parts, name) {
	var f = parts[1][name];
	if (f === undefined || f === null) return undefined;
	return rt.callable(f);
}
// o[k] and o[k] = v, done for another.
function getFor(o, k, self) {
	var p = o, d, parts, f;
	for (; p !== null; p = getProto(p)) {
		parts = native.proxyParts(p);
		if (parts !== undefined) {
			f = trapOf(parts, 'get');
			return f === undefined ? getFor(parts[0], k, self) :
			    plainApply(f, parts[1], [parts[0], k, self]);
		}
		d = describe(p, k);
		if (d === undefined) continue;
		if ('value' in d) return d.value;
		return d.get ? plainApply(d.get, self, []) : undefined;
	}
	return undefined;
}
function setFor(o, k, v, self) {
	var p = o, d, parts, f;
	for (; p !== null; p = getProto(p)) {
		parts = native.proxyParts(p);
		if (parts !== undefined) {
			f = trapOf(parts, 'set');
			return f === undefined ? setFor(parts[0], k, v, self) :
			    !!plainApply(f, parts[1], [parts[0], k, v, self]);
		}
		d = describe(p, k);
		if (d === undefined) continue;
		if (d.set) {
			plainApply(d.set, self, [v]);
			return true;
		}
		if (d.get || !d.writable) return false;
		break;
	}
	if (!isObject(self)) return false;
	d = describe(self, k);
	if (d !== undefined) {
		if (d.get || d.set || !d.writable) return false;
		return define(self, k, { value: v });
	}
	return define(self, k, { value: v, writable: true, enumerable: true,
		configurable: true });
}
rt.getFor = getFor;
rt.setFor = setFor;
rt.def(R, {
	apply(f, self, args) {
		if (!isObject(args))
			throw new TE('CreateListFromArrayLike called on non-object');
		return plainApply(f, self, args);
	},
	'get'(o, k, self) {
		need(o, 'get');
		if (arguments.length < 3 || self === o) return o[k];
		return getFor(o, k, self);
	},
	has(o, k) {
		need(o, 'has');
		return k in o;
	},
	'set'(o, k, v, self) {
		need(o, 'set');
		if (arguments.length < 4 || self === o) return native.put(o, k, v);
		return setFor(o, k, v, self);
	},
	construct(F, args, target) {
		if (!isObject(args))
			throw new TE('CreateListFromArrayLike called on non-object');
		if (arguments.length < 3 || target === F)
			return plainConstruct(F, args);
		if (!native.isConstructor(F) || !native.isConstructor(target))
			throw new TE(rt.show(target) + ' is not a constructor');
		return $.constructAs(F, target, undefined, args);
	}
}, { get: 2, has: 2, set: 3, construct: 2 });
