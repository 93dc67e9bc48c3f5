// SPDX-License-Identifier: Apache-2.0
// Microtasks, promises, and the coroutines that await them.
// An async function's body is a thread of Duktape's: it yields what it awaits
// and is resumed with the value.  Yields need no C frame, so that thousands
// may be waiting.
'use strict';
var S = native.hidden('promise');
var Thread = native.Thread, resume = Thread.resume, yieldOut = Thread['yield'];
var defineProperty = Object.defineProperty, TE = TypeError;
var queue = [], head = 0;
var co = native.co = { why: 0, over: false };

$.microtask = function (f) { queue[queue.length] = f; };
$.drain = function () {
	var f;
	while (head < queue.length && !co.over) {
		f = queue[head];
		queue[head++] = undefined;
		if (head > 4096) {
			queue = queue.slice(head);
			head = 0;
		}
		if (typeof f === 'function') f();
		else react(f);
	}
	queue = [];
	head = 0;
};

function isObject(x) {
	return x !== null && (typeof x === 'object' || typeof x === 'function');
}

// A promise's state: s 0 pending, 1 fulfilled, 2 rejected; v its value; l the
// reactions that wait; h whether anyone looks at a rejection.
function Promise(executor) {
	if (new.target === undefined)
		throw new TE("Promise constructor cannot be invoked without 'new'");
	if (typeof executor !== 'function')
		throw new TE('Promise resolver ' + String(executor) +
		    ' is not a function');
	this[S] = { s: 0, v: undefined, l: null, h: false };
	var r = resolvers(this);
	try { executor(r.resolve, r.reject); } catch (e) { r.reject(e); }
}
var proto = Promise.prototype;
function Bare() { this[S] = { s: 0, v: undefined, l: null, h: false }; }
Bare.prototype = proto;

var unheard = [];
function settle(p, s, v) {
	var st = p[S], l = st.l, i;
	if (st.s) return;
	st.s = s;
	st.v = v;
	st.l = null;
	if (l === null) {
		if (s === 2 && !st.h) unheard[unheard.length] = st;
		return;
	}
	if (l instanceof Reaction) {
		l.st = st;
		queue[queue.length] = l;
		return;
	}
	for (i = 0; i < l.length; i++) {
		l[i].st = st;
		queue[queue.length] = l[i];
	}
}
function resolve(p, v) {
	var then;
	if (!isObject(v)) { settle(p, 1, v); return; }
	if (v === p) {
		settle(p, 2, new TE('Chaining cycle detected for promise #<Promise>'));
		return;
	}
	try { then = v.then; } catch (e) { settle(p, 2, e); return; }
	if (typeof then !== 'function') { settle(p, 1, v); return; }
	if (then === promiseThen && v[S] !== undefined) {
		queue[queue.length] = function () {
			subscribe(v, new Reaction(p, undefined, undefined, null));
		};
		return;
	}
	queue[queue.length] = function () {
		var r = resolvers(p);
		try { then.call(v, r.resolve, r.reject); } catch (e) { r.reject(e); }
	};
}
// The pair that an executor gets: the first call counts.
function resolvers(p) {
	var done = false;
	return {
		resolve: function (v) { if (!done) { done = true; resolve(p, v); } },
		reject: function (e) { if (!done) { done = true; settle(p, 2, e); } }
	};
}

// What happens when a promise is settled: a promise to settle in turn (by the
// handlers, or as it is), a capability of a subclass, or a waiting thread.
function Reaction(p, f, j, cap) {
	this.p = p;
	this.f = f;
	this.j = j;
	this.cap = cap;
	this.t = null;
	this.st = null;
}
function react(r) {
	var st = r.st, h, x, p = r.p;
	if (r.t !== null) { r.t(r, st.v, st.s === 2); return; }
	h = st.s === 1 ? r.f : r.j;
	if (typeof h !== 'function') {
		if (r.cap) (st.s === 1 ? r.cap.resolve : r.cap.reject)(st.v);
		else if (p) settle(p, st.s, st.v);
		return;
	}
	try { x = h(st.v); } catch (e) {
		if (r.cap) r.cap.reject(e);
		else if (p) settle(p, 2, e);
		return;
	}
	if (r.cap) r.cap.resolve(x);
	else if (p) resolve(p, x);
}
function subscribe(p, r) {
	var st = p[S];
	st.h = true;
	if (st.s) {
		r.st = st;
		queue[queue.length] = r;
	} else if (st.l === null) {
		st.l = r;
	} else if (st.l instanceof Reaction) {
		st.l = [st.l, r];
	} else {
		st.l[st.l.length] = r;
	}
}

