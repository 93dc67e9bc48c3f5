// SPDX-License-Identifier: Apache-2.0
// ReadableStream (a reader, async iteration, tee) and Response, over what is
// in memory: there is no network behind either.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject, P = global.Promise;
var S = native.hidden('stream'), R = native.hidden('response');
var C = native.hidden('controller'), isView = ArrayBuffer.isView;
var Uint8 = global.Uint8Array, then = P.prototype.then;

function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TE('Illegal invocation: this is no ' + name);
	return o[key];
}
function settle(f) {
	return new P(function (ok) { ok(f()); });
}

// A stream's state: queue of chunks, readers that wait, what pull() is doing.
function Stream(source, strategy) {
	var s, c, high = isObject(strategy) ? strategy.highWaterMark : undefined;
	if (new.target === undefined)
		throw new TE("Class constructor ReadableStream cannot be invoked " +
		    "without 'new'");
	source = source === undefined ? {} : source;
	if (!isObject(source))
		throw new TE('ReadableStream takes an object with start, pull, cancel');
	s = this[S] = { queue: [], waiting: [], state: 'readable', source: source,
	    high: high === undefined ? 1 : +high, pulling: false, again: false,
	    started: false, closing: false, reader: null };
	c = s.controller = Object.create(controllerProto);
	c[C] = s;
	then.call(settle(function () {
		if (source.start !== undefined) return source.start(c);
	}), function () {
		s.started = true;
		pull(s);
	}, function (e) { fail(s, e); });
}
function pull(s) {
	if (s.state !== 'readable' || s.closing || !s.started ||
	    typeof s.source.pull !== 'function' ||
	    (s.waiting.length === 0 && s.queue.length >= s.high)) return;
	if (s.pulling) {
		s.again = true;
		return;
	}
	s.pulling = true;
	then.call(settle(function () { return s.source.pull(s.controller); }),
	    function () {
		s.pulling = false;
		if (s.again) {
			s.again = false;
			pull(s);
		}
	}, function (e) { fail(s, e); });
}
function finish(s) {
	var w;
	s.state = 'closed';
	while ((w = s.waiting.shift())) w.ok({ value: undefined, done: true });
	if (s.reader) s.reader.ok(undefined);
}
function fail(s, e) {
	var w;
	if (s.state !== 'readable') return;
	s.state = 'errored';
	s.error = e;
	s.queue = [];
	while ((w = s.waiting.shift())) w.bad(e);
	if (s.reader) s.reader.bad(e);
}
function read(s) {
	s.disturbed = true;
	return new P(function (ok, bad) {
		if (s.state === 'errored') {
			bad(s.error);
		} else if (s.queue.length > 0) {
			ok({ value: s.queue.shift(), done: false });
			if (s.closing && s.queue.length === 0) finish(s);
			else pull(s);
		} else if (s.state === 'closed') {
			ok({ value: undefined, done: true });
		} else {
			s.waiting.push({ ok: ok, bad: bad });
			pull(s);
		}
	});
}
function cancel(s, why) {
	s.disturbed = true;
	if (s.state === 'closed') return P.resolve();
	if (s.state === 'errored') return P.reject(s.error);
	s.queue = [];
	finish(s);
	return then.call(settle(function () {
		if (typeof s.source.cancel === 'function')
			return s.source.cancel(why);
	}), function () {});
}
var controllerProto = {};
rt.def(controllerProto, {
	enqueue(chunk) {
		var s = need(this, C, 'controller'), w;
		if (s.state !== 'readable' || s.closing)
			throw new TE('Invalid state: the stream is closed');
		w = s.waiting.shift();
		if (w) w.ok({ value: chunk, done: false });
		else s.queue.push(chunk);
		pull(s);
	},
	close() {
		var s = need(this, C, 'controller');
		if (s.state !== 'readable' || s.closing)
			throw new TE('Invalid state: the stream is closed already');
		s.closing = true;
		if (s.queue.length === 0) finish(s);
	},
	error(e) { fail(need(this, C, 'controller'), e); }
}, { enqueue: 0, error: 0 });
rt.getter(controllerProto, 'desiredSize', function () {
	var s = need(this, C, 'controller');
	return s.state === 'errored' ? null : s.state === 'closed' ? 0 :
	    s.high - s.queue.length;
});
rt.tag(controllerProto, 'ReadableStreamDefaultController');

function Reader(stream) {
	var s = need(stream, S, 'ReadableStream'), r = { s: s };
	if (s.reader)
		throw new TE('Invalid state: the stream is locked to a reader');
	this[C] = r;
	r.closed = new P(function (ok, bad) {
		r.ok = ok;
		r.bad = bad;
	});
	then.call(r.closed, undefined, function () {});
	s.reader = r;
	if (s.state === 'closed') r.ok(undefined);
	if (s.state === 'errored') r.bad(s.error);
}
function released(r) {
	return P.reject(new TE('Invalid state: the reader was released'));
}
rt.def(Reader.prototype, {
	read() {
		var r = need(this, C, 'reader');
		return r.s ? read(r.s) : released();
	},
	cancel(why) {
		var r = need(this, C, 'reader');
		return r.s ? cancel(r.s, why) : released();
	},
	releaseLock() {
		var r = need(this, C, 'reader'), w, e;
		if (!r.s) return;
		e = new TE('Invalid state: the reader was released');
		while ((w = r.s.waiting.shift())) w.bad(e);
		r.s.reader = r.s = null;
		r.bad(e);
	}
}, { cancel: 0 });
rt.getter(Reader.prototype, 'closed', function () {
	return need(this, C, 'reader').closed;
});
rt.tag(Reader.prototype, 'ReadableStreamDefaultReader');

