// SPDX-License-Identifier: Apache-2.0
// RegExp beyond ES5: named groups, and the flags s, u and y.  A pattern is
// rewritten for Duktape's own engine; what that cannot do (lookbehind, \p{})
// is a SyntaxError that says so.
'use strict';
var rt = native.rt, TE = TypeError, Native = global.RegExp;
var proto = Native.prototype, plainExec = proto.exec, plainTest = proto.test;
var S = String.prototype, plainReplace = S.replace, plainMatch = S.match;
var K = native.hidden('regexp'), setProto = Object.setPrototypeOf;
var plainSource = Object.getOwnPropertyDescriptor(proto, 'source');
var flagGetters = [['g', 'global'], ['i', 'ignoreCase'], ['m', 'multiline']]
	.map(function (x) {
		return [x[0], Object.getOwnPropertyDescriptor(proto, x[1]).get];
	});

function bad(source, flags, why) {
	throw new SyntaxError('Invalid regular expression: /' + source + '/' +
	    flags + ': ' + why);
}
function checkFlags(flags) {
	var i;
	for (i = 0; i < flags.length; i++)
		if ('dgimsuvy'.indexOf(flags[i]) < 0 ||
		    flags.indexOf(flags[i], i + 1) >= 0)
			throw new SyntaxError("Invalid flags supplied to RegExp " +
			    "constructor '" + flags + "'");
}
function has(flags, f) { return flags.indexOf(f) >= 0; }
function nameAt(s, i, flags) {
	var end = s.indexOf('>', i);
	if (end < 0 || end === i) bad(s, flags, 'Invalid capture group name');
	return s.slice(i, end);
}
// The names of groups, by their numbers.
function namesOf(s, flags) {
	var names = [], n = 0, i, inClass = false, c;
	for (i = 0; i < s.length; i++) {
		c = s[i];
		if (c === '\\') i++;
		else if (inClass) inClass = c !== ']';
		else if (c === '[') inClass = true;
		else if (c === '(') {
			if (s[i + 1] !== '?') n++;
			else if (s[i + 2] === '<' && s[i + 3] !== '=' &&
			    s[i + 3] !== '!') {
				c = nameAt(s, i + 3, flags);
				n++;
				if (names.indexOf(c) >= 0)
					bad(s, flags, 'Duplicate capture group name');
				names[n] = c;
			}
		}
	}
	return names;
}
function codePoint(text) {
	var c = parseInt(text, 16), h = function (u) {
		return '\\u' + ('0000' + u.toString(16)).slice(-4);
	};
	return c < 0x10000 ? h(c) : h(0xd800 + ((c - 0x10000) >> 10)) +
	    h(0xdc00 + ((c - 0x10000) & 0x3ff));
}
function rewrite(s, flags, names) {
	var out = '', i, c, inClass = false, name, n;
	var all = has(flags, 's'), uni = has(flags, 'u') || has(flags, 'v');
	for (i = 0; i < s.length; i++) {
		c = s[i];
		if (c === '\\') {
			c = s[++i];
			if (uni && c === 'u' && s[i + 1] === '{') {
				n = s.indexOf('}', i);
				out += codePoint(s.slice(i + 2, n));
				i = n;
			} else if (uni && (c === 'p' || c === 'P')) {
				bad(s, flags, '\\p{...} is not available here: ' +
				    'list the characters');
			} else if (c === 'k' && names.length > 0 && s[i + 1] === '<') {
				name = nameAt(s, i + 2, flags);
				n = names.indexOf(name);
				if (n < 0) bad(s, flags, 'Invalid named reference');
				out += '(?:\\' + n + ')';
				i += name.length + 2;
			} else {
				out += '\\' + (c === undefined ? '' : c);
			}
		} else if (inClass) {
			inClass = c !== ']';
			out += c;
		} else if (c === '[') {
			inClass = true;
			out += c;
		} else if (c === '.' && all) {
			out += '[\\s\\S]';
		} else if (c === '(' && s[i + 1] === '?' && s[i + 2] === '<') {
			if (s[i + 3] === '=' || s[i + 3] === '!')
				bad(s, flags, 'lookbehind is not available here: ' +
				    'match more and take a group');
			name = nameAt(s, i + 3, flags);
			out += '(';
			i += name.length + 3;
		} else {
			out += c;
		}
	}
	return out;
}
function sourceOf(re) {
	var info = re[K];
	return info ? info.source : plainSource.get ? plainSource.get.call(re) :
	    re.source;
}
function flagsOf(re) {
	var info = re[K], out = '', i;
	if (info) return info.flags;
	for (i = 0; i < 3; i++)
		if (flagGetters[i][1].call(re)) out += flagGetters[i][0];
	return out;
}
// Does Duktape understand it as it is?
function isPlain(s, flags) {
	var i;
	for (i = 0; i < flags.length; i++)
		if ('gim'.indexOf(flags[i]) < 0) return false;
	return s.indexOf('(?<') < 0;
}
function make(source, flags) {
	var names, re;
	if (isPlain(source, flags)) {
		checkFlags(flags);
		return new Native(source, flags);
	}
	checkFlags(flags);
	names = namesOf(source, flags);
	re = new Native(rewrite(source, flags, names),
	    (has(flags, 'g') || has(flags, 'y') ? 'g' : '') +
	    (has(flags, 'i') ? 'i' : '') + (has(flags, 'm') ? 'm' : ''));
	re[K] = { source: source, flags: flags.split('').sort().join(''),
	    names: names, sticky: has(flags, 'y'), global: has(flags, 'g') };
	return re;
}
function RegExp(pattern, flags) {
	var re, from = pattern instanceof Native;
	if (from && new.target === undefined && flags === undefined &&
	    pattern.constructor === RegExp)
		return pattern;
	re = make(from ? sourceOf(pattern) : pattern === undefined ? '(?:)' :
	    String(pattern) || '(?:)', flags === undefined ?
	    from ? flagsOf(pattern) : '' : String(flags));
	if (new.target !== undefined && new.target !== RegExp)
		setProto(re, new.target.prototype);
	return re;
}
RegExp.prototype = proto;
rt.ctor('RegExp', RegExp, 2, false);
Object.defineProperty(RegExp, Symbol.species, { configurable: true,
    get: function () { return this; } });
