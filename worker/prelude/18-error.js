// SPDX-License-Identifier: Apache-2.0
// Errors: cause, AggregateError, captureStackTrace.
'use strict';
var rt = native.rt;
var names = ['Error', 'EvalError', 'RangeError', 'ReferenceError',
	'SyntaxError', 'TypeError', 'URIError'];
var setProto = Object.setPrototypeOf, getProto = Object.getPrototypeOf;

function setCause(e, options) {
	if (rt.isObject(options) && 'cause' in options)
		rt.put(e, 'cause', options.cause);
}
// What a new error inherits from: of a target without a prototype, this.
function protoOf(target, proto) {
	var p = target.prototype;
	return rt.isObject(p) ? p : proto;
}
// Duktape's constructor makes the error; ours adds the cause.
function wrap(Base) {
	function make(message, options) {
		var e = message === undefined ? new Base() : new Base(message);
		if (new.target !== undefined && new.target !== make)
			setProto(e, protoOf(new.target, proto));
		setCause(e, options);
		return e;
	}
	var proto = Base.prototype, keys = Object.getOwnPropertyNames(Base), i;
	rt.name(make, Base.name);
	rt.arity(make, 1);
	Object.defineProperty(make, 'prototype', { value: proto,
		writable: false, enumerable: false, configurable: false });
	rt.put(proto, 'constructor', make);
	rt.put(global, Base.name, make);
	return make;
}
var Err = null;
names.forEach(function (n) {
	var C = wrap(global[n]);
	if (Err === null) Err = C;
	else setProto(C, Err);
});
function AggregateError(errors, message, options) {
	var e = message === undefined ? new Err() : new Err(message);
	setProto(e, new.target === undefined ? AggregateError.prototype
		: protoOf(new.target, AggregateError.prototype));
	setCause(e, options);
	rt.put(e, 'errors', rt.list(errors));
	return e;
}
AggregateError.prototype = Object.create(Err.prototype);
rt.put(AggregateError.prototype, 'name', 'AggregateError');
rt.put(AggregateError.prototype, 'message', '');
rt.ctor('AggregateError', AggregateError, 2, false);
setProto(AggregateError, Err);
rt.def(Err, {
	captureStackTrace(o) {
		var e = new Err();
		if (!rt.isObject(o)) throw new TypeError('Invalid argument');
		rt.put(o, 'stack', e.stack);
	},
	isError(x) {
		return native.isError(x);
	}
}, { captureStackTrace: 2 });
rt.put(Err, 'stackTraceLimit', 10);