function isPromise(x) { return isObject(x) && x[S] !== undefined; }
function need(p, name) {
	if (!isPromise(p))
		throw new TE('Method Promise.prototype.' + name +
		    ' called on incompatible receiver ' + String(p));
	return p[S];
}
// { promise, resolve, reject } of any constructor of promises.
function capability(C) {
	var cap = { promise: undefined, resolve: undefined, reject: undefined };
	if (C === Promise) {
		cap.promise = new Bare();
		var r = resolvers(cap.promise);
		cap.resolve = r.resolve;
		cap.reject = r.reject;
		return cap;
	}
	if (typeof C !== 'function')
		throw new TE(String(C) + ' is not a constructor');
	cap.promise = new C(function (ok, bad) {
		if (cap.resolve !== undefined || cap.reject !== undefined)
			throw new TE('Promise executor has already been invoked');
		cap.resolve = ok;
		cap.reject = bad;
	});
	if (typeof cap.resolve !== 'function' || typeof cap.reject !== 'function')
		throw new TE('Promise resolve or reject function is not callable');
	return cap;
}
function speciesOf(p) {
	var C = p.constructor;
	if (C === Promise || C === undefined) return Promise;
	if (!isObject(C)) throw new TE('The .constructor property is not an object');
	C = C[Symbol.species];
	return C === undefined || C === null ? Promise : C;
}
function promiseResolve(C, x) {
	var p, cap;
	if (isPromise(x) && x.constructor === C) return x;
	if (C === Promise) {
		p = new Bare();
		resolve(p, x);
		return p;
	}
	cap = capability(C);
	cap.resolve(x);
	return cap.promise;
}
function rejected(e) {
	var p = new Bare();
	settle(p, 2, e);
	return p;
}

var methods = {
	then(ok, bad) {
		var C, p, cap;
		need(this, 'then');
		C = speciesOf(this);
		if (C === Promise) {
			p = new Bare();
			subscribe(this, new Reaction(p, ok, bad, null));
			return p;
		}
		cap = capability(C);
		subscribe(this, new Reaction(cap.promise, ok, bad, cap));
		return cap.promise;
	},
	'catch'(bad) { return this.then(undefined, bad); },
	'finally'(f) {
		var C;
		if (!isObject(this))
			throw new TE('Promise.prototype.finally called on a non-object');
		if (typeof f !== 'function') return this.then(f, f);
		C = isPromise(this) ? speciesOf(this) : Promise;
		return this.then(function (v) {
			return promiseResolve(C, f()).then(function () { return v; });
		}, function (e) {
			return promiseResolve(C, f()).then(function () { throw e; });
		});
	}
};
var promiseThen = methods.then;

