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
// A Proxy on the way gets what is not for itself.
function askProxy(parts, k, self) {
	var f = parts[1]['get'];
	if (f === undefined || f === null) return R['get'](parts[0], k, self);
	return plainApply(f, parts[1], [parts[0], k, self]);
}
var plainApply = R.apply;
rt.def(R, {
	apply(f, self, args) {
		if (!isObject(args))
			throw new TE('CreateListFromArrayLike called on non-object');
		return plainApply(f, self, args);
	},
	'get'(o, k, self) {
		var p = o, d, parts;
		need(o, 'get');
		if (arguments.length < 3 || self === o) return o[k];
		for (; p !== null; p = getProto(p)) {
			parts = native.proxyParts(p);
			if (parts !== undefined) return askProxy(parts, k, self);
			d = describe(p, k);
			if (d === undefined) continue;
			if ('value' in d) return d.value;
			return d.get ? d.get.call(self) : undefined;
		}
		return undefined;
	},
	has(o, k) {
		need(o, 'has');
		return k in o;
	},
	'set'(o, k, v, self) {
		var p = o, d;
		need(o, 'set');
		if (arguments.length < 4 || self === o) return native.put(o, k, v);
		for (; p !== null; p = getProto(p)) {
			d = describe(p, k);
			if (d === undefined) continue;
			if (d.set) {
				d.set.call(self, v);
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
		return define(self, k, { value: v, writable: true,
			enumerable: true, configurable: true });
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
