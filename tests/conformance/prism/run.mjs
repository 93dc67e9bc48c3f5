// SPDX-License-Identifier: Apache-2.0
// run.mjs DOCUMENT...: every operation of a real document (or a sample of so
// many), with arguments made from its schemas, called by programs in the real
// cordon; Prism, which has the same document, judges what arrives.
//
// env: CORDON_BIN, CORDON_NPM, CORDON_SRC; PER_DOCUMENT (0: all), SEED, SHOW.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Generator, random } from "./generate.mjs";
import { checker } from "./valid.mjs";
import { limits } from "./exceptions.mjs";

const bin = process.env.CORDON_BIN, npm = path.join(process.env.CORDON_NPM, "node_modules");
const perDocument = +(process.env.PER_DOCUMENT ?? 0), seed = +(process.env.SEED ?? 1);
const show = +(process.env.SHOW ?? 5);
const require = createRequire(path.join(npm, "x.js"));
// Prism takes a second and more for an answer of the largest documents.
const BATCH = 25, AT_ONCE = 8, CODE_MAX = 900000;

const auth = {
	"twilio.json": ["basic", "AC0123456789:"], "kubernetes.json": ["bearer", ""],
	"tmdb.json": ["apiKey", "", "--auth-in", "query", "--auth-name", "api_key"],
};

function load(file) {
	const text = fs.readFileSync(file, "utf8");
	return file.endsWith(".json") ? JSON.parse(text) : require("js-yaml").load(text);
}

function freePort() {
	return new Promise((done) => {
		const s = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => done(port));
		});
	});
}

// Prism needs minutes and gigabytes to resolve what these documents say about
// replies: it gets the part that it judges requests by.
const large = new Set(["stripe.yaml"]);

function requestsOnly(doc) {
	const out = structuredClone(doc), used = new Map(), todo = [out.paths];
	for (const item of Object.values(out.paths))
		for (const op of Object.values(item))
			if (op?.responses)
				op.responses = { 200: { description: "well" } };
	const walk = (v) => {
		if (!v || typeof v !== "object")
			return;
		if (typeof v.$ref === "string" && !used.has(v.$ref)) {
			const [, , kind, name] = v.$ref.split("/");
			used.set(v.$ref, [kind, name]);
			todo.push(out.components[kind]?.[name]);
		}
		Object.values(v).forEach(walk);
	};
	while (todo.length > 0)
		walk(todo.pop());
	const kept = { securitySchemes: out.components.securitySchemes };
	for (const [kind, name] of used.values())
		(kept[kind] ??= {})[name] = out.components[kind]?.[name];
	out.components = kept;
	return out;
}

async function startPrism(file, log) {
	const port = await freePort();
	const out = fs.openSync(log, "w");
	const child = spawn(process.execPath, [path.join(npm, ".bin/prism"), "mock", "-h", "127.0.0.1", "-p", String(port),
		"--errors", "--verboseLevel", "error", file], { stdio: ["ignore", out, out] });
	const until = Date.now() + 240000;
	while (Date.now() < until && child.exitCode === null) {
		const up = await new Promise((done) => {
			const c = net.connect(port, "127.0.0.1", () => { c.destroy(); done(true); });
			c.on("error", () => done(false));
		});
		if (up)
			return { port, child };
		await new Promise((r) => setTimeout(r, 200));
	}
	child.kill();
	throw new Error("Prism does not start on " + file + ": " + fs.readFileSync(log, "utf8").slice(-500));
}

