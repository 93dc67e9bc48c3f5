// SPDX-License-Identifier: Apache-2.0
// What the web's hosts have besides the language: microtasks by name, clones,
// base64, randomness, abort signals.
'use strict';
var rt = native.rt, isObject = rt.isObject, TE = TypeError;
var keysOf = Object.keys, create = Object.create, getProto = Object.getPrototypeOf;

function fn(name, f) { native.method(global, name, f); }

fn('queueMicrotask', function (f) {
	rt.callable(f);
	$.microtask(function () { f(); });
});

function DOMException(message, name) {
	var e = new Error(message === undefined ? '' : String(message));
	Object.setPrototypeOf(e, new.target === undefined ?
	    DOMException.prototype : new.target.prototype);
	rt.put(e, 'name', name === undefined ? 'Error' : String(name));
	return e;
}
DOMException.prototype = create(Error.prototype);
rt.ctor('DOMException', DOMException, 0);

// structuredClone, in the standard's order: cycles and shared parts are kept.
function refuseClone(x) {
	throw DOMException((typeof x === 'function' ? String(x) : rt.show(x)) +
	    ' could not be cloned.', 'DataCloneError');
}
var errors = { Error: Error, EvalError: EvalError, RangeError: RangeError,
	ReferenceError: ReferenceError, SyntaxError: SyntaxError,
	TypeError: TypeError, URIError: URIError };
function cloneError(x) {
	var e = create((errors[x.name] || Error).prototype);
	e = new (errors[x.name] || Error)(String(x.message));
	rt.put(e, 'stack', x.stack);
	return e;
}
function cloneBuffer(x) {
	var out;
	if (!x.resizable) return x.slice(0);
	out = new ArrayBuffer(x.byteLength, { maxByteLength: x.maxByteLength });
	new Uint8Array(out).set(new Uint8Array(x));
	return out;
}
// Those of options.transfer: the clone has their bytes, they are detached.
function moveBuffers(list, seen) {
	var moved = [];
	if (list === undefined || list === null) return moved;
	rt.each(list, function (b) {
		if (!native.isBuffer(b) || native.bufferState(b) & 4)
			throw DOMException('Value not transferable', 'DataCloneError');
		if (moved.indexOf(b) >= 0 || b.detached)
			throw DOMException('An ArrayBuffer is detached and could not ' +
			    'be cloned.', 'DataCloneError');
		moved.push(b);
		seen.set(b, cloneBuffer(b));
	});
	return moved;
}
function fresh(x) {
	if (x instanceof Date) return new Date(+x);
	if (x instanceof RegExp) return new RegExp(x.source, x.flags);
	if (x instanceof Boolean || x instanceof Number ||
	    x instanceof String || x instanceof global.BigInt)
		return Object(x.valueOf());
	if (native.isBuffer(x))
		return native.bufferState(x) & 4 ? x : cloneBuffer(x);
	if (native.isError(x)) return cloneError(x);
	return undefined;
}
function cloneValue(x, seen) {
	var out, i, keys, k;
	if (!isObject(x) && (typeof x !== 'symbol' || $.isBigInt(x))) return x;
	if (typeof x === 'symbol' || typeof x === 'function') refuseClone(x);
	if (seen.has(x)) return seen.get(x);
	if (x instanceof Promise || x instanceof WeakMap || x instanceof WeakSet ||
	    x instanceof WeakRef || /(Iterator|Generator|Helper)\]$/.test(
	    Object.prototype.toString.call(x)))
		refuseClone(x);
	out = fresh(x);
	if (out !== undefined) {
		seen.set(x, out);
		return out;
	}
	if (ArrayBuffer.isView(x)) {
		out = cloneValue(x.buffer, seen);
		out = new (global[Object.prototype.toString.call(x).slice(8, -1)])(
		    out, x.byteOffset, x.length === undefined ? x.byteLength
		    : x.length);
		seen.set(x, out);
		return out;
	}
	if (x instanceof Map) {
		seen.set(x, out = new Map());
		Array.from(x).forEach(function (e) {
			out.set(cloneValue(e[0], seen), cloneValue(e[1], seen));
		});
		return out;
	}
	if (x instanceof Set) {
		seen.set(x, out = new Set());
		Array.from(x).forEach(function (e) { out.add(cloneValue(e, seen)); });
		return out;
	}
	out = Array.isArray(x) ? new Array(x.length) : {};
	seen.set(x, out);
	keys = keysOf(x);
	for (i = 0; i < keys.length; i++) {
		k = keys[i];
		native.def(out, k, cloneValue(x[k], seen));
	}
	return out;
}
fn('structuredClone', function (x) {
	var options = arguments[1];
	if (arguments.length === 0)
		throw new TE("structuredClone: 1 argument required, but only 0 " +
		    'present');
	if (options !== undefined && options !== null && !isObject(options))
		throw new TE('structuredClone: the options are an object');
	var seen = new Map(), moved, out;
	moved = moveBuffers(options && options.transfer, seen);
	out = cloneValue(x, seen);
	moved.forEach(function (b) { native.transferBuffer(b); });
	return out;
});

