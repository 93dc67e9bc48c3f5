// SPDX-License-Identifier: Apache-2.0
// Generators, plain and asynchronous: threads that yield values.
'use strict';
var co = native.co, Bare = co.Bare, Reaction = co.Reaction;
var settle = co.settle, subscribe = co.subscribe, wait = co.wait;
var promiseResolve = co.promiseResolve, install = co.install;
var Thread = native.Thread, resume = Thread.resume, yieldOut = Thread['yield'];
var Promise = global.Promise, defineProperty = Object.defineProperty;
var TE = TypeError;
function isObject(x) {
	return x !== null && (typeof x === 'object' || typeof x === 'function');
}

// return() resumes a generator by throwing this; lowered code never catches
// it, and `finally` sees it.
var back = $.back = Object.freeze({ toString: function () { return 'return'; } });
// The generator that runs.
var current = null;
var G = native.hidden('generator');
$['yield'] = function (v) {
	co.why = 2;
	return yieldOut(v);
};
function result(v, done) { return { value: v, done: done }; }
function run(self, v, mode) {
	var g = isObject(self) ? self[G] : undefined, x, before = current;
	if (g === undefined || g.q)
		throw new TE('next method called on incompatible receiver ' +
		    String(self));
	if (g.s === 3) throw new TE('Generator is already running');
	if (g.s === 0) {
		if (mode) g.s = 2;
		else g.t = new Thread(g.b);
	}
	if (g.s === 2) {
		if (mode === 2) throw v;
		return result(mode ? v : undefined, true);
	}
	g.s = 3;
	if (mode === 1) g.r = v;
	current = g;
	try {
		x = resume(g.t, mode === 1 ? back : v, mode > 0);
		current = before;
	} catch (e) {
		current = before;
		co.why = 0;
		g.s = 2;
		g.t = null;
		if (e === back) return result(g.r, true);
		throw e;
	}
	if (co.why === 2) {
		co.why = 0;
		g.s = 1;
		return result(x, false);
	}
	if (co.why === 3) { // what yield* was given, as it is
		co.why = 0;
		g.s = 1;
		return x;
	}
	g.s = 2;
	g.t = null;
	return result(x, true);
}
function Generator() {}
// The object that a generator function f makes.
function inherit(f, dflt) {
	var P = f === undefined ? dflt : f.prototype;
	return isObject(P) ? Object.create(P) : Object.create(dflt);
}
$.gen = function (body, f) {
	var o = inherit(f, Generator.prototype);
	o[G] = { b: body, t: null, s: 0, r: undefined };
	return o;
};
Generator.prototype = Object.create(native.IteratorPrototype);
install(Generator.prototype, {
	next(v) { return run(this, v, 0); },
	'return'(v) { return run(this, v, 1); },
	'throw'(e) { return run(this, e, 2); }
});
defineProperty(Generator.prototype, Symbol.toStringTag, {
    value: 'Generator', configurable: true });

// Asynchronous generators: requests wait their turn.
function request(self, v, mode) {
	var p = new Bare(), g = isObject(self) ? self[G] : undefined;
	if (g === undefined || !g.q) {
		settle(p, 2, new TE('next method called on incompatible receiver'));
		return p;
	}
	g.q[g.q.length] = { v: v, mode: mode, p: p };
	if (!g.busy) serve(g);
	return p;
}
function answer(g, bad, v, done) {
	var p = g.q.shift().p;
	if (bad) settle(p, 2, v);
	else settle(p, 1, result(v, done));
}
// A finished generator's return(v) waits for v.
function finishWith(g, v) {
	g.busy = true;
	subscribe(promiseResolve(Promise, v), new Reaction(null, function (x) {
		g.busy = false;
		answer(g, false, x, true);
		serve(g);
	}, function (e) {
		g.busy = false;
		answer(g, true, e);
		serve(g);
	}, null));
}
function serve(g) {
	var r;
	while (!g.busy && g.q.length > 0) {
		r = g.q[0];
		if (g.s === 0) {
			if (r.mode) g.s = 2;
			else g.t = new Thread(g.b);
		}
		if (g.s === 2) {
			if (r.mode === 1) finishWith(g, r.v);
			else answer(g, r.mode === 2, r.mode ? r.v : undefined, true);
			continue;
		}
		g.s = 1;
		if (r.mode === 1) g.r = r.v;
		resumeGenerator(g, r.mode === 1 ? back : r.v, r.mode > 0);
	}
}
function resumeGenerator(g, v, bad) {
	var x, before = current;
	g.busy = true;
	current = g;
	try {
		x = resume(g.t, v, bad);
		current = before;
	} catch (e) {
		current = before;
		co.why = 0;
		g.s = 2;
		g.t = null;
		g.busy = false;
		if (e === back) answer(g, false, g.r, true);
		else answer(g, true, e);
		return;
	}
	if (co.why === 1) {
		co.why = 0;
		wait(x, g.t, null, g);
		return;
	}
	if (co.why === 2) {
		co.why = 0;
		g.busy = false;
		answer(g, false, x, false);
		return;
	}
	g.s = 2;
	g.t = null;
	g.busy = false;
	answer(g, false, x, true);
}
function advanceGenerator(r, v, bad) {
	resumeGenerator(r.f, v, bad);
	serve(r.f);
}
function AsyncGenerator() {}
$.agen = function (body, f) {
	var o = inherit(f, AsyncGenerator.prototype);
	o[G] = { b: body, t: null, s: 0, r: undefined, q: [], busy: false };
	return o;
};
// What return() gives is awaited where the generator waits.
function ayieldRaw(v) {
	var g = current;
	co.why = 2;
	try {
		return yieldOut(v);
	} catch (e) {
		if (e === back) g.r = $['await'](g.r);
		throw e;
	}
}
$.ayield = function (v) { return ayieldRaw($['await'](v)); };
AsyncGenerator.prototype = Object.create(native.AsyncIteratorPrototype);
install(AsyncGenerator.prototype, {
	next(v) { return request(this, v, 0); },
	'return'(v) { return request(this, v, 1); },
	'throw'(e) { return request(this, e, 2); }
});
defineProperty(AsyncGenerator.prototype, Symbol.toStringTag, {
    value: 'AsyncGenerator', configurable: true });

// For yield*: a result to hand on, what return() was called with, what it is
// to give instead.
co.raw = function (r) {
	co.why = 3;
	return yieldOut(r);
};
co.ayieldRaw = ayieldRaw;
co.running = function () { return current; };
co.advanceGenerator = advanceGenerator;

// What functions of the three kinds inherit from.
function kind(name, objects) {
	var P = Object.create(Function.prototype);
	defineProperty(P, Symbol.toStringTag, { value: name, configurable: true });
	if (objects) {
		defineProperty(P, 'prototype', { value: objects,
		    configurable: true });
		defineProperty(objects, 'constructor', { value: P,
		    configurable: true });
	}
	return P;
}
co.kinds = {
	AsyncFunction: kind('AsyncFunction'),
	GeneratorFunction: kind('GeneratorFunction', Generator.prototype),
	AsyncGeneratorFunction: kind('AsyncGeneratorFunction',
	    AsyncGenerator.prototype)
};
native.kinds(co.kinds.AsyncFunction, co.kinds.GeneratorFunction,
    co.kinds.AsyncGeneratorFunction, Generator.prototype,
    AsyncGenerator.prototype);
$.gfn = native.gfn;
$.agfn = native.agfn;
$.afn = native.afn;