function run(config, args) {
	const r = spawnSync(path.join(bin, "cordon"), ["--config", config, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
	if (r.error)
		throw r.error;
	return r;
}

// Where the document says what an operation takes.
function described(gen, doc, op) {
	const item = gen.deref(doc.paths[op.path]), own = item[op.method.toLowerCase()];
	const params = [];
	for (const p of [...(own.parameters ?? []), ...(item.parameters ?? [])].map((x) => gen.deref(x)))
		if (!params.some((q) => q.name === p.name && q.in === p.in))
			params.push(p);
	return { own, params };
}

function bodyOf(gen, doc, op, own, params) {
	if (doc.swagger) {
		const body = params.find((p) => p.in === "body");
		if (body)
			return body.required || gen.next() < 0.8 ? gen.value(body.schema) : undefined;
		const form = params.filter((p) => p.in === "formData");
		if (form.length === 0)
			return undefined;
		const out = {};
		for (const p of form)
			if (p.required || gen.next() < 0.6)
				out[p.name] = gen.value(p);
		return Object.keys(out).length || form.some((p) => p.required) ? out : undefined;
	}
	const body = own.requestBody && gen.deref(own.requestBody);
	if (!body || (!body.required && gen.next() < 0.2))
		return undefined;
	const media = body.content[op.media] ?? Object.values(body.content)[0];
	if (!media?.schema)
		return /json/.test(op.media) ? { a: 1 } : { $file: "some bytes" };
	const v = gen.value(media.schema);
	return v;
}

function argumentsOf(gen, doc, op) {
	const { own, params } = described(gen, doc, op);
	const args = {};
	for (const p of params) {
		if (p.in === "body" || p.in === "formData")
			continue;
		const known = op.params.find(([place, name]) => place === p.in && name === p.name);
		if (!known)
			if (p.in === "header" && /^(accept|content-type|authorization|cookie)$/i.test(p.name))
				continue;
			else
				throw new Error(`the catalog lost parameter ${p.in} ${p.name}`);
		if (p.in !== "path" && !p.required && gen.next() < 0.3)
			continue;
		const schema = p.schema ?? (p.content ? Object.values(p.content)[0].schema : p);
		let v = gen.value(schema, 0, { plain: p.in === "header" || p.in === "cookie" });
		if (p.in === "path" && (v === "" || v === "." || v === ".."))
			v = "x";
		args[known[2]] = v;
	}
	const body = bodyOf(gen, doc, op, own, params);
	if (body !== undefined)
		args.body = body;
	return args;
}

// Runs in the worker.
const program = `
const revive = (v) => v === null || typeof v !== "object" ? v :
	typeof v.$file === "string" ? new TextEncoder().encode(v.$file) :
	Array.isArray(v) ? v.map(revive) :
	Object.fromEntries(Object.entries(v).map(([k, x]) => [k, revive(x)]));
const out = [];
async function one([i, name, args]) {
	let f = api;
	for (const part of name.split(".")) f = f[part];
	try {
		out.push([i, (await f.withResponse(revive(args))).status]);
	} catch (e) {
		let b = e.body;
		try { if (typeof b === "string") b = JSON.parse(b); } catch {}
		out.push([i, e.status ?? 0, String(e.message).slice(0, 400), b && b.type ? { type: b.type, detail: b.detail,
			validation: (b.validation ?? []).filter((v) => v.severity === "Error").map((v) => [v.location, v.code, v.message]) } : null]);
	}
}
for (let i = 0; i < calls.length; i += ${AT_ONCE}) await Promise.all(calls.slice(i, i + ${AT_ONCE}).map(one));
return out;
`;

function* batches(calls) {
	let list = [], size = 0;
	for (const c of calls) {
		const n = JSON.stringify(c).length;
		if (list.length >= BATCH || (list.length > 0 && size + n > CODE_MAX)) {
			yield list;
			list = [];
			size = 0;
		}
		list.push(c);
		size += n;
	}
	if (list.length > 0)
		yield list;
}

function callAll(work, config, calls) {
	const results = new Map();
	for (const list of batches(calls)) {
		const file = path.join(work, "program.js");
		fs.writeFileSync(file, `const calls = ${JSON.stringify(list)};\n${program}`);
		const r = run(config, ["run", "--json", "--timeout", "600s", file]);
		let answer;
		try {
			answer = JSON.parse(r.stdout);
		} catch {
			throw new Error("cordon run: " + r.stderr.slice(-500));
		}
		if (!answer.ok)
			throw new Error("the program failed: " + JSON.stringify(answer.error) + r.stderr.slice(-300));
		for (const [i, ...rest] of answer.result ?? answer.value)
			results.set(i, rest);
	}
	return results;
}

// A server that is busy for longer than it keeps a connection closes one that a
// request has just come by: of what nobody read, nothing is judged.  Once more;
// and without its slashes what they would make another operation's path, which
// cordon does not send.
function callAgain(work, config, calls, ops) {
	const results = callAll(work, config, calls);
	const said = (text) => calls.filter(([i]) => results.get(i)?.[1]?.includes(text));
	const unread = said("connection ended without a reply"), others = said("path that of another operation");
	const plain = others.map(([i, name, args]) => {
		const own = { ...args };
		for (const [place, , arg] of ops[i].params)
			if (place === "path" && typeof own[arg] === "string")
				own[arg] = own[arg].replace(/[/\\]/g, "");
		return [i, name, own];
	});
	for (const [i, r] of callAll(work, config, [...unread, ...plain]))
		results.set(i, r);
	if (unread.length + others.length > 0)
		console.log(`# called again: ${unread.length} whose connection had ended, ${others.length} that were another operation's path`);
	return results;
}

function sample(ops) {
	if (!perDocument || ops.length <= perDocument)
		return ops;
	const next = random(seed + 7), left = [...ops], out = [];
	while (out.length < perDocument)
		out.push(left.splice(Math.floor(next() * left.length), 1)[0]);
	return out;
}

// Prism's own words for: this request is not what the document says.
const refusals = /UNPROCESSABLE_ENTITY|INVALID_CONTENT_TYPE|UNAUTHORIZED|NO_PATH_MATCHED|NO_METHOD_MATCHED|NO_SERVER|NOT_ACCEPTABLE|DUPLICATE|NO_RESPONSE_DEFINED/;

async function judge(file) {
	const name = path.basename(file), work = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-prism-"));
	const doc = load(file), config = path.join(work, "conf");
	let prism;
	try {
		let judged = file;
		if (large.has(name))
			fs.writeFileSync(judged = path.join(work, "requests.json"), JSON.stringify(requestsOnly(doc)));
		prism = await startPrism(judged, path.join(work, "prism.log"));
		const [kind, secret, ...more] = auth[name] ?? ["bearer", ""];
		fs.writeFileSync(path.join(work, "secret"), secret + "0123456789abcdef\n", { mode: 0o600 });
		fs.mkdirSync(config);
		const added = run(config, ["add", "openapi", "api", file, "--url", `http://127.0.0.1:${prism.port}`,
			"--auth", kind, "--secret-file", path.join(work, "secret"), ...more]);
		if (added.status !== 0)
			throw new Error("cordon add: " + added.stderr);
		const listed = spawnSync(path.join(bin, "../tests/catalog_ops"), [path.join(config, "catalog/api.cat")],
			{ encoding: "utf8", maxBuffer: 1 << 28 });
		const ops = sample(listed.stdout.trim().split("\n").map((l) => JSON.parse(l)));
		const gen = new Generator(doc, seed, null);
		gen.check = checker(doc, (s) => gen.deref(s));
		const calls = [], failed = [];
		ops.forEach((op, i) => {
			try {
				calls.push([i, op.name, argumentsOf(gen, doc, op)]);
			} catch (e) {
				failed.push([op, `no arguments: ${e.message}`]);
			}
		});
		const results = callAgain(work, config, calls, ops);
		let valid = 0;
		for (const [i, , args] of calls) {
			const [status, message, problem] = results.get(i) ?? [0, "no result"];
			if (status === 0 || (problem && refusals.test(problem.type)))
				failed.push([ops[i], `${status} ${problem ? JSON.stringify(problem) : message}`, args, problem]);
			else
				valid++;
		}
		return report(name, ops.length, valid, failed);
	} finally {
		prism?.child.kill();
		fs.rmSync(work, { recursive: true, force: true });
	}
}

// The reason why a refusal is Prism's limit; undefined if it is not.
function excuse(problem, message, args) {
	const lines = problem?.validation ?? [];
	const reasons = (lines.length > 0 ? lines : [[[], "", String(problem?.detail ?? message)]])
		.map((line) => limits.find((x) => x.explains(line, args ?? {}))?.reason);
	return reasons.every((x) => x) ? reasons[0] : undefined;
}

function report(name, n, valid, failed) {
	const known = new Map(), wrong = [];
	for (const [op, why, args, problem] of failed) {
		const reason = excuse(problem, why, args);
		if (reason)
			known.set(reason, [...known.get(reason) ?? [], `${op.method} ${op.path}`]);
		else
			wrong.push([`${op.method} ${op.path}`, why, args]);
	}
	const rate = (100 * valid / n).toFixed(1);
	console.log(`${wrong.length === 0 ? "ok" : "not ok"} - ${name}: ${valid} of ${n} accepted (${rate} %), ` +
	    `${n - valid - wrong.length} are limits of Prism's, ${wrong.length} wrong`);
	for (const [reason, ops] of known)
		console.log(`#   ${ops.length}: ${reason}: ${ops.slice(0, 3).join(", ")}${ops.length > 3 ? ", ..." : ""}`);
	for (const [op, why, args] of wrong.slice(0, show))
		console.log(`#   ${op}: ${why}\n#     ${JSON.stringify(args)?.slice(0, 600)}`);
	return wrong.length === 0;
}

let ok = true;
for (const file of process.argv.slice(2))
	ok = await judge(file).catch((e) => console.log(`not ok - ${path.basename(file)}: ${e.message}`)) && ok;
process.exit(ok ? 0 : 1);
