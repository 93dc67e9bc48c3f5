// SPDX-License-Identifier: Apache-2.0
// $.inspect(value, depth): a value as people read it: node's util.inspect(),
// its layout in lines and columns included.
'use strict';
var tagOf = Object.prototype.toString, getProto = Object.getPrototypeOf;
var isArray = Array.isArray, hasOwn = Object.prototype.hasOwnProperty;
var enumerable = Object.prototype.propertyIsEnumerable;
var describe = Object.getOwnPropertyDescriptor, floor = Math.floor;
var MapC = global.Map, SetC = global.Set, PromiseC = global.Promise;
var BigIntClass = global.BigInt;
var DEPTH = 2, ITEMS = 100, WIDTH = 80, COMPACT = 3, TEXT = 10000;
var nodePath = $.nodePath = native.hidden('node');

// What may not stand as it is in quotes.
var META = new RegExp('[\\0-\\x1f\\x27\\x5c\\x7f-\\x9f]|[\\ud800-\\udbff]' +
    '(?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]', 'g');
var NAMED = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r',
	'\\': '\\\\' };
function hex(n, width) {
	var s = n.toString(16).toUpperCase();
	while (s.length < width) s = '0' + s;
	return s;
}
function quote(s) {
	var q = "'";
	if (s.indexOf("'") >= 0)
		q = s.indexOf('"') < 0 ? '"' : s.indexOf('`') < 0 &&
		    s.indexOf('${') < 0 ? '`' : "'";
	return q + s.replace(META, function (c) {
		var n = c.charCodeAt(0);
		if (c === "'") return q === c ? "\\'" : c;
		if (NAMED[c]) return NAMED[c];
		if (n < 0xd800) return '\\x' + hex(n, 2);
		return '\\u' + n.toString(16);
	}) + q;
}
function string(s, c) {
	var rest = '', lines;
	if (s.length > TEXT) {
		rest = s.length - TEXT;
		s = s.slice(0, TEXT);
		rest = '... ' + rest + ' more character' + (rest > 1 ? 's' : '');
	}
	if (s.length > 16 && s.length > WIDTH - c.indent - 4 &&
	    s.indexOf('\n') >= 0) {
		lines = s.match(/[^\n]*\n|[^\n]+$/g);
		return lines.map(quote).join(' +\n' + spaces(c.indent + 2)) + rest;
	}
	return quote(s) + rest;
}
function spaces(n) { return n > 0 ? new Array(n + 1).join(' ') : ''; }
function pad(s, n, before) {
	return before ? spaces(n - s.length) + s : s + spaces(n - s.length);
}
function key(k) {
	if (typeof k === 'symbol') return String(k);
	if (k === '__proto__') return "['__proto__']";
	return /^[A-Za-z_][A-Za-z_0-9]*$/.test(k) ? k : quote(k);
}

// The name of what made it; null when nothing did.
function maker(v) {
	var o, d;
	for (o = v; o !== null; o = getProto(o)) {
		d = describe(o, 'constructor');
		if (d !== undefined && typeof d.value === 'function' &&
		    typeof d.value.name === 'string' && d.value.name !== '')
			return d.value.name;
	}
	return getProto(v) === null ? null : 'Object';
}
function tagged(v, name) {
	var tag = v[Symbol.toStringTag];
	return typeof tag !== 'string' || tag === '' || tag === name ||
	    enumerable.call(v, Symbol.toStringTag) ? '' : tag;
}
// "Foo(2) [Map] ", "[Object: null prototype] ".
function prefix(name, tag, fallback, size) {
	size = size === undefined ? '' : '(' + size + ')';
	if (name === null)
		return '[' + fallback + size + ': null prototype] ' +
		    (tag !== '' && tag !== fallback ? '[' + tag + '] ' : '');
	return name + size + ' ' + (tag !== '' ? '[' + tag + '] ' : '');
}

