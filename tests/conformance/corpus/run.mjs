// SPDX-License-Identifier: Apache-2.0
// run.mjs JSRUN DIR [NAME=REASON ...]: programs as models write them, with the results that
// node gave; each is run with DIR/stub.js in front and must give the same,
// save those named, each with what is missing yet.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual, inspect } from "node:util";

const [, , jsrun, dir, ...later] = process.argv;
const known = new Map(later.map((x) => x.split("=")));
let bad = 0, n = 0;
const files = fs.readdirSync(dir).filter((f) => f.endsWith(".ts")).sort();
// Each in a fork of one engine.
const r = spawnSync(jsrun, ["--with", path.join(dir, "stub.js"), ...files.map((f) => path.join(dir, f))],
	{ encoding: "utf8", maxBuffer: 1 << 28 });
const said = r.stdout.split("\n");
for (const file of files) {
	const want = JSON.parse(fs.readFileSync(path.join(dir, file.replace(/\.ts$/, ".expected.json")), "utf8"));
	let got;
	try {
		got = JSON.parse(said.shift());
	} catch {
		got = { crash: r.signal ?? r.status };
	}
	if (got.crash !== undefined)
		got = { ok: false, error: { name: "Crash", message: `${got.crash} ${r.stderr.slice(0, 1500)}` } };
	n++;
	const same = want.ok === got.ok && (want.ok ? isDeepStrictEqual(got.result ?? null, want.result ?? null)
		: got.error.name === (want.error?.name ?? want.error?.split?.(":")[0]));
	const missing = known.get(file.replace(/\.ts$/, ""));
	if (missing !== undefined) {
		console.log(`${same ? "not ok" : "ok"} - ${file} # ${same ? "works by now: take it off the list" : `not yet: ${missing}`}`);
		bad += same;
		continue;
	}
	if (same)
		continue;
	bad++;
	console.log(`not ok - ${file}`);
	console.log(`#   want ${inspect(want.ok ? want.result : want.error, { depth: 9, breakLength: 200 }).slice(0, 1200)}`);
	console.log(`#   got  ${got.ok ? inspect(got.result, { depth: 9, breakLength: 200 }).slice(0, 1200) : JSON.stringify(got.error).slice(0, 600)}`);
}
console.log(`# ${n - bad} of ${n} programs give node's result`);
process.exit(bad ? 1 : 0);
