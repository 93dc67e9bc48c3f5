// SPDX-License-Identifier: Apache-2.0
// run.mjs SCRIPTRUN SUITE [options] [PATTERN ...]: test262 on the engine, a fork for each test.
//	--dir language		of test/ (may be repeated; language and built-ins)
//	--step N --offset K	every Nth test, from the Kth
//	--strict		in strict mode what may be either (sloppy else)
//	--bless			writes what fails into expected-*.txt, by cause
//	--fails FILE		writes each failure and what was seen
//	--from FILE		only the tests that a file of --fails names
//	--all			also what is out of scope
//	--locked		each test also behind the wall: its line must be the same
// A PATTERN chooses the tests whose path holds it.  What fails is listed, with its cause, in
// expected-DIR.txt; a failure that is not fails the run, a listed test that passes is only told.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { describe, inScope } from "./scope.mjs";
import { causeOf } from "./causes.mjs";

const here = path.dirname(new URL(import.meta.url).pathname);
const [, , scriptrun, suite, ...rest] = process.argv;
const opt = { dir: [], step: 1, offset: 0, jobs: 2, pattern: [] };
for (let i = 0; i < rest.length; i++) {
	const name = rest[i].replace(/^--/, "");
	if (name === rest[i])
		opt.pattern.push(name);
	else if (["bless", "all", "strict", "locked"].includes(name))
		opt[name] = true;
	else if (name === "dir")
		opt.dir.push(rest[++i]);
	else
		opt[name] = name === "fails" || name === "from" ? rest[++i] : Number(rest[++i]);
}
if (opt.dir.length === 0)
	opt.dir = ["language", "built-ins"];

