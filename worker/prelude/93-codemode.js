// SPDX-License-Identifier: Apache-2.0
// Calls to the broker, and codemode.*: what does not belong to a connector.
var parse = JSON.parse, stringify = JSON.stringify;
var isView = ArrayBuffer.isView;
var MapG = global.Map, SetG = global.Set, DateG = global.Date;
var isArray = Array.isArray, isFinite = global.isFinite;
var pending = {}, waiting = [], open = 0;
var together = 0; // of the open ones, those of connectors of values

// Bytes inside arguments travel as {"$bytes": base64}.
function replacer(k, v) {
	var raw = this[k];
	var b;
	if (raw !== null && typeof raw === 'object') {
		if ((b = $.blobArgument(raw)) !== undefined) return b;
		if ((b = $.formFields(raw)) !== undefined) return b;
		if (isView(raw) || raw instanceof ArrayBuffer)
			return { $bytes: native.base64(raw) };
		if ((MapG && raw instanceof MapG) || (SetG && raw instanceof SetG))
			return $.plain(raw);
	}
	return v;
}

// The arguments of a connector of Cap'n Web values: what JSON lacks is marked.
function valueReplacer(k, v) {
	var raw = this[k];
	if ($.isBigInt(raw)) return { $bigint: String(raw) };
	if (raw instanceof DateG) return { $date: v };
	if (typeof raw === 'number' && !isFinite(raw))
		return { $number: String(raw) };
	if (raw === undefined && isArray(this)) return { $undefined: true };
	if ($.blobBytes(raw) !== undefined)
		return { $bytes: native.base64($.blobBytes(raw)) };
	return replacer.call(this, k, v);
}

function send(c) {
	var id;
	try {
		id = native.call(c.method, c.head, c.body);
	} catch (e) {
		c.reject(e);
		return;
	}
	open++;
	if (c.values) together++;
	pending[id] = c;
	c.id = id;
}

// An aborted call is given up here and at the broker.
function abort(c, signal) {
	var i;
	if (c.done) return;
	c.done = true;
	if (c.id !== undefined && pending[c.id] === c) {
		closed(c);
		native.cancel(c.id);
		next();
	} else if ((i = waiting.indexOf(c)) >= 0) {
		waiting.splice(i, 1);
	}
	c.reject(signal.reason);
}

function closed(c) {
	delete pending[c.id];
	open--;
	if (c.values) together--;
}

// Calls that go together (rpc.h) wait for the end of those that went before,
// not for a place each.
function next() {
	var ended = together === 0;
	while (open < native.callsOpenMax && waiting.length > 0 &&
	    (ended || !waiting[0].values))
		send(waiting.shift());
}

// A failure is told with the line of the call, which its own stack, made when
// the reply came, does not know.
var LINE = native.hidden('line');
function placed(e, line) {
	if (line && e instanceof Error && e[LINE] === undefined)
		$.hide(e, LINE, line);
	return e;
}

// call(method, head, args, decode, signal, values): a promise of decode(meta,
// body).  More calls than the broker lets be open wait their turn here.
$.call = function (method, head, args, decode, signal, values) {
	var body;
	try {
		body = stringify(args, values ? valueReplacer : replacer);
	} catch (e) {
		placed(e, native.line());
		return $.later(function (ok, bad) { bad(e); });
	}
	return $.later(function (resolve, reject) {
		var line = native.line();
		var c = { method: method, head: head, body: body, id: undefined,
		    done: false, resolve: resolve, reject: function (e) {
			    reject(placed(e, line));
		    }, decode: decode, values: values };
		if (signal && signal.aborted) {
			reject(signal.reason);
			return;
		}
		if (signal && typeof signal.addEventListener === 'function')
			signal.addEventListener('abort', function () {
				abort(c, signal);
			});
		if (open < native.callsOpenMax &&
		    !(values && waiting.length > 0))
			send(c);
		else
			waiting.push(c);
	});
};

// An error as the broker sent it: ["error", name, message, stack, props].
function failure(m) {
	var Ctor = global[m[1]], e, k, props = m[4];
	if (typeof Ctor !== 'function' || !(Ctor.prototype instanceof Error))
		Ctor = Error;
	e = new Ctor(m[2]);
	if (e.name !== m[1]) $.hide(e, 'name', m[1]);
	if (props !== null && typeof props === 'object')
		for (k in props)
			if (k !== 'stack' && k !== 'message' && k !== '__proto__')
				e[k] = props[k];
	return e;
}

function end(c, ok, meta, body) {
	var v;
	if (c.done) return;
	c.done = true;
	if (!ok) {
		c.reject(failure(meta));
		return;
	}
	try {
		v = c.decode(meta, body);
	} catch (e) {
		c.reject(e);
		return;
	}
	c.resolve(v);
}

// Was it still awaited?  What is due before the reply may give the call up,
// which has ended then as far as the broker is concerned.
$.deliver = function (id, ok, meta, body) {
	var c = pending[id];
	if (c !== undefined) closed(c);
	meta = parse(meta);
	if (ok && typeof meta.now_ms === 'number') $.catchUp(meta.now_ms);
	if (c === undefined) return false;
	next();
	end(c, ok, meta, body);
	return true;
};

$.stop = function () {
	var k;
	waiting.length = 0;
	for (k in pending) native.cancel(+k);
	pending = {};
};

// The body that a reply names, as the value of its kind.
$.body = function (meta, body) {
	switch (meta.kind) {
	case 'json': return parse(native.text(body));
	case 'text': return native.text(body);
	case 'bytes': return new Uint8Array(body.buffer || body);
	case 'values': return $.value(native.text(body));
	case 'lines': return $.lines(native.text(body),
	    meta.headers['x-cordon-cut']);
	case 'events': return $.events(native.text(body),
	    meta.headers['x-cordon-cut']);
	}
	return undefined;
};

function host(method) {
	return function () {
		var a = [], i;
		for (i = 0; i < arguments.length; i++) a[i] = arguments[i];
		return $.call('host', '"' + method + '"', a, $.body);
	};
}

var hostStep = host('step');
var codemode = {
	// search("list issues") or search({query, connector, limit, detail})
	search: host('search'),
	describe: host('describe'),
	result: host('result'),
	// step("name", async () => value): a named part of the program.
	step: function (name, f) {
		var p = hostStep(String(name));
		if (f === undefined) return p;
		if (typeof f !== 'function')
			throw new TypeError('codemode.step(name, function): the ' +
			    'second argument is the function to run');
		return $.then(p, function () { return f(); });
	}
};
$.codemode = codemode;
$.hide(global, 'codemode', codemode);
