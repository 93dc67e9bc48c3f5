// SPDX-License-Identifier: Apache-2.0
// A random secret per kind of credential and source, many calls (100 of each
// kind; with sanitizers 60; slow: 1,000) to an upstream that echoes what it was
// sent: in headers, bodies, error pages, redirects, compressed, cut in awkward
// places and encoded.  It is found nowhere.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";
import { encodings, tell, way } from "./canary-forms.mjs";
import { addSession, env, grant, kinds, needles, pem } from "./canary-kinds.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const sanitized = process.env.CORDON_SANITIZED === "1";
// Each place and each encoding comes in 60.
const EACH = Number(process.env.CORDON_CALLS ?? (process.env.CORDON_SLOW === "1" ? 1000 : sanitized ? 60 : 100));
const BUSY = 30; // of each kind, in the run that is looked at while it lasts

const seen = new Set(), wrong = [];
let refuse = null; // how the token server says no
function serve(q, r) {
	if (q.url === "/token") {
		q.resume();
		if (refuse !== null) {
			r.writeHead(400, { "Content-Type": "application/json", "X-Echo": encodeURIComponent(refuse) });
			return r.end(JSON.stringify({ error: refuse, error_description: q.headers.authorization }));
		}
		return r.end(JSON.stringify({ access_token: grant(), expires_in: 2 }));
	}
	const m = /^\/([a-z0-9]+)\/echo\/(\d+)/.exec(q.url), k = m && kinds.find((x) => x.name === m[1]);
	if (!k) // where a redirect led: the whole request, as debug pages show it
		return r.end(`you came by ${q.url} with ${JSON.stringify(q.headers)}`);
	seen.add(`${k.name} ${m[2]}`);
	if (!k.has(q))
		wrong.push([k.name, q.url, q.headers]);
	const secrets = k.name === "oauth2" ? [...k.secrets, q.headers.authorization?.slice(7)] : k.secrets;
	tell(r, way(+m[2]), k.name === "mtls" ? "nobody but its owner knows it" : secrets[Math.floor(m[2] / 2) % secrets.length]);
}
const plain = http.createServer(serve), secure = https.createServer({ key: pem("server.key"), cert: pem("server.pem"),
	ca: pem("client.pem"), requestCert: true, rejectUnauthorized: true }, serve);
const listen = (s) => new Promise((done) => s.listen(0, "127.0.0.1", () => done(`127.0.0.1:${s.address().port}`)));
const at = { plain: `http://${await listen(plain)}`, secure: `https://${await listen(secure)}` };

const conf = path.join(scratch, "conf"), document = path.join(scratch, "echo.json");
fs.mkdirSync(conf, { recursive: true });
fs.writeFileSync(document, JSON.stringify({ openapi: "3.1.0", info: { title: "echo", version: "1" }, paths: {
	"/echo/{n}": { get: { operationId: "echo", parameters: [{ name: "n", in: "path", required: true,
		schema: { type: "integer" } }], responses: { 200: { description: "" } } } } } }));
// The loop that holds the secrets ends when it was looked at, not by its limits.
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${scratch}/state\ncpu: 60s\n`);
for (const k of kinds)
	execFileSync(cordon, ["--config", conf, "add", "openapi", k.name, document, "--url", `${k.secure ? at.secure : at.plain}/${k.name}`,
		...k.add(at.plain)], { stdio: "pipe", env: { ...process.env, ...env } });
addSession(conf);

const program = `
const out = [];
async function one(name, n) {
	try {
		const r = await codemode[name].echo.withResponse({ n });
		let d = r.data;
		if (d instanceof Uint8Array) d = String.fromCharCode(...d);
		out.push([n, r.status, r.headers, d]);
	} catch (e) {
		console.log(e);
		out.push([n, String(e), e.stack, e.body, Object.assign({}, e)]);
	}
}
const all = (name, to) => (async () => {
	for (let n = 0; n < to; n += 25)
		await Promise.all(Array.from({ length: Math.min(25, to - n) }, (_, i) => one(name, n + i)));
})();
`;
// Not the synchronous one: the upstream is in this process.
let log = "";
const run = (code) => new Promise((done) => {
	const f = path.join(scratch, "program.js");
	fs.writeFileSync(f, code);
	execFile(cordon, ["--config", conf, "run", "--json", "--timeout", "120s", f],
		{ env: { ...process.env, ...env, CORDON_DEBUG: "1" }, maxBuffer: 1 << 28 }, (_, out, err) => {
			log += err;
			done(out);
		});
});

let calls = 0;
for (const k of kinds) {
	seen.clear();
	const out = await run(`${program} await all(${JSON.stringify(k.name)}, ${EACH}); return out;`), answer = JSON.parse(out);
	const results = new Map((answer.result ?? []).map((x) => [x[0], x]));
	calls += seen.size;
	check(`${k.name}: ${seen.size} calls of ${EACH} arrived with their secret, ${results.size} came back`,
	    answer.ok && seen.size === EACH && results.size === EACH && wrong.length === 0, [wrong.slice(0, 2), answer.error]);
	const said = [...results.values()].filter((x) => JSON.stringify(x).includes("[redacted]")).length;
	check(`${k.name}: ${said} of them with [redacted] in them`, k.name === "mtls" ? said === 0 : said > EACH / 2, said);
	for (const [n, r] of results) {
		const found = needles.in(JSON.stringify(r));
		if (found.length > 0)
			check(`call ${n} (${k.name} ${Object.values(way(n)).join(" ")}) says nothing`, false, [found.slice(0, 2), r]);
	}
	check(`${k.name}: the whole answer and its log say nothing`, needles.in(out).length === 0, needles.in(out).slice(0, 3));
}
// A token server's own words are shown to whoever configured it, and not more.
const owned = kinds.find((k) => k.name === "oauth2").secrets[0];
for (const [name, how] of Object.entries({ ...encodings, header: (s) => `Basic ${Buffer.from(`me%26you:${encodeURIComponent(s)}`).toString("base64")}` })) {
	refuse = how(owned);
	const out = await run("try { await oauth2.echo({ n: 1 }) } catch (e) { return e.message }");
	const found = needles.in(out).concat(needles.in(Buffer.from(`me%26you:${encodeURIComponent(owned)}`).toString("base64").slice(12, -4)
		.match(/.{12}/g).some((w) => out.includes(w)) ? owned : ""));
	check(`a token server that refuses and echoes (${name})`, /no access token/.test(out) && found.length === 0, [found.slice(0, 2), out]);
}
refuse = null;
check(`nor does cordon's own log of ${calls} calls`, needles.in(log).length === 0, needles.in(log));

