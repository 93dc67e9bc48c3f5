// SPDX-License-Identifier: Apache-2.0
// compare.mjs JSRUN FIRST COUNT: generated programs through node and through
// `jsrun`, which prints {"ok","result",...}; every difference is printed.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { program } from "./generate.mjs";

const [, , jsrun, first, count] = process.argv;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-diff-"));
const file = path.join(dir, "program.ts");
let same = 0, different = 0, invalid = 0;

async function inNode(text) {
	const run = (0, eval)(`"use strict"; (${text})`);
	return { ok: true, result: await run() };
}

function inCordon(text) {
	fs.writeFileSync(file, text);
	const r = spawnSync(jsrun, [file], { encoding: "utf8", timeout: 20000, maxBuffer: 1 << 26 });
	try {
		return JSON.parse(r.stdout);
	} catch {
		return { ok: false, error: { name: "Crash", message: `${r.signal ?? r.status}: ${r.stderr.slice(0, 2000)}` } };
	}
}

// A derived constructor that returns a primitive inside try: the TypeError
// comes a moment early, and that try sees it.  Counted apart.
const KNOWN = /Derived constructors may only return/;
let known = 0;

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
	const got = inCordon(text);
	const a = JSON.stringify(want.ok ? want.result : want.error.name);
	const b = JSON.stringify(got.ok ? got.result : got.error.name);
	if (a === b) {
		same++;
		continue;
	}
	if (KNOWN.test(b)) {
		known++;
		continue;
	}
	different++;
	if (different > 10)
		continue;
	console.log(`# seed ${seed} differs`);
	if (!got.ok || !want.ok) {
		console.log(`#   node:   ${a.slice(0, 300)}\n#   cordon: ${got.ok ? b.slice(0, 300) : JSON.stringify(got.error).slice(0, 600)}`);
		continue;
	}
	const i = want.result.findIndex((x, k) => x !== got.result[k]);
	console.log(`#   first at ${i}: node ${want.result[i]}\n#   ${" ".repeat(String(i).length)}       cordon ${got.result[i < 0 ? want.result.length : i]}`);
}
fs.rmSync(dir, { recursive: true });
console.log(`${same} equal, ${different} different, ${known} known to differ, ${invalid} not programs`);
process.exit(different > 0 || same === 0 || known * 50 > same ? 1 : 0);
