// SPDX-License-Identifier: Apache-2.0
// What C (runtime/promise.c, coroutine.c) leaves of promises and async
// functions: the loop of a thread, and the methods that are not hot.
'use strict';
var Promise = global.Promise, proto = Promise.prototype;
var defineProperty = Object.defineProperty, TE = TypeError;

function isObject(x) {
	return x !== null && (typeof x === 'object' || typeof x === 'function');
}

// With Duktape as a library C cannot switch to another coroutine: it gives
// back what is to be done.
if (!native.switches()) {
	var SWITCH = native.hidden('switch');
	var resume = native.Thread.resume, yieldOut = native.Thread['yield'];
	var wrap = function (o, name) {
		var f = o[name];
		o[name] = function (a, b) {
			var x = f.call(this, a, b);
			if (!isObject(x) || !x[SWITCH]) return x;
			return x.length > 2 ? resume(x[2], x[0], x[1]) :
			    yieldOut(x[0], x[1]);
		};
	};
	['go', 'async', 'await', 'done', 'failed', 'yield', 'yieldResult',
	    'agenYield', 'step', 'end'].forEach(function (k) {
		wrap(native, k);
	});
	['next', 'return', 'throw'].forEach(function (k) {
		wrap(native.generatorMethods, k);
		wrap(native.agenMethods, k);
	});
}

// return() resumes a generator by throwing this; lowered code never catches
// it, and `finally` sees it.
$.back = Object.freeze({ toString: function () { return 'return'; } });

// Every thread runs one body after the other.  done() and failed() wait with
// the thread for the next one, or give what the thread's last value is.
native.coroutines(function (done, failed, body) {
	var bad;
	for (;;) {
		bad = false;
		try {
			body = body();
		} catch (e) {
			body = e;
			bad = true;
		}
		body = bad ? failed(body) : done(body);
		if (typeof body !== 'function') return body;
	}
}.bind(undefined, native.done, native.failed), function (f, self, v) {
	return f.call(self, v);
}, $.back);

$['await'] = native['await'];
$.async = native.async;
$.settled = native.asyncPlain;
$.microtask = native.microtask;
$.drain = function (go) { while (go()); }.bind(undefined, native.go);
// [reason] of the first rejection that nobody handles.
$.unheard = native.unheard;

// { promise, resolve, reject } of any constructor of promises.
function capability(C) {
	var p, f, r;
	if (C === Promise) {
		p = native.pending();
		r = native.resolvers(p);
	} else {
		if (!native.isConstructor(C))
			throw new TE(String(C) + ' is not a constructor');
		f = native.executor();
		p = new C(f);
		r = native.executed(f);
		if (typeof r[0] !== 'function' || typeof r[1] !== 'function')
			throw new TE('Promise resolve or reject function is ' +
			    'not callable');
	}
	return { promise: p, resolve: r[0], reject: r[1] };
}
native.promiseParts(capability);
var promiseResolve = native.promiseResolve;

function speciesOf(p) {
	var C = p.constructor;
	if (C === Promise || C === undefined) return Promise;
	if (!isObject(C)) throw new TE('The .constructor property is not an object');
	C = C[Symbol.species];
	return C === undefined || C === null ? Promise : C;
}

function iterate(C, items, each) {
	var take = C.resolve, i = 0;
	if (typeof take !== 'function')
		throw new TE('Promise resolve or reject function is not callable');
	// One by one: what throws in between closes the iterator.
	native.rt.each(items, function (x) { each(take.call(C, x), i++); });
	return i;
}
// A function that the standard makes: no constructor, its name empty.
function anonymous(f) {
	native.plain(f);
	defineProperty(f, 'name', { value: '', writable: false,
	    enumerable: false, configurable: true });
	return f;
}
function put(list, i, v) {
	defineProperty(list, i, { value: v, writable: true, enumerable: true,
	    configurable: true });
}
// all, allSettled and any differ in what counts and what is kept.
function combine(C, items, kind) {
	var cap = capability(C), out = [], left = 1;
	var resolve = cap.resolve, reject = cap.reject;
	function done() {
		if (--left > 0) return;
		if (kind === 'any')
			reject(new AggregateError(out,
			    'All promises were rejected'));
		else
			resolve(out);
	}
	// The two of one promise share whether they were called.
	function keeper(i, wrap, once) {
		return anonymous(function (v) {
			if (once.called) return;
			once.called = true;
			put(out, i, wrap ? wrap(v) : v);
			done();
		});
	}
	function good(v) { return { status: 'fulfilled', value: v }; }
	function bad(e) { return { status: 'rejected', reason: e }; }
	try {
		iterate(C, items, function (p, i) {
			var once = { called: false };
			put(out, i, undefined);
			left++;
			if (kind === 'all')
				p.then(keeper(i, undefined, once), reject);
			else if (kind === 'any')
				p.then(resolve, keeper(i, undefined, once));
			else
				p.then(keeper(i, good, once), keeper(i, bad, once));
		});
		done();
	} catch (e) { reject(e); }
	return cap.promise;
}
// The usual case in C: an array of values and promises nobody has touched.
function all(C, items, kind) {
	var p;
	if (C === Promise) {
		p = native.allOf(items, kind === 'allSettled');
		if (p !== undefined) return p;
	}
	return combine(C, items, kind);
}
var statics = {
	reject(e) {
		var cap, reject;
		if (this === Promise) {
			cap = native.pending();
			native.settle(cap, e, true);
			return cap;
		}
		cap = capability(this);
		reject = cap.reject; // called without a this
		reject(e);
		return cap.promise;
	},
	all(items) { return all(this, items, 'all'); },
	allSettled(items) { return all(this, items, 'allSettled'); },
	any(items) { return combine(this, items, 'any'); },
	race(items) {
		var cap = capability(this), reject = cap.reject;
		try {
			iterate(this, items, function (p) {
				p.then(cap.resolve, reject);
			});
		} catch (e) { reject(e); }
		return cap.promise;
	},
	withResolvers() {
		var cap = capability(this);
		return { promise: cap.promise, resolve: cap.resolve,
		    reject: cap.reject };
	},
	'try'(f) {
		var cap = capability(this), args = [], i;
		var resolve = cap.resolve, reject = cap.reject;
		for (i = 1; i < arguments.length; i++) args[i - 1] = arguments[i];
		try { resolve(f.apply(undefined, args)); }
		catch (e) { reject(e); }
		return cap.promise;
	}
};
var methods = {
	'finally'(f) {
		var C;
		if (!isObject(this))
			throw new TE('Promise.prototype.finally called on a non-object');
		if (typeof f !== 'function') return this.then(f, f);
		C = native.isPromise(this) ? speciesOf(this) : Promise;
		return this.then(anonymous(function (v) {
			return promiseResolve(C, f()).then(
			    anonymous(function () { return v; }));
		}), anonymous(function (e) {
			return promiseResolve(C, f()).then(
			    anonymous(function () { throw e; }));
		}));
	}
};
function install(target, from) {
	Object.keys(from).forEach(function (k) {
		native.method(target, k, from[k]);
	});
}
install(Promise, statics);
install(proto, methods);
defineProperty(Promise, Symbol.species, { configurable: true,
    get: function () { return this; } });
