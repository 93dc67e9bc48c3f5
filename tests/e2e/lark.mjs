// SPDX-License-Identifier: Apache-2.0
// See 52-lark.sh.  Its service is one of ours, on loopback, that knows a token.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), npm = path.join(process.env.CORDON_NPM, "node_modules");
const lark = path.join(npm, "@larksuiteoapi/lark-mcp/dist");
const seen = [];
const service = http.createServer((q, r) => {
	let body = "";
	q.on("data", (d) => { body += d; });
	q.on("end", () => {
		seen.push(`${q.method} ${q.url.split("?")[0]}`);
		r.setHeader("content-type", "application/json");
		r.end(JSON.stringify(/tenant_access_token/.test(q.url) ? { code: 0, tenant_access_token: "t-1", expire: 7200 }
			: { code: 0, msg: "ok", data: { items: [{ chat_id: "oc_1", name: "Team" }, { chat_id: "oc_2", name: "Ops" }], has_more: false, body } }));
	});
});
await new Promise((r) => service.listen(0, "127.0.0.1", r));
const names = createRequire(import.meta.url)(path.join(lark, "mcp-tool/tools")).AllTools.map((t) => t.name);
const dir = path.join(scratch, "conf"), files = path.join(scratch, "files");
fs.mkdirSync(files);
const run = (...args) => spawnSync(cordon, ["--config", dir, ...args], { encoding: "utf8", timeout: 280000, maxBuffer: 1 << 28 });
const added = run("add", "mcp", "lark", "--", process.execPath, path.join(lark, "cli.js"), "mcp", "-a", "cli_x", "-s", "y",
	"-d", `http://127.0.0.1:${service.address().port}`, "-t", names.join(","));
const count = Number(/lark: (\d+) tools/.exec(added.stdout)?.[1]);
check(`all its tools are there (${count})`, added.status === 0 && count >= 1271, added.stdout + added.stderr.slice(0, 2000));
run("add", "mcp", "files", "--", process.execPath, path.join(npm, "@modelcontextprotocol/server-filesystem/dist/index.js"), files);

const c = await new Client(dir).open();
const list = JSON.stringify((await c.ask("tools/list", {})).result);
check(`an agent's list has ${list.length} bytes all the same`, list.length < 2600, list.length);
const text = async (query) => (await c.ask("tools/call", { name: "search", arguments: { query } })).result.content[0].text;
const found = await text("list the chats the bot is in");
check("search finds among them", /im_v1_chat_list/.test(found), found);
check("and answers within its budget", found.length < 8000, found.length);
const r = await c.execute(`async () => {
	const reply = await lark.im_v1_chat_list({ params: { page_size: 20 }, useUAT: false });
	const names = reply.items.map((i) => i.name).sort();
	await files.write_file({ path: "${files}/chats.json", content: JSON.stringify(names) });
	return names;
}`, { timeout_ms: 60000 });
check("a program reads through it and writes through another", !r.failed && fs.existsSync(path.join(files, "chats.json")) &&
	fs.readFileSync(path.join(files, "chats.json"), "utf8") === '["Ops","Team"]', [r, seen]);
await c.close();
service.close();
service.closeAllConnections();
finish();
