// SPDX-License-Identifier: Apache-2.0
// `cordon add openapi --auth KIND` for each kind; an upstream says what came.
import { execFile, execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(conf, { recursive: true });
const file = (name, text) => {
	fs.writeFileSync(path.join(scratch, name), text, { mode: 0o600 });
	return path.join(scratch, name);
};
const listen = (s) => new Promise((done) => s.listen(0, "127.0.0.1", () => done(s.address().port)));
const openssl = (...a) => execFileSync("openssl", a, { cwd: scratch, stdio: "pipe" });
const pair = (name) => openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
	"-keyout", name + ".key", "-out", name + ".pem", "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1");
pair("server");
pair("client");
pair("stranger");
fs.chmodSync(path.join(scratch, "client.key"), 0o600);

// The upstream shows what it was sent, but for what is secret.
const asked = [];
let tokens = 0, life = 3600, deny = 0, odd; // null: the token server never answers
const serve = (q, r) => {
	let body = "";
	q.on("data", (d) => { body += d; });
	q.on("end", () => {
		asked.push({ method: q.method, url: q.url, headers: q.headers, body, peer: q.socket.getPeerCertificate?.()?.subject?.CN });
		r.setHeader("Content-Type", "application/json");
		const to = /[?&]q=to%3A([^&]*)/.exec(q.url);
		if (to) {
			r.writeHead(q.method === "POST" ? 303 : 302, { Location: decodeURIComponent(to[1]) });
			return r.end('{"moved":true}');
		}
		if (q.url === "/token") {
			if (deny-- > 0) {
				r.statusCode = 400;
				return r.end('{"error":"invalid_client"}');
			}
			if (odd !== undefined)
				return odd === null ? undefined : r.end(odd);
			return setTimeout(() => r.end(JSON.stringify({ access_token: `token-number-${++tokens}`, expires_in: life })), 100);
		}
		setTimeout(() => r.end('{"ok":true}'), q.url.includes("q=slow") ? 150 : Number(/q=wait(\d+)/.exec(q.url)?.[1] ?? 0));
	});
};
const plain = http.createServer(serve), other = http.createServer(serve);
const secure = https.createServer({ key: fs.readFileSync(path.join(scratch, "server.key")), cert: fs.readFileSync(path.join(scratch, "server.pem")),
	ca: fs.readFileSync(path.join(scratch, "client.pem")), requestCert: true, rejectUnauthorized: true }, serve);
const url = `http://127.0.0.1:${await listen(plain)}`, secureUrl = `https://127.0.0.1:${await listen(secure)}`;
const elsewhere = `http://127.0.0.1:${await listen(other)}`;

const param = (name, where) => ({ name, in: where, schema: { type: "string" } });
const op = (id, more = {}) => ({ operationId: id, responses: { 200: { description: "" } }, ...more });
const document = (servers) => JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, servers,
	paths: { "/a/b": { get: op("get", { parameters: [param("key", "query"), param("sid", "cookie"), param("lang", "cookie"), param("SID", "cookie"), param("Key", "query"),
		param("X-Key", "header"), param("q", "query")] }), post: op("post", { parameters: [param("q", "query")], requestBody: { content: { "application/json": { schema: { type: "object" } } } } }) },
	"/c": { get: op("other") }, "/away": { get: op("away", { servers: [{ url: elsewhere }] }) } } });
const api = file("api.json", document());

function add(name, base, ...more) {
	execFileSync(cordon, ["--config", conf, "add", "openapi", name, api, "--url", base, ...more], { stdio: "pipe" });
}
const run = (code, env = {}) => new Promise((done) => execFile(cordon, ["--config", conf, "run", "-e", code],
	{ env: { ...process.env, ...env } }, (_, out, err) => done(out + err)));
// Runs and gives what arrived last.
async function sees(code, env) {
	asked.length = 0;
	const said = await run(code, env);
	return { said, ...asked[asked.length - 1] };
}

