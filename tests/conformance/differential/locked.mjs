// SPDX-License-Identifier: Apache-2.0
// locked.mjs JSRUN COUNT: each program in the bare engine and in a locked
// worker of `cordon mcp`, and a third as many in a cordoned one: the same result, or an error of the same name; and
// the broker notes no crash and no forbidden system call.
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, finish, scratch } from "../../e2e/client.mjs";
import { program } from "./generate.mjs";

const [, , jsrun, count] = process.argv;
const dir = path.join(scratch, "conf");
fs.mkdirSync(dir);
fs.writeFileSync(path.join(dir, "cordon.yaml"), "output_chars: 1000000\n");
const c = await new Client(dir).open();

const output = (command, args) => new Promise((resolve) =>
	execFile(command, args, { encoding: "utf8", maxBuffer: 1 << 28 }, (e, out) => resolve(out)));
// What the bare engine says of each, in a fork of it.
const alone = async (files, ...options) => (await output(jsrun, [...options, ...files])).split("\n");
const written = (texts) => texts.map((text, i) => {
	fs.writeFileSync(path.join(scratch, `${i}.ts`), text);
	return path.join(scratch, `${i}.ts`);
});
const short = (r) => JSON.stringify(r.ok ? r.result ?? null : r.error?.name ?? "crash");

// The tool's answer as the report would say it.
function answer(r) {
	if (r.failed)
		return { ok: false, error: { name: /^(\w+)/.exec(r.text)?.[1] } };
	const text = r.text.startsWith("undefined (") ? "null" : r.text.split("\nlogs:\n")[0];
	try {
		return { ok: true, result: JSON.parse(text) };
	} catch {
		return { ok: true, result: text };
	}
}

async function compare(client, from, most) {
	const different = [];
	const programs = Array.from({ length: most }, (_, i) => program(from + i));
	const bare = await alone(written(programs));
	for (const [i, text] of programs.entries()) {
		const a = short(JSON.parse(bare[i])), b = short(answer(await client.execute(text)));
		if (a !== b)
			different.push([from + i, a.slice(0, 200), b.slice(0, 200)]);
	}
	return different;
}
const different = await compare(c, 50001, Number(count));
check(`${count} generated programs: the wall changes nothing`, different.length === 0, different.slice(0, 3));

