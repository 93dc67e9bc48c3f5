// SPDX-License-Identifier: Apache-2.0
// urls.mjs CORPORA: every URL of public corpora as a path's, query's and
// header's value, as the target of a redirect, as a configured url and as a
// document's server.  Traps on every local address count who comes.
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

// All values, and a third of the servers; less where a sanitizer makes it slow;
// with CORDON_SLOW=1 all, and the corpora of names and of setters, too.
const dir = process.argv[2], slow = process.env.CORDON_SLOW === "1", third = process.env.CORDON_SANITIZED === "1" && !slow;
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const read = (f) => fs.readFileSync(path.join(dir, f), "utf8");
const json = (f) => JSON.parse(read(f)).filter((x) => x && typeof x === "object");

const exam = read("exam_urls.jsonl").trim().split("\n").map((l) => JSON.parse(l));
let values = [...exam.map((x) => x.url), ...json("wpt_urltestdata.json").map((x) => x.input),
	...json("wpt_ada_extra_urltestdata.json").map((x) => x.input), ...json("wpt_toascii.json").map((x) => x.input),
	...json("wpt_percent-encoding.json").map((x) => x.input), ...read("patt_crlf.txt").split("\n"),
	".", "..", "%2e", "%2e%2e", "%2E%2e%2f", "..;", "../../x", "..\\..\\x", ".evil.example", "@evil.example", ":@evil.example/",
	"//evil.example", "/\\evil.example", "\r\nHost: evil.example", "a\r\n\r\nGET / HTTP/1.1", "a\0b", "?x#y", "#", "\u2025/x", "\uff0e\uff0e/"];
if (slow)
	values.push(...["wpt_IdnaTestV2.json", "wpt_verifydnslength_tests.json", "wpt_ada_long_urltestdata.json"].flatMap((f) => json(f).map((x) => x.input)),
		...Object.values(JSON.parse(read("wpt_setters_tests.json"))).flat().map((x) => x.new_value));
values = [...new Set(values)].filter((x) => typeof x === "string" && x.length > 0 && x.isWellFormed());
const all = values.length;
if (third)
	values = values.filter((_, i) => i % 3 === 0 || i >= all - 20);

// The upstream of the connector under test, and the traps.
const arrived = [];
let targets = [], own;
const upstream = http.createServer((q, r) => {
	arrived.push([q.headers.host, q.url, q.headers["x-value"]]);
	const m = /^\/base\/go\/(\d+)$/.exec(q.url);
	if (m && +m[1] < targets.length) {
		r.writeHead(302, ["Location", Buffer.from(targets[+m[1]]).toString("latin1")]);
		return r.end();
	}
	r.setHeader("Content-Type", "application/json");
	r.end('{"arrived":true}');
});
let trapped = 0;
const trap = net.createServer((s) => { trapped++; s.destroy(); });
const listen = (s, host, port = 0) => new Promise((done, bad) => s.listen(port, host, () => done(s.address().port)).on("error", bad));
own = await listen(upstream, "127.0.0.1");
const trapPort = await listen(trap, "::");

const conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const param = (name, where, required) => ({ name, in: where, required, schema: { type: "string" } });
const op = (operationId, parameters) => ({ get: { operationId, parameters, responses: { 200: { description: "" } } } });
const document = (servers) => JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, servers, paths: {
	"/p/{v}": op("inPath", [param("v", "path", true)]), "/v{v}.json": op("within", [param("v", "path", true)]),
	"/q": op("inQuery", [param("v", "query", true)]), "/h": op("inHeader", [param("X-Value", "header", true)]),
	"/go/{n}": op("go", [param("n", "path", true)]), "/s": op("s", []) } });
fs.writeFileSync(path.join(scratch, "api.json"), document());
fs.writeFileSync(path.join(conf, "connectors.d/api.yaml"), `kind: openapi\ndocument: ${scratch}/api.json\n` +
    `url: http://127.0.0.1:${own}/base\nnetwork: [127.0.0.1/32]\n`);