const secret = crypto.randomBytes(12).toString("hex"), at = file("secret", secret + "\n");
add("bearer", url, "--auth", "bearer", "--secret-file", at);
let s = await sees("await bearer.get({})");
check("bearer", s.headers?.authorization === `Bearer ${secret}`, s);
add("basic", url, "--auth", "basic", "--secret-file", file("basic", `user:${secret}`));
s = await sees("await basic.get({})");
check("basic", s.headers?.authorization === "Basic " + Buffer.from(`user:${secret}`).toString("base64"), s);
add("keyed", url, "--auth", "apiKey", "--auth-name", "X-Key", "--secret-file", at);
s = await sees('await keyed.get({ "X-Key": "mine", q: "1" })');
check("a key in a header, the program's own replaced", s.headers?.["x-key"] === secret && s.url === "/a/b?q=1", s);
s = await sees('await bearer.get({ "X-Key": "" })');
check("a header without a value is sent", s.headers?.["x-key"] === "", s);
add("queried", url, "--auth", "apiKey", "--auth-in", "query", "--auth-name", "key", "--secret-file", at);
s = await sees('await queried.get({ key: "mine", q: "1", Key: "mine" })');
check("a key in the query, the program's own replaced", s.url === `/a/b?q=1&key=${secret}`, s);
add("cookied", url, "--auth", "apiKey", "--auth-in", "cookie", "--auth-name", "sid", "--secret-file", at);
s = await sees('await cookied.get({ sid: "mine", lang: "de", SID: "mine" })');
check("a key in a cookie, the program's own replaced", s.headers?.cookie === `lang=de; sid=${secret}`, s);
add("templated", url, "--auth", "header", "--auth-name", "Authorization", "--auth-value", "Token token={secret}, v=2", "--secret-file", at);
s = await sees("await templated.get({})");
check("a header by a template", s.headers?.authorization === `Token token=${secret}, v=2`, s);
add("environed", url, "--auth", "bearer", "--secret", "env:MY_KEY");
s = await sees("await environed.get({})", { MY_KEY: "from-the-environment" });
check("a secret from the environment", s.headers?.authorization === "Bearer from-the-environment", s);
// However many there are, and as long as a secret may be.
const many = Array.from({ length: 40 }, (_, i) => [`many${i}`, `MANY_${i}`, `${i}-${"v".repeat(i === 7 ? 12000 : 20)}`]);
for (const [name, variable] of many)
	add(name, url, "--auth", "bearer", "--secret", `env:${variable}`);
asked.length = 0;
await run(`await Promise.all([${many.map(([name]) => `${name}.get({})`)}])`, Object.fromEntries(many.map(([, variable, value]) => [variable, value])));
check("forty of them, one long", new Set(asked.map((x) => x.headers.authorization)).size === 40 &&
    many.every(([, , value]) => asked.some((x) => x.headers.authorization === `Bearer ${value}`)), asked.length);
for (const [name] of many)
	fs.rmSync(path.join(conf, `connectors.d/${name}.yaml`));
add("managed", url, "--auth", "bearer", "--secret", "cred:api-key");
file("api-key", "from-the-manager\n");
s = await sees("await managed.get({})", { CREDENTIALS_DIRECTORY: scratch });
check("a secret from the service manager", s.headers?.authorization === "Bearer from-the-manager", s);

// As systemd gives it to a service's user: by an ACL, of which stat() shows the mask as the group's.
const modes = async (name, env = {}) => {
	const read = [];
	for (const mode of [0o600, 0o400, 0o440, 0o444, 0o460, 0o644, 0o604]) {
		fs.chmodSync(path.join(scratch, "api-key"), mode);
		if ((await sees(`await ${name}.get({})`, env)).headers?.authorization === "Bearer from-the-manager")
			read.push(mode.toString(8));
	}
	fs.chmodSync(path.join(scratch, "api-key"), 0o600);
	return read.join();
};
check("by the service manager's it may be read for the group", await modes("managed", { CREDENTIALS_DIRECTORY: scratch }) === "600,400,440");
add("filed", url, "--auth", "bearer", "--secret-file", path.join(scratch, "api-key"));
check("by file: only for its owner", await modes("filed") === "600,400");
fs.rmSync(path.join(conf, "connectors.d/filed.yaml"));

