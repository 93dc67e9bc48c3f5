// SPDX-License-Identifier: Apache-2.0
// Atomics.  There is one thread, so each is what it says; who waits is woken by
// time alone, which is virtual.
'use strict';
var rt = native.rt, TE = TypeError, RE = RangeError, SHARED = 4, DETACHED = 2;
var size = native.typedLength, A = {};
var bufferOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(
    Uint8Array).prototype, 'buffer').get;

function isWide(a) { return native.typedName(a).charCodeAt(0) === 66; }
function refuse(a) { throw new TE(rt.show(a) + ' is not an integer typed array'); }
function integers(a, waits) {
	if (!native.isTyped(a)) refuse(a);
	if (!(waits ? /^(Int32|BigInt64)Array$/ :
	    /^(Big)?(Ui|I)nt\d+Array$/).test(native.typedName(a))) refuse(a);
	return fit(a);
}
function fit(a) {
	if (!native.typedFit(a))
		throw new TE('Cannot perform Atomics on a typed array whose ' +
		    'ArrayBuffer is detached or too short');
	return a;
}
function place(a, i) {
	var m = size(a), n = rt.toInteger(i);
	if (n < 0 || n >= m)
		throw new RE('Invalid atomic access index');
	return n;
}
function operand(a, v) {
	return isWide(a) ? native.toBigInt(v) : rt.toInteger(v) + 0;
}
// What was there; then `f(was, v)` is.
function change(a, i, v, f) {
	var was;
	integers(a);
	i = place(a, i);
	v = operand(a, v);
	was = fit(a)[i];
	a[i] = f(was, v, isWide(a));
	return was;
}
rt.def(A, {
	load(a, i) {
		integers(a);
		i = place(a, i);
		return fit(a)[i];
	},
	store(a, i, v) {
		integers(a);
		i = place(a, i);
		v = operand(a, v);
		fit(a)[i] = v;
		return v;
	},
	exchange(a, i, v) {
		return change(a, i, v, function (x, y) { return y; });
	},
	add(a, i, v) {
		return change(a, i, v, function (x, y, wide) {
			return wide ? $.add(x, y) : x + (y % 4294967296);
		});
	},
	sub(a, i, v) {
		return change(a, i, v, function (x, y, wide) {
			return wide ? $.sub(x, y) : x - (y % 4294967296);
		});
	},
	and(a, i, v) {
		return change(a, i, v, function (x, y, wide) {
			return wide ? $.and(x, y) : x & y;
		});
	},
	or(a, i, v) {
		return change(a, i, v, function (x, y, wide) {
			return wide ? $.or(x, y) : x | y;
		});
	},
	xor(a, i, v) {
		return change(a, i, v, function (x, y, wide) {
			return wide ? $.xor(x, y) : x ^ y;
		});
	},
	compareExchange(a, i, expected, v) {
		var was, one;
		integers(a);
		i = place(a, i);
		expected = operand(a, expected);
		v = operand(a, v);
		was = fit(a)[i];
		one = new native.typedCtors[native.typedName(a)](1);
		one[0] = expected;
		if (one[0] === was) a[i] = v;
		return was;
	},
	isLockFree(n) {
		n = rt.toInteger(n);
		return n === 1 || n === 2 || n === 4 || n === 8;
	},
	wait(a, i, v, timeout) {
		var w = waited(a, i, v, timeout);
		if (a[w.i] !== w.v) return 'not-equal';
		if (w.ms === Infinity)
			throw new TE('Atomics.wait would wait for ever: nobody else is ' +
			    'here to wake it');
		native.advance(native.now() + w.ms);
		return 'timed-out';
	},
	waitAsync(a, i, v, timeout) {
		var w = waited(a, i, v, timeout), end = {}, timer;
		if (a[w.i] !== w.v) return { async: false, value: 'not-equal' };
		if (w.ms <= 0) return { async: false, value: 'timed-out' };
		end.buffer = bufferOf.call(a);
		end.at = a.byteOffset + w.i * a.BYTES_PER_ELEMENT;
		waiters.push(end);
		return { async: true, value: new Promise(function (done) {
			end.wake = function (how) {
				waiters.splice(waiters.indexOf(end), 1);
				global.clearTimeout(timer);
				done(how);
			};
			if (w.ms !== Infinity) timer = global.setTimeout(function () {
				end.wake('timed-out');
			}, w.ms);
		}) };
	},
	pause(n) {
		if (n !== undefined && !Number.isInteger(n))
			throw new TE('Atomics.pause argument must be undefined ' +
			    'or an integer');
	},
	notify(a, i, count) {
		var n = 0, buffer, at;
		integers(a, true);
		i = place(a, i);
		count = count === undefined ? Infinity :
		    Math.max(rt.toInteger(count), 0);
		buffer = bufferOf.call(a);
		if (!(native.bufferState(buffer) & SHARED)) return 0;
		at = a.byteOffset + i * a.BYTES_PER_ELEMENT;
		waiters.slice().forEach(function (w) {
			if (n >= count || w.buffer !== buffer || w.at !== at) return;
			n++;
			w.wake('ok');
		});
		return n;
	}
}, { wait: 4, waitAsync: 4, pause: 0 });
var waiters = [];
function waited(a, i, v, timeout) {
	var ms;
	integers(a, true);
	if (!(native.bufferState(bufferOf.call(a)) & SHARED))
		throw new TE(rt.show(a) + ' is not a shared typed array.');
	i = place(a, i);
	v = isWide(a) ? native.toBigInt(v) : v | 0;
	ms = +timeout;
	return { i: i, v: v, ms: ms !== ms ? Infinity : Math.max(ms, 0) };
}
rt.tag(A, 'Atomics');
if (native.sharedBuffer) rt.put(global, 'Atomics', A);