// Short entries of an array in columns, to the right if they are numbers.
function columns(parts, c, v, more) {
	var n = parts.length - (more ? 1 : 0), total = 0, widest = 0, i, j, out;
	var max, bias, across, widths = [], right = true, line, end;
	for (i = 0; i < n; i++) {
		total += parts[i].length + 2;
		widest = Math.max(widest, parts[i].length);
	}
	max = widest + 2;
	if (max * 3 + c.indent >= WIDTH || (total / max <= 5 && widest > 6))
		return parts;
	bias = Math.max(max - 3 - Math.sqrt(max - total / parts.length), 1);
	across = Math.min(Math.round(Math.sqrt(2.5 * bias * n) / bias),
	    floor((WIDTH - c.indent) / max), COMPACT * 4, 15);
	if (across <= 1) return parts;
	for (i = 0; i < across; i++) {
		for (j = i, line = 0; j < n; j += across)
			line = Math.max(line, parts[j].length);
		widths.push(line + 2);
	}
	for (i = 0; i < parts.length && right; i++)
		right = typeof v[i] === 'number' || $.isBigInt(v[i]);
	out = [];
	for (i = 0; i < n; i += across) {
		end = Math.min(i + across, n);
		for (j = i, line = ''; j < end - 1; j++)
			line += pad(parts[j] + ', ', widths[j - i], right);
		out.push(line + (right ? pad(parts[j], widths[j - i] - 2, true) :
		    parts[j]));
	}
	if (more) out.push(parts[n]);
	return out;
}
// On one line if it holds little and is short; `list` is an array's value.
function join(c, parts, base, open, close, level, list, more) {
	var n = parts.length, total, i, head = base === '' ? '' : base + ' ', s;
	if (list !== undefined && n > 6) parts = columns(parts, c, list, more);
	if (c.level - level < COMPACT && n === parts.length) {
		total = 2 * n + c.indent + open.length + base.length + 10;
		for (i = 0; i < n; i++) total += parts[i].length;
		if (total <= WIDTH && base.indexOf('\n') < 0) {
			s = parts.join(', ');
			if (s.indexOf('\n') < 0)
				return head + open + ' ' + s + ' ' + close;
		}
	}
	s = '\n' + spaces(c.indent);
	return head + open + s + '  ' + parts.join(',' + s + '  ') + s + close;
}
function left(n) { return '... ' + n + ' more item' + (n > 1 ? 's' : ''); }

// Names, then the symbols that are enumerable too; without an array's indices.
function keysOf(o, indexed) {
	var keys = Object.keys(o);
	if (indexed) keys = keys.slice(indexed(o, keys));
	return keys.concat(Object.getOwnPropertySymbols(o).filter(function (k) {
		return enumerable.call(o, k);
	}));
}
function indices(o, keys) {
	var i;
	if (typeof o.length === 'number' && keys.length === o.length &&
	    (keys.length === 0 || keys[keys.length - 1] === String(o.length - 1)))
		return keys.length;
	for (i = 0; i < keys.length && /^(0|[1-9]\d*)$/.test(keys[i]); i++);
	return i;
}
function inner(c, v, level) {
	var s;
	c.indent += 2;
	s = show(c, v, level);
	c.indent -= 2;
	return s;
}
function property(c, o, k, level) {
	var d = describe(o, k), s;
	if (d && (d.get || d.set))
		s = d.get ? d.set ? '[Getter/Setter]' : '[Getter]' : '[Setter]';
	else s = inner(c, o[k], level);
	return (d && !d.enumerable ? '[' + String(k) + ']' : key(k)) + ': ' + s;
}