const run = (code, config = conf) => new Promise((done, bad) => {
	const f = path.join(scratch, "program.js");
	fs.writeFileSync(f, code);
	execFile(cordon, ["--config", config, "run", "--json", "--timeout", "120s", f], { maxBuffer: 1 << 27 }, (_, out, err) => {
		const a = out.startsWith("{") ? JSON.parse(out) : { ok: false };
		if (!a.ok)
			return bad(new Error(`${JSON.stringify(a.error)} ${err.slice(-300)}`));
		done(a.result);
	});
});
// Each of a list through one operation: [status or 0, message].
async function through(expression, list, config) {
	const out = [];
	for (let at = 0; at < list.length; at += 900)
		out.push(...await run(`const list = ${JSON.stringify(list.slice(at, at + 900))}, out = [];
const one = async (v, i) => { try { const r = await (${expression}); out[i] = [r.status, ""] } catch (e) { out[i] = [e.status || 0, e.message] } };
for (let i = 0; i < list.length; i += 16) await Promise.all(list.slice(i, i + 16).map((v, k) => one(v, i + k)));
return out;`, config));
	return out;
}
const reasons = (results) => {
	const count = new Map();
	for (const [status, message] of results) {
		const why = status > 0 ? `status ${status}` : message.replace(/^\S+: /, "").replace(/(https?:\/\/)\S+/g, "$1...").replace(/"[^"]*"/g, '"..."')
			.replace(/\b[\d.:a-f]{7,}\b/g, "ADDRESS").replace(/after \d+ ms/, "").slice(0, 110);
		count.set(why, (count.get(why) ?? 0) + 1);
	}
	for (const [why, n] of [...count].sort((a, b) => b[1] - a[1]))
		console.log(`#   ${n}: ${why}`);
};

