// SPDX-License-Identifier: Apache-2.0
// What other hosts have and this one has not: the name says what to use.
var words = {
	fetch: 'there is no network here: call a connector\'s operation, as ' +
	    'github.issues.list({...}); codemode.search("...") finds one',
	XMLHttpRequest: 'there is no network here: call a connector\'s operation',
	WebSocket: 'there is no network here: call a connector\'s operation',
	require: 'there are no modules here: the standard library, URL, ' +
	    'TextEncoder, structuredClone and the connectors are global',
	process: 'there is no process, no environment and no argument here: ' +
	    'return the result, log with console.log',
	Deno: 'this is not Deno: there are no files and no network; use the ' +
	    'connectors',
	Bun: 'this is not Bun: there are no files and no network; use the ' +
	    'connectors',
	importScripts: 'there are no modules here',
	localStorage: 'nothing is kept between programs: return the value, and ' +
	    'read it later with codemode.result(id)',
	document: 'this is no browser: there is no document'
};
// typeof process === 'undefined' must stay askable, so these are values whose
// use throws; a missing name would only say "not defined".
function missing(name) {
	function fail() {
		throw new ReferenceError(name + ' is not available: ' +
		    words[name]);
	}
	return new Proxy(fail, {
		get: function (t, k) {
			if (typeof k === 'symbol' || k === 'then' ||
			    k === 'toJSON' || k === 'prototype') return undefined;
			fail();
		},
		set: fail, apply: fail, construct: fail
	});
}
Object.keys(words).forEach(function (name) {
	var v;
	if (name in global) return;
	Object.defineProperty(global, name, {
		get: function () { return v || (v = missing(name)); },
		set: function (x) { $.hide(global, name, x); },
		enumerable: false, configurable: true
	});
});