rt.def(RegExp, {
	escape(s) {
		if (typeof s !== 'string') throw new TE('not a string');
		return plainReplace.call(s, /[\\^$.*+?()[\]{}|\/]/g, '\\$&');
	}
});
$.re = make;

rt.getter(proto, 'source', function () {
	return this === proto ? '(?:)' : sourceOf(this);
});
rt.getter(proto, 'flags', function () {
	return this === proto ? '' : flagsOf(this);
});
[['global', 'g'], ['ignoreCase', 'i'], ['multiline', 'm'], ['dotAll', 's'],
	['unicode', 'u'], ['sticky', 'y'], ['hasIndices', 'd']].forEach(
	function (x) {
		rt.getter(proto, x[0], function () {
			return this === proto ? undefined : has(flagsOf(this), x[1]);
		});
	});
function exec(re, s) {
	var info = re[K], start, m, i;
	if (!info) return plainExec.call(re, s);
	start = info.global || info.sticky ? re.lastIndex : 0;
	if (!info.global && !info.sticky) re.lastIndex = 0;
	m = plainExec.call(re, s);
	if (m !== null && info.sticky && m.index !== start) {
		re.lastIndex = 0;
		return null;
	}
	if (m !== null && info.names.length > 0) {
		m.groups = Object.create(null);
		for (i = 1; i < info.names.length; i++)
			if (info.names[i] !== undefined)
				m.groups[info.names[i]] = m[i];
	}
	return m;
}
rt.def(proto, {
	exec(s) { return exec(this, String(s)); },
	test(s) {
		return this[K] ? exec(this, String(s)) !== null :
		    plainTest.call(this, s);
	},
	toString() { return '/' + this.source + '/' + this.flags; }
});

function expand(by, m, s) {
	return plainReplace.call(by, /\$(?:([$&`'])|(\d\d?)|<([^>]*)>)/g,
	    function (all, c, n, name) {
		if (c === '$') return '$';
		if (c === '&') return m[0];
		if (c === '`') return s.slice(0, m.index);
		if (c === "'") return s.slice(m.index + m[0].length);
		if (name !== undefined) {
			if (!m.groups) return all;
			return m.groups[name] === undefined ? '' : m.groups[name];
		}
		if (+n >= m.length || +n === 0) {
			if (n.length === 2 && +n[0] > 0 && +n[0] < m.length)
				return (m[n[0]] === undefined ? '' : m[n[0]]) + n[1];
			return all;
		}
		return m[+n] === undefined ? '' : m[+n];
	});
}
rt.def(S, {
	match(re) {
		var info = re instanceof Native ? re[K] : undefined, s, m, out;
		if (!info) return plainMatch.call(this, re);
		s = String(this);
		if (!info.global) return exec(re, s);
		out = null;
		re.lastIndex = 0;
		while ((m = exec(re, s)) !== null) {
			(out = out || []).push(m[0]);
			if (m[0] === '') re.lastIndex++;
		}
		return out;
	},
	replace(re, by) {
		var info = re instanceof Native ? re[K] : undefined;
		var s, m, out = '', last = 0, args;
		if (!info) return plainReplace.call(this, re, by);
		s = String(this);
		if (typeof by !== 'function') by = String(by);
		if (info.global) re.lastIndex = 0;
		while ((m = exec(re, s)) !== null) {
			out += s.slice(last, m.index);
			if (typeof by === 'function') {
				args = rt.list(m);
				args.push(m.index, s);
				if (m.groups) args.push(m.groups);
				out += String(by.apply(undefined, args));
			} else {
				out += expand(by, m, s);
			}
			last = m.index + m[0].length;
			if (!info.global) break;
			if (m[0] === '') re.lastIndex++;
		}
		return out + s.slice(last);
	}
}, { match: 1, replace: 2 });
