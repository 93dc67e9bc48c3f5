// SPDX-License-Identifier: Apache-2.0
// RegExp: the constructor, and the long ways of its methods, for what the
// program has changed or derived; the short ones are in C.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject;
var proto = global.RegExp.prototype, create = Object.create;
var setProto = Object.setPrototypeOf, min = Math.min;
var plainExec = proto.exec;

rt.text = function (x) {
	if (typeof x === 'string') return x;
	return typeof x === 'symbol' ? '' + x : String(x); // or it is a BigInt
};
function isRegExp(x) {
	var m;
	if (!isObject(x)) return false;
	m = x[Symbol.match];
	return m !== undefined ? !!m : native.isRegExp(x) === true;
}
function RegExp(pattern, flags) {
	var like = isRegExp(pattern), source, target = new.target, p;
	if (target === undefined) {
		target = RegExp;
		if (like && flags === undefined && pattern.constructor === RegExp)
			return pattern;
	}
	if (isObject(pattern) && native.isRegExp(pattern)) {
		source = native.reSource(pattern);
		if (flags === undefined) flags = native.reFlags(pattern);
	} else if (like) {
		source = pattern.source;
		if (flags === undefined) flags = pattern.flags;
	} else {
		source = pattern;
	}
	p = target === RegExp ? proto : target.prototype;
	if (!isObject(p)) p = proto;
	return native.reNew(source === undefined ? '' : rt.text(source),
	    flags === undefined ? '' : rt.text(flags), p);
}
RegExp.prototype = proto;
rt.ctor('RegExp', RegExp, 2, false);
rt.getter(RegExp, Symbol.species, function () { return this; });
$.re = native.re;
native.setReNew(native.re);

var HEX = '0123456789abcdef';
function hex(c, n) {
	var out = '';
	for (; n > 0; n--) out += HEX[c >> (4 * (n - 1)) & 15];
	return out;
}
// One character of a text that is to stand for itself in a pattern.
function escaped(s, i) {
	var c = s.charCodeAt(i), at;
	if ('^$\\.*+?()[]{}|/'.indexOf(s[i]) >= 0) return '\\' + s[i];
	at = '\t\n\v\f\r'.indexOf(s[i]);
	if (at >= 0) return '\\' + 'tnvfr'[at];
	if (",-=<>#&!%:;@~'`\"".indexOf(s[i]) >= 0 || c === 32 || c === 0xa0)
		return '\\x' + hex(c, 2);
	if (c === 0xfeff || (c > 127 && s[i].trim() === '')) return '\\u' + hex(c, 4);
	if (c >= 0xd800 && c < 0xe000 && !s[i].isWellFormed()) {
		if (c < 0xdc00 ? (s.charCodeAt(i + 1) & 0xfc00) !== 0xdc00 :
		    (s.charCodeAt(i - 1) & 0xfc00) !== 0xd800)
			return '\\u' + hex(c, 4);
	}
	return s[i];
}
rt.def(RegExp, {
	escape(s) {
		var out = '', i = 0, c;
		if (typeof s !== 'string') throw new TE('not a string');
		c = s.charCodeAt(0);
		if ((c > 47 && c < 58) || (c > 64 && c < 91) || (c > 96 && c < 123)) {
			out = '\\x' + hex(c, 2);
			i = 1;
		}
		for (; i < s.length; i++) out += escaped(s, i);
		return out;
	}
});

var LETTERS = [['hasIndices', 'd'], ['global', 'g'], ['ignoreCase', 'i'],
	['multiline', 'm'], ['dotAll', 's'], ['unicode', 'u'],
	['unicodeSets', 'v'], ['sticky', 'y']];
