// SPDX-License-Identifier: Apache-2.0
// Calls to the broker, and codemode.*: what does not belong to a connector.
// What most calls are, C makes without this (engine_calls.c).
var parse = native.parse, stringify = JSON.stringify;
var isView = ArrayBuffer.isView;
var MapG = global.Map, SetG = global.Set, DateG = global.Date;
var isArray = Array.isArray, isFinite = global.isFinite;
var pending = [], waiting = []; // those open from here, by their place
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

// Once a program has made a BigInt: an integer that no number holds is one in
// the arguments.
var rawJSON = JSON.rawJSON;
function bigReplacer(k, v) {
	return $.isBigInt(v) ? rawJSON(String(v)) : replacer.call(this, k, v);
}
function plainReplacer(args) {
	if (native.bigints.made()) {
		rawJSON('0'); // the first turns on what stringify() does for it
		return bigReplacer;
	}
	return native.isData(args) ? undefined : replacer;
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
	try {
		c.place = native.call(c.method, c.head, c.body);
		pending[c.place] = c;
		if (c.values) together++;
	} catch (e) {
		fail(c, e);
	}
}

// A failure is told with the line of the call, which its own stack, made when
// the reply came, does not know.
var LINE = native.hidden('line');
function placed(e, line) {
	if (line && e instanceof Error && e[LINE] === undefined)
		$.hide(e, LINE, line);
	return e;
}
function fail(c, e) {
	native.settle(c.promise, placed(e, c.line), true);
}

// An aborted call is given up here and at the broker.
function abort(c, signal) {
	var i;
	if (c.done) return;
	c.done = true;
	if (c.place !== undefined && pending[c.place] === c) {
		native.cancel(c.place);
		closed(c);
		next();
	} else if ((i = waiting.indexOf(c)) >= 0) {
		waiting.splice(i, 1);
		native.waits(waiting.length > 0);
	}
	fail(c, signal.reason);
}

function closed(c) {
	pending[c.place] = undefined;
	if (c.values) together--;
}

// Calls that go together (rpc.h) wait for the end of those that went before,
// not for a place each.
function next() {
	var ended = together === 0;
	while (native.open() < native.callsOpenMax && waiting.length > 0 &&
	    (ended || !waiting[0].values))
		send(waiting.shift());
	native.waits(waiting.length > 0);
}

// call(method, head, args, decode, op, signal): a promise of decode(reply,
// body, op).  More calls than the broker lets be open wait their turn here.
$.call = function (method, head, args, decode, op, signal) {
	var p = native.pending(), line = native.line(), body, c;
	var values = op !== undefined && op.values;
	try {
		body = stringify(args, values ? valueReplacer :
		    plainReplacer(args));
	} catch (e) {
		native.settle(p, placed(e, line), true);
		return p;
	}
	c = { promise: p, line: line, method: method, head: head, body: body,
	    decode: decode, op: op, values: values, place: undefined,
	    done: false };
	if (signal && signal.aborted) {
		native.settle(p, signal.reason, true);
		return p;
	}
	if (signal && typeof signal.addEventListener === 'function')
		signal.addEventListener('abort', function () {
			abort(c, signal);
		});
	if (native.open() < native.callsOpenMax &&
	    !(values && waiting.length > 0)) {
		send(c);
	} else {
		waiting.push(c);
		native.waits(true);
	}
	return p;
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

function end(c, r, body) {
	var v;
	if (c.done) return;
	c.done = true;
	try {
		v = c.decode(r, body, c.op);
	} catch (e) {
		fail(c, e);
		return;
	}
	native.fulfil(c.promise, v);
}

// One that began in C.
function begun(place) {
	var t = native.taken(place);
	return t && { promise: t[0], line: t[2], decode: t[1].decode, op: t[1],
	    values: false, place: place, done: false };
}

// Was it still awaited?  What is due before the reply may give the call up,
// which has ended then as far as the broker is concerned.  `noted`: there are
// headers of the broker's own.
$.deliver = function (place, ok, now, status, kind, noted, body) {
	var c = place < 0 ? undefined : pending[place] || begun(place);
	if (c !== undefined) closed(c);
	if (now >= 0) $.catchUp(now);
	if (c === undefined) return;
	if (waiting.length > 0) next();
	if (ok) {
		end(c, { status: status, kind: kind, now: now, noted: noted,
		    headers: undefined }, body);
	} else if (!c.done) {
		c.done = true;
		fail(c, failure(parse(native.about())));
	}
};

// The headers of the reply that is being delivered: few programs look.
$.headers = function (r) {
	if (r.headers === undefined) r.headers = parse(native.about());
	return r.headers;
};

// A program that has its value and calls without an answer forgot an await.
function tellOpen() {
	var calls = waiting.slice(), names = [], i, c, name;
	for (i = 0; i < native.callsOpenMax; i++)
		if ((c = pending[i] || begun(i))) calls.push(c);
	for (i = 0; i < calls.length && names.length <= 5; i++) {
		c = calls[i];
		name = c.op ? c.op.name : 'codemode.' + parse(c.head);
		if (names.indexOf(name) < 0)
			names.push(names.length === 5 ? '...' : name);
	}
	if (calls.length > 0) native.log('warn', 'the program ended before ' +
	    calls.length + ' of its calls ' + (calls.length === 1 ?
	    'was answered, so what it' : 'were answered, so what they') +
	    ' did is unknown: ' + names.join(', ') +
	    '; await each, as with Promise.all');
}

// All that is open is given up.
$.stop = function (ok) {
	var i;
	if (ok) tellOpen();
	waiting.length = 0;
	for (i = 0; i < native.callsOpenMax; i++) native.cancel(i);
	pending = [];
};

// The body that a reply names, as the value of its kind: bytes, or text.
$.body = function (r, body) {
	switch (r.kind) {
	case 'json': return parse(body);
	case 'text': return body;
	case 'bytes': return new Uint8Array(body.buffer || body);
	case 'values': return $.value(body);
	case 'lines': return $.lines(body,
	    $.headers(r)['x-cordon-cut']);
	case 'events': return $.events(body,
	    $.headers(r)['x-cordon-cut']);
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