function iterate(stream, keep) {
	var reader = new Reader(stream), it = Object.create(asyncProto);
	function end() { reader.releaseLock(); }
	it.next = function () {
		return then.call(reader.read(), function (r) {
			if (r.done) end();
			return r;
		}, function (e) {
			end();
			throw e;
		});
	};
	it['return'] = function (v) {
		var done = keep ? P.resolve() : reader.cancel(v);
		end();
		return then.call(done, function () {
			return { value: v, done: true };
		});
	};
	return it;
}
var asyncProto = {};
rt.method(asyncProto, Symbol.asyncIterator, { m() { return this; } }.m, 0);
rt.def(Stream.prototype, {
	getReader(options) {
		if (isObject(options) && options.mode !== undefined)
			throw new TE("getReader: there is no mode '" +
			    String(options.mode) + "' here");
		return new Reader(this);
	},
	cancel(why) {
		var s = need(this, S, 'ReadableStream');
		if (s.reader)
			return P.reject(new TE('Invalid state: the stream is locked'));
		return cancel(s, why);
	},
	values(options) {
		return iterate(this, isObject(options) && !!options.preventCancel);
	},
	tee() {
		var reader = new Reader(this), two = [], busy = false;
		function pullBoth() {
			if (busy) return;
			busy = true;
			return then.call(reader.read(), function (r) {
				busy = false;
				two.forEach(function (b) {
					if (b.state !== 'readable') return;
					if (r.done) b.controller.close();
					else b.controller.enqueue(r.value);
				});
			}, function (e) {
				two.forEach(function (b) { fail(b, e); });
			});
		}
		return [0, 1].map(function (i) {
			var out = new Stream({ pull: pullBoth, cancel: function (why) {
				if (two[1 - i].state !== 'readable') return reader.cancel(why);
			} }, { highWaterMark: 0 });
			two.push(out[S]);
			return out;
		});
	}
}, { getReader: 0, cancel: 0, values: 0 });
rt.method(Stream.prototype, Symbol.asyncIterator, { m(o) {
	return this.values(o);
} }.m, 0);
rt.getter(Stream.prototype, 'locked', function () {
	return need(this, S, 'ReadableStream').reader !== null;
});
rt.def(Stream, {
	from(source) {
		var m, it;
		if (source === undefined || source === null)
			throw new TE('ReadableStream.from takes what can be iterated');
		m = source[Symbol.asyncIterator];
		if (m === undefined || m === null) m = source[Symbol.iterator];
		it = rt.callable(m).call(source);
		return new Stream({
			pull: function (c) {
				return then.call(P.resolve(it.next()), function (r) {
					if (r.done) return c.close();
					return then.call(P.resolve(r.value), function (v) {
						c.enqueue(v);
					});
				});
			},
			cancel: function (why) {
				if (it['return']) return it['return'](why);
			}
		}, { highWaterMark: 0 });
	}
});
rt.ctor('ReadableStream', Stream, 0);

// Of bytes: a chunk of 64 KiB at a time, as others give files.
$.streamOf = function (bytes) {
	var at = 0;
	return new Stream({ pull: function (c) {
		if (at < bytes.length) c.enqueue(bytes.slice(at, at += 65536));
		if (at >= bytes.length) c.close();
	} }, { highWaterMark: 0 });
};
rt.def(global.Blob.prototype, {
	stream() {
		var bytes = $.blobBytes(this);
		if (bytes === undefined)
			throw new TE('Illegal invocation: this is no Blob');
		return $.streamOf(bytes);
	}
});

