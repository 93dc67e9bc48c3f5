// SPDX-License-Identifier: Apache-2.0
// Microtasks, and a promise for an engine without one.
if (global.Promise) return;
var queue = [], head = 0;
$.microtask = function (f) { queue[queue.length] = f; };
$.drain = function () {
	var f;
	while (head < queue.length) {
		f = queue[head];
		queue[head++] = undefined;
		f();
	}
	queue = [];
	head = 0;
};
function settle(p, state, v) {
	var l = p.l, i;
	if (p.s) return;
	p.s = state; p.v = v; p.l = null;
	for (i = 0; i < l.length; i++) $.microtask(l[i]);
}
function resolver(p) {
	var done = false;
	return {
		ok: function (v) {
			var t;
			if (done) return;
			done = true;
			try {
				if (v === p) throw new TypeError('promise of itself');
				t = v !== null && (typeof v === 'object' ||
				    typeof v === 'function') ? v.then : undefined;
			} catch (e) { settle(p, 2, e); return; }
			if (typeof t !== 'function') { settle(p, 1, v); return; }
			$.microtask(function () {
				var r = resolver(p);
				try { t.call(v, r.ok, r.bad); } catch (e) { r.bad(e); }
			});
		},
		bad: function (e) { if (!done) { done = true; settle(p, 2, e); } }
	};
}
function Promise(f) {
	var r = resolver(this);
	$.hide0(this, { s: 0, v: undefined, l: [] });
	try { f(r.ok, r.bad); } catch (e) { r.bad(e); }
}
$.hide0 = function (o, d) {
	for (var k in d) Object.defineProperty(o, k,
	    { value: d[k], writable: true, enumerable: false });
};
Promise.prototype.then = function (a, b) {
	var p = this;
	return new Promise(function (ok, bad) {
		function run() {
			var f = p.s === 1 ? a : b;
			if (typeof f !== 'function') {
				(p.s === 1 ? ok : bad)(p.v);
				return;
			}
			try { ok(f(p.v)); } catch (e) { bad(e); }
		}
		if (p.s) $.microtask(run); else p.l.push(run);
	});
};
Promise.prototype['catch'] = function (b) { return this.then(undefined, b); };
Promise.resolve = function (v) {
	return v instanceof Promise ? v :
	    new Promise(function (ok) { ok(v); });
};
Promise.reject = function (e) {
	return new Promise(function (ok, bad) { bad(e); });
};
Promise.all = function (list) {
	return new Promise(function (ok, bad) {
		var out = [], left = list.length;
		if (!left) ok(out);
		list.forEach(function (p, i) {
			Promise.resolve(p).then(function (v) {
				out[i] = v;
				if (--left === 0) ok(out);
			}, bad);
		});
	});
};
global.Promise = Promise;
$.main = function (f) {
	return new Promise(function (ok) { ok(f()); });
};
