// SPDX-License-Identifier: Apache-2.0
// same.mjs JSRUN FILE ...: each file is an async function that returns JSON of many values, by
// name or in order: here the same as in node.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

process.env.TZ = "UTC";
const [, , jsrun, ...files] = process.argv;
let failed = 0;
for (const file of files) {
	const code = fs.readFileSync(file, "utf8").replace(/^\/\/.*\n/gm, "");
	const want = JSON.parse(await (0, eval)(`(${code})`)());
	const r = JSON.parse(spawnSync(jsrun, ["--max", "4000000", "-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
	const got = r.ok ? JSON.parse(r.result) : { failed: r.error };
	const bad = Object.keys({ ...want, ...got }).filter((k) => JSON.stringify(want[k]) !== JSON.stringify(got[k]));
	for (const k of bad.slice(0, 20))
		console.log(`# ${k}\n#  node ${JSON.stringify(want[k])}\n#  here ${JSON.stringify(got[k])}`);
	console.log(`${bad.length ? "not ok" : "ok"} - ${path.basename(file)}: ${bad.length} of ${Object.keys(want).length} differ`);
	failed += bad.length;
}
process.exit(failed ? 1 : 0);
