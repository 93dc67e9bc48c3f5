// SPDX-License-Identifier: Apache-2.0
// `secret: exec:` with helpers that do what helpers do, and worse.
import { execFile, execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const file = (name, text, mode = 0o600) => {
	fs.writeFileSync(path.join(scratch, name), text);
	fs.chmodSync(path.join(scratch, name), mode);
	return path.join(scratch, name);
};
const asked = [];
const upstream = http.createServer((q, r) => {
	asked.push({ auth: q.headers.authorization, token: q.headers["x-amz-security-token"] });
	const refuse = q.url.includes("q=refuse");
	setTimeout(() => r.writeHead(refuse ? 401 : 200, { "Content-Type": "application/json" })
		.end(JSON.stringify({ echo: q.headers.authorization })), q.url.includes("q=slow") ? 150 : 0);
});
await new Promise((done) => upstream.listen(0, "127.0.0.1", done));
const url = `http://127.0.0.1:${upstream.address().port}`;
const api = file("api.json", JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: { "/a": { get: { operationId: "get",
	parameters: [{ name: "q", in: "query", schema: { type: "string" } }], responses: { 200: { description: "" } } } } } }));
const run = (code) => new Promise((done) => execFile(cordon, ["--config", conf, "run", "-e", code], { env: { ...process.env, NOT_FOR_HELPERS: "1" } },
	(_, out, err) => done(out + err)));
const tell = (call) => run(`try { await ${call} } catch (e) { e.message }`);

