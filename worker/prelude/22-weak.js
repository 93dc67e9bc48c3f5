// SPDX-License-Identifier: Apache-2.0
// WeakRef and FinalizationRegistry.
'use strict';
var rt = native.rt, TE = TypeError, callable = rt.callable;
// Weak references are strong here: a run is short, and its heap bounded.
var T = native.hidden('target');
function keepable(x) {
	if (rt.isObject(x) || (typeof x === 'symbol' && !$.isBigInt(x) &&
	    Symbol.keyFor(x) === undefined)) return;
	throw new TE('Invalid value used as a weak reference: ' + rt.show(x));
}
function WeakRef(target) {
	if (new.target === undefined)
		throw new TE("Constructor WeakRef requires 'new'");
	keepable(target);
	this[T] = { v: target };
}
rt.def(WeakRef.prototype, {
	deref() {
		if (!rt.isObject(this) || this[T] === undefined)
			throw new TE('not a WeakRef');
		return this[T].v;
	}
});
rt.ctor('WeakRef', WeakRef, 1);
function FinalizationRegistry(cleanup) {
	if (new.target === undefined)
		throw new TE("Constructor FinalizationRegistry requires 'new'");
	callable(cleanup);
	this[T] = [];
}
function registry(o) {
	if (!rt.isObject(o) || !Array.isArray(o[T]))
		throw new TE('not a FinalizationRegistry');
	return o[T];
}
rt.def(FinalizationRegistry.prototype, {
	register(target, held, token) {
		var cells = registry(this);
		keepable(target);
		if (target === held)
			throw new TE('FinalizationRegistry.prototype.register: target ' +
			    'and holdings must not be same');
		if (token !== undefined) {
			keepable(token);
			cells[cells.length] = token;
		}
	},
	unregister(token) {
		var cells = registry(this), kept;
		keepable(token);
		kept = cells.filter(function (t) { return t !== token; });
		this[T] = kept;
		return kept.length < cells.length;
	}
}, { register: 2 });
rt.ctor('FinalizationRegistry', FinalizationRegistry, 1);
