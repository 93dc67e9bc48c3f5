// SPDX-License-Identifier: Apache-2.0
// run.mjs JSRUN [--bless]: what console writes for samples.js is expected.txt, which --bless
// makes with node itself.  A table has no frame here: node's loses it before it is compared.
import { spawnSync } from "node:child_process";
import { Console } from "node:console";
import fs from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";

const here = path.dirname(new URL(import.meta.url).pathname);
const samples = path.join(here, "samples.js"), expected = path.join(here, "expected.txt");
const SEPARATOR = "\n----\n";
const frameless = (s) => !/^[ \t]*\u250c/.test(s) ? s : s.split("\n").filter((l) => l.startsWith("\u2502"))
	.map((l) => l.slice(1, -1).split("\u2502").map((c) => c.slice(1, -1)).join(" | ").trimEnd()).join("\n");

async function byNode() {
	const said = [];
	const sink = new Writable({ write(c, _, done) { said.push(frameless(String(c).replace(/\n$/, ""))); done(); } });
	const own = new Console({ stdout: sink, stderr: sink, colorMode: false });
	for (const k of Object.keys(own))
		if (typeof own[k] === "function")
			own[k] = own[k].bind(own);
	await new Function("console", `return ${fs.readFileSync(samples, "utf8").replace(/^\/\/.*\n/gm, "")}`)(own)();
	return said;
}

if (process.argv[3] === "--bless") {
	process.env.TZ = "UTC";
	fs.writeFileSync(expected, (await byNode()).join(SEPARATOR));
	process.exit(0);
}
const r = JSON.parse(spawnSync(process.argv[2], [samples], { encoding: "utf8", maxBuffer: 1 << 26 }).stdout);
const want = fs.readFileSync(expected, "utf8").split(SEPARATOR);
const got = r.ok ? r.logs.map((l) => l.replace(/^\[(warn|error|debug|info)\] /, "")) : [JSON.stringify(r.error)];
let bad = 0;
for (let i = 0; i < Math.max(want.length, got.length); i++)
	if (want[i] !== got[i]) {
		bad++;
		console.log(`# ${i + 1}: node\n${want[i]}\n# here\n${got[i]}`);
	}
console.log(`${bad ? "not ok" : "ok"} - console: ${bad} of ${want.length} texts differ from node's`);
process.exit(bad ? 1 : 0);