function iterate(C, items, each) {
	var take = C.resolve, i = 0;
	if (typeof take !== 'function')
		throw new TE('Promise resolve or reject function is not callable');
	// One by one: what throws in between closes the iterator.
	native.rt.each(items, function (x) { each(take.call(C, x), i++); });
	return i;
}
// all, allSettled and any differ in what counts and what is kept.
function combine(C, items, kind) {
	var cap = capability(C), out = [], left = 1;
	function done() {
		if (--left > 0) return;
		if (kind === 'any')
			cap.reject(new AggregateError(out,
			    'All promises were rejected'));
		else
			cap.resolve(out);
	}
	function keeper(i, wrap) {
		var called = false;
		return function (v) {
			if (called) return;
			called = true;
			out[i] = wrap ? wrap(v) : v;
			done();
		};
	}
	function good(v) { return { status: 'fulfilled', value: v }; }
	function bad(e) { return { status: 'rejected', reason: e }; }
	try {
		iterate(C, items, function (p, i) {
			out[i] = undefined;
			left++;
			if (kind === 'all') p.then(keeper(i), cap.reject);
			else if (kind === 'any') p.then(cap.resolve, keeper(i));
			else p.then(keeper(i, good), keeper(i, bad));
		});
		done();
	} catch (e) { cap.reject(e); }
	return cap.promise;
}
var statics = {
	resolve(x) {
		if (!isObject(this))
			throw new TE('PromiseResolve called on non-object');
		return promiseResolve(this, x);
	},
	reject(e) {
		if (this === Promise) return rejected(e);
		var cap = capability(this);
		cap.reject(e);
		return cap.promise;
	},
	all(items) { return combine(this, items, 'all'); },
	allSettled(items) { return combine(this, items, 'allSettled'); },
	any(items) { return combine(this, items, 'any'); },
	race(items) {
		var cap = capability(this);
		try {
			iterate(this, items, function (p) {
				p.then(cap.resolve, cap.reject);
			});
		} catch (e) { cap.reject(e); }
		return cap.promise;
	},
	withResolvers() {
		var cap = capability(this);
		return { promise: cap.promise, resolve: cap.resolve,
		    reject: cap.reject };
	},
	'try'(f) {
		var cap = capability(this), args = [], i;
		for (i = 1; i < arguments.length; i++) args[i - 1] = arguments[i];
		try { cap.resolve(f.apply(undefined, args)); }
		catch (e) { cap.reject(e); }
		return cap.promise;
	}
};
function install(target, from) {
	Object.keys(from).forEach(function (k) {
		native.method(target, k, from[k]);
	});
}
install(proto, methods);
install(Promise, statics);
defineProperty(proto, Symbol.toStringTag, { value: 'Promise',
    configurable: true });
defineProperty(Promise, Symbol.species, { configurable: true,
    get: function () { return this; } });
defineProperty(Promise, 'prototype', { writable: false });
native.method(global, 'Promise', Promise);

// co.why a thread has yielded: it awaits (1) or gives a generator's value (2).
$['await'] = function (v) {
	co.why = 1;
	return yieldOut(v);
};
function wait(x, t, p, g) {
	var r = new Reaction(p, undefined, undefined, null);
	r.f = g;
	r.j = t;
	r.t = g === undefined ? advance : co.advanceGenerator;
	try {
		x = promiseResolve(Promise, x);
	} catch (e) {
		x = rejected(e);
	}
	subscribe(x, r);
}
function step(t, p, v, bad) {
	var x;
	try {
		x = resume(t, v, bad);
	} catch (e) {
		co.why = 0;
		settle(p, 2, e);
		return;
	}
	if (co.why === 0) { resolve(p, x); return; }
	co.why = 0;
	wait(x, t, p);
}
function advance(r, v, bad) { step(r.j, r.p, v, bad); }

$.async = function (body) {
	var p = new Bare();
	step(new Thread(body), p, undefined, false);
	return p;
};
// An async function that never awaits needs no thread.
$.settled = function (body) {
	var p = new Bare(), v;
	try { v = body(); } catch (e) { settle(p, 2, e); return p; }
	resolve(p, v);
	return p;
};

// Rejections that nobody has looked at so far.
// [reason] of the first rejection that nobody handles.
$.unheard = function () {
	var i;
	for (i = 0; i < unheard.length; i++)
		if (!unheard[i].h) return [unheard[i].v];
	return undefined;
};
// For the generators.
co.Bare = Bare;
co.Reaction = Reaction;
co.settle = settle;
co.subscribe = subscribe;
co.promiseResolve = promiseResolve;
co.install = install;
co.wait = wait;
