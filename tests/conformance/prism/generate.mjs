// SPDX-License-Identifier: Apache-2.0
// Valid arguments from an OpenAPI document's own schemas, seeded: nothing here
// knows cordon.  A value is checked against its schema before it is handed out
// where the schema is of the kind that one cannot just build (oneOf, not, ...).
const DEPTH = 5; // beyond, only what is required
const DEPTH_MAX = 24; // beyond, the schema cannot be built: it needs itself

// mulberry32: small, and the same everywhere.
export function random(seed) {
	let a = seed >>> 0;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

export class Generator {
	constructor(root, seed, check) {
		this.root = root;
		this.next = random(seed);
		this.check = check; // (schema, value) -> boolean
	}

	int(lo, hi) {
		return lo + Math.floor(this.next() * (hi - lo + 1));
	}

	pick(list) {
		return list[this.int(0, list.length - 1)];
	}

	deref(s) {
		for (let n = 0; s && typeof s.$ref === "string" && n < 50; n++) {
			let at = this.root;
			for (const part of s.$ref.slice(2).split("/"))
				at = at?.[decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~")];
			if (at === undefined)
				throw new Error(`${s.$ref} leads nowhere`);
			s = at;
		}
		return s ?? {};
	}

	// allOf in one: what a generator needs of it.
	merged(schema, depth = 0) {
		let s = this.deref(schema);
		if (s === true || s === false)
			return {};
		if (!Array.isArray(s.allOf) || depth > 10)
			return s;
		const { allOf, ...own } = s;
		let out = {};
		for (const part of [...allOf.map((x) => this.merged(x, depth + 1)), own]) {
			const { properties, required, ...rest } = part;
			// An enum of both is what both allow.
			if (out.enum && rest.enum)
				rest.enum = out.enum.filter((x) => rest.enum.includes(x));
			out = { ...out, ...rest };
			if (properties) {
				out.properties = { ...out.properties };
				for (const [k, v] of Object.entries(properties))
					out.properties[k] = out.properties[k] ? { allOf: [out.properties[k], v] } : v;
			}
			if (required)
				out.required = [...new Set([...(out.required ?? []), ...(Array.isArray(required) ? required : [])])];
		}
		return out;
	}

	type(s) {
		let t = Array.isArray(s.type) ? s.type.filter((x) => x !== "null")[0] ?? "null" : s.type;
		if (t)
			return t;
		if (s.properties || s.additionalProperties || s.required)
			return "object";
		if (s.items)
			return "array";
		if (s.pattern || s.format || s.minLength || s.maxLength)
			return "string";
		if (s.minimum !== undefined || s.maximum !== undefined)
			return "number";
		return undefined;
	}

	value(schema, depth = 0, ctx = {}) {
		if (depth > DEPTH_MAX)
			throw new Error("a schema that needs itself");
		const s = this.merged(schema);
		if (s.const !== undefined)
			return s.const;
		if (Array.isArray(s.enum) && s.enum.length > 0) {
			const some = s.enum.filter((x) => x !== null && x !== "");
			return this.pick(some.length > 0 ? some : s.enum);
		}
		for (const word of ["oneOf", "anyOf"])
			if (Array.isArray(s[word]) && s[word].length > 0)
				return this.choice(s, word, depth, ctx);
		switch (this.type(s)) {
		case "integer":
			return this.number(s, true);
		case "number":
			return this.number(s, false);
		case "boolean":
			return this.next() < 0.5;
		case "null":
			return null;
		case "array":
			return this.array(s, depth, ctx);
		case "object":
			return this.fitting(s, depth, ctx);
		case "file":
			return { $file: "bytes of a file \u0000\u00ff" };
		default:
			return this.string(s, ctx);
		}
	}

	// One alternative that makes the whole valid; each is tried, in turn.
	choice(s, word, depth, ctx) {
		const { [word]: list, ...own } = s;
		const from = this.int(0, list.length - 1);
		let last, why;
		// Less of what is optional each time round: alternatives overlap.
		for (let i = 0; i < 4 * list.length; i++) {
			const one = list[(from + i) % list.length], round = Math.floor(i / list.length);
			if (this.merged(one).type === "null")
				continue;
			const both = own.properties || own.required || own.type ? { allOf: [own, one] } : one;
			try {
				last = this.value(both, depth + 1 + round, ctx);
			} catch (e) {
				why = e;
				continue;
			}
			if (this.check(s, last))
				return last;
		}
		if (last === undefined)
			throw why ?? new Error("no alternative of " + word);
		return last;
	}

	number(s, whole) {
		let lo = s.minimum ?? (whole ? 1 : 0.5), hi = s.maximum ?? lo + 100;
		if (typeof s.exclusiveMinimum === "number")
			lo = s.exclusiveMinimum + (whole ? 1 : 0.25);
		else if (s.exclusiveMinimum === true)
			lo += whole ? 1 : 0.25;
		if (typeof s.exclusiveMaximum === "number")
			hi = s.exclusiveMaximum - (whole ? 1 : 0.25);
		else if (s.exclusiveMaximum === true)
			hi -= whole ? 1 : 0.25;
		if (s.minimum === undefined && lo > hi)
			lo = hi - 10;
		hi = Math.min(hi, lo + 1000);
		if (s.multipleOf)
			return Math.ceil(lo / s.multipleOf) * s.multipleOf;
		return whole ? this.int(Math.ceil(lo), Math.floor(hi)) :
		    Math.round((lo + this.next() * (hi - lo)) * 4) / 4;
	}

	array(s, depth, ctx) {
		const least = s.minItems ?? 0;
		const n = Math.max(least, Math.min(s.maxItems ?? 3, depth > DEPTH ? 0 : this.int(1, 2)));
		const out = [], seen = new Set();
		for (let i = 0; i < 8 * n + 8 && out.length < n; i++) {
			let v;
			try {
				v = this.value(s.items ?? { type: "string" }, depth + 1, ctx);
			} catch (e) {
				if (least > 0)
					throw e;
				break;
			}
			const key = JSON.stringify(v);
			if (s.uniqueItems && seen.has(key))
				continue;
			seen.add(key);
			out.push(v);
		}
		return out;
	}

	// What `not` excludes is only known afterwards.
	fitting(s, depth, ctx) {
		let v = this.object(s, depth, ctx);
		for (let i = 0; s.not && i < 20 && !this.check(s, v); i++)
			v = this.object(s, Math.min(depth + 1 + (i >> 2), DEPTH), ctx);
		return v;
	}

	object(s, depth, ctx) {
		const out = {}, required = new Set(Array.isArray(s.required) ? s.required : []);
		for (const [name, v] of Object.entries(s.properties ?? {})) {
			const own = this.merged(v);
			if (own.readOnly || (!required.has(name) && (depth >= DEPTH || this.next() < depth * 0.2)))
				continue;
			try {
				out[name] = this.value(v, depth + 1, ctx);
			} catch (e) {
				if (required.has(name))
					throw e;
			}
		}
		for (const name of required)
			if (out[name] === undefined && !(s.properties ?? {})[name])
				out[name] = "x";
		let more = Math.max(0, (s.minProperties ?? 0) - Object.keys(out).length);
		const extra = s.additionalProperties;
		if (extra && typeof extra === "object" && Object.keys(extra).length > 0 && depth < DEPTH)
			more = Math.max(more, Object.keys(s.properties ?? {}).length ? 0 : 1);
		for (let i = 0; i < more; i++)
			out["key" + i] = extra && typeof extra === "object" ? this.value(extra, depth + 1, ctx) : "x";
		return out;
	}

	// Letters that must survive the trip; what a place cannot carry is left
	// out by its caller (ctx.plain).
	letters(n, ctx) {
		const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789";
		const odd = ctx.plain ? "-_" : " -_.~!'()*/?:@&=+$#%é中";
		let out = "";
		for (let i = 0; i < n; i++)
			out += i > 0 && i < n - 1 && this.next() < 0.2 ? this.pick([...odd]) : this.pick([...plain]);
		return out;
	}

	string(s, ctx) {
		const digits = (n) => Array.from({ length: n }, () => this.int(0, 9)).join("");
		const formats = {
			"date": () => "2024-0" + this.int(1, 9) + "-1" + this.int(0, 9),
			"date-time": () => "2024-0" + this.int(1, 9) + "-15T1" + this.int(0, 9) + ":30:00Z",
			"time": () => "12:30:00Z",
			"duration": () => "P1DT2H",
			"email": () => this.letters(6, { plain: true }).toLowerCase().replace(/[-_]/g, "a") + "@example.com",
			"uri": () => "https://example.com/" + this.letters(6, { plain: true }),
			"url": () => "https://example.com/" + this.letters(6, { plain: true }),
			"uri-reference": () => "/" + this.letters(6, { plain: true }),
			"hostname": () => "h" + digits(3) + ".example.com",
			"ipv4": () => "192.0.2." + this.int(1, 250),
			"ipv6": () => "2001:db8::" + this.int(1, 9),
			"ip": () => "192.0.2." + this.int(1, 250),
			"cidr": () => "192.0.2.0/24",
			"uuid": () => digits(8) + "-" + digits(4) + "-4" + digits(3) + "-8" + digits(3) + "-" + digits(12),
			"byte": () => Buffer.from(this.letters(9, ctx)).toString("base64"),
			"binary": () => ({ $file: "bytes of a file \u0000\u00ff" }),
			"int64": () => digits(6), "int32": () => digits(5), "decimal": () => digits(3) + ".5",
		};
		if (s.pattern) {
			const v = fromPattern(this, s.pattern, s);
			if (v !== undefined)
				return v;
		}
		if (formats[s.format])
			return formats[s.format]();
		const least = s.minLength ?? 0, most = s.maxLength ?? Math.max(least, 12);
		return this.letters(Math.max(least, Math.min(most, this.int(Math.max(1, least), Math.max(1, least) + 8))), ctx);
	}
}

// Text that a pattern matches: enough of the language for what documents use,
// and what comes out is tried on the real one.
function fromPattern(g, pattern, s) {
	let re;
	try {
		re = new RegExp(pattern, "u");
	} catch {
		try {
			re = new RegExp(pattern);
		} catch {
			return undefined;
		}
	}
	const fits = (v) => re.test(v) && [...v].length >= (s.minLength ?? 0) && [...v].length <= (s.maxLength ?? Infinity);
	for (let i = 0; i < 60; i++) {
		const v = new PatternText(g, pattern, s, i).all();
		if (v !== undefined && fits(v))
			return v;
	}
	for (const v of ["a", "abc", "1", "12345", "A", "abc-def", "https://example.com", "2024-01-01", "a@example.com", "aaaaaaaaaaaaaaaaaaaaaaaa"])
		if (fits(v))
			return v;
	return undefined;
}

class PatternText {
	constructor(g, p, s, round) {
		this.g = g;
		this.p = p;
		this.at = 0;
		this.want = Math.min(s.maxLength ?? 12, Math.max(s.minLength ?? 1, 1)) + (round % 5);
	}

	all() {
		try {
			return this.either();
		} catch {
			return undefined;
		}
	}

	either() {
		const list = [this.sequence()];
		while (this.p[this.at] === "|") {
			this.at++;
			list.push(this.sequence());
		}
		return this.g.pick(list);
	}

	sequence() {
		let out = "";
		while (this.at < this.p.length && this.p[this.at] !== "|" && this.p[this.at] !== ")") {
			const from = this.at;
			let text = this.atom();
			const [lo, hi] = this.count();
			if (lo !== 1 || hi !== 1) {
				const end = this.at;
				const n = this.g.int(lo, Math.max(lo, Math.min(hi, lo + this.want)));
				text = "";
				for (let i = 0; i < n; i++) {
					this.at = from;
					text += this.atom();
				}
				this.at = end;
			}
			out += text;
		}
		return out;
	}

	count() {
		const c = this.p[this.at];
		let r = [1, 1];
		if (c === "*")
			r = [0, 8];
		else if (c === "+")
			r = [1, 8];
		else if (c === "?")
			r = [0, 1];
		else if (c === "{" && /^\{\d+(,\d*)?\}/.test(this.p.slice(this.at))) {
			const m = /^\{(\d+)(,(\d*))?\}/.exec(this.p.slice(this.at));
			this.at += m[0].length - 1;
			r = [+m[1], m[2] === undefined ? +m[1] : m[3] === "" ? +m[1] + 8 : +m[3]];
		} else
			return r;
		this.at++;
		if (this.p[this.at] === "?" || this.p[this.at] === "+")
			this.at++;
		return r;
	}

	atom() {
		const c = this.p[this.at++];
		if (c === "^" || c === "$")
			return "";
		if (c === ".")
			return this.g.pick([..."abcxyz019"]);
		if (c === "[")
			return this.set();
		if (c === "\\")
			return this.escape();
		if (c !== "(")
			return c;
		const look = this.p.slice(this.at).match(/^\?(<?[=!])/);
		const named = this.p.slice(this.at).match(/^\?(:|<[a-zA-Z]\w*>)/);
		if (named)
			this.at += named[0].length;
		if (look)
			this.at += look[0].length;
		const text = this.either();
		if (this.p[this.at++] !== ")")
			throw new Error("pattern");
		return look ? "" : text;
	}

	static classes = { d: "0123456789", w: "abcXYZ019_", s: " ", D: "ab-", W: "-.", S: "abc1" };

	escape() {
		const c = this.p[this.at++];
		if (PatternText.classes[c])
			return this.g.pick([...PatternText.classes[c]]);
		if (c === "b" || c === "B")
			return "";
		if (c === "p") {
			this.at = this.p.indexOf("}", this.at) + 1;
			return "a";
		}
		return { n: "\n", t: "\t", r: "\r" }[c] ?? c;
	}

	set() {
		const chars = new Set();
		const not = this.p[this.at] === "^";
		if (not)
			this.at++;
		for (let first = true; this.p[this.at] !== "]" || first; first = false) {
			let c = this.p[this.at++];
			if (c === undefined)
				throw new Error("pattern");
			if (c === "\\") {
				const k = this.p[this.at++];
				if (PatternText.classes[k]) {
					[...PatternText.classes[k]].forEach((x) => chars.add(x));
					continue;
				}
				if (k === "p") {
					this.at = this.p.indexOf("}", this.at) + 1;
					chars.add("a");
					continue;
				}
				c = k;
			}
			if (this.p[this.at] === "-" && this.p[this.at + 1] !== "]") {
				this.at++;
				let end = this.p[this.at++];
				if (end === "\\")
					end = this.p[this.at++];
				const hi = Math.min(end.charCodeAt(0), c.charCodeAt(0) + 200);
				for (let i = c.charCodeAt(0); i <= hi; i++)
					if (i >= 0x21 && i < 0x7f)
						chars.add(String.fromCharCode(i));
			} else
				chars.add(c);
		}
		this.at++;
		const all = not ? [..."abcdefgXYZ0123456789-_ ."].filter((x) => !chars.has(x)) : [...chars];
		return this.g.pick(all.length ? all : ["a"]);
	}
}
