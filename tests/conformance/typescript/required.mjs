// SPDX-License-Identifier: Apache-2.0
// No required input is lost: what a document demands of a call, read here by
// other means (a reader of our own, npm's yaml), the printed types demand as
// well, as TypeScript's own checker understands them.
//   required.mjs DIR [NAME,...]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bench = join(process.env.CORDON_BIN, "../tests/bench_typegen");
const require = createRequire(join(process.env.CORDON_NPM, "x.js"));
const ts = require("typescript"), yaml = require("yaml");
const [dir, names] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "cordon-required-"));
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
// What HTTP itself sets: no parameter says them (OpenAPI, Parameter Object).
const SET_ELSEWHERE = ["accept", "content-type", "authorization"];

function at(doc, ref) {
	return ref.slice(2).split("/").reduce((v, k) => v?.[decodeURIComponent(k).replace(/~1/g, "/").replace(/~0/g, "~")], doc);
}
function deref(doc, v) {
	for (let i = 0; i < 20 && typeof v?.$ref === "string"; i++)
		v = v.$ref.startsWith("#/") ? at(doc, v.$ref) : undefined;
	return v;
}
// The keys an argument of that schema must have: not those that only a reply
// has, nor what an alternative or a reference out of the document may demand.
function demanded(doc, schema, depth = 0) {
	const s = deref(doc, schema);
	// Of a list nothing is demanded by name, whatever the document says.
	if (!s || depth > 8 || s.type === "array")
		return { keys: [], props: {} };
	const props = { ...s.properties };
	const keys = new Set(s.required ?? []);
	for (const one of s.allOf ?? []) {
		const part = demanded(doc, one, depth + 1);
		part.keys.forEach((k) => keys.add(k));
		Object.assign(props, part.props);
	}
	return { keys: [...keys], props };
}
// Is it, in any part or alternative, a property that only replies have?
function replies(doc, schema, key, depth = 0) {
	const s = deref(doc, schema), p = s?.properties?.[key];
	return depth < 6 && s !== undefined && ([p, deref(doc, p), ...(p?.allOf ?? [])].some((x) => x?.readOnly === true) ||
		[...(s.allOf ?? []), ...(s.oneOf ?? []), ...(s.anyOf ?? [])].some((x) => replies(doc, x, key, depth + 1)));
}
// Of one operation: [name, in] of parameters, and the keys of its body.
function inputs(doc, item, op, path) {
	const found = new Map();
	for (const raw of [...(item.parameters ?? []), ...(op.parameters ?? [])]) {
		const p = deref(doc, raw);
		if (p?.name && p.in)
			found.set(`${p.in} ${p.name}`, p);
	}
	const must = [], form = [];
	let body = null;
	for (const p of found.values()) {
		if (p.in === "body")
			body = { required: p.required === true, schema: p.schema };
		else if (p.in === "formData")
			form.push(p);
		else if ((p.required === true || p.in === "path") && !(p.in === "header" && SET_ELSEWHERE.includes(p.name.toLowerCase())))
			must.push([p.name, p.in, (p.default ?? deref(doc, p.schema)?.default) !== undefined]);
	}
	for (const m of path.matchAll(/\{([^{}]+)\}/g))
		if (!must.some(([name, where]) => where === "path" && name === m[1]))
			must.push([m[1], "path"]);
	if (form.length > 0)
		body = { required: form.some((p) => p.required), schema: { type: "object", required: form.filter((p) => p.required).map((p) => p.name),
			properties: Object.fromEntries(form.map((p) => [p.name, p])) } };
	const asked = deref(doc, op.requestBody);
	if (asked?.content) {
		const media = Object.keys(asked.content);
		const json = media.find((m) => /^application\/(.*\+)?json\b/.test(m)) ?? media[0];
		// Of several forms any one may be printed: the keys of the only one are checked.
		body = { required: asked.required === true, schema: media.length === 1 || /json/.test(json ?? "") ? asked.content[json]?.schema : undefined };
	}
	return { must, body };
}
// "a.b.c" in the printed declarations.
function operation(checker, type, name, node) {
	let t = type;
	for (const part of name.split(".")) {
		const p = t.getProperty(part);
		if (!p)
			return null;
		t = checker.getTypeOfSymbolAtLocation(p, node);
	}
	return t.getCallSignatures()[0] ?? null;
}
const isOptional = (s) => (s.flags & ts.SymbolFlags.Optional) !== 0;
// Of each member of a union the property must be there and must be given.
function demands(checker, type, key) {
	const parts = type.isUnion() ? type.types.filter((t) => !(t.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null))) : [type];
	return parts.every((t) => {
		if (t.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any))
			return false;
		const p = checker.getPropertyOfType(t, key);
		return p !== undefined && !isOptional(p);
	});
}
function check(name, file) {
	const text = readFileSync(file, "utf8");
	const doc = file.endsWith(".json") ? JSON.parse(text) : yaml.parse(text, { merge: true, maxAliasCount: -1 });
	const cat = join(work, "x.cat"), dts = join(work, `${name}.d.ts`);
	execFileSync(bench, ["index", "openapi", name, file, cat], { stdio: ["ignore", "pipe", "pipe"] });
	writeFileSync(dts, execFileSync(bench, ["types", cat], { maxBuffer: 1 << 30 }));
	const listed = new Map(JSON.parse(execFileSync(bench, ["list", cat], { maxBuffer: 1 << 30 }))
		.map((o) => [`${o.method} ${o.path}`, o.name]));
	const program = ts.createProgram([dts], { strict: true, noLib: false, types: [] });
	const checker = program.getTypeChecker(), source = program.getSourceFile(dts);
	let api = null;
	ts.forEachChild(source, (n) => {
		if (ts.isVariableStatement(n))
			api = n.declarationList.declarations[0];
	});
	const type = checker.getTypeAtLocation(api);
	const sum = { operations: 0, inputs: 0, keys: 0, lost: [] };
	for (const [path, raw] of Object.entries(doc.paths ?? {})) {
		const item = deref(doc, raw) ?? {};
		for (const m of METHODS.filter((x) => item[x])) {
			const where = `${m.toUpperCase()} ${path}`, lose = (what) => sum.lost.push(`${where}: ${what}`);
			const call = listed.get(where);
			const sig = call && operation(checker, type, call, api);
			sum.operations++;
			if (!sig) {
				lose("the operation itself");
				continue;
			}
			const { must, body } = inputs(doc, item, item[m], path);
			const param = sig.parameters[0];
			const args = param && checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(param, api));
			const given = new Set(must.map(([n]) => n));
			for (const [n, place, filled] of must) {
				sum.inputs++;
				// cordon gives the default itself: it may be left out, not be unknown.
				if (filled && args && checker.getPropertyOfType(args, n))
					continue;
				// One name in two places: the second is told by its place.
				const twice = must.filter(([o]) => o === n).length > 1 || !args || !demands(checker, args, n);
				const also = twice && args && args.getProperties().some((p) => !isOptional(p) && !given.has(p.name) &&
					p.name.toLowerCase().includes(place) && p.name.includes(n));
				if (!args || (!demands(checker, args, n) && !also))
					lose(`${place} ${n}`);
			}
			if (!body)
				continue;
			const printed = args && checker.getPropertyOfType(args, "body");
			if (body.required && (!printed || isOptional(printed))) {
				lose("the body");
				continue;
			}
			if (!printed) {
				sum.noBody = (sum.noBody ?? 0) + 1;
				continue;
			}
			const { keys, props } = demanded(doc, body.schema);
			const value = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(printed, api));
			for (const k of keys) {
				if (replies(doc, body.schema, k))
					continue;
				sum.keys++;
				if (!demands(checker, value, k))
					lose(`body ${k}`);
			}
		}
	}
	return sum;
}
let lost = 0;
for (const f of readdirSync(dir).filter((x) => /\.(json|yaml)$/.test(x) && x !== "manifest.json")) {
	const name = f.replace(/\.\w+$/, "").replace(/\W/g, "_");
	if (names && !names.split(",").includes(name))
		continue;
	const sum = check(name, join(dir, f));
	lost += sum.lost.length;
	console.log(`${sum.lost.length === 0 ? "ok" : "not ok"} ${f}: ${sum.operations} operations demand ${sum.inputs} parameters and ${sum.keys} properties of bodies; ${sum.lost.length} lost`);
	sum.lost.slice(0, Number(process.env.SHOW ?? 20)).forEach((l) => console.log(`    ${l}`));
}
rmSync(work, { recursive: true });
process.exit(lost > 0 ? 1 : 0);
