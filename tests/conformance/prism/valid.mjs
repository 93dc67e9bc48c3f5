// SPDX-License-Identifier: Apache-2.0
// Is a value what a schema asks for?  As much of JSON Schema as choosing
// between a document's alternatives needs; Prism has the last word anyway.
const DEPTH_MAX = 40;

const formats = {
	"date": /^\d{4}-\d\d-\d\d$/, "date-time": /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/i,
	"email": /^[^@\s]+@[^@\s]+$/, "uri": /^[a-z][a-z0-9+.-]*:\S*$/i, "url": /^https?:\/\/\S+$/i,
	"uuid": /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
	"ipv4": /^\d+(\.\d+){3}$/, "ipv6": /^[0-9a-f:]+$/i, "hostname": /^[a-z0-9.-]+$/i,
};

function typeOf(v) {
	return v === null ? "null" : Array.isArray(v) ? "array" : typeof v;
}

function typeFits(s, v) {
	if (s.type === undefined)
		return true;
	const have = v && typeof v === "object" && "$file" in v ? "string" : typeOf(v);
	return [].concat(s.type).some((t) => t === have || (t === "integer" && Number.isInteger(v)) ||
	    (t === "file" && have === "string"));
}

export function checker(root, deref) {
	const patterns = new Map();
	const pattern = (p) => {
		if (!patterns.has(p)) {
			let re = null;
			try {
				re = new RegExp(p, "u");
			} catch {
				try { re = new RegExp(p); } catch { /* none that a validator has */ }
			}
			patterns.set(p, re);
		}
		return patterns.get(p);
	};

	function object(s, v, depth) {
		const props = s.properties ?? {};
		if (Array.isArray(s.required) && s.required.some((k) => !(k in v) && !deref(props[k] ?? {}).readOnly))
			return false;
		for (const [k, x] of Object.entries(v))
			if (props[k] !== undefined) {
				if (!valid(props[k], x, depth + 1))
					return false;
			} else if (s.additionalProperties === false ||
			    (s.additionalProperties && typeof s.additionalProperties === "object" &&
			    !valid(s.additionalProperties, x, depth + 1)))
				return false;
		const n = Object.keys(v).length;
		return n >= (s.minProperties ?? 0) && n <= (s.maxProperties ?? Infinity);
	}

	function number(s, v) {
		const lo = typeof s.exclusiveMinimum === "number" ? s.exclusiveMinimum : s.minimum;
		const hi = typeof s.exclusiveMaximum === "number" ? s.exclusiveMaximum : s.maximum;
		return !(lo !== undefined && (s.exclusiveMinimum ? v <= lo : v < lo)) &&
		    !(hi !== undefined && (s.exclusiveMaximum ? v >= hi : v > hi));
	}

	function string(s, v) {
		const n = [...v].length, re = s.pattern === undefined ? null : pattern(s.pattern);
		return n >= (s.minLength ?? 0) && n <= (s.maxLength ?? Infinity) && (!re || re.test(v)) &&
		    (!formats[s.format] || formats[s.format].test(v));
	}

	function valid(schema, v, depth = 0) {
		const s = deref(schema);
		if (s === true || depth > DEPTH_MAX)
			return true;
		if (s === false)
			return false;
		if (v === null && s.nullable)
			return true;
		if (!typeFits(s, v) || (s.const !== undefined && JSON.stringify(s.const) !== JSON.stringify(v)) ||
		    (s.enum && !s.enum.some((x) => JSON.stringify(x) === JSON.stringify(v))))
			return false;
		if (s.allOf?.some((x) => !valid(x, v, depth + 1)) ||
		    (s.anyOf && !s.anyOf.some((x) => valid(x, v, depth + 1))) ||
		    (s.oneOf && s.oneOf.filter((x) => valid(x, v, depth + 1)).length !== 1) ||
		    (s.not && valid(s.not, v, depth + 1)))
			return false;
		switch (typeOf(v)) {
		case "number":
			return number(s, v);
		case "string":
			return string(s, v);
		case "array":
			return v.length >= (s.minItems ?? 0) && v.length <= (s.maxItems ?? Infinity) &&
			    (!s.items || v.every((x) => valid(s.items, x, depth + 1)));
		case "object":
			return "$file" in v || object(s, v, depth);
		default:
			return true;
		}
	}
	return valid;
}