// AWS: signed again here, by another's arithmetic.
add("aws", url, "--auth", "aws", "--key-id", "AKIDEXAMPLE", "--region", "eu-west-1", "--service", "execute-api", "--secret-file", at);
s = await sees('await aws.post({ body: { a: "é" } })');
const mac = (k, t) => crypto.createHmac("sha256", k).update(t).digest();
const sha = (t) => crypto.createHash("sha256").update(t).digest("hex");
const stamp = s.headers["x-amz-date"], day = stamp?.slice(0, 8), scope = `${day}/eu-west-1/execute-api/aws4_request`;
const canonical = `POST\n/a/b\n\nhost:${s.headers.host}\nx-amz-date:${stamp}\n\nhost;x-amz-date\n${sha(Buffer.from(s.body))}`;
const key = ["eu-west-1", "execute-api", "aws4_request"].reduce(mac, mac("AWS4" + secret, day ?? ""));
const want = mac(key, `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha(canonical)}`).toString("hex");
check("aws", s.headers.authorization === `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=host;x-amz-date, Signature=${want}`, s);

add("certified", secureUrl, "--ca", path.join(scratch, "server.pem"), "--auth", "mtls", "--cert", path.join(scratch, "client.pem"),
	"--secret-file", path.join(scratch, "client.key"));
s = await sees("await certified.get({})");
check("a client certificate", s.peer === "client", s);
add("uncertified", secureUrl, "--ca", path.join(scratch, "server.pem"));
s = await sees("await uncertified.get({})");
check("and not without it", s.url === undefined && /certificate required|handshake|alert/.test(s.said), s);

openssl("pkey", "-in", "client.key", "-aes256", "-passout", "pass:long-enough", "-out", "sealed.key");
fs.chmodSync(path.join(scratch, "sealed.key"), 0o600);
fs.chmodSync(path.join(scratch, "stranger.key"), 0o600);
for (const [name, key, why] of [["mistaken", path.join(scratch, "stranger.key"), /unable to set private key|key values mismatch/], ["sealed", path.join(scratch, "sealed.key"), /the key is encrypted/], ["nokey", at, /unable to set private key/]]) {
	add(name, secureUrl, "--ca", path.join(scratch, "server.pem"), "--auth", "mtls", "--cert", path.join(scratch, "client.pem"), "--secret-file", key);
	s = await sees(`try { await ${name}.get({}) } catch (e) { e.message }`);
	check(`a key that is ${{ sealed: "encrypted", nokey: "none", mistaken: "another certificate's" }[name]}: ${s.said.trim().slice(-110)}`, s.url === undefined && why.test(s.said) && !/died/.test(s.said) &&
	    !s.said.includes(secret), s);
	fs.rmSync(path.join(conf, `connectors.d/${name}.yaml`));
}

// OAuth 2: one token for all that ask at once, a new one before it ends.
add("granted", url, "--auth", "oauth2", "--token-url", `${url}/token`, "--client-id", "me&you", "--scope", "read write", "--secret-file", at);
asked.length = 0;
let said = await run("await Promise.all(Array.from({ length: 12 }, () => granted.get({})))");
let calls = asked.filter((x) => x.url !== "/token"), grants = asked.filter((x) => x.url === "/token");
check("oauth2: twelve calls, one token", calls.length === 12 && grants.length === 1 &&
    calls.every((x) => x.headers.authorization === "Bearer token-number-1"), [said, asked.length]);
check("oauth2: asked for as RFC 6749 says", grants[0]?.body === "grant_type=client_credentials&scope=read%20write" &&
    Buffer.from(grants[0].headers.authorization.slice(6), "base64").toString() === `me%26you:${secret}`, grants);
life = 1;
asked.length = 0;
said = await run('for (let i = 0; i < 12; i++) await granted.get({ q: "slow" });');
calls = asked.filter((x) => x.url !== "/token").map((x) => +x.headers.authorization.slice(20));
grants = asked.filter((x) => x.url === "/token").length;
check(`oauth2: ${grants} short-lived tokens, each used, none twice asked for`, calls.length === 12 && grants >= 2 && grants <= 5 &&
    calls.every((n, i) => i === 0 || n >= calls[i - 1]), [said, calls, grants]);
