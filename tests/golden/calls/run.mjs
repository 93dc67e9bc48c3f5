// SPDX-License-Identifier: Apache-2.0
// run.mjs JSRUN FILE [--bless]: which calls of a program can be judged before it runs.  FILE is cases: lines
// of a program, then a line for each call, "=> line:column name {names, perhaps?} body {...}", or "=> none"; a
// blank line ends one, and lines of "#" alone are comments.  What the program does afterwards is of no interest.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [, , jsrun, file, bless] = process.argv;
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-calls-"));
const calls = path.join(dir, "calls.json"), programs = [];
fs.writeFileSync(calls, JSON.stringify({ "github.issues.list": [], "slack.post": {} }));
const names = (given, maybe) => `{${[...given[0], ...maybe[0].map((k) => `${k}?`)].join(", ")}}`;
function say(s) {
	const args = s.wrong ? ` (${s.wrong})` : s.given ? ` ${names(s.given, s.maybe)}` : " ...";
	return `=> ${s.line}:${s.column} ${s.connector}.${s.operation}${args}${s.body_given ?
		` body ${names(s.body_given, s.body_maybe)}` : ""}`;
}
let bad = 0, n = 0;
const blocks = fs.readFileSync(file, "utf8").trimEnd().split("\n\n").map((block) => {
	const lines = block.split("\n");
	if (lines.every((l) => l.startsWith("#")))
		return { block };
	const code = lines.filter((l) => !l.startsWith("=>")).join("\n");
	programs.push(path.join(dir, `${programs.length}.ts`));
	fs.writeFileSync(programs.at(-1), code.split("\n").filter((l) => !l.startsWith("# ")).join("\n"));
	return { lines, code };
});
// Each in a fork of one engine: an engine takes longer to begin than they all take.
const r = spawnSync(jsrun, ["--calls", calls, ...programs], { encoding: "utf8", maxBuffer: 1 << 28 });
const said = r.stdout.split("\n");
const out = blocks.map(({ block, lines, code }) => {
	if (block)
		return block;
	let got;
	try {
		const v = JSON.parse(said.shift());
		got = v.crash === undefined ? v.sites?.map(say).join("\n") ?? "=> none" : `=> crash, signal ${v.crash} ${r.stderr.slice(0, 500)}`;
	} catch {
		got = `=> crash ${r.signal ?? r.status} ${r.stderr.slice(0, 500)}`;
	}
	const want = lines.filter((l) => l.startsWith("=>")).join("\n");
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
console.log(`# of ${n} programs ${n - (bless ? 0 : bad)} have the calls they should`);
process.exit(bad && !bless ? 1 : 0);
