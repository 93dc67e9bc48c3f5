// SPDX-License-Identifier: Apache-2.0
// URL and URLSearchParams.  A URL's state is the record that bindings_url.c
// makes; URLSearchParams' a flat list of names and values.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var U = native.hidden('url'), Q = native.hidden('query');
var SCHEME = 0, USERNAME = 1, PASSWORD = 2, HOST = 3, PORT = 4, PATH = 5;
var QUERY = 7, FRAGMENT = 8, HREF = 9, ORIGIN = 10, HOST_TEXT = 11;

function text(x) {
	if (typeof x === 'symbol' && !$.isBigInt(x))
		throw new TE('Cannot convert a Symbol value to a string');
	return native.wellFormed(String(x));
}
function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TE('Illegal invocation: this is no ' + name);
	return o;
}
function invalid(input, base) {
	var e = new TE('Invalid URL');
	e.code = 'ERR_INVALID_URL';
	e.input = input;
	if (base !== undefined) e.base = base;
	return e;
}
function parse(input, base) {
	var b = null;
	if (base !== undefined) {
		b = native.urlParse(base, null);
		if (b === null) return null;
	}
	return native.urlParse(input, b);
}
function make(record, proto) {
	var u = Object.create(proto);
	u[U] = { r: record, q: null };
	return u;
}
function URL(url, base) {
	var r;
	if (new.target === undefined)
		throw new TE("Class constructor URL cannot be invoked without 'new'");
	if (arguments.length === 0)
		throw new TE('The "url" argument must be specified');
	url = text(url);
	if (base !== undefined) base = text(base);
	r = parse(url, base);
	if (r === null) throw invalid(url, base);
	this[U] = { r: r, q: null };
}
function update(u, r) {
	u[U].r = r;
	if (u[U].q) u[U].q[Q].list = native.formParse(r[QUERY] || '');
}
function marked(mark, s) { return s ? mark + s : ''; }
function accessor(name, part, get) {
	Object.defineProperty(URL.prototype, name, {
		get: rt.name(function () { return get(need(this, U, 'URL')[U].r); },
		    'get ' + name),
		set: part < 0 ? undefined : rt.name(function (v) {
			need(this, U, 'URL');
			update(this, native.urlSet(this[U].r, part, text(v)));
		}, 'set ' + name),
		enumerable: true, configurable: true
	});
}
accessor('origin', -1, function (r) { return r[ORIGIN]; });
accessor('protocol', 0, function (r) { return r[SCHEME] + ':'; });
accessor('username', 1, function (r) { return r[USERNAME]; });
accessor('password', 2, function (r) { return r[PASSWORD]; });
accessor('host', 3, function (r) { return r[HOST_TEXT]; });
accessor('hostname', 4, function (r) { return r[HOST] || ''; });
accessor('port', 5, function (r) { return r[PORT] < 0 ? '' : String(r[PORT]); });
accessor('pathname', 6, function (r) { return r[PATH]; });
accessor('search', 7, function (r) { return marked('?', r[QUERY]); });
accessor('hash', 8, function (r) { return marked('#', r[FRAGMENT]); });
Object.defineProperty(URL.prototype, 'href', {
	get: rt.name(function () { return need(this, U, 'URL')[U].r[HREF]; },
	    'get href'),
	set: rt.name(function (v) {
		var r;
		need(this, U, 'URL');
		v = text(v);
		r = native.urlParse(v, null);
		if (r === null) throw invalid(v);
		update(this, r);
	}, 'set href'),
	enumerable: true, configurable: true
});
rt.getter(URL.prototype, 'searchParams', function () {
	var st = need(this, U, 'URL')[U];
	if (st.q === null) {
		st.q = Object.create(URLSearchParams.prototype);
		st.q[Q] = { list: native.formParse(st.r[QUERY] || ''), url: this };
	}
	return st.q;
});
rt.def(URL.prototype, {
	toString() { return need(this, U, 'URL')[U].r[HREF]; },
	toJSON() { return need(this, U, 'URL')[U].r[HREF]; }
});
rt.ctor('URL', URL, 1);
rt.def(URL, {
	canParse(url, base) {
		return parse(text(url), base === undefined ? base : text(base)) !==
		    null;
	},
	parse(url, base) {
		var r = parse(text(url), base === undefined ? base : text(base));
		return r === null ? null : make(r, URL.prototype);
	}
}, { canParse: 1, parse: 1 });

