// SPDX-License-Identifier: Apache-2.0
// See 35-egress-attacked.sh.
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const file = (name, text, mode = 0o600) => (fs.writeFileSync(path.join(scratch, name), text, { mode }), path.join(scratch, name));
const SECRET = "attacked-secret-1234567890", secret = file("secret", SECRET);
execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9", "-keyout",
	path.join(scratch, "key"), "-out", path.join(scratch, "pem"), "-subj", "/CN=x", "-addext", "subjectAltName=IP:127.0.0.1,DNS:api.test"], { stdio: "pipe" });

// The upstream does what is asked of it by number; the traps count who comes.
let trapped = [], answer = null, open = false;
const arrived = [];
const serve = (q, r) => {
	arrived.push({ url: q.url, headers: q.headers, raw: q.rawHeaders, socket: q.socket, reused: q.socket.isSessionReused?.() });
	if (q.url === "/raw" && answer) {
		q.socket.write(answer);
		return open ? undefined : q.socket.end();
	}
	if (q.url.startsWith("/go") && typeof answer === "string") {
		r.writeHead(302, ["Location", answer]);
		return r.end();
	}
	r.setHeader("Content-Type", "application/json");
	r.setHeader("Set-Cookie", ["sid=stolen; Path=/", "b=c; Domain=127.0.0.1"]);
	r.end('{"ok":true}');
};
const trap = (what) => net.createServer((s) => {
	s.on("error", () => {});
	s.once("data", (d) => trapped.push([what, d.toString("latin1").slice(0, 200)]));
	setTimeout(() => s.destroy(), 200);
	trapped.push([what, "connected"]);
});
const listen = (s, host = "127.0.0.1", port = 0) => new Promise((done) => s.listen(port, host, () => done(s.address().port)));
const plain = http.createServer(serve), secure = https.createServer({ key: fs.readFileSync(path.join(scratch, "key")),
	cert: fs.readFileSync(path.join(scratch, "pem")) }, serve);
const port = await listen(plain), securePort = await listen(secure), trapPort = await listen(trap("another port"));
await listen(trap("another address"), "127.0.0.2", port);
const op = (id, more = {}) => ({ get: { operationId: id, responses: { 200: { description: "" } }, ...more } });
const api = file("api.json", JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {
	"/said": op("said", { parameters: ["User-Agent", "Accept-Encoding"].map((n) => ({ name: n, in: "header", schema: { type: "string" } })) }),
	"/get": op("get"), "/go": op("go"), "/raw": op("raw") } }));
const connector = (name, url, more = "network: [127.0.0.1/32]") => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
    `kind: openapi\ndocument: ${api}\nurl: ${JSON.stringify(url)}\n${more}\nauth: {kind: bearer, secret: "file:${secret}"}\n`);
connector("api", `http://127.0.0.1:${port}`);
connector("tls", `https://127.0.0.1:${securePort}`, `network: [127.0.0.1/32]\nca: ${path.join(scratch, "pem")}`);
fs.writeFileSync(path.join(conf, "cordon.yaml"), `state: ${scratch}/state\n`);
const run = (code, env = {}) => new Promise((done) => execFile(cordon, ["--config", conf, "run", "-e", code], { env: { ...process.env, ...env } },
	(_, out, err) => done(out + err)));
const told = (call) => run(`try { const r = await ${call}; return [r.status, r.headers, r.data] } catch (e) { return [0, e.code, e.message] }`);

// The environment: proxies, .netrc, key logs, other names for hosts.
const proxy = `http://127.0.0.1:${trapPort}`, home = path.join(scratch, "home");
fs.mkdirSync(home);
fs.writeFileSync(path.join(home, ".netrc"), "machine 127.0.0.1 login netrc password netrc\n", { mode: 0o600 });
fs.writeFileSync(path.join(home, ".curlrc"), `proxy = "${proxy}"\n`);
const odd = { HOME: home, CURL_HOME: home, http_proxy: proxy, https_proxy: proxy, HTTPS_PROXY: proxy, all_proxy: proxy, ALL_PROXY: proxy, no_proxy: "",
	SSLKEYLOGFILE: path.join(scratch, "keys"), HOSTALIASES: path.join(scratch, "aliases"), XDG_CONFIG_HOME: home };