deny = 1;
said = await run('async () => { try { await granted.get({}) } catch (e) { return e.message } }');
check("oauth2: refused, and it says so", /token server answered 400: invalid_client/.test(said) && !said.includes(secret), said);
for (const [what, text] of [["a page", "<html>"], ["no token", "{}"], ["a header's end in it", '{"access_token":"a\\r\\nX: y"}'], ["a number", '{"access_token":7}'],
	["another type", '{"access_token":"t","token_type":"mac"}']]) {
	odd = text;
	asked.length = 0;
	said = await run('async () => { try { await granted.get({}) } catch (e) { return e.code + e.message } }');
	check(`oauth2: the token server's answer is ${what}`, /E_UPSTREAM.*answered 200: no bearer token in it/.test(said) && asked.length === 1, said);
}
// However much it says, no more is read of it than a token may have.
odd = `{"access_token":"${"x".repeat(40 << 20)}"}`;
said = await run('async () => { try { await granted.get({}) } catch (e) { return e.code + e.message } }');
check(`oauth2: the token server's answer is 40 MiB: ${said.slice(0, 120)}`, /E_UPSTREAM.*no access token: the reply is longer than 1 MiB/.test(said), said.slice(0, 300));
odd = `{"access_token":"${"x".repeat(70000)}"}`;
said = await run('async () => { try { await granted.get({}) } catch (e) { return e.code + e.message } }');
check("oauth2: the token is longer than one may be", /E_UPSTREAM.*no bearer token in it/.test(said), said.slice(0, 300));
// Fifty at once when four fifths of its life are over: the old one serves, or all wait for the one new.
odd = undefined;
life = 5;
asked.length = 0;
said = await run(`async () => { await granted.get({ q: "wait4200" }); await Promise.all(Array.from({ length: 50 }, () => granted.get({}))); return "done" }`);
calls = asked.filter((x) => x.url !== "/token");
check("oauth2: fifty calls at 80 % of a token's life ask for one other", /done/.test(said) && calls.length === 51 && asked.length === 53 &&
    new Set(calls.map((x) => x.headers.authorization)).size <= 2, [said, calls.length, asked.length]);
// Its life in any way that servers write it.
for (const [told, lasts] of [['"1"', false], ["1.9", false], ["-5", false], ["1e300", true], ['"3600"', true], ['"soon"', true], ["null", true], ['"99999999999999999999"', true], ["{}", true]]) {
	odd = `{"access_token":"life","expires_in":${told}}`;
	asked.length = 0;
	said = await run('async () => { await granted.get({ q: "wait2500" }); await granted.get({}); return "done" }');
	check(`oauth2: "expires_in": ${told} ${lasts ? "lasts" : "is over"} after 2.5 s`, /done/.test(said) && asked.filter((x) => x.url === "/token").length === (lasts ? 1 : 2), [said, asked.map((x) => x.url)]);
}
odd = null;
fs.appendFileSync(path.join(conf, "connectors.d/granted.yaml"), "timeout: 700ms\n");
let since = Date.now();
said = await run('async () => { const before = await Promise.allSettled([1, 2].map(() => granted.get({}))); return before.map((r) => r.reason.code + r.reason.message) }');
check("oauth2: the call's time goes on while it waits for a token", (said.match(/E_TIMEOUTgranted.get: no access token in time/g) ?? []).length === 2 &&
    Date.now() - since < 60000, [said, Date.now() - since]);
odd = '{"access_token":"typed","token_type":"bearer","expires_in":60}';
check("oauth2: bearer in any case", (await sees("await granted.get({})")).headers?.authorization === "Bearer typed");
odd = undefined;

// Bindings.
const bind = (name, lines, doc = api, base = `url: ${url}\n`) => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
	`kind: openapi\ndocument: ${doc}\n${base}network: [127.0.0.1/32]\nauth:\n  kind: bearer\n  secret: file:${at}\n${lines}`);