// Values: each arrives as exactly itself, or not at all.
for (const [name, where, back] of [["inPath", "path", (u) => /^\/base\/p\/([^/?#]+)$/.exec(u)?.[1]],
	["within", "path", (u) => /^\/base\/v([^/?#]*)\.json$/.exec(u)?.[1]], ["inQuery", "query", (u) => /^\/base\/q\?v=([^&]*)$/.exec(u)?.[1]]]) {
	arrived.length = 0;
	const results = await through(`api.${name}.withResponse({ v })`, values);
	const set = new Set(values);
	const wrong = arrived.filter(([host, u]) => host !== `127.0.0.1:${own}` || back(u) === undefined || !set.has(decodeURIComponent(back(u))));
	const sent = results.filter(([s]) => s === 200).length;
	check(`${values.length} of ${all} as a ${where}'s value (${name}): ${sent} arrive as themselves, ${values.length - sent} are refused`,
	    wrong.length === 0 && arrived.length === sent && sent > values.length / 2, [wrong.slice(0, 3), arrived.length, sent]);
	reasons(results.filter(([s]) => s !== 200));
}
arrived.length = 0;
let results = await through('api.inHeader.withResponse({ "X-Value": v })', values);
let sent = results.filter(([s]) => s === 200).length;
const raw = new Set(values.map((v) => v.replace(/^[ \t]+|[ \t]+$/g, "")));
let wrong = arrived.filter(([host, u, v]) => host !== `127.0.0.1:${own}` || u !== "/base/h" || !raw.has(Buffer.from(v ?? "", "latin1").toString()));
check(`as a header's: ${sent} arrive, ${values.length - sent} are refused`, wrong.length === 0 && sent > values.length / 2, wrong.slice(0, 3));
reasons(results.filter(([s]) => s !== 200));

// Redirects: shown, or within the origin; never gone after.
const local = (u) => u.replace(/^(\w+:\/*)(.*@)?(\[[^\]]*\]|[^/:?#\\]+)(:\d*)?/i, (_, s, user = "", host) => `${s}${user}${host}:${trapPort}`);
targets = [...new Set(values.flatMap((v) => [v, local(v)]))].filter((v) => !/[\x00-\x08\x0a-\x1f\x7f]/.test(v));
arrived.length = 0;
results = await through("api.go.withResponse({ n: String(v) })", targets.map((_, i) => i));
const gone = results.filter(([s, m]) => s === 0 && !/no URL|without end|two different|too long/.test(m));
check(`${targets.length} as a redirect's target: none is gone after`, trapped === 0 && gone.length === 0 &&
    arrived.every(([host]) => host === `127.0.0.1:${own}`), [trapped, gone.slice(0, 4)]);
reasons(results);

// As a server: of the configuration, and of a document.  Names need a network
// to resolve; addresses in any spelling, localhost and rubbish do not.
const needsNoName = (u) => {
	try {
		const h = new URL(u).hostname;
		return net.isIP(h.replace(/^\[|\]$/g, "")) > 0 || h === "localhost" || h === "";
	} catch {
		return true;
	}
};
// Of public addresses it is no matter who answers there: they are left out.
const special = new net.BlockList(), public6 = new net.BlockList();
for (const range of ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
	"192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"])
	special.addSubnet(...range.split("/").map((x, i) => i ? +x : x), "ipv4");
for (const range of ["2001::/23", "2001:db8::/32"])
	special.addSubnet(...range.split("/").map((x, i) => i ? +x : x), "ipv6");
public6.addSubnet("2000::", 3, "ipv6");
const open = (u) => {
	try {
		const h = new URL(u).hostname.replace(/^\[|\]$/g, "");
		const inner = /^64:ff9b::([0-9a-f]+):([0-9a-f]+)$/.exec(h) ?? /^2002:([0-9a-f]+):([0-9a-f]+):/.exec(h);
		if (inner) { // NAT64, 6to4: of the address in it
			const [a, b] = inner.slice(1).map((x) => parseInt(x, 16));
			return !special.check([a >> 8, a & 255, b >> 8, b & 255].join("."), "ipv4");
		}
		return net.isIPv4(h) ? !special.check(h, "ipv4") : net.isIPv6(h) && public6.check(h, "ipv6") && !special.check(h, "ipv6");
	} catch {
		return false;
	}
};
const spelt = [...new Set([...exam.map((x) => x.url), ...values].filter((u) => needsNoName(u) && !/[\r\n\0]/.test(u)).flatMap((u) => [u, local(u)]))];
const servers = spelt.filter((u, i) => !open(u) && (slow || i % (third ? 9 : 3) === 0));
console.log(`# of ${spelt.length} servers ${spelt.filter(open).length} are public addresses, left out`);
// In configurations of at most 200 connectors; 256 is the limit.
let unread = 0;
const places = servers.flatMap((u) => ["url", "document"].map((how) => [u, how])).filter(([u, how]) => {
	const no = how === "url" && (!/^https?:\/\//.test(u) || /[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufdff]/.test(u));
	unread += no; // cordon check refuses the file
	return !no;
});
arrived.length = 0;
results = [];
for (let at = 0; at < places.length; at += 200) {
	const config = path.join(scratch, `conf${at}`), names = [];
	fs.mkdirSync(path.join(config, "connectors.d"), { recursive: true });
	for (const [k, [u, how]] of places.slice(at, at + 200).entries()) {
		const name = `s${at + k}`;
		if (how === "document")
			fs.writeFileSync(path.join(scratch, `${name}.json`), document([{ url: u }]));
		fs.writeFileSync(path.join(config, `connectors.d/${name}.yaml`), `kind: openapi\n` +
		    `document: ${scratch}/${how === "url" ? "api" : name}.json\n${how === "url" ? `url: ${JSON.stringify(u)}\n` : ""}`);
		names.push(name);
	}
	results.push(...await through("globalThis[v].s.withResponse({})", names, config));
}
check(`${places.length} as a server (and ${unread} no url for a configuration): nobody comes`, trapped === 0 && arrived.length === 0 &&
    results.every(([s, m]) => s === 0 && !/Failed to connect/.test(m)), [trapped, results.flatMap((r, i) => /Failed to connect/.test(r[1]) ? [[r[1], ...places[i]]] : []), results.flatMap((r, i) => r[0] > 0 ? [[...r, ...places[i]]] : []).slice(0, 12)]);
reasons(results);
for (const s of [upstream, trap])
	s.close();
upstream.closeAllConnections();
finish();