function textBytes(s) {
	var b = native.bytes(native.wellFormed(s));
	return new Uint8(b.buffer || b);
}
function collect(stream) {
	var reader = new Reader(stream), all = [];
	function step(r) {
		if (r.done) return $.joinBytes(all);
		if (!isView(r.value))
			throw new TE('a stream of a body gives Uint8Arrays');
		all.push($.bytesOf(r.value));
		return then.call(reader.read(), step);
	}
	return then.call(reader.read(), step);
}
// [bytes or stream, media type] of what may be a body.
function body(x) {
	var form;
	if (x === undefined || x === null) return [null, null];
	if (isObject(x) && x[S] !== undefined) {
		if (x.locked) throw new TE('the stream is locked');
		return [x, null];
	}
	if ($.blobBytes(x) !== undefined) return [$.blobBytes(x), x.type || null];
	if (x instanceof ArrayBuffer || isView(x)) return [$.bytesOf(x).slice(), null];
	if (x instanceof global.URLSearchParams)
		return [textBytes(String(x)),
			'application/x-www-form-urlencoded;charset=UTF-8'];
	if ((form = $.formBytes(x)) !== undefined) return form;
	return [textBytes(String(x)), 'text/plain;charset=UTF-8'];
}
function Response(from, init) {
	var b, status, r;
	if (new.target === undefined)
		throw new TE("Class constructor Response cannot be invoked without " +
		    "'new'");
	init = init === undefined || init === null ? {} : init;
	status = init.status === undefined ? 200 : rt.toInteger(init.status);
	if (!(status >= 200 && status <= 599))
		throw new RangeError('init["status"] must be in the range of 200 to ' +
		    '599, inclusive.');
	b = body(from);
	if (b[0] !== null && [204, 205, 304].indexOf(status) >= 0)
		throw new TE('Response: a status of ' + status + ' has no body');
	r = this[R] = { status: status, body: b[0], used: false, stream: null,
	    text: init.statusText === undefined ? '' : String(init.statusText),
	    headers: new global.Headers(init.headers), type: 'default', url: '' };
	if (b[1] !== null && !r.headers.has('content-type'))
		r.headers.set('content-type', b[1]);
}
function state(o) { return need(o, R, 'Response'); }
function bodyUsed(r) {
	var s = r.stream && r.stream[S];
	return r.used || (!!s && s.disturbed === true);
}
// The body as bytes, once.
function take(o) {
	return settle(function () {
		var r = state(o);
		if (bodyUsed(r) || (r.stream && r.stream.locked))
			throw new TE('Body is unusable: Body has already been read');
		if (r.body === null) return new Uint8(0);
		r.used = true;
		if (r.stream) return collect(r.stream);
		return r.body[S] !== undefined ? collect(r.body) : r.body;
	});
}
function taking(f) {
	return { m() {
		var o = this;
		return then.call(take(o), function (b) { return f(b, state(o)); });
	} }.m;
}
rt.method(Response.prototype, 'text', taking(function (b) {
	return native.text(b);
}));
rt.method(Response.prototype, 'json', taking(function (b) {
	return JSON.parse(native.text(b));
}));
rt.method(Response.prototype, 'bytes', taking(function (b) {
	return b.slice();
}));
rt.method(Response.prototype, 'arrayBuffer', taking(function (b) {
	return b.slice().buffer;
}));
rt.method(Response.prototype, 'blob', taking(function (b, r) {
	return new global.Blob([b], { type: r.headers.get('content-type') || '' });
}));
rt.method(Response.prototype, 'formData', taking(function (b, r) {
	var out = new global.FormData();
	if (!/^application\/x-www-form-urlencoded/i.test(
	    r.headers.get('content-type') || ''))
		throw new TE('Response.formData reads ' +
		    'application/x-www-form-urlencoded only here');
	new global.URLSearchParams(native.text(b)).forEach(function (v, k) {
		out.append(k, v);
	});
	return out;
}));
rt.def(Response.prototype, {
	clone() {
		var r = state(this), out, two;
		if (bodyUsed(r) || (r.stream && r.stream.locked))
			throw new TE('Response.clone: Body has already been consumed.');
		out = new Response(null, { status: r.status, statusText: r.text,
		    headers: r.headers });
		out[R].body = r.body;
		if (r.body !== null && (r.stream || r.body[S] !== undefined)) {
			two = (r.stream || r.body).tee();
			r.body = r.stream = two[0];
			out[R].body = two[1];
		}
		return out;
	}
});
function readable(key, f) {
	rt.getter(Response.prototype, key, function () { return f(state(this)); });
}
readable('status', function (r) { return r.status; });
readable('ok', function (r) { return r.status >= 200 && r.status <= 299; });
readable('statusText', function (r) { return r.text; });
readable('headers', function (r) { return r.headers; });
readable('type', function (r) { return r.type; });
readable('url', function (r) { return r.url; });
readable('redirected', function () { return false; });
readable('bodyUsed', bodyUsed);
readable('body', function (r) {
	if (r.body === null) return null;
	if (!r.stream)
		r.stream = r.body[S] !== undefined ? r.body : $.streamOf(r.body);
	return r.stream;
});
rt.def(Response, {
	json(data, init) {
		var text = JSON.stringify(data), out;
		if (text === undefined)
			throw new TE('Response.json: the value is not JSON serializable');
		out = new Response(text, init);
		if (!isObject(init) || !new global.Headers(init.headers).has(
		    'content-type'))
			out[R].headers.set('content-type', 'application/json');
		return out;
	},
	redirect(url, status) {
		var out;
		status = status === undefined ? 302 : +status;
		if ([301, 302, 303, 307, 308].indexOf(status) < 0)
			throw new RangeError('Invalid status code ' + status);
		url = new global.URL(url).href;
		out = new Response(null, { status: status });
		out[R].headers.set('location', url);
		return out;
	},
	error() {
		var out = new Response();
		out[R].status = 0;
		out[R].type = 'error';
		return out;
	}
}, { json: 1, redirect: 1 });
rt.ctor('Response', Response, 0);
