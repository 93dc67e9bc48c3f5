// SPDX-License-Identifier: Apache-2.0
// run.mjs JSRUN FILE [--bless]: wrong programs, and what their author is told.  FILE is cases: lines of
// a program, then "=> Name: message @line:column" (and "   at ..." for a stack) or "=> value"; a blank line
// ends one, and "~" alone stands for one in a program.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [, , jsrun, file, bless] = process.argv;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-errors-"));
const calls = path.join(dir, "calls.json"), programs = [];
fs.writeFileSync(calls, JSON.stringify({ "github.issues.list": [], "slack.post": {} }));
let bad = 0, n = 0;
const blocks = fs.readFileSync(file, "utf8").trimEnd().split("\n\n").map((block) => {
	const lines = block.split("\n");
	if (lines.every((l) => l.startsWith("#")))
		return { block };
	const code = lines.filter((l) => !/^(=>|   at )/.test(l)).join("\n");
	programs.push(path.join(dir, `${programs.length}.ts`));
	fs.writeFileSync(programs.at(-1), code.replace(/^~$/gm, ""));
	return { lines, code };
});
// Each in a fork of one engine: an engine takes longer to begin than they all take.
const r = spawnSync(jsrun, ["--calls", calls, ...programs], { encoding: "utf8", maxBuffer: 1 << 28 });
const said = r.stdout.split("\n");
const out = blocks.map(({ block, lines, code }) => {
	if (block)
		return block;
	let e, value;
	try {
		let crash;
		({ error: e, result: value, crash } = JSON.parse(said.shift()));
		if (crash !== undefined)
			e = { name: "Crash", message: `signal ${crash} ${r.stderr.slice(0, 500)}`, line: 0, column: 0, stack: "" };
	} catch {
		e = { name: "Crash", message: `${r.signal ?? r.status} ${r.stderr.slice(0, 500)}`, line: 0, column: 0, stack: "" };
	}
	const stack = e?.stack ? e.stack.split("\n").map((l) => `   ${l}\n`).join("") : "";
	const got = e ? `=> ${e.name}: ${e.message} @${e.line}:${e.column}\n${stack}`.trimEnd() : `=> ${JSON.stringify(value) ?? "undefined"}`;
	const want = lines.filter((l) => /^(=>|   at )/.test(l)).join("\n");
	n++;
	if (got !== want) {
		bad++;
		if (!bless)
			console.log(`not ok - ${code.split("\n")[0]}\n#   want ${want}\n#   got  ${got}`);
	}
	return `${code}\n${got}`;
}).join("\n\n") + "\n";
if (bless)
	fs.writeFileSync(file, out);
fs.rmSync(dir, { recursive: true });
console.log(`# ${n - (bless ? 0 : bad)} of ${n} programs give what they should`);
process.exit(bad && !bless ? 1 : 0);
