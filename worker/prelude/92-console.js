// SPDX-License-Identifier: Apache-2.0
// console.*, and $.inspect(value): a value as people read it.
var toString = Object.prototype.toString, getProto = Object.getPrototypeOf;
var stringify = JSON.stringify, isArray = Array.isArray;
var hasOwn = Object.prototype.hasOwnProperty;
var MapC = global.Map, SetC = global.Set, PromiseC = global.Promise;
var DEPTH = 6, ITEMS = 100, WIDTH = 76, TEXT = 10000;
var nodePath = $.nodePath = native.hidden('node');

function quote(s) {
	if (s.length > TEXT) s = s.slice(0, TEXT) + '\u2026 ' +
	    (s.length - TEXT) + ' more characters';
	s = stringify(s);
	if (s.indexOf("'") >= 0)
		return s.indexOf('\\"') < 0 || s.indexOf('`') >= 0 ? s :
		    '`' + s.slice(1, -1).replace(/\\"/g, '"') + '`';
	return "'" + s.slice(1, -1).replace(/\\"/g, '"') + "'";
}

function key(k) {
	if (typeof k === 'symbol') return String(k);
	return /^[A-Za-z_$][\w$]*$/.test(k) ? k : quote(k);
}

function className(v) {
	var p = getProto(v), c;
	if (p === null) return '[Object: null prototype]';
	c = hasOwn.call(p, 'constructor') ? p.constructor : v.constructor;
	return typeof c === 'function' && typeof c.name === 'string' && c.name ?
	    c.name : 'Object';
}

function join(open, parts, close) {
	var s = parts.join(', ');
	if (parts.length === 0) return open + close;
	if (s.length <= WIDTH - open.length && s.indexOf('\n') < 0)
		return open + ' ' + s + ' ' + close;
	return open + '\n  ' + parts.join(',\n').replace(/\n/g, '\n  ') + '\n' +
	    close;
}

// Short values in columns, to the right if they are numbers; of the parts the
// first n are values.
function columns(parts, n, right) {
	var widest = 0, total = 0, per, out = [], line, i, c, w, s;
	for (i = 0; i < n; i++) {
		if (parts[i].indexOf('\n') >= 0) return parts;
		total += parts[i].length + 2;
		widest = Math.max(widest, parts[i].length + 2);
	}
	per = Math.min(Math.floor(WIDTH / widest), 20);
	if (total <= WIDTH || per < 3) return parts;
	for (i = 0; i < n; i += per) {
		line = '';
		for (c = i; c < n && c < i + per; c++) {
			for (w = 0, s = c % per; s < n; s += per)
				w = Math.max(w, parts[s].length);
			s = parts[c] + (c + 1 < n && c + 1 < i + per ? ',' : '');
			w += s.length - parts[c].length;
			while (s.length < w) s = right ? ' ' + s : s + ' ';
			line += (c > i ? ' ' : '') + s;
		}
		out.push(right ? line : line.replace(/ +$/, ''));
	}
	return out.concat(parts.slice(n));
}

function more(parts, n) {
	if (n > 0) parts.push('\u2026 ' + n + ' more item' + (n > 1 ? 's' : ''));
}

function property(o, k, seen) {
	var d = Object.getOwnPropertyDescriptor(o, k);
	if (d && (d.get || d.set))
		return d.get ? d.set ? '[Getter/Setter]' : '[Getter]' : '[Setter]';
	return show(o[k], seen);
}

// Names, then the symbols that are enumerable too.
function keysOf(o) {
	return Object.keys(o).concat(Object.getOwnPropertySymbols(o).filter(
	    function (k) {
		return Object.prototype.propertyIsEnumerable.call(o, k);
	}));
}

function properties(o, parts, seen, from) {
	var keys = keysOf(o), i;
	for (i = from; i < keys.length && i - from < ITEMS; i++)
		parts.push(key(keys[i]) + ': ' + property(o, keys[i], seen));
	more(parts, keys.length - i);
}

function array(v, seen, open) {
	var parts = [], n = v.length, i, holes;
	for (i = 0; i < n && parts.length < ITEMS; i++) {
		for (holes = 0; i < n && !(i in v) && isArray(v); i++) holes++;
		if (holes) {
			parts.push('<' + holes + ' empty item' +
			    (holes > 1 ? 's>' : '>'));
			i--;
		} else {
			parts.push(show(v[i], seen));
		}
	}
	holes = parts.length;
	more(parts, n - i);
	return join(open + '[', holes > 6 ? columns(parts, holes,
	    typeof v[0] === 'number' || $.isBigInt(v[0])) : parts, ']');
}

function collection(v, seen, name) {
	var parts = [];
	v.forEach(function (x, k) {
		if (parts.length < ITEMS)
			parts.push(name === 'Map' ?
			    show(k, seen) + ' => ' + show(x, seen) :
			    show(x, seen));
	});
	more(parts, v.size - parts.length);
	return join(className(v) + '(' + v.size + ') {', parts, '}');
}

function error(v, seen) {
	var s = v.stack, parts = [];
	if (typeof s !== 'string') s = String(v.name) + ': ' + v.message;
	properties(v, parts, seen, 0);
	if (v.cause !== undefined) parts.push('[cause]: ' + show(v.cause, seen));
	if (isArray(v.errors)) parts.push('[errors]: ' + show(v.errors, seen));
	return parts.length ? join(s + ' {', parts, '}') : s;
}

// Who sees one that is pending has forgotten to await it.
function promise(v, seen) {
	var s = native.promiseShown(v), value;
	if (s === undefined) return 'Promise {}';
	if (s.length === 0) return 'Promise { <pending> }';
	value = show(s[1], seen);
	return join('Promise {', [s[0] ? value : '<rejected> ' + value], '}');
}

function object(v, seen) {
	var tag = toString.call(v).slice(8, -1), name, parts = [];
	if (isArray(v)) return array(v, seen, '');
	if (v instanceof Error) return error(v, seen);
	if (MapC && v instanceof MapC) return collection(v, seen, 'Map');
	if (SetC && v instanceof SetC) return collection(v, seen, 'Set');
	if (v instanceof Date)
		return isNaN(+v) ? 'Invalid Date' : v.toISOString();
	if (v instanceof RegExp) return String(v);
	if (v instanceof PromiseC) return promise(v, seen);
	if (ArrayBuffer.isView(v) && typeof v.length === 'number')
		return array(v, seen, className(v) + '(' + v.length + ') ');
	if (v instanceof ArrayBuffer)
		return 'ArrayBuffer(' + v.byteLength + ') {}';
	if (v instanceof String || v instanceof Number || v instanceof Boolean)
		return '[' + tag + ': ' + show(v.valueOf(), seen) + ']';
	name = className(v);
	properties(v, parts, seen, 0);
	return join(name === 'Object' ? '{' : name + ' {', parts, '}');
}

// Constructors of the program's own.
function kind(v) {
	var base = getProto(v);
	return 'class ' + (v.name || '(anonymous)') +
	    (typeof base === 'function' && base.name ? ' extends ' + base.name : '');
}

function func(v) {
	var p = v[nodePath];
	if (typeof p === 'string') return '[connector ' + p + ']';
	if ($.isClass(v)) return '[' + kind(v) + ']';
	return '[Function' + (v.name ? ': ' + v.name : ' (anonymous)') + ']';
}

function show(v, seen) {
	var s;
	if (typeof v === 'string') return quote(v);
	if (typeof v === 'function') return func(v);
	if (v === 0 && 1 / v < 0) return '-0';
	if ($.isBigInt(v)) return String(v) + 'n';
	if (v === null || typeof v !== 'object') return String(v);
	if (seen.indexOf(v) >= 0) return '[Circular]';
	if (seen.length > DEPTH) return isArray(v) ? '[Array]' : '[' +
	    className(v) + ']';
	seen.push(v);
	try {
		s = object(v, seen);
	} finally {
		seen.pop();
	}
	return s;
}

$.inspect = function (v) { return show(v, []); };

// A value that throws while it is looked at is shown as one that does.
function text(v) {
	if (typeof v === 'string') return v;
	try {
		return show(v, []);
	} catch (e) {
		return '[a value that cannot be shown]';
	}
}

var DIRECTIVE = /%[sdifjoOc%]/g;
function format(args) {
	var out = [], i = 0, first = args[0];
	if (typeof first === 'string' && args.length > 1 &&
	    first.indexOf('%') >= 0) {
		i = 1;
		out.push(first.replace(DIRECTIVE, function (m) {
			if (m === '%%') return '%';
			if (i >= args.length) return m;
			var v = args[i++];
			switch (m) {
			case '%s': return typeof v === 'string' ? v : text(v);
			case '%d': return String(Number(v));
			case '%i': return String(parseInt(v, 10));
			case '%f': return String(parseFloat(v));
			case '%j':
				try { return stringify(v); }
				catch (e) { return '[Circular]'; }
			case '%c': return '';
			}
			return text(v);
		}));
	}
	for (; i < args.length; i++) out.push(text(args[i]));
	return out.join(' ');
}

var indent = '', counts = {}, timers = {};
function print(level, s) {
	native.log(level, indent ? indent + s.replace(/\n/g, '\n' + indent) : s);
}

// Columns of equal width, under a head; what is no table is logged as it is.
function table(rows, only) {
	var names = [], lines = [], widths, i, k, r, keys, list;
	if (rows === null || typeof rows !== 'object') return text(rows);
	keys = Object.keys(rows);
	for (i = 0; i < keys.length && i < ITEMS; i++) {
		r = rows[keys[i]];
		list = only || (r !== null && typeof r === 'object' ?
		    Object.keys(r) : ['Values']);
		for (k = 0; k < list.length; k++)
			if (names.indexOf(list[k]) < 0) names.push(list[k]);
	}
	lines.push(['(index)'].concat(names));
	for (i = 0; i < keys.length && i < ITEMS; i++) {
		r = rows[keys[i]];
		lines.push([keys[i]].concat(names.map(function (n) {
			if (r === null || typeof r !== 'object')
				return n === 'Values' ? text(r) : '';
			return hasOwn.call(r, n) ? show(r[n], []) : '';
		})));
	}
	widths = lines[0].map(function (x, c) {
		return lines.reduce(function (m, l) {
			return Math.max(m, l[c].length);
		}, 0);
	});
	return lines.map(function (l) {
		return l.map(function (x, c) {
			while (x.length < widths[c]) x += ' ';
			return x;
		}).join(' | ').replace(/ +$/, '');
	}).join('\n') + (keys.length > ITEMS ?
	    '\n\u2026 ' + (keys.length - ITEMS) + ' more rows' : '');
}

function at(level) {
	return function () { print(level, format(arguments)); };
}
function tail(a) { return Array.prototype.slice.call(a, 1); }
var con = {
	log: at('log'), info: at('info'), warn: at('warn'), error: at('error'),
	debug: at('debug'),
	trace: function () {
		print('debug', 'Trace: ' + format(arguments));
	},
	dir: function (v) { print('log', text(v)); },
	table: function (rows, only) { print('log', table(rows, only)); },
	assert: function (ok) {
		var a = tail(arguments);
		if (!ok) print('error', 'Assertion failed' +
		    (a.length ? ': ' + format(a) : ''));
	},
	count: function (l) {
		l = l === undefined ? 'default' : String(l);
		counts['.' + l] = (counts['.' + l] || 0) + 1;
		print('log', l + ': ' + counts['.' + l]);
	},
	countReset: function (l) {
		delete counts['.' + (l === undefined ? 'default' : l)];
	},
	group: function () {
		if (arguments.length) print('log', format(arguments));
		if (indent.length < 40) indent += '  ';
	},
	groupEnd: function () { indent = indent.slice(2); },
	time: function (l) {
		timers['.' + (l === undefined ? 'default' : l)] = native.now();
	},
	timeEnd: function (l) {
		con.timeLog(l);
		delete timers['.' + (l === undefined ? 'default' : l)];
	},
	timeLog: function (l) {
		l = l === undefined ? 'default' : String(l);
		if (('.' + l) in timers)
			print('log', l + ': ' + (native.now() - timers['.' + l]) +
			    'ms' + (arguments.length > 1 ?
			    ' ' + format(tail(arguments)) : ''));
	}
};
con.groupCollapsed = con.group;
con.dirxml = con.log;
$.hide(global, 'console', con);
