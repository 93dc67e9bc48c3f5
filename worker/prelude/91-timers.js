// SPDX-License-Identifier: Apache-2.0
// Timers in virtual time: it stands still while a program computes, jumps to
// a reply's time when one arrives, and to the next timer when nothing else is
// left to do.  So a program's sleeps cost nothing and replay exactly.
var heap = [], live = {}, nextId = 1, seq = 0;

function before(a, b) { return a.at < b.at || (a.at === b.at && a.seq < b.seq); }

// A reply that comes before is no matter of ours.
function due() { native.due(heap.length > 0 ? heap[0].at : NaN); }

function push(t) {
	var i = heap.length, up;
	heap[i] = t;
	while (i > 0 && before(t, heap[up = (i - 1) >> 1])) {
		heap[i] = heap[up];
		i = up;
	}
	heap[i] = t;
	due();
}

function pop() {
	var top = heap[0], last = heap.pop(), n = heap.length, i = 0, c;
	if (n === 0) {
		due();
		return top;
	}
	while ((c = 2 * i + 1) < n) {
		if (c + 1 < n && before(heap[c + 1], heap[c])) c++;
		if (!before(heap[c], last)) break;
		heap[i] = heap[c];
		i = c;
	}
	heap[i] = last;
	due();
	return top;
}

function delay(ms) {
	ms = +ms;
	// As node: what is no number, below 1 or beyond 2^31 is 1.
	return ms >= 1 && ms <= 2147483647 ? Math.floor(ms) : 1;
}

function start(f, ms, args, every) {
	if (typeof f !== 'function')
		throw new TypeError('a timer needs a function, not ' +
		    (f === null ? 'null' : typeof f));
	var t = { id: nextId++, at: native.now() + ms, seq: seq++, f: f,
	    args: args, every: every ? ms : 0 };
	live[t.id] = t;
	push(t);
	return t.id;
}

function rest(a) {
	var r = [], i;
	for (i = 2; i < a.length; i++) r[i - 2] = a[i];
	return r;
}

$.hide(global, 'setTimeout', function setTimeout(f, ms) {
	return start(f, delay(ms), rest(arguments), false);
});
$.hide(global, 'setInterval', function setInterval(f, ms) {
	return start(f, delay(ms), rest(arguments), true);
});
$.hide(global, 'setImmediate', function setImmediate(f) {
	var a = rest(arguments);
	if (arguments.length > 1) a.unshift(arguments[1]);
	return start(f, 0, a, false);
});
function clear(id) {
	var t = live[id];
	if (t) t.f = null;
	delete live[id];
}
$.hide(global, 'clearTimeout', function clearTimeout(id) { clear(id); });
$.hide(global, 'clearInterval', function clearInterval(id) { clear(id); });
$.hide(global, 'clearImmediate', function clearImmediate(id) { clear(id); });

// The engine asks when no call is open.  An error in a timer ends the run, as
// it ends a process of node's.
$.fire = function () {
	var t, f;
	do {
		if (heap.length === 0) return false;
		t = pop();
	} while (t.f === null);
	native.advance(t.at);
	f = t.f;
	if (t.every > 0) {
		t.at += t.every;
		t.seq = seq++;
		push(t);
	} else {
		delete live[t.id];
	}
	f.apply(undefined, t.args);
	return true;
};

// A reply came at `ms`: what was due before it goes first.
$.catchUp = function (ms) {
	while (heap.length > 0 && heap[0].at <= ms) {
		$.fire();
		$.drain();
	}
	native.advance(ms);
};