function* files(dir) {
	for (const e of fs.readdirSync(path.join(suite, "test", dir), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (e.isDirectory())
			yield* files(`${dir}/${e.name}`);
		else if (e.name.endsWith(".js") && !e.name.includes("_FIXTURE"))
			yield `${dir}/${e.name}`;
	}
}

const host = fs.readFileSync(path.join(here, "host.js"), "utf8");
const cache = new Map();
function harness(test) {
	if (test.flags.includes("raw"))
		return "";
	const names = ["assert.js", "sta.js", ...(test.flags.includes("async") ? ["doneprintHandle.js"] : []), ...test.includes];
	const key = names.join();
	if (!cache.has(key))
		cache.set(key, host + names.map((n) => fs.readFileSync(path.join(suite, "harness", n), "utf8")).join("\n;\n"));
	return cache.get(key);
}

function verdict(test, line) {
	const [, kind, text] = /^(\w+) ?(.*)$/.exec(line) ?? [];
	if (kind !== "ok" && kind !== "error" && kind !== "signal")
		return `no answer: ${JSON.stringify(line)}`;
	if (kind === "signal")
		return text === "14" ? "took too long" : `died of signal ${text}`;
	if (test.negative) {
		if (kind === "ok")
			return `${test.negative.type} expected at ${test.negative.phase}`;
		if (/This statement should not be evaluated/.test(text))
			return `${test.negative.type} expected at ${test.negative.phase}, but it ran`;
		const name = test.negative.type === "Test262Error" ? "Error" : test.negative.type;
		return text.startsWith(`${name}:`) ? null : `${test.negative.type} expected: ${text}`;
	}
	if (kind === "error")
		return text;
	if (test.flags.includes("async") && !text.includes("Test262:AsyncTestComplete"))
		return text.trim() || "never settled";
	return null;
}

const only = opt.from && new Set(fs.readFileSync(opt.from, "utf8").split("\n").map((l) => l.split("\t")[0]));
const tests = [];
let skipped = 0, count = 0;
for (const dir of opt.dir)
	for (const name of files(dir)) {
		if (opt.pattern.length > 0 && !opt.pattern.some((p) => name.includes(p)))
			continue;
		if (only && !only.has(name))
			continue;
		const test = describe(name, fs.readFileSync(path.join(suite, "test", name), "utf8"));
		if (!opt.all && !inScope(test))
			skipped++;
		else if (count++ % opt.step === opt.offset)
			tests.push(test);
	}

const fails = new Map(), differ = [];
let next = 0, done = 0;
function start(...args) {
	let child = null, lines;
	function spawned() {
		child = spawn(scriptrun, args, { stdio: ["pipe", "pipe", "ignore"] });
		child.stdin.on("error", () => {}); // its end is its answer
		lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	}
	return { async ask(id, w, c) {
		if (child === null)
			spawned();
		child.stdin.write(`${id} ${w.length} ${c.length}\n`);
		child.stdin.write(w);
		child.stdin.write(c);
		const { value } = await lines.next();
		if (value !== undefined && value.startsWith(`${id} `))
			return value.slice(String(id).length + 1);
		// It ended, or is out of step: the next test gets another.
		child.kill();
		child = null;
		return value === undefined ? "scriptrun: it ended" : `scriptrun: ${value.slice(0, 200)}`;
	}, end: () => child?.stdin.end() };
}
async function work() {
	const plain = start(), locked = opt.locked ? start("--locked") : null;
	while (next < tests.length) {
		const id = next++, test = tests[id];
		const strict = test.flags.includes("onlyStrict") || (opt.strict && !test.flags.includes("noStrict") && !test.flags.includes("raw"));
		const w = Buffer.from(harness(test)), c = Buffer.from((strict ? '"use strict";' : "") + test.source);
		const [line, other] = await Promise.all([plain.ask(id, w, c), locked?.ask(id, w, c)]);
		const why = verdict(test, line);
		if (why !== null)
			fails.set(test.name, why);
		if (locked && line !== other)
			differ.push([test.name, line, other]);
		if (++done % 2000 === 0)
			process.stderr.write(`# ${done} of ${tests.length}\n`);
	}
	plain.end();
	locked?.end();
}
await Promise.all(Array.from({ length: opt.jobs }, work));

// The wall may change nothing but when a test that takes too long is ended.
if (opt.locked) {
	const bad = differ.filter(([, a, b]) => a !== "signal 14" && b !== "signal 14");
	for (const [name, plain, behind] of bad.slice(0, 50))
		console.log(`not ok - ${name}\n#   plain:  ${plain.slice(0, 300)}\n#   locked: ${behind.slice(0, 300)}`);
	const kills = differ.filter(([, , b]) => /^signal (?!14)/.test(b)).length;
	console.log(`# ${tests.length} tests, ${tests.length - fails.size} pass; behind the wall ${bad.length} end differently, ` +
		`${kills} are killed, ${differ.length - bad.length} took too long in one of the two`);
	process.exit(bad.length > 0 || tests.length === 0 ? 1 : 0);
}

// expected-DIR.txt: "cause: ...", then the tests' names.
function readExpected(dir) {
	const file = path.join(here, `expected-${dir}.txt`);
	const names = new Set();
	if (fs.existsSync(file))
		for (const line of fs.readFileSync(file, "utf8").split("\n"))
			if (line !== "" && !/^(#|cause: )/.test(line))
				names.add(line);
	return names;
}
function writeExpected(dir) {
	const causes = new Map();
	for (const [name, why] of fails) {
		if (!name.startsWith(`${dir}/`))
			continue;
		const cause = causeOf(name, why);
		causes.set(cause, [...(causes.get(cause) ?? []), name]);
	}
	let text = "# test262: what fails, by cause.  Written by run.mjs --bless; causes.mjs names them.\n";
	for (const [cause, names] of [...causes].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1)))
		text += `\ncause: ${cause}\n${names.sort().join("\n")}\n`;
	fs.writeFileSync(path.join(here, `expected-${dir}.txt`), text);
}

if (opt.fails)
	fs.writeFileSync(opt.fails, [...fails].map(([n, w]) => `${n}\t${w}\n`).sort().join(""));
let bad = 0;
for (const dir of opt.dir) {
	const all = tests.filter((t) => t.name.startsWith(`${dir}/`));
	const failed = all.filter((t) => fails.has(t.name));
	const expected = readExpected(dir);
	console.log(`# ${dir}: ${all.length - failed.length} of ${all.length} pass (${(100 - (100 * failed.length) / all.length).toFixed(2)} %)`);
	if (opt.bless) {
		writeExpected(dir);
		continue;
	}
	for (const t of all) {
		if (fails.has(t.name) === expected.has(t.name))
			continue;
		if (!fails.has(t.name))
			console.log(`# ${t.name} passes by now: take it off the list`);
		else if (++bad <= 100)
			console.log(`not ok - ${t.name}\n#   ${fails.get(t.name).slice(0, 200)}`);
	}
}
console.log(`# ${skipped} out of scope; ${bad} not as expected`);
process.exit(bad > 0 ? 1 : 0);