// What each kind is made of: f(c, v, level) -> parts; a part may be the last
// one, that tells how many are left out (c.more).
function listParts(c, v, level) {
	var parts = [], n = v.length, i, holes, typed = !isArray(v);
	for (i = 0; i < n && parts.length < ITEMS; i++) {
		for (holes = 0; !typed && i < n && !hasOwn.call(v, i); i++) holes++;
		if (holes) {
			parts.push('<' + holes + ' empty item' +
			    (holes > 1 ? 's>' : '>'));
			i--;
		} else {
			parts.push(inner(c, v[i], level));
		}
	}
	c.more = i < n;
	if (i < n) parts.push(left(n - i));
	return parts;
}
function members(c, v, level, f) {
	var parts = [];
	v.forEach(function (x, k) {
		if (parts.length < ITEMS) parts.push(f(x, k));
	});
	if (v.size > parts.length) parts.push(left(v.size - parts.length));
	return parts;
}
function mapParts(c, v, level) {
	return members(c, v, level, function (x, k) {
		return inner(c, k, level) + ' => ' + inner(c, x, level);
	});
}
function setParts(c, v, level) {
	return members(c, v, level, function (x) { return inner(c, x, level); });
}
function bytesParts(c, v) {
	var a = new Uint8Array(v), n = Math.min(a.length, 50), s = [], i;
	for (i = 0; i < n; i++) s.push(hex(a[i], 2).toLowerCase());
	return ['[Uint8Contents]: <' + s.join(' ') + (a.length > n ? ' ... ' +
	    (a.length - n) + ' more byte' + (a.length - n > 1 ? 's' : '') : '') +
	    '>', '[byteLength]: ' + a.length];
}
function viewParts(c, v, level) {
	return ['[byteLength]: ' + v.byteLength, '[byteOffset]: ' + v.byteOffset,
		'[buffer]: ' + inner(c, v.buffer, level)];
}
// Who sees one that is pending has forgotten to await it.
function promiseParts(c, v, level) {
	var s = native.promiseShown(v), value;
	if (s === undefined) return [];
	if (s.length === 0) return ['<pending>'];
	value = inner(c, s[1], level);
	return [s[0] ? value : '<rejected> ' + value];
}
function unknown() { return ['<items unknown>']; }
function error(c, v, keys) {
	var s = v.stack, i = keys.indexOf('cause');
	if (typeof s !== 'string') s = String(v.name) + ': ' + v.message;
	if (i >= 0) keys.splice(i, 1);
	['cause', 'errors'].forEach(function (k) {
		if (hasOwn.call(v, k) && keys.indexOf(k) < 0) keys.push(k);
	});
	return c.indent ? s.replace(/\n/g, '\n' + spaces(c.indent)) : s;
}
function func(v, name) {
	var p = v[nodePath], base = getProto(v), s;
	if (typeof p === 'string') return '[connector ' + p + ']';
	if ($.isClass(v)) {
		return '[class ' + (v.name || '(anonymous)') +
		    (typeof base === 'function' && base.name ? ' extends ' +
		    base.name : '') + ']';
	}
	s = tagOf.call(v).slice(8, -1);
	return '[' + s + (name === null ? ' (null prototype)' : '') +
	    (v.name ? ': ' + v.name : ' (anonymous)') + ']';
}
// What the web's objects show, by the name of their class.
var shown = {
	URL: function (u) {
		return ['href', 'origin', 'protocol', 'username', 'password', 'host',
		    'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash']
		    .map(function (k) { return [k, u[k]]; });
	},
	AbortSignal: function (s) { return [['aborted', s.aborted]]; },
	AbortController: function (a) { return [['signal', a.signal]]; },
	Blob: function (b) { return [['size', b.size], ['type', b.type]]; },
	File: function (f) {
		return ['size', 'type', 'name', 'lastModified'].map(function (k) {
			return [k, f[k]];
		});
	},
	Headers: function (h) { return Array.from(h); }
};
function fields(c, list, level) {
	return list.map(function (x) {
		return key(x[0]) + ': ' + inner(c, x[1], level);
	});
}
function paramsParts(c, v) {
	return Array.from(v).map(function (x) {
		return quote(x[0]) + ' => ' + quote(x[1]);
	});
}

