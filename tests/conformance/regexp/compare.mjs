// SPDX-License-Identifier: Apache-2.0
// compare.mjs JSRUN generate SEED COUNT | sources DIR COUNT: patterns and
// subjects through node and through `jsrun`; all that they give must be equal.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { cases, random, subject } from "./generate.mjs";

const [, , jsrun, what, from, countText] = process.argv;
const count = Number(countText), BATCH = 500;

// Runs in both.  Every method, so that each finds what exec() finds.
const LOOK = `(function (list) {
	function show(m) {
		if (m === null) return null;
		return [m.index, Array.from(m, (x) => x === undefined ? 0 : x), m.groups === undefined ? 0 :
			Object.keys(m.groups).map((k) => [k, m.groups[k] === undefined ? 0 : m.groups[k]]),
			m.indices === undefined ? 0 : Array.from(m.indices, (x) => x === undefined ? 0 : x)];
	}
	return list.map(function (one) {
		var re, out = [], i, s = one[2];
		try {
			re = new RegExp(one[0], one[1]);
		} catch (e) {
			return JSON.stringify([e.name, e.message]);
		}
		try {
			out.push(re.source, re.flags);
			for (i = 0; i < 3; i++) { out.push(show(re.exec(s)), re.lastIndex); if (!re.global && !re.sticky) break; }
			re.lastIndex = 1;
			out.push(re.test(s), re.lastIndex, s.search(re), Array.from(s.match(re) || [], (x) => x === undefined ? 0 : x));
			out.push(s.replace(re, "<$1|$&|$2>"));
			// V8 may split inside a pair, against the standard.
			if (!(re.unicode || re.unicodeSets) || !/[\\ud800-\\udfff]/.test(s))
				out.push(s.split(re).map((x) => x === undefined ? 0 : x), s.split(re, 2).length);
			out.push(s.replace(re, (...a) => "{" + a.length + a[a.length - 2] + "}"));
			if (re.global) out.push(Array.from(s.matchAll(re), show).length);
		} catch (e) {
			return JSON.stringify(e.code === "E_LIMIT" ? "LIMIT" : [e.name, e.message]);
		}
		return JSON.stringify(out);
	});
})`;

function inCordon(list) {
	const code = `async () => (${LOOK})(JSON.parse(${JSON.stringify(JSON.stringify(list))}))`;
	const r = spawnSync(jsrun, ["--heap", "512", "--max", String(1 << 27), "-"], { input: code, encoding: "utf8", timeout: 250000, maxBuffer: 1 << 28 });
	try {
		const got = JSON.parse(r.stdout);
		if (got.ok && !got.truncated) return got.result;
		return `${JSON.stringify(got.error ?? "truncated").slice(0, 600)}`;
	} catch {
		return `${r.signal ?? r.status}: ${r.stderr.slice(0, 3000)}`;
	}
}

// In a process of its own: some patterns end node itself.
function inNode(list) {
	const code = `process.stdout.write(JSON.stringify((${LOOK})(JSON.parse(require("fs").readFileSync(0, "utf8")))))`;
	const r = spawnSync(process.execPath, ["-e", code], { input: JSON.stringify(list), encoding: "utf8", maxBuffer: 1 << 28 });
	try {
		return JSON.parse(r.stdout);
	} catch {
		return list.length > 1 ? list.flatMap((one) => inNode([one])) : [null];
	}
}

// Where V8 goes its own ways: a match that begins inside a pair; and the
// earlier draft of what ignoring case means for complements in sets.
function known([p, f, s], want) {
	if (want === null) return true;
	if (/i/.test(f) && /v/.test(f) && /\\P|\\q|\[\^|--|&&/.test(p)) return true;
	// lastIndex 1 inside a pair: V8 looks at its end first, for plain texts.
	if (/[uv]/.test(f) && /^[\ud800-\udbff][\udc00-\udfff]/.test(s)) return true;
	return /[uv]/.test(f) && /[\ud800-\udbff][\udc00-\udfff]/.test(s) && /\\ud[89abcdef]/.test(want.replace(/^\["(?:[^"\\]|\\.)*"/, ""));
}

// Literals in the sources of packages, with text from around them.
function* literals(dir, max) {
	const seen = new Set();
	let n = 0;
	const files = fs.readdirSync(dir, { recursive: true }).filter((f) => /\.(c|m)?js$/.test(f)).sort();
	for (const f of files) {
		const full = path.join(dir, f);
		if (!fs.statSync(full).isFile() || fs.statSync(full).size > 400000) continue;
		const text = fs.readFileSync(full, "utf8");
		for (const m of text.matchAll(/[=(,:[!&|?{};\n]\s*\/((?:[^\\/[\n*]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])(?:[^\\/[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])*)\/([dgimsuvy]*)/g)) {
			const key = m[1] + "/" + m[2];
			if (seen.has(key) || m[1].length > 2000) continue;
			seen.add(key);
			try { new RegExp(m[1], m[2]); } catch { continue; }
			const rnd = random(++n);
			const at = Math.max(0, m.index - rnd(200));
			yield [m[1], m[2], text.slice(at, at + 20 + rnd(300))];
			yield [m[1], m[2], m[1].replace(/\\(.)/g, "$1").slice(0, 60)];
			yield [m[1], m[2], subject(rnd, m[1])];
			if (3 * n >= max) return;
		}
	}
}

const all = what === "sources" ? [...literals(from, count)] : cases(Number(from), count);
let same = 0, different = 0, limits = 0, errors = 0, messages = 0, theirs = 0;
for (let i = 0; i < all.length; i += BATCH) {
	const list = all.slice(i, i + BATCH), want = inNode(list), got = inCordon(list);
	if (typeof got === "string") {
		console.log(`# batch at ${i}: ${got}`);
		different++;
		continue;
	}
	list.forEach((one, k) => {
		errors += !!want[k]?.startsWith('["SyntaxError"');
		if (got[k] === want[k]) same++;
		// Which of two errors comes first is no matter.
		else if (want[k]?.startsWith('["SyntaxError"') && got[k].startsWith('["SyntaxError"')) messages++;
		else if (got[k] === '"LIMIT"') limits++;
		else if (known(one, want[k])) theirs++;
		else if (different++ < 12)
			console.log(`# ${JSON.stringify(one)}\n#   node   ${want[k].slice(0, 700)}\n#   cordon ${String(got[k]).slice(0, 700)}`);
	});
}
console.log(`${different ? "not ok" : "ok"} - ${what}: ${same} equal (${errors} of them no patterns), ${messages} with another message, ${theirs} where V8 differs from the standard, ${different} different, ${limits} over the limit of steps`);
process.exit(different || same < 100 || limits * 100 > same || messages * 50 > same || theirs * 50 > same ? 1 : 0);