const has = async (code) => (await sees(code)).headers?.authorization !== undefined;
bind("methods", "  methods: [GET]\n");
check("bound to methods", await has("await methods.get({})") && !await has("await methods.post({ body: {} })"));
bind("below", "  path: /a\n");
check("bound to a path", await has("await below.get({})") && !await has("await below.other({})"));
bind("strangers", "  tenants: [somebody]\n");
// A redirect does not lead it out of what it is bound to.
const moved = async (code) => {
	const r = await sees(code);
	return [asked.length, asked.every((x) => x.headers.authorization !== undefined), /302|303/.test(r.said)];
};
check("a redirect within its path is followed", String(await moved('(await below.get.withResponse({ q: "to:/a/x" })).status')) === "2,true,false");
check("a redirect out of its path is not", String(await moved('(await below.get.withResponse({ q: "to:/c" })).status')) === "1,true,true");
check("nor by dots", String(await moved('(await below.get.withResponse({ q: "to:/a/../c" })).status')) === "1,true,true" &&
    String(await moved('(await below.get.withResponse({ q: "to:../c" })).status')) === "1,true,true");
for (const to of ["/a/%2e%2e/c", "/a/.%2E/c", "/a/b/..%2f..%2fc", "/a/%2e%2e%5cc"])
	check(`nor by dots that a server has to undo: ${to}`, String(await moved(`(await below.get.withResponse({ q: "to:${to}" })).status`)) === "1,true,true", s);
check("dots in its query lead nowhere", String(await moved('(await below.get.withResponse({ q: "to:/a/x?y=/../c" })).status')) === "2,true,false");
bind("writing", "  methods: [POST]\n");
check("a redirect to another method is not followed", String(await moved('(await writing.post.withResponse({ q: "to:/c", body: {} })).status')) === "1,true,true");
check("a signature, which is of one URL, follows none", String(await moved('(await aws.get.withResponse({ q: "to:/c" })).status')) === "1,true,true", s);
check("bound to tenants", !await has("await strangers.get({})"));
bind("origins", `  origin: ${elsewhere}\n`);
check("bound to an origin", !await has("await origins.get({})"));
const mixed = file("mixed.json", document([{ url }]));
bind("mixed", "", mixed, "");
check("one operation elsewhere does not get what the others have", await has("await mixed.get({})") && !await has("await mixed.away({})"));
check("a secret that others can read is refused", await (async () => {
	fs.chmodSync(at, 0o644);
	const r = await sees("await bearer.get({})");
	fs.chmodSync(at, 0o600);
	return r.url === undefined && /credential cannot be read/.test(r.said) && !r.said.includes(secret);
})());
for (const [what, make] of [["a directory", (p) => fs.mkdirSync(p, { mode: 0o700 })], ["a pipe", (p) => execFileSync("mkfifo", ["-m", "600", p])],
	["a device", (p) => fs.symlinkSync("/dev/zero", p)], ["empty", (p) => fs.writeFileSync(p, "\n", { mode: 0o600 })],
	["of 70,000 bytes", (p) => fs.writeFileSync(p, "x".repeat(70000), { mode: 0o600 })], ["of two lines", (p) => fs.writeFileSync(p, `${secret}\nx\n`, { mode: 0o600 })],
	["of a NUL", (p) => fs.writeFileSync(p, `${secret}\0x`, { mode: 0o600 })]]) {
	const p = path.join(scratch, "odd-secret");
	fs.rmSync(p, { force: true, recursive: true });
	make(p);
	fs.writeFileSync(path.join(conf, "connectors.d/oddly.yaml"), `kind: openapi\ndocument: ${api}\nurl: ${url}\nnetwork: [127.0.0.1/32]\n` +
	    `auth: {kind: bearer, secret: "file:${p}"}\n`);
	const r = await sees("await oddly.get({})");
	check(`nor is a secret's file that is ${what}`, r.url === undefined && /credential cannot be read/.test(r.said) && !r.said.includes(secret), r);
}
fs.rmSync(path.join(conf, "connectors.d/oddly.yaml"));
check("nor is a symbolic link followed", await (async () => {
	fs.symlinkSync(at, path.join(scratch, "link"));
	fs.writeFileSync(path.join(conf, "connectors.d/linked.yaml"), `kind: openapi\ndocument: ${api}\nurl: ${url}\nnetwork: [127.0.0.1/32]\n` +
	    `auth: {kind: bearer, secret: "file:${scratch}/link"}\n`);
	const r = await sees("await linked.get({})");
	return r.url === undefined && /credential cannot be read/.test(r.said);
})());
for (const x of [plain, other, secure]) {
	x.close();
	x.closeAllConnections();
}
finish();