// { base, open, close, keys, parts, list }; or a text that is all.
function plan(c, v, name, tag) {
	var k = { base: '', open: '{', close: '}', keys: [], list: undefined };
	function as(fallback, size, parts, brackets) {
		k.open = (fallback === 'Array' && name === 'Array' && tag === '' ? ''
		    : prefix(name, tag, fallback, size)) + (brackets ? '[' : '{');
		if (brackets) k.close = ']';
		k.parts = parts;
		if (brackets) k.list = v;
		k.keys = keysOf(v, brackets && indices);
		return k;
	}
	if (isArray(v)) return as('Array', v.length, listParts, true);
	if (SetC && v instanceof SetC) return as('Set', v.size, setParts);
	if (MapC && v instanceof MapC) return as('Map', v.size, mapParts);
	if (native.isTyped(v))
		return name === 'Buffer' ? '<Buffer' + bytesParts(c, v.slice())[0]
		    .slice(18).replace(/^(?=[^>])/, ' ') :
		    as(native.typedName(v), v.length, listParts, true);
	if (v instanceof PromiseC) return as('Promise', undefined, promiseParts);
	if (native.isBuffer(v)) return as('ArrayBuffer', undefined, bytesParts);
	if (ArrayBuffer.isView(v)) return as('DataView', undefined, viewParts);
	if (v instanceof WeakMap || v instanceof WeakSet)
		return as('WeakSet', undefined, unknown);
	if (v instanceof global.URLSearchParams)
		return as('URLSearchParams', undefined, paramsParts);
	if (hasOwn.call(shown, name) && v instanceof global[name]) {
		as(name, undefined, function (d, o, level) {
			return fields(d, shown[name](o), level);
		}).keys = [];
		return k;
	}
	k.keys = keysOf(v);
	return ordinary(c, v, name, tag, k);
}
function ordinary(c, v, name, tag, k) {
	if (tagOf.call(v) === '[object Arguments]') {
		k.open = '[Arguments] {';
	} else if (native.isError(v)) {
		k.base = error(c, v, k.keys);
	} else if (v instanceof Date) {
		k.base = isNaN(+v) ? 'Invalid Date' : v.toISOString();
	} else if (v instanceof RegExp) {
		k.base = String(v);
	} else if (v instanceof String || v instanceof Number ||
	    v instanceof Boolean) {
		k.base = '[' + tagOf.call(v).slice(8, -1) + ': ' +
		    show(c, v.valueOf(), 0) + ']';
		if (v instanceof String) k.keys = k.keys.slice(indices(v, k.keys));
	} else if (v instanceof BigIntClass) {
		k.base = '[BigInt: ' + v.valueOf() + 'n]';
	} else if (v instanceof Symbol) {
		k.base = '[Symbol: ' + String(v.valueOf()) + ']';
	} else if (name !== 'Object' || tag !== '') {
		k.open = prefix(name, tag, 'Object') + '{';
	}
	return k;
}
function circle(c, v) {
	var i = c.circles.indexOf(v);
	if (i < 0) i = c.circles.push(v) - 1;
	return '[Circular *' + (i + 1) + ']';
}
function object(c, v, level) {
	var name = maker(v), tag = tagged(v, name), k, parts, list, i, more;
	if (typeof v === 'function') {
		k = { base: func(v, name), open: '{', close: '}',
			keys: typeof v[nodePath] === 'string' ? [] : keysOf(v) };
	} else {
		k = plan(c, v, name, tag);
		if (typeof k === 'string') return k;
	}
	if (k.keys.length === 0) {
		if (k.base !== '') return k.base;
		if (!k.parts || (k.list || v).length === 0 || v.size === 0)
			return k.open + k.close;
	}
	if (level > c.depth)
		return '[' + (isArray(v) ? 'Array' :
		    prefix(name, tag, 'Object').slice(0, -1)) + ']';
	level++;
	c.seen.push(v);
	c.level = level;
	c.more = false;
	parts = k.parts ? k.parts(c, v, level) : [];
	more = c.more;
	for (i = 0; i < k.keys.length; i++)
		parts.push(property(c, v, k.keys[i], level));
	c.seen.pop();
	i = c.circles.indexOf(v);
	if (i >= 0)
		k.base = '<ref *' + (i + 1) + '>' + (k.base ? ' ' + k.base : '');
	if (parts.length === 0) return (k.base ? k.base + ' ' : '') + k.open +
	    k.close;
	return join(c, parts, k.base, k.open, k.close, level, k.list, more);
}
function show(c, v, level) {
	var p;
	if (typeof v === 'string') return string(v, c);
	if (v === 0 && 1 / v < 0) return '-0';
	if ($.isBigInt(v)) return String(v) + 'n';
	if (v === null || (typeof v !== 'object' && typeof v !== 'function'))
		return String(v);
	if (typeof v === 'object') {
		for (p = native.proxyParts(v); p !== undefined;
		    p = native.proxyParts(v)) {
			v = p[0];
			if (v === null) return '<Revoked Proxy>';
		}
	}
	if (c.seen.indexOf(v) >= 0) return circle(c, v);
	return object(c, v, level);
}

$.inspect = function (v, depth) {
	return show({ seen: [], circles: [], indent: 0, level: 0,
		depth: depth === undefined ? DEPTH : depth }, v, 0);
};
