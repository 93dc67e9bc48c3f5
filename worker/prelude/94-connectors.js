// SPDX-License-Identifier: Apache-2.0
// One global per connector: a tree of proxies whose leaves are operations.
var stringify = JSON.stringify, isArray = Array.isArray;
var isView = ArrayBuffer.isView;
var nodePath = $.nodePath;
var values = Object.create(null); // connectors whose values are Cap'n Web's

function ApiError(message, status, code, body, operation) {
	var e = new Error(message);
	Object.setPrototypeOf(e, ApiError.prototype);
	e.status = status;
	e.code = code;
	e.body = body;
	e.operation = operation;
	return e;
}
ApiError.prototype = Object.create(Error.prototype);
$.hide(ApiError.prototype, 'constructor', ApiError);
$.hide(ApiError.prototype, 'name', 'ApiError');
$.hide(global, 'ApiError', ApiError);

var REASONS = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden',
	404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict',
	410: 'Gone', 413: 'Content Too Large', 415: 'Unsupported Media Type',
	422: 'Unprocessable Content', 429: 'Too Many Requests',
	500: 'Internal Server Error', 502: 'Bad Gateway',
	503: 'Service Unavailable', 504: 'Gateway Timeout' };

function text(v) {
	return typeof v === 'string' && v !== '' ? v : undefined;
}

// Where APIs put the sentence for people.
function explanation(b) {
	var e;
	if (typeof b === 'string') return text(b.slice(0, 500));
	if (b === null || typeof b !== 'object') return undefined;
	e = b.error;
	return text(b.message) || text(e) || (e && (text(e.message) ||
	    text(e.description))) || text(b.error_description) ||
	    text(b.detail) || text(b.title) || text(b.reason) ||
	    (isArray(b.errors) && b.errors.length ?
	    text(b.errors[0]) || explanation(b.errors[0]) : undefined);
}

// What a body says beside that sentence, or all of one that has none: the
// fields that were wrong, which the sentence rarely names.
function particulars(b, why) {
	var e = b.error, s, i, found;
	var lists = [b.errors, b.detail, b.details, b['invalid-params'],
		b.invalid_params, b.violations, e && e.errors, e && e.details];
	for (i = 0; i < lists.length && found === undefined; i++)
		if (lists[i] !== null && typeof lists[i] === 'object' &&
		    Object.keys(lists[i]).length > 0) found = lists[i];
	if (found === undefined && why === undefined &&
	    Object.keys(b).length > 0) found = b;
	if (isArray(found) && found.length > 10) found = found.slice(0, 10);
	s = found === undefined ? '' : stringify(found);
	if (isArray(found) && found.length === 1 && found[0] === why) s = '';
	return s.length > 400 ? s.slice(0, 400) + '...' : s;
}
// Seconds of a Retry-After (RFC 9110, 10.2.3), or undefined.
function retryAfter(r) {
	var v = $.headers(r)['retry-after'], at;
	if (v === undefined) return undefined;
	if (/^\d+$/.test(v)) return +v;
	/* Date.parse() takes "-5" for a month. */
	at = /^[A-Za-z]{3,9},? /.test(v) ? Date.parse(v) : NaN;
	return at === at ? Math.max(0, Math.ceil((at - r.now) / 1000)) :
	    undefined;
}

function apiError(operation, r, body) {
	var s = r.status, why = explanation(body), code, e, more;
	var wait = retryAfter(r);
	if (s < 400) why = 'it redirects to ' + ($.headers(r).location ||
	    'nowhere') + ', which is not followed; withResponse() gives ' +
	    'the headers';
	if (body !== null && typeof body === 'object')
		code = body.code !== undefined ? body.code :
		    body.error && body.error.code;
	if (code === undefined || code === null) code = 'HTTP_' + s;
	if (s >= 400 && body !== null && typeof body === 'object' &&
	    !isView(body))
		more = particulars(body, why);
	if (more) why = (why ? why + ' ' : '') + more;
	e = new ApiError(operation + ': ' + s +
	    (REASONS[s] ? ' ' + REASONS[s] : '') + (why ? ': ' + why : '') +
	    (wait !== undefined ? ' (retry after ' + wait + ' s)' : ''),
	    s, code, body, operation);
	if (wait !== undefined) e.retryAfter = wait;
	return e;
}

// What an operation's calls have in common.
function operation(connector, name, decode) {
	return { name: connector + '.' + name, values: values[connector] === true,
	    head: stringify(connector) + ',' +
		stringify(native.wellFormed(name)), decode: decode };
}

// Rejects with the error and how the operation is called, if there is one.
function mistaken(op, e) {
	return $.then($.call('host', '"describe"', [op.name], $.body),
	    function (d) {
		var lines = String(d).split('\n'), i;
		for (i = 0; i < lines.length; i++)
			if (lines[i].indexOf(op.name + '(') === 0) {
				e.message += ': ' + lines[i];
				break;
			}
		throw e;
	}, function () { throw e; });
}

