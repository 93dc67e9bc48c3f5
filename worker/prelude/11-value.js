// SPDX-License-Identifier: Apache-2.0
// A program that returns nothing may be a function, a class or an object: what
// that gives when it is called.
'use strict';
var own = Object.prototype.hasOwnProperty;

// What a program's function is given: the global of its parameter's name, and
// the global object if its pattern reads one that there is.
function given(name) {
	var i;
	if (typeof name === 'string')
		return own.call(global, name) ? global[name] : undefined;
	for (i = 0; i < name.length; i++)
		if (own.call(global, name[i])) return global;
	return undefined;
}
var entries = ['default', 'main', 'run', 'handler', 'execute'];
// What an object, or a class or its objects, begin with.
$.entry = function (v) {
	var i, made;
	for (i = 0; i < entries.length; i++)
		if (typeof v[entries[i]] === 'function') return v[entries[i]]();
	if (typeof v !== 'function') return v;
	made = new v();
	for (i = 0; i < entries.length; i++)
		if (typeof made[entries[i]] === 'function')
			return made[entries[i]]();
	return v;
};
// A program's value: a function is called, as `async () => {...}` means; the
// names of its parameters follow it.
$.last = function (v) {
	var args = [], i;
	if (typeof v !== 'function' || $.isClass(v) ||
	    ($.nodePath !== undefined && v[$.nodePath] !== undefined))
		return v;
	for (i = 1; i < arguments.length; i++) args[i - 1] = given(arguments[i]);
	return v.apply(undefined, args);
};