function pair(list, p) {
	var a = rt.list(p);
	if (a.length !== 2)
		throw new TE('Each query pair must be an iterable [name, value] ' +
		    'tuple');
	list.push(text(a[0]), text(a[1]));
}
function initial(init) {
	var list = [], keys, i, m;
	if (init === undefined) return list;
	if (!isObject(init)) {
		init = text(init);
		return native.formParse(init.charAt(0) === '?' ? init.slice(1) : init);
	}
	m = init[Symbol.iterator];
	if (m !== undefined && m !== null) {
		rt.callable(m);
		rt.each(init, function (p) {
			if (!isObject(p))
				throw new TE('Each query pair must be an iterable ' +
				    '[name, value] tuple');
			pair(list, p);
		});
		return list;
	}
	keys = Reflect.ownKeys(init);
	for (i = 0; i < keys.length; i++)
		if (Object.prototype.propertyIsEnumerable.call(init, keys[i]))
			list.push(text(keys[i]), text(init[keys[i]]));
	return list;
}
function URLSearchParams(init) {
	if (new.target === undefined)
		throw new TE('Class constructor URLSearchParams cannot be invoked ' +
		    "without 'new'");
	this[Q] = { list: initial(init), url: null };
}
function listOf(o) { return need(o, Q, 'URLSearchParams')[Q].list; }
function serialize(list) {
	var out = '', i;
	for (i = 0; i < list.length; i += 2)
		out += (i ? '&' : '') + native.formEncode(list[i]) + '=' +
		    native.formEncode(list[i + 1]);
	return out;
}
function changed(o, list) {
	var st = o[Q];
	st.list = list;
	if (st.url)
		st.url[U].r = native.urlSet(st.url[U].r, 7, serialize(list));
}
function args(a, n) {
	if (a.length < n)
		throw new TE('The "name"' + (n > 1 ? ' and "value" arguments' :
		    ' argument') + ' must be specified');
}
// What is kept of the list: f(name, value).
function keep(list, f) {
	var out = [], i;
	for (i = 0; i < list.length; i += 2)
		if (f(list[i], list[i + 1])) out.push(list[i], list[i + 1]);
	return out;
}
rt.def(URLSearchParams.prototype, {
	append(name, value) {
		var list = listOf(this);
		args(arguments, 2);
		list.push(text(name), text(value));
		changed(this, list);
	},
	'delete'(name, value) {
		var list = listOf(this);
		args(arguments, 1);
		name = text(name);
		if (value !== undefined) value = text(value);
		changed(this, keep(list, function (k, v) {
			return k !== name || (value !== undefined && v !== value);
		}));
	},
	'get'(name) {
		var list = listOf(this), i;
		args(arguments, 1);
		name = text(name);
		for (i = 0; i < list.length; i += 2)
			if (list[i] === name) return list[i + 1];
		return null;
	},
	getAll(name) {
		var list = listOf(this), out = [], i;
		args(arguments, 1);
		name = text(name);
		for (i = 0; i < list.length; i += 2)
			if (list[i] === name) out.push(list[i + 1]);
		return out;
	},
	has(name, value) {
		var list = listOf(this), i;
		args(arguments, 1);
		name = text(name);
		if (value !== undefined) value = text(value);
		for (i = 0; i < list.length; i += 2)
			if (list[i] === name &&
			    (value === undefined || list[i + 1] === value))
				return true;
		return false;
	},
	'set'(name, value) {
		var list = listOf(this), done = false, out = [], i;
		args(arguments, 2);
		name = text(name);
		value = text(value);
		for (i = 0; i < list.length; i += 2) {
			if (list[i] !== name) out.push(list[i], list[i + 1]);
			else if (!done) out.push(name, value);
			done = done || list[i] === name;
		}
		if (!done) out.push(name, value);
		changed(this, out);
	},
	sort() {
		var list = listOf(this), pairs = [], out = [], i;
		for (i = 0; i < list.length; i += 2)
			pairs.push([list[i], list[i + 1]]);
		pairs.sort(function (a, b) {
			return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
		});
		pairs.forEach(function (p) { out.push(p[0], p[1]); });
		changed(this, out);
	},
	forEach(f, self) {
		var i;
		listOf(this);
		rt.callable(f);
		for (i = 0; i < listOf(this).length; i += 2)
			f.call(self, this[Q].list[i + 1], this[Q].list[i], this);
	},
	toString() { return serialize(listOf(this)); }
}, { 'delete': 1, has: 1, forEach: 1 });
rt.getter(URLSearchParams.prototype, 'size', function () {
	return listOf(this).length / 2;
});
$.pairIterators(URLSearchParams, 'URLSearchParams', function (o) {
	return listOf(o);
});
rt.ctor('URLSearchParams', URLSearchParams, 0);