// What makes the C library, or one of ours, work hard: none of it may ask the
// kernel for anything.
const hard = {
	"sets of strings in patterns": String.raw`return ["\u{1F600}", "\u{1F1E9}\u{1F1EA}", "x"].map((s) => /^\p{RGI_Emoji}$/v.test(s)).concat(
		/^[\p{Emoji_Keycap_Sequence}--\q{1\uFE0F\u20E3|ab}]$/v.test("ab"), "\u0130".match(/[\w--[a-z]]/giv)?.length ?? 0)`,
	"a large class": String.raw`const c = Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x3000 + (i * 7919) % 20000)).join("");
		return c.match(new RegExp("[" + c + "]", "gu")).length`,
	"numbers of every length": `return [1e21, 1e-7, 123456789.123456789, 5e-324, 1.7976931348623157e308, 0.1 + 0.2].flatMap((x) =>
		[String(x), x.toString(2).slice(0, 60), x.toString(36).slice(0, 30), x.toExponential(20), x.toPrecision(20),
		Math.abs(x) < 1e21 ? x.toFixed(20) : "", parseFloat("0." + "0".repeat(300) + "1".repeat(3000))])`,
	"big integers": `let x = 1n; for (let i = 1n; i < 400n; i++) x *= i; return [x.toString(), x.toString(7), (x ** 3n).toString(16), String(BigInt.asUintN(900, -x))]`,
	"sorting": `const a = Array.from({ length: 30000 }, (_, i) => (i * 7919) % 30011); return [a.sort()[7], a.sort((x, y) => y - x)[9],
		a.toSorted().length, new Float64Array(a).sort()[3], a.map(String).sort((x, y) => x.localeCompare(y))[11]]`,
	"dates, in zones": `return ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"].map((timeZone) => [0, 1e12, 1795651200000, -6e12].map((t) =>
		new Intl.DateTimeFormat("en-US", { timeZone, dateStyle: "full", timeStyle: "long" }).format(t) + new Date(t).toString()
		+ new Date(t).toLocaleString("de-DE", { timeZone }) + Date.parse(new Date(t).toUTCString())))`,
	"text": `const s = "\u00e9\u0301\uac00\ufb01 \u0130I\u0131 \u03a3".repeat(2000); return [s.normalize("NFD").length, s.normalize("NFKC").length, s.toUpperCase().length,
		s.toLowerCase().length, [...s].length, encodeURIComponent(s).length, btoa("x".repeat(30000)).length, escape(s).length, s.split("").reverse().join("").length]`,
	"JSON": `const o = {}; for (let i = 0; i < 20000; i++) o["k" + i] = [i, i / 3, null, "\u2028" + i]; const t = JSON.stringify(o, null, 3);
		return [t.length, Object.keys(JSON.parse(t)).length, structuredClone(o).k7[1], JSON.stringify(JSON.parse(t, (k, v) => v)).length]`,
	"hashes, blobs, urls": `const d = await crypto.subtle.digest("SHA-512", new TextEncoder().encode("x".repeat(1e5)));
		const u = new URL("https://xn--bcher-kva.example:8080/a/../b?q=%zz&q=2#f"); u.searchParams.sort();
		return [new Uint8Array(d)[5], u.href, await new Blob(["a".repeat(1e5), new Uint8Array(9)]).text().then((t) => t.length)]`,
	"recursion": `const deep = (n) => { try { return deep(n + 1) } catch (e) { return e.name } }; const f = (n) => f(n + 1) + 1;
		try { f(0) } catch (e) { return [deep(0), e.name, e.message] }`,
	"the end of memory": `let end = 0; try { const a = []; for (;;) a.push(new Uint8Array(1 << 20)) } catch (e) { end = e.name + e.message }
		return [end, (() => { try { return "x".repeat(2 ** 30) } catch (e) { return e.name } })()]`,
	"errors of every kind": `return ["null.x", "undefined()", "(", "let a; let a", "new Array(-1)", "1n + 1", "BigInt(1.5)", "decodeURIComponent('%')", "/(/", "JSON.parse('{')",
		"Symbol() + ''", "new (class { #x; static t(o) { return o.#x } }).t", "Object.defineProperty(Object.freeze({}), 'x', {})"].map((c) => {
		try { return String(new Function(c)()) } catch (e) { return e.name + ": " + e.message } })`,
};
const changed = [], bareHard = await alone(written(Object.values(hard)));
for (const [i, [what, text]] of Object.entries(hard).entries()) {
	const bare = bareHard[i], locked = await c.execute(text);
	const a = short(JSON.parse(bare)), b = short(answer(locked));
	if (a !== b || !JSON.parse(bare).ok)
		changed.push([what, a.slice(0, 300), b.slice(0, 300), bare.slice(0, 300)]);
}
check(`${Object.keys(hard).length} programs that make libraries work: the wall changes nothing`, changed.length === 0, changed.slice(0, 3));
const collection = path.join(process.env.CORDON_SHARED, "js-corpus");
if (fs.existsSync(collection)) {
	const wrong = [];
	const stub = path.join(collection, "stub.js");
	const files = fs.readdirSync(collection).filter((x) => x.endsWith(".ts")).map((f) => path.join(collection, f));
	const said = await alone(files, "--with", stub), k = files.length;
	for (const [i, f] of files.entries()) {
		const locked = await output(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "run", "--json", "--with", stub, f]);
		if (short(JSON.parse(said[i])) !== short(JSON.parse(locked)))
			wrong.push([f, said[i].slice(0, 200), locked.slice(0, 200)]);
	}
	check(`${k} programs as models write them: the wall changes nothing`, wrong.length === 0 && k > 10, wrong.slice(0, 3));
} else
	console.log("# the larger collection is not beside the checkout");
// A cordoned tenant's engine is a copy of a warm one, at other addresses in each worker.
execFileSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "tenant", "hold", "local", "cordoned"]);
const held = await new Client(dir).open();
const moved = await compare(held, 60001, Math.ceil(Number(count) / 3));
check("as many by three in copies of a warm engine: nor does that", moved.length === 0, moved.slice(0, 3));
const end = await held.execute(hard["the end of memory"]);
check("they were copies, with half the memory", /32 MiB/.test(end.text) && !/copied_engine/.test(held.log), [end.text, held.log.slice(-300)]);
const noted = (c.log + held.log).split("\n").filter((l) => /evidence=(seccomp-kill|worker-crash|bad-frame)/.test(l));
check("no false kill", noted.length === 0, noted.slice(0, 3));
finish();