function latin(text, what) {
	var i, s = String(text);
	for (i = 0; i < s.length; i++)
		if (s.charCodeAt(i) > 255)
			throw DOMException(what + ': the string has characters ' +
			    'beyond Latin-1; encode it with TextEncoder first',
			    'InvalidCharacterError');
	return s;
}
fn('btoa', function (text) {
	var s = latin(text, 'btoa'), a = new Uint8Array(s.length), i;
	for (i = 0; i < s.length; i++) a[i] = s.charCodeAt(i);
	return native.base64(a);
});
fn('atob', function (text) {
	var s = latin(text, 'atob').replace(/[\t\n\f\r ]/g, ''), a, out = [], i;
	if (s.length % 4 === 0) s = s.replace(/==?$/, '');
	if (s.length % 4 === 1 || /[^A-Za-z0-9+\/]/.test(s))
		throw DOMException('atob: the string is not base64',
		    'InvalidCharacterError');
	while (s.length % 4) s += '=';
	a = native.unbase64(s);
	a = new Uint8Array(a.buffer || a);
	for (i = 0; i < a.length; i += 4096)
		out.push(String.fromCharCode.apply(null,
		    Array.prototype.slice.call(a, i, i + 4096)));
	return out.join('');
});

function hex(n) { return (n < 16 ? '0' : '') + n.toString(16); }
var crypto = {};
rt.def(crypto, {
	getRandomValues(a) {
		if (!ArrayBuffer.isView(a) || a instanceof DataView ||
		    a instanceof Float32Array || a instanceof Float64Array)
			throw new TE('crypto.getRandomValues takes an array of ' +
			    'integers');
		if (a.byteLength > 65536)
			throw DOMException('crypto.getRandomValues gives at most ' +
			    '65536 bytes at a time', 'QuotaExceededError');
		native.fill(new Uint8Array(a.buffer, a.byteOffset, a.byteLength));
		return a;
	},
	randomUUID() {
		var b = new Uint8Array(16), s = '', i;
		native.fill(b);
		b[6] = (b[6] & 15) | 64;
		b[8] = (b[8] & 63) | 128;
		for (i = 0; i < 16; i++) {
			if (i === 4 || i === 6 || i === 8 || i === 10) s += '-';
			s += hex(b[i]);
		}
		return s;
	}
});
rt.tag(crypto, 'Crypto');
$.hide(global, 'crypto', crypto);

// Events, as far as abort signals need them.
var L = native.hidden('listeners');
function Event(type) { this.type = String(type); }
rt.ctor('Event', Event, 1);
function CustomEvent(type, options) {
	this.type = String(type);
	this.detail = isObject(options) && options.detail !== undefined ?
	    options.detail : null;
}
CustomEvent.prototype = create(Event.prototype);
Object.setPrototypeOf(CustomEvent, Event);
rt.ctor('CustomEvent', CustomEvent, 1);
function EventTarget() { this[L] = []; }
rt.def(EventTarget.prototype, {
	addEventListener(type, f, options) {
		if (f === null || f === undefined) return;
		this[L].push({ type: String(type), f: f,
			once: isObject(options) && !!options.once });
	},
	removeEventListener(type, f) {
		this[L] = this[L].filter(function (x) {
			return x.type !== String(type) || x.f !== f;
		});
	},
	dispatchEvent(event) {
		var self = this, handler = self['on' + event.type];
		event.target = self;
		if (typeof handler === 'function') handler.call(self, event);
		self[L].slice().forEach(function (x) {
			if (x.type !== event.type) return;
			if (x.once) self.removeEventListener(x.type, x.f);
			if (typeof x.f === 'function') x.f.call(self, event);
			else x.f.handleEvent(event);
		});
		return true;
	}
});
rt.ctor('EventTarget', EventTarget, 0);

function AbortSignal() { throw new TE('Illegal constructor'); }
AbortSignal.prototype = create(EventTarget.prototype);
function signal() {
	var s = create(AbortSignal.prototype);
	s[L] = [];
	s.onabort = null;
	$.hide(s, 'aborted', false);
	$.hide(s, 'reason', undefined);
	return s;
}
function abort(s, reason) {
	if (s.aborted) return;
	$.hide(s, 'aborted', true);
	$.hide(s, 'reason', reason !== undefined ? reason :
	    DOMException('This operation was aborted', 'AbortError'));
	s.dispatchEvent(new Event('abort'));
}
rt.def(AbortSignal.prototype, {
	throwIfAborted() { if (this.aborted) throw this.reason; }
});
rt.ctor('AbortSignal', AbortSignal, 0);
rt.def(AbortSignal, {
	abort(reason) {
		var s = signal();
		abort(s, reason);
		return s;
	},
	timeout(ms) {
		var s = signal();
		global.setTimeout(function () {
			abort(s, DOMException('The operation was aborted due to ' +
			    'timeout', 'TimeoutError'));
		}, ms);
		return s;
	},
	any(list) {
		var s = signal();
		$.all(list).forEach(function (x) {
			if (x.aborted) abort(s, x.reason);
			else x.addEventListener('abort', function () {
				abort(s, x.reason);
			});
		});
		return s;
	}
});
function AbortController() { $.hide(this, 'signal', signal()); }
rt.def(AbortController.prototype, {
	abort(reason) { abort(this.signal, reason); }
});
rt.ctor('AbortController', AbortController, 0);
