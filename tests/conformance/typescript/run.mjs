// SPDX-License-Identifier: Apache-2.0
// Compiles programs against the types cordon prints, with tsc --strict.
//   run.mjs constructs     the table of schemas
//   run.mjs documents DIR  every document in DIR (specs or tools lists)
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { components, constructs } from "./constructs.mjs";

const bench = join(process.env.CORDON_BIN, "../tests/bench_typegen");
const tsc = join(process.env.CORDON_NPM, "node_modules/typescript/bin/tsc");
const work = mkdtempSync(join(tmpdir(), "cordon-ts-"));
let failed = 0;

function types(kind, name, path) {
	const cat = join(work, `${name}.cat`);
	execFileSync(bench, ["index", kind, name, path, cat], { stdio: ["ignore", "pipe", "pipe"] });
	const text = execFileSync(bench, ["types", cat], { maxBuffer: 1 << 30 });
	writeFileSync(join(work, `${name}.d.ts`), text);
	return text.length;
}
function compile(files) {
	const r = spawnSync(process.execPath, ["--max-old-space-size=6000", tsc, "--strict", "--noEmit",
		"--target", "es2022", "--lib", "es2022,dom", ...files], { encoding: "utf8" });
	return r.status === 0 ? "" : r.stdout + r.stderr;
}

function document() {
	const paths = {};
	constructs.forEach((c, i) => {
		const content = { "application/json": { schema: c.schema } };
		paths[`/c${i}`] = { post: { operationId: `c${i}`, requestBody: { required: true, content },
			responses: { 200: { description: "", content } } } };
	});
	return { openapi: "3.1.0", info: { title: "t", version: "1" }, paths, components: { schemas: components } };
}
function program() {
	const lines = [], rows = [];
	constructs.forEach((c, i) => {
		const line = (text, wrong) => {
			if (wrong)
				lines.push("  // @ts-expect-error");
			rows[lines.length + 1] = `${c.name}: ${wrong ? "must refuse" : "must take"} ${text}`;
			lines.push(text);
			if (wrong)
				rows[lines.length - 1] = rows[lines.length];
		};
		lines.push(`export async function f${i}() {`, `  type In = Parameters<typeof t.c${i}>[0]["body"];`,
			`  let a: In; const v = await t.c${i}(undefined as never); void v;`);
		(c.in ?? []).forEach((e) => line(`  a = ${e}; void a;`));
		(c.not ?? []).forEach((e) => line(`  a = ${e};`, true));
		if (c.code)
			line(`  ${c.code}`);
		if (c.wrong)
			line(`  ${c.wrong}`, true);
		lines.push("}");
	});
	return { text: lines.join("\n"), rows };
}
function checkConstructs() {
	const doc = join(work, "t.json");
	writeFileSync(doc, JSON.stringify(document()));
	types("openapi", "t", doc);
	const { text, rows } = program();
	writeFileSync(join(work, "p.ts"), `/// <reference path="./t.d.ts" />\n${text}\n`);
	const out = compile([join(work, "p.ts")]);
	const bad = new Set();
	for (const m of out.matchAll(/^[^\n]*?(p|t\.d)\.ts\((\d+),\d+\): error ([^\n]*)/gm)) {
		const what = m[1] === "p" ? rows[Number(m[2]) - 1] ?? "?" : "the declarations";
		bad.add(`${what}  (${m[3]})`);
	}
	bad.forEach((b) => console.log(`not ok ${b}`));
	if (out !== "" && bad.size === 0)
		console.log(out);
	const programs = constructs.reduce((k, c) => k + (c.in?.length ?? 0) + (c.not?.length ?? 0) + (c.code ? 1 : 0) + (c.wrong ? 1 : 0), 0);
	console.log(`${constructs.length} constructs, ${programs} programs, ${bad.size} wrong`);
	failed += out !== "";
	failed += constructs.some((c) => !c.in?.length || !(c.not?.length || c.wrong));
}
// Several a run of tsc, which takes a second to start; as many as 3 MB.
function checkDocuments(dir, only) {
	let batch = [], bytes = 0;
	const flush = () => {
		const out = batch.length > 0 ? compile(batch) : "";
		if (out !== "")
			console.log(`not ok ${out.slice(0, 4000)}`);
		failed += out !== "";
		batch = [];
		bytes = 0;
	};
	for (const f of readdirSync(dir).filter((x) => /\.(json|yaml)$/.test(x) && x !== "manifest.json")) {
		const name = f.replace(/\.\w+$/, "").replace(/\W/g, "_");
		if (only && !only.includes(name))
			continue;
		const size = types(dir.includes("upstreams") ? "mcp" : "openapi", name, join(dir, f));
		console.log(`${basename(f)}: ${size} bytes of types`);
		batch.push(join(work, `${name}.d.ts`));
		if ((bytes += size) > 3e6)
			flush();
	}
	flush();
}
mkdirSync(work, { recursive: true });
if (process.argv[2] === "constructs")
	checkConstructs();
else
	checkDocuments(process.argv[3], process.argv[4]?.split(","));
if (process.env.KEEP)
	console.log(work);
else
	rmSync(work, { recursive: true });
process.exit(failed > 0 ? 1 : 0);