rt.getter(proto, 'flags', function () {
	var out = '', i;
	if (!isObject(this))
		throw new TE('RegExp.prototype.flags getter called on non-object ' +
		    rt.show(this));
	for (i = 0; i < 8; i++) if (this[LETTERS[i][0]]) out += LETTERS[i][1];
	return out;
});
rt.def(proto, {
	toString() {
		if (!isObject(this))
			throw new TE('Method RegExp.prototype.toString called on ' +
			    'incompatible receiver ' + rt.show(this));
		return '/' + rt.text(this.source) + '/' + rt.text(this.flags);
	},
	compile(pattern, flags) {
		var from = isObject(pattern) && native.isRegExp(pattern);
		if (from && flags !== undefined)
			throw new TE('Invalid flags');
		return native.reCompile(this, from ? native.reSource(pattern) :
		    pattern === undefined ? '' : rt.text(pattern),
		    from ? native.reFlags(pattern) :
		    flags === undefined ? '' : rt.text(flags));
	}
});

function exec(re, s) {
	var f = re.exec, r;
	if (typeof f !== 'function') return plainExec.call(re, s);
	r = f.call(re, s);
	if (r !== null && !isObject(r))
		throw new TE('object null is not a function');
	return r;
}
function advance(s, i, unicode) {
	var c;
	if (!unicode || i + 1 >= s.length) return i + 1;
	c = s.charCodeAt(i);
	if (c < 0xd800 || c > 0xdbff) return i + 1;
	c = s.charCodeAt(i + 1);
	return c < 0xdc00 || c > 0xdfff ? i + 1 : i + 2;
}
function has(flags, f) { return flags.indexOf(f) >= 0; }
function isUnicode(flags) { return has(flags, 'u') || has(flags, 'v'); }
// $1, $<name> and so on, filled in.
function expand(by, m, s, at, caps, groups) {
	var out = '', i = 0, k, c, n, end, v;
	for (;;) {
		k = by.indexOf('$', i);
		if (k < 0 || k + 1 >= by.length) return out + by.slice(i);
		out += by.slice(i, k);
		c = by[k + 1];
		i = k + 2;
		n = c >= '0' && c <= '9' ? +c : -1;
		if (n >= 0 && by[k + 2] >= '0' && by[k + 2] <= '9' &&
		    n * 10 + +by[k + 2] <= caps.length && n * 10 + +by[k + 2] > 0) {
			n = n * 10 + +by[k + 2];
			i++;
		}
		if (c === '$') out += '$';
		else if (c === '&') out += m;
		else if (c === '`') out += s.slice(0, at);
		else if (c === "'") out += s.slice(min(s.length, at + m.length));
		else if (n > 0 && n <= caps.length) {
			if (caps[n - 1] !== undefined) out += caps[n - 1];
		} else if (c === '<' && groups !== undefined &&
		    (end = by.indexOf('>', i)) >= 0) {
			v = groups[by.slice(i, end)];
			if (v !== undefined) out += rt.text(v);
			i = end + 1;
		} else {
			out += '$';
			i = k + 1;
		}
	}
}
function replacement(m, s, by) {
	var n = rt.toLength(m.length), caps = [], i, text = rt.text(m[0]);
	var at = Math.max(min(rt.toInteger(m.index), s.length), 0), groups, args;
	for (i = 1; i < n; i++)
		caps.push(m[i] === undefined ? undefined : rt.text(m[i]));
	groups = m.groups;
	if (typeof by === 'function') {
		args = [text].concat(caps);
		args.push(at, s);
		if (groups !== undefined) args.push(groups);
		text = rt.text(by.apply(undefined, args));
	} else {
		if (groups !== undefined) groups = rt.toObject(groups);
		text = expand(by, text, s, at, caps, groups);
	}
	return { at: at, end: at + rt.text(m[0]).length, text: text };
}
native.reSlow({
	flag() {
		if (this === proto) return undefined;
		throw new TE('RegExp.prototype flag getter called on ' +
		    'non-RegExp object');
	},
	source() {
		if (this === proto) return '(?:)';
		throw new TE('RegExp.prototype.source getter called on ' +
		    'non-RegExp object');
	},
	test(s) { return exec(this, s) !== null; },
	exec(s) { return exec(this, s); },
	step(s, unicode) {
		this.lastIndex = advance(s, rt.toLength(this.lastIndex), unicode);
	},
	search(s) {
		var before = this.lastIndex, m, now;
		if (!Object.is(before, 0)) this.lastIndex = 0;
		m = exec(this, s);
		now = this.lastIndex;
		if (!Object.is(now, before)) this.lastIndex = before;
		return m === null ? -1 : m.index;
	},
	match(s) {
		var flags = rt.text(this.flags), unicode, out = [], m, text;
		if (!has(flags, 'g')) return exec(this, s);
		unicode = isUnicode(flags);
		this.lastIndex = 0;
		while ((m = exec(this, s)) !== null) {
			text = rt.text(m[0]);
			out.push(text);
			if (text === '')
				this.lastIndex = advance(s, rt.toLength(this.lastIndex),
				    unicode);
		}
		return out.length === 0 ? null : out;
	},
	replace(s, by) {
		var flags = rt.text(this.flags), global_ = has(flags, 'g');
		var unicode = isUnicode(flags), found = [], m, i, r, out = '';
		var last = 0;
		if (global_) this.lastIndex = 0;
		while ((m = exec(this, s)) !== null) {
			found.push(m);
			if (!global_) break;
			if (rt.text(m[0]) === '')
				this.lastIndex = advance(s, rt.toLength(this.lastIndex),
				    unicode);
		}
		for (i = 0; i < found.length; i++) {
			r = replacement(found[i], s, by);
			if (r.at < last) continue;
			out += s.slice(last, r.at) + r.text;
			last = r.end;
		}
		return last >= s.length ? out : out + s.slice(last);
	},
	split(s, limit) {
		var C = rt.species(this, RegExp), flags = rt.text(this.flags);
		var unicode = isUnicode(flags), out = [], p = 0, q = 0, m, e, n, i;
		var by = new C(this, has(flags, 'y') ? flags : flags + 'y');
		limit = limit === undefined ? 4294967295 : limit >>> 0;
		if (limit === 0) return out;
		if (s.length === 0) {
			if (exec(by, s) === null) out.push(s);
			return out;
		}
		while (q < s.length) {
			by.lastIndex = q;
			m = exec(by, s);
			e = m === null ? p : min(rt.toLength(by.lastIndex), s.length);
			if (m === null || e === p) {
				q = advance(s, q, unicode);
				continue;
			}
			out.push(s.slice(p, q));
			if (out.length === limit) return out;
			p = e;
			n = rt.toLength(m.length);
			for (i = 1; i < n; i++) {
				out.push(m[i]);
				if (out.length === limit) return out;
			}
			q = p;
		}
		out.push(s.slice(p));
		return out;
	}
});

// matchAll: an iterator over what exec gives.
var M = native.hidden('matches');
function Matches(re, s, global_, unicode) {
	this.re = re;
	this.s = s;
	this.global = global_;
	this.unicode = unicode;
	this.done = false;
}
var matchesProto = create(native.IteratorPrototype);
native.putMatchesNext(matchesProto);
rt.tag(matchesProto, 'RegExp String Iterator');
rt.method(proto, Symbol.matchAll, native.plainMethod(function (text) {
	var s, C, flags, re, it;
	if (!isObject(this))
		throw new TE('RegExp.prototype.@@matchAll called on incompatible ' +
		    'receiver ' + rt.show(this));
	s = rt.text(text);
	C = rt.species(this, RegExp);
	flags = rt.text(this.flags);
	re = new C(this, flags);
	re.lastIndex = rt.toLength(this.lastIndex);
	it = create(matchesProto);
	it[M] = new Matches(re, s, has(flags, 'g'), isUnicode(flags));
	return it;
}), 1);
native.sealRegExp(proto, RegExp);