for (const name of ["api", "tls"]) {
	arrived.length = 0;
	const said = await run(`await ${name}.get({})`, odd);
	check(`${name}: no proxy, .netrc or key log of the environment counts`, /ok/.test(said) && trapped.length === 0 && !fs.existsSync(odd.SSLKEYLOGFILE) &&
	    arrived[0]?.headers.authorization === `Bearer ${SECRET}`, [said, trapped, fs.existsSync(odd.SSLKEYLOGFILE)]);
}

// What egress says in every request is said once, by the program if it does.
arrived.length = 0;
await run(`await api.get({}); await api.said({ "User-Agent": "mine/1" }); await api.said({ "Accept-Encoding": "identity" }); await api.said({})`);
const once = (x, name) => x.raw.filter((n, i) => i % 2 === 0 && n.toLowerCase() === name).length === 1;
check("User-Agent and Accept-Encoding are said once, by the program if it does", arrived.length === 4 &&
    arrived.every((x) => once(x, "user-agent") && once(x, "accept-encoding")) &&
    arrived.map((x) => x.headers["user-agent"].replace(/^cordon\/.*/, "cordon")).join() === "cordon,mine/1,cordon,cordon" &&
    arrived.map((x) => /^deflate, gzip/.test(x.headers["accept-encoding"])).join() === "true,true,false,true", arrived.map((x) => x.raw));

// Redirects elsewhere: to other ports, hosts, schemes, by every spelling.
const elsewhere = [`http://127.0.0.1:${trapPort}/`, `//127.0.0.1:${trapPort}/`, `http://127.0.0.2:${port}/`, `http://localhost:${port}/get`,
	`http://127.0.0.1:${port}@127.0.0.2:${port}/`, `http://127.0.0.1:${port}\\@127.0.0.2:${port}/`, `http:\\\\127.0.0.2:${port}\\`, `\\\\127.0.0.2:${port}/`,
	`http:/127.0.0.2:${port}/`, `http://2130706434:${port}/`, `http://0177.0.0.2:${port}/`, `http://0x7f.2:${port}/`, `http://[::ffff:127.0.0.2]:${port}/`,
	`https://127.0.0.1:${port}/`, "file:///etc/passwd", "gopher://127.0.0.1:1/x", "ftp://127.0.0.1/", "data:text/plain,x", "javascript:1",
	`http://127.0.0.1:${port}.evil.example/`, `http://127.0.0.1:${port}%2f@127.0.0.2:${port}/`, `http://127.0.0.1:${port}#@127.0.0.2:${port}/`,
	"http://169.254.169.254/latest/meta-data/", `//user:pass@127.0.0.2:${port}/`, `///127.0.0.2:${port}/`];
const c = await new Client(conf).open();
arrived.length = 0;
for (const to of elsewhere) {
	answer = to;
	await c.execute("try { await api.go.withResponse({}) } catch (e) { }");
}
const strays = arrived.filter((x) => x.headers.host !== `127.0.0.1:${port}`);
check(`${elsewhere.length} redirects elsewhere: nobody comes, the upstream was asked ${arrived.length} times`, trapped.length === 0 && strays.length === 0 &&
    arrived.length >= elsewhere.length, [trapped, strays.map((x) => [x.url, x.headers.host])]);
arrived.length = 0;
answer = `http://user:pass@127.0.0.1:${port}/get`;
let r = await c.execute("const r = await api.go.withResponse({}); return r.status");
check("a redirect's own user is not taken", arrived.length === 2 && arrived.every((x) => x.headers.authorization === `Bearer ${SECRET}`), [r, arrived.map((x) => x.headers)]);
answer = `http://127.0.0.1:${port}/get`;
arrived.length = 0;
r = await c.execute("try { return (await tls.go.withResponse({})).status } catch (e) { return e.message }");
check("https is not left for http", arrived.length === 1 && /302/.test(r.text), [r.text, arrived.length]);

