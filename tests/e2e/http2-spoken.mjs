// SPDX-License-Identifier: Apache-2.0
// What the tests of HTTP/2 have in common: certificates, and whether it is spoken.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

export function certificate(name) {
	const at = (kind) => path.join(scratch, `${name}.${kind}`);
	execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9", "-keyout", at("key"),
		"-out", at("pem"), "-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"], { stdio: "pipe" });
	fs.chmodSync(at("key"), 0o600);
	return { key: fs.readFileSync(at("key")), cert: fs.readFileSync(at("pem")) };
}

// Ends the test where the first call came by HTTP/1.1, as it must before 8.1;
// the curl beside it tells which libcurl it is.
export function spoken(older, first) {
	if (!older)
		return;
	const version = /libcurl\/([\d.]+)/.exec(spawnSync("curl", ["-V"], { encoding: "utf8" }).stdout ?? "")?.[1] ?? "?";
	const [major, minor] = version.split(".").map(Number);
	check(`libcurl ${version}: HTTP/1.1 serves`, /fine/.test(first.text) && !(major > 8 || (major === 8 && minor >= 1)), first);
	console.log("skip: HTTP/2 is spoken with libcurl 8.1 and later only");
	finish(77);
}
