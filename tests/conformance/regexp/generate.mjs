// SPDX-License-Identifier: Apache-2.0
// Regular expressions and subjects out of a seed: by a grammar, and as soup of
// the syntax's characters (what Annex B makes of it, or no pattern at all).
export function random(seed) {
	let s = (seed * 2654435761) >>> 0 || 1;
	return (n) => {
		s ^= s << 13; s >>>= 0;
		s ^= s >>> 17;
		s ^= s << 5; s >>>= 0;
		return s % n;
	};
}
const CHARS = ["a", "b", "c", "A", "B", "k", "s", "1", "2", "_", "-", " ", "\n", "é", "É", "ſ", "\u212a", "σ", "ς", "Σ",
	"ß", "İ", "ı", "\u2028", "😀", "😁", "\ud83d", "\ude00", "€", "ǆ", "ǅ", "𐐀", "𐐨", "/", "ᾳ", "ᾼ", "Ω", "ω", "\u1e9e"];
const FLAGS = ["", "", "", "g", "i", "m", "s", "y", "u", "v", "iu", "iv", "gi", "gu", "gv", "ims", "sy", "dg", "du", "mu", "gim", "giv", "su", "gy", "imsu"];
const PROPS = ["L", "Lu", "Ll", "N", "P", "S", "Script=Greek", "scx=Latin", "Alphabetic", "ASCII", "Any", "White_Space", "Uppercase",
	"Lowercase", "gc=Decimal_Number", "Emoji_Presentation", "ID_Start", "sc=Grek", "Assigned"];

export function pattern(rnd, flags) {
	const u = flags.includes("u"), v = flags.includes("v");
	const pick = (a) => a[rnd(a.length)];
	let groups = 0, names = [], budget = 22;
	const lit = () => {
		const c = pick(CHARS);
		if (rnd(7) === 0) {
			const n = c.codePointAt(0);
			if ((u || v) && rnd(2)) return `\\u{${n.toString(16)}}`;
			return [...c].flatMap((x) => x.split("")).map((x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
		}
		return c === "/" ? "\\/" : c;
	};
	const prop = () => `\\${pick(["p", "p", "P"])}{${pick(PROPS)}}`;
	const klass = () => pick([() => "\\d", () => "\\D", () => "\\w", () => "\\W", () => "\\s", () => "\\S",
		() => (u || v ? prop() : "\\w")])();
	const range = () => pick(["a-c", "A-Z", "0-9", "b-é", "é-σ", "\\u0130-\\u0131", u || v ? "😀-😁" : "a-b", "a-z", "ſ-\\u2160"]);
	const item = () => pick([() => (c => "/-".includes(c) ? "\\" + c : c)(pick(CHARS)), klass, range, range, () => "\\b", () => "\\n"])();
	const vset = (d) => {
		const one = () => rnd(4) === 0 && d > 0 ? vset(d - 1) : rnd(6) === 0 ? `\\q{${pick(["ab", "a", "", "😀b"])}|${pick(["b", "abc", "k"])}}` :
			rnd(3) === 0 ? klass() : pick(["a", "b", "[a-c]", "[A-Z]", "[0-9]", "é", "σ", "[ſ-\\u2160]", "k", "😀"]);
		const op = pick(["", "", "&&", "--"]);
		const n = 1 + rnd(3), parts = [];
		for (let i = 0; i < n; i++) parts.push(op === "" && rnd(3) === 0 ? range() : one());
		return `[${rnd(5) === 0 ? "^" : ""}${parts.join(op)}]`;
	};
	const set = () => {
		if (v) return vset(2);
		let out = rnd(3) === 0 ? "[^" : "[";
		for (let n = rnd(4) + (rnd(10) ? 1 : 0); n > 0; n--) out += item();
		return out + "]";
	};
	const quant = () => pick(["*", "+", "?", "*?", "+?", "??", "{0,2}", "{2}", "{1,}?", "{2,3}", "{0}", "{1}", "{0,1}?", "{3,}"]);
	const atom = (d) => {
		budget--;
		const k = rnd(d > 0 && budget > 0 ? 17 : 8);
		if (k < 4) return lit();
		if (k === 4) return ".";
		if (k === 5) return klass();
		if (k < 8) return set();
		if (k < 10) { groups++; return `(${alt(d - 1)})`; }
		if (k === 10) return `(?:${alt(d - 1)})`;
		if (k === 11) { const n = `n${names.length}`; names.push(n); groups++; return `(?<${n}>${alt(d - 1)})`; }
		if (k === 12) return `(?=${alt(d - 1)})`;
		if (k === 13) return `(?!${alt(d - 1)})`;
		if (k === 14) return `(?<=${alt(d - 1)})`;
		if (k === 15) return `(?<!${alt(d - 1)})`;
		if (names.length && rnd(2)) return `\\k<${pick(names)}>`;
		return groups ? `\\${1 + rnd(groups)}` : lit();
	};
	const term = (d) => {
		if (rnd(12) === 0) return pick(["^", "$", "\\b", "\\B"]);
		const a = atom(d);
		const look = /^\(\?(=|!|<=|<!)/.test(a);
		return rnd(3) === 0 && !(look && (u || v || a[2] === "<")) ? a + quant() : a;
	};
	const seq = (d) => { let out = ""; for (let n = 1 + rnd(4); n > 0; n--) out += term(d); return out; };
	const alt = (d) => { let out = rnd(12) ? seq(d) : ""; while (rnd(4) === 0) out += "|" + (rnd(8) ? seq(d) : ""); return out; };
	return alt(3);
}

const SOUP = ["(", ")", "[", "]", "{", "}", "|", "*", "+", "?", "^", "$", "\\", ".", "-", ",", ":", "=", "!", "<", ">", "0", "1", "2", "8",
	"a", "b", "c", "d", "k", "w", "B", "x", "u", "p", "P", "q", "&", "&&", "--", "~", "\\c", "\\x4", "\\u00", "\\u{61}", "(?", "(?<", "(?<n>", "\\k<n>",
	"[^", "\\p{L}", "{1,2}", "{2", "a-", "\\d", "\\1", "\\2", "\\07", "\\377", "\\400", "]", ")", "(?:", "(?=", "(?<=", "[[", "/", "\\-", "\\_", "\\cA", "\\c1", "\\8"];
export function soup(rnd) {
	let out = "";
	for (let n = 1 + rnd(9); n > 0; n--) out += SOUP[rnd(SOUP.length)];
	return out;
}
export function subject(rnd, p) {
	let out = "";
	const own = [...p].filter((c) => /[\p{L}\p{N}]/u.test(c) || c > "\x7f");
	for (let n = rnd(11); n > 0; n--) out += own.length && rnd(2) ? own[rnd(own.length)] : CHARS[rnd(rnd(3) ? 13 : CHARS.length)];
	return out;
}
export function cases(seed, count) {
	const rnd = random(seed), out = [];
	for (let i = 0; i < count; i++) {
		const flags = FLAGS[rnd(FLAGS.length)];
		const p = rnd(5) === 0 ? soup(rnd) : pattern(rnd, flags);
		out.push([p, flags, subject(rnd, p)]);
	}
	return out;
}
