// SPDX-License-Identifier: Apache-2.0
// compare.mjs SCRIPTRUN FIRST COUNT: generated programs through node and through `scriptrun --programs`;
// every difference is printed.  Run it by tests/node: node 20 has yield* over what lacks throw() as
// ECMA-262 had it before 2025.
import { spawn } from "node:child_process";

import { program } from "./generate.mjs";

const [, , scriptrun, first, count] = process.argv;
let same = 0, different = 0, invalid = 0;

async function inNode(text) {
	const run = (0, eval)(`(function () { "use strict"; return (${text}); })`).call(undefined);
	let timer;
	const never = new Promise((r) => { timer = setTimeout(r, 60000, "never settles in node"); });
	try {
		return { ok: true, result: await Promise.race([run(), never]) };
	} finally {
		clearTimeout(timer);
	}
}

// One process answers all, a line each; a line may hold U+2028, which readline would split.
// What is no answer, or that the process ended, is the program's answer too.
let child = null, pending, waiting = null;
function arrived(chunk) {
	pending = Buffer.concat([pending, chunk]);
	const end = pending.indexOf(10);
	if (end < 0 || !waiting)
		return;
	const line = pending.subarray(0, end).toString("utf8");
	pending = pending.subarray(end + 1);
	waiting(line);
}
function start() {
	const one = spawn(scriptrun, ["--programs"], { stdio: ["pipe", "pipe", "inherit"] });
	child = one;
	pending = Buffer.alloc(0);
	one.stdin.on("error", () => {}); // its end is told below
	one.stdout.on("data", (chunk) => { if (child === one) arrived(chunk); });
	one.on("close", (status, signal) => {
		if (child !== one)
			return;
		child = null;
		waiting?.(`scriptrun ended (${signal ?? status}) after ${JSON.stringify(pending.toString("utf8").slice(0, 200))}`);
	});
}
let id = 0;
function parse(line) {
	const [, of, kind, rest] = /^(\d+) (ok|error|signal) ([^]*)$/.exec(line) ?? [];
	if (of !== String(id))
		return { ok: false, error: { name: `no answer: ${line.slice(0, 300)}` } };
	if (kind !== "ok")
		return { ok: false, error: { name: kind === "error" ? rest.split(":")[0] : `died of ${rest}` } };
	try {
		return { ok: true, result: rest === "" ? undefined : JSON.parse(rest) };
	} catch (e) {
		return { ok: false, error: { name: `no JSON (${e.message}): ${rest.slice(0, 300)}` } };
	}
}
async function inCordon(text) {
	const code = Buffer.from(text);
	if (child === null)
		start();
	const answer = new Promise((r) => { waiting = r; });
	child.stdin.write(`${++id} 0 ${code.length}\n`);
	child.stdin.write(code);
	const got = parse(await answer);
	waiting = null;
	// An answer that is out of step would put all after it out of step.
	if (/^no /.test(got.error?.name) && child !== null) {
		const old = child;
		child = null;
		old.kill();
	}
	return got;
}

// What a program left behind is not its answer.
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
	const text = program(seed);
	let want;
	try {
		want = await inNode(text);
	} catch (e) {
		if (e instanceof SyntaxError) { // the generator's fault
			invalid++;
			continue;
		}
		want = { ok: false, error: { name: e?.name } };
	}
	const got = await inCordon(text);
	const a = JSON.stringify(want.ok ? want.result : want.error.name);
	const b = JSON.stringify(got.ok ? got.result : got.error.name);
	if (a === b) {
		same++;
		continue;
	}
	different++;
	const x = Array.isArray(want.result) ? want.result : [a], y = Array.isArray(got.result) ? got.result : [b];
	let i = 0;
	while (i < x.length && x[i] === y[i])
		i++;
	console.log(`# seed ${seed} differs\n#   first at ${i}: node ${x.slice(Math.max(0, i - 1), i + 2).join(" | ")}\n#            cordon ${y.slice?.(Math.max(0, i - 1), i + 2).join(" | ")}`);
}
child?.stdin.end();
console.log(`${same} equal, ${different} different, ${invalid} not programs`);
process.exit(different > 0 || same === 0 ? 1 : 0);