// Replies that want to be two, or something else.
const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
const replies = {
	"a second reply behind it": `${ok}\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"b":"x"}`,
	"a bare line feed in a header": `${ok}X-A: a\nSet-Cookie: x=y\nX-Cordon-Note: forged\r\n\r\n{}`,
	"a folded header": `${ok}X-A: a\r\n b\r\n\tc\r\n\r\n{}`,
	"our own header names": `${ok}X-Cordon-Note: forged\r\nx-cordon-cut: size\r\n\r\n{}`,
	"names of prototypes": `${ok}__proto__: {"x":1}\r\nconstructor: y\r\ntoString: z\r\n\r\n{}`,
	"2,000 headers": `${ok}${Array.from({ length: 2000 }, (_, i) => `X-${i}: v\r\n`).join("")}\r\n{}`,
	"a header without a name": `${ok}: v\r\n\r\n{}`,
	"a header without a colon": `${ok}nothing\r\n\r\n{}`,
	"a header of high bytes": `${ok}X-\xff\xfe: \xff\xfe\r\n\r\n{}`,
};
for (const [what, bytes] of Object.entries(replies)) {
	answer = Buffer.from(bytes, "latin1");
	const said = await c.execute(`const before = ({}).x; let r; try { r = await api.raw.withResponse({}) } catch (e) { return ["refused", e.code] }
		return ["taken", r.status, r.data, r.headers["x-cordon-note"] ?? null, r.headers["x-cordon-cut"] ?? null, r.headers["set-cookie"] ?? null, ({}).x === before, typeof r.headers.toString]`);
	check(`${what}: ${said.text.replace(/\s+/g, " ").slice(0, 90)}`, /^\[\s*"refused",\s*"E_UPSTREAM"/.test(said.text) ||
	    /^\[\s*"taken",\s*200,\s*\{\},\s*null,\s*null,\s*null,\s*true,\s*"(function|string)"\s*\]/.test(said.text), said.text);
}
// The connection stays open, with a reply that nobody asked for on it.
open = true;
answer = Buffer.from(replies["a second reply behind it"]);
r = await c.execute("const out = []; for (let i = 0; i < 4; i++) out.push(await api.raw({})); return out");
check("a reply that comes before it is asked for is nobody's", /^\[(\s*\{\},?){4}\s*\]/.test(r.text), r.text);
open = false;
answer = null;
check("and the next reply is its own", /"ok":\s*true/.test((await c.execute("await api.get({})")).text));
await c.close();

// Metadata, however it is written and whatever is listed.
const spellings = ["169.254.169.254", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376", "0xa9.0xfe.0xa9.0xfe", "169.254.43518", "0251.254.0xa9fe",
	"[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[::169.254.169.254]",
	"168.63.129.16", "100.100.100.200", "[fd00:ec2::254]", "[fe80::a9fe:a9fe]", "\uff11\uff16\uff19.254.169.254", "169\u3002254\u3002169\u3002254"];
for (const [i, s] of spellings.entries())
	connector(`meta${i}`, `http://${s}/`, 'network: ["0.0.0.0/0", "::/0", "169.254.169.254/32"]');
const list = spellings.map((_, i) => `meta${i}`);
let said = await run(`const out = []; for (const n of ${JSON.stringify(list)}) try { out.push([n, (await globalThis[n].get.withResponse({})).status]) } catch (e) { out.push(e.code) } return out.join(" ")`);
check(`${spellings.length} spellings of metadata addresses: ${said.trim().slice(0, 150)}`, !/meta/.test(said) && (said.match(/E_DENIED/g) ?? []).length >= 15, said);
for (const name of list)
	fs.rmSync(path.join(conf, `connectors.d/${name}.yaml`));

// Tenants: nothing of one's connection is another's.
const token = (name) => execFileSync(cordon, ["--config", conf, "token", name], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const tokens = [token("ann"), token("bob")];
const p = spawn(cordon, ["--config", conf, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
let log = "";
p.stderr.on("data", (d) => { log += d; });
const at = await new Promise((done) => p.stdout.on("data", (d) => {
	const m = /http:\/\/127\.0\.0\.1:\d+\/mcp/.exec(d);
	if (m)
		done(m[0]);
}));
async function as(bearer, code) {
	const headers = { "content-type": "application/json", accept: "application/json, text/event-stream", authorization: `Bearer ${bearer}` };
	const post = (body, more) => fetch(at, { method: "POST", headers: { ...headers, ...more }, body: JSON.stringify({ jsonrpc: "2.0", ...body }) });
	const init = await post({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "r", version: "1" } } });
	const session = { "mcp-session-id": init.headers.get("mcp-session-id"), "mcp-protocol-version": "2025-11-25" };
	await init.text();
	await (await post({ method: "notifications/initialized" }, session)).text();
	return await (await post({ id: 2, method: "tools/call", params: { name: "execute", arguments: { code } } }, session)).text();
}
for (const name of ["api", "tls"]) {
	arrived.length = 0;
	for (const t of [tokens[0], tokens[0], tokens[1], tokens[0], tokens[1]])
		said = await as(t, `await ${name}.get({})`);
	const sockets = arrived.map((x) => x.socket), same = (a, b) => sockets[a] === sockets[b];
	check(`${name}: a tenant's connection is used again, and by no other`, arrived.length === 5 && same(0, 1) && same(0, 3) && same(2, 4) && !same(0, 2), [said, log.slice(-300)]);
	check(`${name}: nor is a TLS session taken over, and no cookie comes back`, arrived.every((x) => x.headers.cookie === undefined) &&
	    (name === "api" || arrived[2].reused === false), arrived.map((x) => [x.reused, x.headers.cookie]));
}
p.kill("SIGTERM");
await new Promise((done) => p.once("exit", done));

// A name that changes its mind; in a mount namespace with hosts of its own.
const hosts = file("hosts", "127.0.0.1 api.test\n", 0o644);
const inside = ["unshare", "-m", "sh", "-c", `mount --bind ${hosts} /etc/hosts && exec "$0" "$@"`];
if (process.getuid() !== 0 || spawnSync(inside[0], [...inside.slice(1), "true"]).status !== 0)
	console.log("# no mount namespace of one's own can be had: left out");
else {
	connector("named", `http://api.test:${port}`);
	trapped = [];
	const d = await new Client(conf, [...inside, cordon]).open();
	const call = async () => (await d.execute("try { return (await named.get.withResponse({})).status } catch (e) { return e.code + ': ' + e.message }")).text;
	check("a name leads to its address", /200/.test(await call()), d.log);
	const minds = ["127.0.0.2", "169.254.169.254", "::ffff:127.0.0.2", "::1", "10.1.2.3"];
	const got = [];
	for (const a of minds) {
		fs.writeFileSync(hosts, `${a} api.test\n`); // in place: the mount is of this file
		d.p.kill("SIGHUP");
		let t = "";
		for (const end = Date.now() + 30000; Date.now() < end && !/E_DENIED/.test(t); await sleep(100))
			t = await call(); // the address of before until it is read anew
		got.push(t);
	}
	check(`it leads elsewhere, ${minds.join(", ")}: refused each time, nobody comes`, got.every((t) => /E_DENIED/.test(t)) && trapped.length === 0, [got, trapped, d.log.slice(-300)]);
	fs.writeFileSync(hosts, `169.254.169.254 api.test\n127.0.0.2 api.test\n127.0.0.1 api.test\n`);
	d.p.kill("SIGHUP");
	await sleep(900);
	const among = await call();
	check(`one good address among bad ones: ${among.trim().slice(0, 80)}, and nobody else is asked`, /200|E_DENIED/.test(among) && trapped.length === 0, [among, trapped]);
	await d.close();
}
for (const s of [plain, secure]) {
	s.close();
	s.closeAllConnections();
}
finish();
