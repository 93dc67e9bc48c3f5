// SPDX-License-Identifier: Apache-2.0
// Operations are called by their index.  A new document has one more, first,
// so that every index means another operation than before.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const seen = [];
const api = http.createServer((q, r) => {
	seen.push(`${q.method} ${q.url}`);
	r.setHeader("content-type", "application/json");
	r.end('{"ok":true}');
});
await new Promise((r) => api.listen(0, "127.0.0.1", r));
const url = `http://127.0.0.1:${api.address().port}`;

const operation = (id) => ({ operationId: id, responses: { 200: { description: "ok",
	content: { "application/json": { schema: { type: "object" } } } } } });
const document = (paths) => JSON.stringify({ openapi: "3.0.3", info: { title: "Shop", version: "1" }, paths });
const before = document({ "/read": { get: operation("readAll") }, "/write": { post: operation("writeOne") } });
const after = document({ "/danger": { delete: operation("dropAll"), get: operation("aaa") },
	"/read": { get: operation("readAll") }, "/write": { post: operation("writeOne") } });

const dir = path.join(scratch, "conf"), file = path.join(scratch, "shop.json");
fs.mkdirSync(dir, { recursive: true });
fs.writeFileSync(file, before);
const add = (...more) => execFileSync(cordon, ["--config", dir, "add", "openapi", "shop", file, "--url", url, ...more],
    { stdio: "pipe" });
add();

const client = await new Client(dir).open();
const read = () => client.execute("return await shop.readAll({})");
const first = await read();
check("before: it reads", !first.failed && seen.join() === "GET /read", { first, seen });

fs.writeFileSync(file, after);
await sleep(20);
add("--force");
execFileSync(cordon, ["--config", dir, "index"], { stdio: "pipe" });
const second = await read();
check("indexed anew: still what it meant, or an error", second.failed ? /start/.test(second.text) : true, second);

// A new egress finds the new catalog, and cordon reads it by itself.
for (const pid of client.family("cordon-egress"))
	process.kill(pid, "SIGKILL");
let third;
for (let i = 0; i < 600; i++) {
	third = await client.execute("return [await shop.readAll({}), Object.keys(shop).length]");
	if (!third.failed)
		break;
	await sleep(100);
}
check("a new egress agrees, without a restart", !third.failed, third);
check("nothing else was ever called", seen.every((s) => s === "GET /read"), seen);
await client.close();

const again = await new Client(dir).open();
const fourth = await again.execute("return await shop.readAll({})");
check("after a restart: it reads", !fourth.failed && seen.at(-1) === "GET /read", fourth);
check("the other operation was never called", !seen.some((s) => s.includes("danger")), seen);
await again.close();
api.close();
finish();
