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
	return { ok: true, result: await run() };
}

// One process answers all, a line each; a line may hold U+2028, which readline would split.
const child = spawn(scriptrun, ["--programs"], { stdio: ["pipe", "pipe", "inherit"] });
let pending = Buffer.alloc(0), waiting = null;
child.stdout.on("data", (chunk) => {
	pending = Buffer.concat([pending, chunk]);
	const end = pending.indexOf(10);
	if (end >= 0 && waiting) {
		const line = pending.subarray(0, end).toString("utf8");
		pending = pending.subarray(end + 1);
		waiting(line);
	}
});
let id = 0;
async function inCordon(text) {
	const code = Buffer.from(text);
	const answer = new Promise((r) => { waiting = r; });
	child.stdin.write(`${++id} 0 ${code.length}\n`);
	child.stdin.write(code);
	const [, kind, rest] = /^\d+ (\w+) ?([^]*)$/.exec(await answer);
	if (kind === "ok")
		return { ok: true, result: rest === "" ? undefined : JSON.parse(rest) };
	return { ok: false, error: { name: kind === "error" ? rest.split(":")[0] : `died of ${rest}` } };
}

process.on("unhandledRejection", () => {});
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
child.stdin.end();
console.log(`${same} equal, ${different} different, ${invalid} not programs`);
process.exit(different > 0 || same === 0 ? 1 : 0);