// `a.b` said with one argument object; extra ones (map's index) are ignored.
function invoke(op, args) {
	var p = op.values ? undefined : native.plainCall(op, args), signal;
	if (p !== undefined) return p;
	if (args === undefined || args === null) args = {};
	if (typeof args !== 'object' || isArray(args))
		return mistaken(op, new TypeError(op.name + ' takes one ' +
		    'object of named arguments, not ' +
		    (isArray(args) ? 'an array' : 'a ' + typeof args)));
	if (args.signal && typeof args.signal.aborted === 'boolean') {
		signal = args.signal;
		args = Object.assign({}, args);
		delete args.signal;
	}
	return $.call('call', op.head, args, op.decode, op, signal);
}

// What cordon says of a reply in headers of its own.
function remark(op, r, v) {
	var h = $.headers(r);
	if (h['x-cordon-note'] !== undefined) {
		console.warn(op.name + ': ' + h['x-cordon-note']);
		delete h['x-cordon-note'];
	}
	if (isArray(v) && h['x-cordon-cut'] !== undefined)
		console.warn(op.name + ': ' + $.cut(v, h['x-cordon-cut']));
}
// What says that it is JSON and is not may be a gateway's page: that it failed
// is what counts.
function bodyOf(r, raw) {
	if (r.status < 300) return $.body(r, raw);
	try { return $.body(r, raw); }
	catch (e) { return typeof raw === 'string' ? raw : undefined; }
}
function data(r, raw, op) {
	var v = bodyOf(r, raw);
	if (r.noted) remark(op, r, v);
	if (r.status >= 400 || (r.status >= 300 && r.status !== 304))
		throw apiError(op.name, r, v);
	return v;
}
function response(r, raw, op) {
	var v = bodyOf(r, raw);
	if (r.noted) remark(op, r, v);
	if (r.status >= 400) throw apiError(op.name, r, v);
	return { status: r.status, headers: headers($.headers(r)), data: v };
}

function pairs(o) {
	return Object.keys(o).sort().map(function (k) { return [k, o[k]]; });
}
// Plain properties as the reply has them, get() in any case, and as pairs.
function headers(h) {
	var k, low = {}, out = {};
	for (k in h) {
		out[k] = h[k];
		low[k.toLowerCase()] = h[k];
	}
	$.hide(out, 'get', function (name) {
		var v = low[String(name).toLowerCase()];
		return v === undefined ? null : v;
	});
	$.hide(out, 'has', function (name) {
		return low[String(name).toLowerCase()] !== undefined;
	});
	$.hide(out, 'forEach', function (f, self) {
		pairs(low).forEach(function (p) { f.call(self, p[1], p[0], out); });
	});
	$.hide(out, 'entries', function () { return pairs(low).values(); });
	$.hide(out, Symbol.iterator, out.entries);
	return out;
}

function decode(s) {
	try { return decodeURIComponent(s.replace(/\+/g, ' ')); }
	catch (e) { return s; }
}

// The query of the `next` of a Link header, as arguments.
function fromLink(link) {
	var parts = String(link).split(/,\s*(?=<)/), i, m, q, pairs, args, k, eq;
	for (i = 0; i < parts.length; i++) {
		m = /^\s*<([^>]*)>\s*;(.*)$/.exec(parts[i]);
		if (!m || !/(^|;)\s*rel="?[^"]*\bnext\b/i.test(m[2])) continue;
		q = m[1].split('#')[0].split('?')[1];
		if (!q) return undefined;
		pairs = q.split('&');
		args = {};
		for (k = 0; k < pairs.length; k++) {
			eq = pairs[k].indexOf('=');
			if (eq > 0) args[decode(pairs[k].slice(0, eq))] =
			    decode(pairs[k].slice(eq + 1));
		}
		return args;
	}
	return undefined;
}

// What a page says is next, and the argument that asks for it.
var CURSORS = [['nextCursor', 'cursor'], ['next_cursor', 'cursor'],
	['nextPageToken', 'pageToken'], ['next_page_token', 'page_token'],
	['nextToken', 'nextToken'], ['next_token', 'next_token'],
	['continue', 'continue'], ['endCursor', 'after'],
	['end_cursor', 'after'], ['next_page', 'page'], ['nextPage', 'page']];
var WRAPPERS = ['meta', 'metadata', 'pagination', 'paging', 'page_info',
	'pageInfo', 'response_metadata', 'result_info', 'cursors'];