// Each helper notes that it ran, then does as its text says.
// No option, whatever the bytes: some are arguments of yes and printf.
const secret = `s${crypto.randomBytes(18).toString("base64url")}`, ran = path.join(scratch, "ran");
const helper = (name, text, mode = 0o700) => file(name, `#!/bin/sh\necho "$0 $*" >>${ran}\n${text}\n`, mode);
const times = () => fs.existsSync(ran) ? fs.readFileSync(ran, "utf8").split("\n").length - 1 : 0;
const configure = (name, lines, kind = "bearer") => fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`),
	`kind: openapi\ndocument: ${api}\nurl: ${url}\nnetwork: [127.0.0.1/32]\nauth:\n  kind: ${kind}\n${lines}\n`);
async function fresh() {
	asked.length = 0;
	fs.rmSync(ran, { force: true });
}

execFileSync(cordon, ["--config", conf, "add", "openapi", "plain", api, "--url", url, "--auth", "bearer", "--secret",
	`exec:${helper("plain", `echo ${secret}`)} one two`], { stdio: "pipe" });
let said = await run("await Promise.all(Array.from({ length: 12 }, () => plain.get({})))");
check("twelve calls, the program run once, without a shell", asked.length === 12 && asked.every((a) => a.auth === `Bearer ${secret}`) && times() === 1 &&
	fs.readFileSync(ran, "utf8").trim().endsWith("/plain one two"), [said, asked.length, times()]);
check("what it printed is hidden in replies", !said.includes(secret) && said.includes("[redacted]"), said);
check("cordon check looks at it", /plain/.test(execFileSync(cordon, ["--config", conf, "check"]).toString()));

await fresh();
configure("listed", `  secret: {exec: [${helper("listed", 'printf \'{"secret":"%s","expires_in":3600}\' "$2"')}, a, "b c"]}`);
await run("await listed.get({})");
check("arguments with blanks, as a list", asked[0]?.auth === "Bearer b c" && times() === 1, asked);

await fresh();
configure("short", `  secret: exec:${helper("short", `printf '{"access_token":"${secret}-%s","expires_in":1}' "$(wc -l <${ran} | tr -d ' ')"`)}`);
const from = Date.now();
said = await run('for (let i = 0; i < 12; i++) await Promise.all([short.get({ q: "slow" }), short.get({ q: "slow" })]);');
// A secret of one second: a slow machine needs more of them.
const enough = 3 + 2 * Math.ceil((Date.now() - from) / 1000);
let used = asked.map((a) => +a.auth.split("-").pop());
check(`it is run again before the secret ends (${times()} times), by one at a time`, asked.length === 24 && times() >= 2 && times() <= enough &&
	used.every((n, i) => i === 0 || n >= used[i - 1] - 1) && Math.max(...used) >= 2, [said, used, times()]);

await fresh();
configure("kube", `  secret: exec:${helper("kube", `echo '{"kind":"ExecCredential","status":{"token":"${secret}","expirationTimestamp":"2099-01-01T00:00:00Z"}}'`)}`);
await run("await kube.get({}); await kube.get({})");
check("as Kubernetes' plugins print it", asked.length === 2 && asked[1].auth === `Bearer ${secret}` && times() === 1, asked);

await fresh();
configure("aws", `  region: eu-west-1\n  service: execute-api\n  secret: exec:${helper("aws",
	`echo '{"Version":1,"AccessKeyId":"AKIDEXEC","SecretAccessKey":"${secret}","SessionToken":"sess-${secret}","Expiration":"2099-01-01T00:00:00Z"}'`)}`, "aws");
said = await run("await aws.get({})");
check("as AWS' credential processes do", /Credential=AKIDEXEC\//.test(asked[0]?.auth) && asked[0].token === `sess-${secret}`, [asked, said]);

await fresh();
configure("refused", `  secret: exec:${helper("refused", `echo ${secret}`)}`);
await tell('refused.get({ q: "refuse" })');
check("a refusal of a fresh one asks for no other", times() === 1 && asked.length === 1, [times(), asked]);

// Failures: told, not repeated at once, without a word of what was printed.
for (const [name, text, want, mode] of [["fails", `echo ${secret}; echo ${secret} >&2; exit 3`, /it failed; run it by hand/], ["silent", "true", /it prints nothing/],
	["killed", "kill -9 $$", /it failed/], ["endless", "yes " + secret, /it prints too much/], ["broken", `echo '{"secret":"${secret}"'`, /no good JSON/],
	["other", `echo '{"password":"${secret}"}'`, /there is no \\+"secret/], ["over", `echo '{"secret":"${secret}","expires_at":"2001-01-01T00:00:00Z"}'`, /over already/],
	["lines", `printf '${secret}\\n${secret}'`, /control character/], ["when", `echo '{"secret":"${secret}","expires_at":"soon ${secret}"}'`, /no date/],
	["open", `echo ${secret}`, /others can change it/, 0o777]]) {
	await fresh();
	configure(name, `  secret: exec:${helper(name, text, mode)}`);
	said = await tell(`Promise.all([${name}.get({}), ${name}.get({})])`);
	check(`a program that is ${name}: ${said.trim().slice(-60)}`, want.test(said) && !said.includes(secret) && asked.length === 0 && times() <= 1, [said, times()]);
}
configure("absent", "  secret: exec:/nonexistent/helper");
said = await tell("absent.get({})");
check("one that is not there", /cannot be started.*No such file/.test(said), said);
await fresh();
configure("noisy", `  secret: exec:${helper("noisy", `i=0; while [ $i -lt 4000 ]; do echo "${secret} ${"noise ".repeat(10)}" >&2; i=$((i+1)); done; echo ${secret}`)}`);
said = await run("await noisy.get({})");
check("much on standard error stops nothing and is shown nowhere", asked.length === 1 && !said.includes(secret), said.slice(0, 300));
await fresh();
configure("curious", `  secret: exec:${helper("curious", `tr '\\0' '\\n' </proc/self/environ >${scratch}/environ; ls -l /proc/self/fd >${scratch}/fds; echo ${secret}`)}`);
await run("await curious.get({})");
const environ = fs.readFileSync(path.join(scratch, "environ"), "utf8"), fds = fs.readFileSync(path.join(scratch, "fds"), "utf8");
check("it gets PATH and HOME, not our environment, and three pipes", /^PATH=/m.test(environ) && !/NOT_FOR_HELPERS|CORDON/.test(environ) &&
	!/socket:/.test(fds) && (fds.match(/pipe:/g) ?? []).length <= 3, [environ, fds]);

// One that hangs, and what it started, end; so do those whose output another holds open.
if (process.env.CORDON_SLOW === "1") {
	await fresh();
	configure("hangs", `  secret: exec:${helper("hangs", `sleep 1000 & echo $! >${scratch}/hanging; echo ${secret}; wait`)}`);
	said = await tell("hangs.get({})");
	const [pid] = [+fs.readFileSync(path.join(scratch, "hanging"), "utf8")];
	const lives = () => { try { return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8")); } catch { return false; } };
	for (const end = Date.now() + 60000; Date.now() < end && lives();)
		await new Promise((done) => setTimeout(done, 50));
	check(`a program that hangs: ${said.trim().slice(-70)}`, /it takes too long/.test(said) && !said.includes(secret) && asked.length === 0 && !lives(), [said, pid, lives()]);
}
await fresh();
configure("left", `  secret: exec:${helper("left", `sleep 1000 >/dev/null 2>&1 & echo ${secret}`)}`);
said = await run("await left.get({})");
check("one that leaves another behind is had all the same", asked.length === 1 && asked[0].auth === `Bearer ${secret}` && !said.includes(secret), said);

// Configuration.
for (const [lines, kind, want] of [["  secret: exec:helper", "bearer", /absolute path/], ["  secret: {exec: []}", "bearer", /absolute path/],
	["  secret: {run: [/bin/true]}", "bearer", /unknown key "run"/], ["  secret: {exec: [/bin/echo, 7]}", "bearer", /number 2 is not a text/],
	["  secret: exec:/bin/true\n  cert: x", "mtls", /does not go with kind mtls/]]) {
	configure("wrong", lines, kind);
	said = await run("1");
	check(`refused: ${lines.trim()}`, want.test(said), said);
}
upstream.close();
upstream.closeAllConnections();
finish();
