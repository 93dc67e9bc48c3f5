// SPDX-License-Identifier: Apache-2.0
// run.mjs SCRIPTRUN NPM usual|all|NAME...: libraries from npm, each bundled to
// one program that exercises all it exports, give in an engine of ours what they
// give in node.
import fs from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const list = JSON.parse(fs.readFileSync(path.join(here, "list.json"), "utf8"));
const exercise = fs.readFileSync(path.join(here, "exercise.js"), "utf8");
const LIMIT_S = 300, BYTES = 1 << 29, TOLD = 6;

// As a program in a realm that has what ours has, and not node's own globals.
function inNode(file) {
	const context = vm.createContext({ TextEncoder, TextDecoder, URL, URLSearchParams, queueMicrotask,
		setTimeout, clearTimeout() {}, setInterval, clearInterval() {}, structuredClone, atob, btoa, crypto,
		performance: { now: () => 0 }, AbortController, AbortSignal, Blob, FormData, Headers, Response });
	const out = vm.runInContext(`(function () {"use strict";${fs.readFileSync(file, "utf8")}\n})()`, context, { timeout: LIMIT_S * 1000 });
	fs.writeSync(1, JSON.stringify(out));
	process.exit(0);
}
if (process.argv[2] === "--node")
	inNode(process.argv[3]);

const [, , scriptrun, npm, ...names] = process.argv;
const { buildSync } = createRequire(path.join(npm, "package.json"))("esbuild");
const scratch = fs.mkdtempSync("/tmp/libraries-");
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

function bundle(name) {
	return buildSync({ stdin: { contents: `import * as all from ${JSON.stringify(name)}; globalThis.LIB = all;`, resolveDir: npm },
		bundle: true, format: "iife", platform: "browser", target: "esnext", write: false, logLevel: "silent",
		mainFields: ["browser", "module", "main"], define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
	}).outputFiles[0].text;
}
function theirs(text) {
	const file = path.join(scratch, "program.js");
	fs.writeFileSync(file, text);
	const r = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--node", file], { maxBuffer: BYTES, encoding: "utf8" });
	return r.status === 0 ? JSON.parse(r.stdout) : r.stderr.slice(0, 500);
}
function ours(text) {
	const code = Buffer.from(text);
	const r = spawnSync(scriptrun, ["--programs", String(LIMIT_S)], { maxBuffer: BYTES, encoding: "utf8",
		input: Buffer.concat([Buffer.from(`1 0 ${code.length}\n`), code]) });
	const ok = /^1 ok (.*)\n/s.exec(r.stdout ?? "");
	return ok ? JSON.parse(ok[1]) : `${r.stdout.slice(0, 500)} ${r.stderr.slice(0, 500)}`;
}
const both = (text) => [theirs(text), ours(text)];
const excused = (name, text) => Object.keys(list.known[name] ?? {}).some((part) => text.includes(part));

// A library that keeps its console shows it.
const quiet = "globalThis.console = { log() {}, error() {}, warn() {}, info() {}, debug() {}, trace() {} };";
// One library; true: all is the same.
function compare(name) {
	const text = (only) => `${quiet}\n${bundle(name)}\n${exercise}\nreturn exercise(LIB, ${JSON.stringify(list.without[name] ?? [])}, ${JSON.stringify(only)});`;
	const [a, b] = both(text(null));
	if (!Array.isArray(a) || !Array.isArray(b)) {
		console.log(`not ok - ${name}: ${Array.isArray(a) ? `here: ${b}` : `in node: ${a}`}`);
		return false;
	}
	const differ = [...Array(Math.max(a.length, b.length)).keys()].filter((i) => a[i] !== b[i]);
	const [x, y] = differ.length > 0 ? both(text(differ.slice(0, 500))) : [[], []];
	const real = differ.slice(0, 500).map((_, i) => i).filter((i) => !excused(name, x[i] ?? y[i]));
	console.log(`${real.length === 0 ? "ok" : "not ok"} - ${name}: ${a.length} outcomes, ${differ.length} differ` +
		(differ.length > real.length ? `, ${differ.length - real.length} as listed` : ""));
	for (const i of real.slice(0, TOLD))
		console.log(`#   node: ${x[i]?.slice(0, 300)}\n#   here: ${y[i]?.slice(0, 300)}`);
	return real.length === 0;
}

const there = (name) => fs.existsSync(path.join(npm, "node_modules", name.split("/").slice(0, name.startsWith("@") ? 2 : 1).join("/")));
const wanted = names[0] === "usual" ? list.usual : names[0] === "all" ? [...list.usual, ...list.slow] : names;
const found = wanted.filter(there);
for (const name of wanted.filter((n) => !there(n)))
	console.log(`# ${name} is not installed`);
const bad = found.filter((name) => !compare(name));
if (found.length < wanted.length / 2) {
	console.log(`not ok - of ${wanted.length} libraries only ${found.length} are installed`);
	process.exit(1);
}
console.log(`${found.length} libraries, ${bad.length} differ`);
process.exit(bad.length > 0 ? 1 : 0);