function fromCursor(b) {
	var i, v, args;
	for (i = 0; i < CURSORS.length; i++) {
		v = b[CURSORS[i][0]];
		if ((typeof v === 'string' && v !== '') || typeof v === 'number') {
			if (typeof v === 'string' && /^https?:\/\//.test(v))
				return fromLink('<' + v + '>; rel=next');
			args = {};
			args[CURSORS[i][1]] = v;
			return args;
		}
	}
	if (typeof b.next === 'string' && b.next.indexOf('?') >= 0)
		return fromLink('<' + b.next + '>; rel=next');
	if (b.links && typeof b.links.next === 'string')
		return fromLink('<' + b.links.next + '>; rel=next');
	return undefined;
}

function lastPage(b) {
	return b.total_pages !== undefined ? b.total_pages :
	    b.totalPages !== undefined ? b.totalPages :
	    b.page_count !== undefined ? b.page_count : b.last_page;
}

function items(b) {
	var k, found;
	if (isArray(b)) return b;
	for (k in b)
		if (isArray(b[k])) {
			if (found) return undefined;
			found = b[k];
		}
	return found;
}

function following(r, args) {
	var b = r.data, link = r.headers.get('link'), page, last, list, i, n;
	if (link) return fromLink(link);
	if (b === null || typeof b !== 'object') return undefined;
	list = items(b);
	if (!isArray(b)) {
		n = fromCursor(b);
		for (i = 0; !n && i < WRAPPERS.length; i++)
			if (b[WRAPPERS[i]] !== null &&
			    typeof b[WRAPPERS[i]] === 'object')
				n = fromCursor(b[WRAPPERS[i]]);
		if (n) return n;
		page = +(args.page || b.page || 1);
		last = lastPage(b);
		for (i = 0; last === undefined && i < WRAPPERS.length; i++)
			if (b[WRAPPERS[i]]) last = lastPage(b[WRAPPERS[i]]);
		if (last !== undefined)
			return page < last ? { page: page + 1 } : undefined;
		if (b.has_more === true || b.hasMore === true) {
			i = list && list[list.length - 1];
			return b.object === 'list' && i && i.id !== undefined ?
			    { starting_after: i.id } : { page: page + 1 };
		}
		return undefined;
	}
	// A bare array: pages are asked for by number until one is empty.
	if (args.page === undefined || list.length === 0) return undefined;
	return { page: +args.page + 1 };
}

function pages(op, args) {
	var next = Object.assign({}, args), it = {}, asked = {};
	it.next = function () {
		if (next === undefined)
			return $.later(function (ok) {
				ok({ value: undefined, done: true });
			});
		var now = next, key = stringify(now);
		if (asked[key])
			return $.later(function (ok, bad) {
				bad(new Error(op.name +
				    '.pages: the API names a page as its own next'));
			});
		asked[key] = true;
		return $.then(invoke(op, now), function (r) {
			var more = following(r, now);
			next = more && Object.assign({}, now, more);
			return { value: r.data, done: false };
		});
	};
	it['return'] = function (v) {
		next = undefined;
		return $.later(function (ok) { ok({ value: v, done: true }); });
	};
	if (typeof Symbol.asyncIterator === 'symbol')
		it[Symbol.asyncIterator] = function () { return it; };
	return it;
}

// A node of the tree: callable, and a property is a deeper node.  It must not
// look like a promise, nor like a value to JSON.  What a node is, its handler
// keeps, which inherits these traps; those in C (engine_calls.c) know children
// that were read before, and plain calls of operations called before.
function node(connector, name) {
	var of = { connector: connector, name: name,
	    full: name ? connector + '.' + name : connector,
	    children: Object.create(null), plain: undefined, whole: undefined };
	return new Proxy(function call() {}, native.node(of, of.children));
}
function full(handler) { return native.nodeOf(handler).full; }
// The operation, whose calls give what data() does; and response().
function plain(of) {
	return of.plain ||
	    (of.plain = operation(of.connector, of.name, data));
}
function whole(of) {
	return of.whole ||
	    (of.whole = operation(of.connector, of.name, response));
}
var traps = Object.create(null);
traps.get = native.nodeGet;
traps.apply = native.nodeCall;
traps.set = function (t, k) {
	throw new TypeError(full(this) + '.' + String(k) +
	    ' cannot be assigned');
};
traps.deleteProperty = function (t, k) {
	throw new TypeError(full(this) + '.' + String(k) + ' cannot be deleted');
};
traps.has = function (t, k) { return typeof k === 'string' && k !== 'then'; };
traps.construct = function () {
	throw new TypeError(full(this) + ' is no constructor');
};
native.nodes(traps, function (of, k) {
	var children = of.children, child = children[k];
	if (child !== undefined) return child;
	if (k === nodePath) return of.full;
	if (typeof k !== 'string') return undefined;
	switch (k) {
	case 'then': case 'toJSON': case 'prototype': case 'constructor':
		return undefined;
	case 'toString': case 'valueOf':
		return function () { return '[connector ' + of.full + ']'; };
	case 'withResponse':
		if (of.name)
			return function (args) { return invoke(whole(of), args); };
		break;
	case 'pages':
		if (of.name)
			return function (args) { return pages(whole(of), args); };
		break;
	}
	return children[k] = node(of.connector,
	    of.name ? of.name + '.' + k : k);
}, function (of, args, handler) {
	var op;
	if (!of.name)
		throw new TypeError(of.connector + ' is a connector: call one ' +
		    'of its operations, as ' + of.connector + '.name({...})');
	op = plain(of);
	if (!op.values) native.nodePlain(handler, op);
	return invoke(op, args);
});

$.connect = function (names, ofValues) {
	var i, k;
	for (i = 0; i < ofValues.length; i++) values[ofValues[i]] = true;
	for (i = 0; i < names.length; i++) {
		k = names[i];
		// Some write codemode.github.x: it is the same.
		native.nodePut(node(k, ''), k, global, $.codemode);
	}
};