// While a run holds all that it was told: memory, environments, arguments.
Object.assign(process.env, env);
const c = await new Client(conf).open();
await c.execute("1");
seen.clear();
const busy = c.execute(`${program} for (const name of ${JSON.stringify(kinds.map((k) => k.name))}) await all(name, ${BUSY}); for (;;) {}`,
	{ timeout_ms: 120000 });
for (const until = Date.now() + 60000; seen.size < BUSY * kinds.length && Date.now() < until;)
	await sleep(50);
await sleep(500);
check(`a run of ${seen.size} calls holds what it was told`, seen.size === BUSY * kinds.length);
const everyone = [c.p.pid, ...c.family("cordon")];
function told(pid, f) {
	try {
		return fs.readFileSync(`/proc/${pid}/${f}`);
	} catch {
		return Buffer.alloc(0); // an idle worker that has gone
	}
}
const shown = everyone.flatMap((pid) => ["cmdline", "environ", "comm", "status", "stat"].flatMap((f) => needles.in(told(pid, f))
	.map((x) => `${f} of ${pid} ${told(pid, "comm").toString().trim()}: ${x}`)));
check(`no argument or environment of ${everyone.length} processes has it`, everyone.length >= 3 && shown.length === 0, shown);
if (process.getuid() === 0 && !sanitized) {
	const egress = c.family("cordon-egress"), searched = everyone.filter((pid) => !egress.includes(pid));
	const found = searched.flatMap((pid) => searchMemory(pid).map((x) => `${pid} ${x}`));
	check(`the memory of the ${searched.length} processes that are not egress does not have it`, found.length === 0, found);
	check("the memory of egress does (so the search works)", searchMemory(egress[0]).length > 0);
} else
	console.log("skip: only root can read another's memory, and not a sanitized one's");
check("the run was held by its loop", (await busy).failed);
// Whatever can be asked of it.
const asked = [["check", "--json"], ["doctor", "--json"], ["tokens", "--json"], ["tenant", "--json", "list"], ["types"], ["search", "--json", "echo"],
	["status"], ["status", "--json"], ["runs"], ["log"], ["top", "--once"], ["audit", "verify"]].map((a) => {
	const r = spawnSync(cordon, ["--config", conf, ...a], { encoding: "buffer", timeout: 60000 });
	return [a.join(" "), r.status === 0, needles.in(r.stdout).concat(needles.in(r.stderr))];
});
check(`${asked.filter((a) => a[1]).length} commands that tell of it say nothing`, asked.filter((a) => a[1]).length >= 5 &&
    asked.every((a) => a[2].length === 0), asked);
await c.close();
check("and the server's log says nothing", needles.in(c.log).length === 0, needles.in(c.log));
const files = fs.readdirSync(scratch, { recursive: true }).filter((f) => !f.startsWith("secrets") && fs.statSync(path.join(scratch, f)).isFile());
const written = files.filter((f) => needles.in(fs.readFileSync(path.join(scratch, f))).length > 0);
check(`no file of ${files.length} (state, catalogs, audit) has it`, files.length > 12 && written.length === 0, written);
for (const s of [plain, secure]) {
	s.close();
	s.closeAllConnections();
}
finish();

function searchMemory(pid) {
	const found = [];
	let mem;
	try {
		mem = fs.openSync(`/proc/${pid}/mem`, "r");
	} catch {
		return []; // it ended meanwhile
	}
	for (const line of fs.readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
		const m = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line);
		if (!m || line.includes("[v"))
			continue;
		const from = BigInt(`0x${m[1]}`), size = Number(BigInt(`0x${m[2]}`) - from), data = Buffer.alloc(size);
		try {
			fs.readSync(mem, data, 0, size, from);
		} catch {
			continue; // a guard page
		}
		if (needles.wholeIn(data))
			found.push(line.slice(0, 60));
	}
	fs.closeSync(mem);
	return found;
}
