// SPDX-License-Identifier: Apache-2.0
// Every kind of credential from every source, each with random secrets.
import { execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { scratch } from "./client.mjs";
import { Needles, word } from "./canary-forms.mjs";

export const needles = new Needles();
const canary = (name, text) => needles.add(name, text);
fs.mkdirSync(path.join(scratch, "secrets"), { mode: 0o700 });
export const env = { CREDENTIALS_DIRECTORY: path.join(scratch, "secrets") };

function file(name, text, mode = 0o600) {
	const f = path.join(scratch, "secrets", name);
	fs.writeFileSync(f, text, { mode });
	return f;
}
const sources = {
	file: (name, text) => ["--secret-file", file(name, text + "\n")],
	cred: (name, text) => (file(name, text), ["--secret", `cred:${name}`]),
	env: (name, text) => (env[`CANARY_${name.toUpperCase()}`] = text, ["--secret", `env:CANARY_${name.toUpperCase()}`]),
	exec: (name, text) => ["--secret", `exec:${file(`${name}.sh`, `#!/bin/sh\ncat ${file(name, text)}\n`, 0o700)}`],
};

const bearer = (q) => q.headers.authorization.slice(7);
const basic = (q) => Buffer.from(q.headers.authorization.slice(6), "base64").toString("latin1");
const isSigned = (k) => (q) => q.headers["x-amz-security-token"] === k.secrets[1] && /^AWS4-HMAC-SHA256 .*Signature=[0-9a-f]{64}$/.test(q.headers.authorization);
const is = (of) => (k) => (q) => of(q) === k.secrets[0];

// name, source, what `cordon add` is told, the secret with everything in it, whether a request has it
const table = [
	["bearer", "file", ["bearer"], `ghp_${word(24)}`, is(bearer)],
	["basic", "cred", ["basic"], `AC${word(8)}:p&w"d/\\${word(12)}`, is(basic)],
	["keyheader", "exec", ["apiKey", "--auth-name", "X-Api-Key"], `k<'${word(18)}/+=`, is((q) => q.headers["x-api-key"])],
	["keyquery", "env", ["apiKey", "--auth-in", "query", "--auth-name", "key"], `q ${word(30)}%25&`,
		is((q) => new URL(q.url, "http://x").searchParams.get("key"))],
	["keycookie", "file", ["apiKey", "--auth-in", "cookie", "--auth-name", "sid"], `c${word(24)}`,
		is((q) => /sid=([^;]*)/.exec(q.headers.cookie)[1])],
	["template", "env", ["header", "--auth-name", "Authorization", "--auth-value", 'Token token="{secret}", v=2'], `t~${word(21)}`,
		is((q) => /^Token token="(.*)", v=2$/.exec(q.headers.authorization)[1])],
	["execbasic", "exec", ["basic"], `${word(6)}:${word(21)}`, is(basic)],
];
export const kinds = table.map(([name, source, auth, secret, has]) => {
	const k = { name, secrets: [canary(name, secret)] };
	k.has = has(k);
	k.add = () => ["--auth", ...auth, ...sources[source](name, secret)];
	return k;
});

// OAuth 2: what the token server gives is as secret as what it is asked with.
export const grants = [];
const oauth = { name: "oauth2", secrets: [canary("oauth2", `cs/${word(27)}+&`)] };
oauth.has = (q) => grants.includes(bearer(q));
oauth.add = (url) => ["--auth", "oauth2", "--token-url", `${url}/token`, "--client-id", "me&you", ...sources.file("oauth2", oauth.secrets[0])];
export const grant = () => grants[grants.push(canary("oauth2's token", `at.${word(40)}`)) - 1];
kinds.push(oauth);

// AWS: neither key is ever sent, the session is.
const aws = ["--auth", "aws", "--region", "eu-west-1", "--service", "execute-api"];
const signed = (name, add) => {
	const k = { name, secrets: [canary(name, word(30)), canary(`${name}'s session`, `FwoG${word(60)}/+=`)] };
	k.has = isSigned(k);
	k.add = () => add(k);
	kinds.push(k);
};
signed("aws", (k) => [...aws, "--key-id", "AKIDEXAMPLE", ...sources.file("aws", k.secrets[0])]);
signed("awsexec", (k) => [...aws, ...sources.exec("awsexec", JSON.stringify({ Version: 1, AccessKeyId: "ASIAEXAMPLE",
	SecretAccessKey: k.secrets[0], SessionToken: k.secrets[1], Expiration: new Date(Date.now() + 7.2e6).toISOString() }))]);
// `cordon add` has no word for it.
export function addSession(conf) {
	const k = kinds.find((x) => x.name === "aws"), f = path.join(conf, "connectors.d/aws.yaml");
	env.CANARY_SESSION = k.secrets[1];
	fs.writeFileSync(f, fs.readFileSync(f, "utf8").replace(/^( *)service:.*$/m, "$&\n$1session: env:CANARY_SESSION"));
}

// A client certificate: the key is in PEM, so in base64 of DER.
const openssl = (...a) => execFileSync("openssl", a, { cwd: path.join(scratch, "secrets"), stdio: "pipe" });
export const pem = (name) => fs.readFileSync(path.join(scratch, "secrets", name));
for (const name of ["server", "client"])
	openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-keyout", `${name}.key`, "-out", `${name}.pem`,
		"-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1");
fs.chmodSync(path.join(scratch, "secrets/client.key"), 0o600);
const lines = String(pem("client.key")).split("\n").filter((l) => l.length === 64);
// The lines of its middle: how it begins is the same for all.
const mtls = { name: "mtls", secure: true, secrets: lines.slice(4, 8).map((l) => canary("mtls", l)) };
const jwk = crypto.createPrivateKey(pem("client.key")).export({ format: "jwk" });
for (const part of ["d", "p", "q"]) { // and its numbers, as a program in memory has them
	const n = Buffer.from(jwk[part], "base64url");
	needles.whole.push(n.subarray(8, 40), Buffer.from(n).reverse().subarray(8, 40));
}
mtls.has = (q) => q.socket.getPeerCertificate().subject?.CN === "client";
mtls.add = () => ["--ca", path.join(scratch, "secrets/server.pem"), "--auth", "mtls", "--cert", path.join(scratch, "secrets/client.pem"),
	"--secret-file", path.join(scratch, "secrets/client.key")];
kinds.push(mtls);
