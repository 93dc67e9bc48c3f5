// SPDX-License-Identifier: Apache-2.0
// JSON: what Duktape's has not: BigInts, lone surrogates, raw texts, and the
// sources of what was parsed.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var isArray = Array.isArray, plainToString = Object.prototype.toString;
var plainStringify = JSON.stringify, escapeLone = native.escapeLone;
var plainParse = native.parse = JSON.parse, slice = String.prototype.slice;
var R = native.hidden('raw json'), rawMade = false, nonce = 0;

// A list of keys, each once.
function once(list) {
	var seen = Object.create(null), out = [], i, v;
	for (i = 0; i < list.length; i++) {
		v = list[i];
		if (typeof v !== 'string' && typeof v !== 'number' &&
		    !(v instanceof String) && !(v instanceof Number)) continue;
		v = String(v);
		if (seen[v]) continue;
		seen[v] = true;
		out[out.length] = v;
	}
	return out;
}
function isRaw(v) { return isObject(v) && v[R] !== undefined; }
var bigProto = global.BigInt.prototype;
function isBigObject(v) {
	try {
		return isObject(v) && (bigProto.valueOf.call(v), true);
	} catch (e) {
		return false;
	}
}
// Once a program has made a BigInt: they serialise by their toJSON or not at
// all, and to Duktape they would be symbols, which are left out.  Once it has
// made a raw text: a mark stands for it.
function replacing(replacer, marks) {
	var list = isArray(replacer) ? replacer.map(String) : undefined;
	return function (k, v) {
		var raw = this[k], f;
		if ($.isBigInt(raw)) {
			f = raw.toJSON || bigProto.toJSON;
			v = typeof f === 'function' ? f.call(raw, k) : raw;
		}
		if (typeof replacer === 'function') v = replacer.call(this, k, v);
		else if (list && k !== '' && !isArray(this) &&
		    list.indexOf(k) < 0) return undefined;
		if ($.isBigInt(v) || isBigObject(v))
			throw new TE('Do not know how to serialize a BigInt');
		if (!isRaw(v)) return v;
		marks.list.push(v.rawJSON);
		return '\0raw ' + marks.nonce + ' ' + (marks.list.length - 1);
	};
}
// A gap is not escaped: where it has half a pair, a space stands for it.
function spaced(value, replacer, gap) {
	var text = escapeLone(plainStringify(value, replacer, ' '));
	return text === undefined ? text : native.indent(text, gap);
}
function write(value, replacer, space) {
	if (plainToString.call(space) === '[object String]')
		space = String(space);
	if (typeof space === 'string') {
		if (space.length > 10) space = slice.call(space, 0, 10);
		if (escapeLone(space) !== space)
			return spaced(value, replacer, space);
	}
	try {
		return escapeLone(plainStringify(value, replacer, space));
	} catch (e) {
		if (e instanceof TE && e.message === CIRCLE)
			e.message = CIRCLE + circle(value);
		throw e;
	}
}
var CIRCLE = 'Converting circular structure to JSON';
// Where the circle is, in node's words: "starting at ... closes the circle".
function circle(value) {
	var path = [], keys = [], at = -1, budget = 10000, lines, i;
	function name(k, o) {
		return isArray(o) ? 'index ' + k : "property '" + k + "'";
	}
	function find(o) {
		var list, k;
		if (!isObject(o) || typeof o === 'function' || --budget < 0 ||
		    path.length > 200) return false;
		if (path.indexOf(o) >= 0) {
			at = path.indexOf(o);
			return true;
		}
		path.push(o);
		list = Object.keys(o);
		for (k = 0; k < list.length; k++) {
			keys[path.length - 1] = list[k];
			if (find(Object.getOwnPropertyDescriptor(o, list[k]).value))
				return true;
		}
		path.pop();
		return false;
	}
	function kind(o) {
		var C = o.constructor;
		return "object with constructor '" + (typeof C === 'function' &&
		    C.name || 'Object') + "'";
	}
	if (!find(value)) return '';
	lines = ['\n    --> starting at ' + kind(path[at])];
	for (i = at + 1; i < path.length; i++)
		lines.push('\n    |     ' + name(keys[i - 1], path[i - 1]) + ' -> ' +
		    kind(path[i]));
	if (lines.length > 4)
		lines.splice(3, lines.length - 4, '\n    |     ...');
	return lines.join('') + '\n    --- ' + name(keys[path.length - 1],
	    path[path.length - 1]) + ' closes the circle';
}
// Each mark becomes its text.  A string of the program that looks like a mark
// makes one too many: then with other marks.
function writeRaw(value, replacer, space) {
	var marks = { nonce: nonce++, list: [] }, seen = 0, text;
	text = write(value, replacing(replacer, marks), space);
	if (text === undefined) return text;
	text = text.replace(new RegExp('"\\\\u0000raw ' + marks.nonce +
	    ' (\\d+)"', 'g'), function (m, i) {
		seen++;
		return marks.list[i];
	});
	return seen === marks.list.length ? text :
	    writeRaw(value, replacer, space);
}
rt.def(JSON, {
	stringify(value, replacer, space) {
		if (isArray(replacer)) replacer = once(replacer);
		if (rawMade) return writeRaw(value, replacer, space);
		if (native.bigints.made()) replacer = replacing(replacer);
		return write(value, replacer, space);
	},
	rawJSON(text) {
		var s = String(text), o;
		if (/^[\t\n\r [{]/.test(s))
			throw new SyntaxError("Unexpected token '" + s.charAt(0) +
			    "', " + plainStringify(s) + ' is not valid JSON');
		try {
			if (/[\t\n\r ]$/.test(s)) s = '';
			plainParse(s);
		} catch (e) {
			throw new SyntaxError('Invalid value for JSON.rawJSON');
		}
		o = Object.create(null);
		o.rawJSON = s;
		o[R] = true;
		rawMade = true;
		return Object.freeze(o);
	},
	isRawJSON(v) { return isRaw(v); }
}, { stringify: 3 });

// The places of a text that is JSON: { v, s } with the source of what is no
// object, { a: [...] }, { o: {...} }.
function places(text) {
	var token = /[\t\n\r ]*([{}[\],:]|"(?:[^"\\]|\\.)*"|[^\t\n\r ,\]}]+)/g;
	function next() { return token.exec(text)[1]; }
	function value(t) {
		var out, k;
		if (t === '[') {
			out = [];
			for (t = next(); t !== ']'; t = next())
				if (t !== ',') out.push(value(t));
			return { a: out };
		}
		if (t !== '{') return { v: plainParse(t), s: t };
		out = Object.create(null);
		for (t = next(); t !== '}'; t = next()) {
			if (t === ',') continue;
			k = plainParse(t);
			next();
			out['$' + k] = value(next());
		}
		return { o: out };
	}
	return value(next());
}
function put(o, k, v) {
	if (v === undefined) Reflect.deleteProperty(o, k);
	else Reflect.defineProperty(o, k, { value: v, writable: true,
		enumerable: true, configurable: true });
}
function revive(holder, k, place, f) {
	var v = holder[k], context = {}, i, n, keys;
	if (isArray(v)) {
		n = rt.toLength(v.length);
		for (i = 0; i < n; i++)
			put(v, String(i), revive(v, String(i),
			    place && place.a && place.a[i], f));
	} else if (isObject(v)) {
		keys = Object.keys(v);
		for (i = 0; i < keys.length; i++)
			put(v, keys[i], revive(v, keys[i],
			    place && place.o && place.o['$' + keys[i]], f));
	} else if (place && place.s !== undefined && Object.is(place.v, v)) {
		context.source = place.s;
	}
	return f.call(holder, k, v, context);
}
// The sources cost a second reading: for who takes a third argument, or any
// number of them.
rt.def(JSON, { parse(text, reviver) {
	var v;
	if (typeof reviver !== 'function') return plainParse(text);
	if (reviver.length === 1 || reviver.length === 2)
		return plainParse(text, reviver);
	text = String(text);
	v = plainParse(text);
	return revive({ '': v }, '', places(text), reviver);
} });
