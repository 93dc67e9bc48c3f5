// SPDX-License-Identifier: Apache-2.0
// run.mjs JSRUN DATA: each file of the web platform tests as one program; how
// many of its cases hold, and how many must.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const [jsrun, dir] = process.argv.slice(2);
const tmp = fs.mkdtempSync(path.join(os.tmpdir(), "urls-"));

const PARSE = `
const bad = [];
let n = 0;
for (const t of data) {
	if (typeof t === "string" || t.input === undefined) continue;
	n++;
	let u = null;
	try { u = new URL(t.input, t.base === null ? undefined : t.base); } catch (e) { u = e; }
	if (t.failure) {
		if (!(u instanceof TypeError)) bad.push([t.input, t.base, "parsed", u.href]);
		continue;
	}
	if (!(u instanceof URL)) { bad.push([t.input, t.base, String(u)]); continue; }
	for (const k of ["href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"])
		// Ada's cases write null for what they do not say.
		if (t[k] !== undefined && t[k] !== null && u[k] !== t[k]) { bad.push([t.input, t.base, k, u[k], t[k]]); break; }
}
return { n, bad };`;
const SET = `
const bad = [];
let n = 0;
for (const [attr, cases] of Object.entries(data)) {
	if (attr === "comment") continue;
	for (const t of cases) {
		n++;
		const u = new URL(t.href);
		u[attr] = t.new_value;
		for (const [k, v] of Object.entries(t.expected))
			if (u[k] !== v) { bad.push([t.href, attr, t.new_value, k, u[k], v]); break; }
	}
}
return { n, bad };`;
const QUERY = `
const bad = [];
let n = 0;
for (const t of data) {
	if (typeof t === "string") continue;
	n++;
	const u = new URL("https://h/?" + t.input + "#" + t.input), want = t.output["utf-8"];
	const got = new URL("https://h/");
	got.search = t.input;
	if (got.search.slice(1) !== want && u.hash.slice(1) !== want) bad.push([t.input, got.search, want]);
}
return { n, bad };`;
const IDNA = `
const bad = [];
let n = 0;
for (const t of data) {
	if (typeof t === "string") continue;
	n++;
	let got = null;
	try { got = new URL("https://" + t.input + "/x").host; } catch (e) { got = null; }
	// Hosts that are addresses, and what a URL cuts, are no matter of IDNA's.
	if (got !== t.output) bad.push([t.input, got, t.output]);
}
return { n, bad };`;

const files = [["wpt_urltestdata", PARSE, 98], ["wpt_ada_extra_urltestdata", PARSE, 90],
	["wpt_setters_tests", SET, 98], ["wpt_percent-encoding", QUERY, 98],
	["wpt_toascii", IDNA, 98],
	// Four names have characters of Unicode 17, which the tables of a
	// distribution with an older one do not know.
	["wpt_IdnaTestV2", IDNA, 98]];
let failed = false;
for (const [name, body, least] of files) {
	const text = fs.readFileSync(path.join(dir, name + ".json"), "utf8");
	const f = path.join(tmp, "p.js");
	fs.writeFileSync(f, `const data = JSON.parse(${JSON.stringify(text)});${body}`);
	const r = spawnSync(jsrun, ["--max", "4000000", f], { encoding: "utf8", maxBuffer: 1 << 26 });
	const o = JSON.parse(r.stdout);
	if (!o.ok) {
		console.log(`not ok - ${name}: ${o.error.message}`);
		failed = true;
		continue;
	}
	const { n, bad } = o.result, good = n - bad.length;
	const ok = good * 100 >= n * least;
	console.log(`${ok ? "ok" : "not ok"} - ${name}: ${good} of ${n}`);
	if (process.env.VERBOSE) for (const b of bad.slice(0, +process.env.VERBOSE)) console.log("  ", JSON.stringify(b));
	failed = failed || !ok;
}
fs.rmSync(tmp, { recursive: true });
process.exit(failed ? 1 : 0);
