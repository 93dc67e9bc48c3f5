// SPDX-License-Identifier: Apache-2.0
// See 56-skills.sh.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, scratch, sleep } from "./client.mjs";

const dir = await demo();
const skills = path.join(dir, "skills");
fs.mkdirSync(path.join(skills, "triage"), { recursive: true });
fs.writeFileSync(path.join(skills, "weekly.md"), "---\nname: weekly-report\ndescription: Writes the weekly report of tickets\n---\n# Weekly\nCount open tickets.\n");
fs.writeFileSync(path.join(skills, "triage/SKILL.md"), "# Triage of new tickets\nRead them all.\n");
fs.writeFileSync(path.join(skills, "broken.md"), "---\nname: a b\n---\nx");
const c = await new Client(dir).open();
const heard = [];
c.p.stdout.on("data", (d) => heard.push(...[...String(d).matchAll(/"method":"(notifications\/[^"]*)"/g)].map((m) => m[1])));
async function until(what, ms = 20000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
		if (await what())
			return true;
	return false;
}
const M = "io.modelcontextprotocol/";
const meta = { _meta: { [M + "protocolVersion"]: "2026-07-28", [M + "clientCapabilities"]: {} } };
const list = async (more) => (await c.ask("prompts/list", { ...more })).result;
let r = await list();
check("skills are prompts", r.prompts.map((p) => p.name).join() === "triage,weekly-report" &&
	r.prompts[1].description === "Writes the weekly report of tickets" && r.prompts[0].description === "Triage of new tickets", r);
check("one that is broken is left out, and logged", /broken\.md is left out: .*no name/.test(c.log), c.log);
const checked = spawnSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "check"], { encoding: "utf8" });
check("cordon check tells of it, and fails", checked.status === 1 && /broken\.md: WRONG: .*no name/.test(checked.stdout) &&
	/skills: ok, 2/.test(checked.stdout), checked.stdout);
const told = JSON.parse(spawnSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "check", "--json"], { encoding: "utf8" }).stdout);
check("as JSON too", told.ok === false && told.skills === 2 && /broken\.md$/.test(told.skills_left_out[0].file) &&
	told.connectors[0].ok === true, told);
r = await list(meta);
check("in the new era too, with how long they hold", r.prompts.length === 2 && r.ttlMs > 0 && r.resultType === "complete", r);
const get = async (name, more) => c.ask("prompts/get", { name, ...more });
r = await get("weekly-report");
check("a prompt is its text", r.result.messages[0].content.text === "# Weekly\nCount open tickets.\n", r);
check("in the new era too", (await get("triage", meta)).result.messages[0].role === "user");
check("an unknown one is an error", (await get("nope")).error.code === -32602 && (await get(7)).error.code === -32602);
const search = async (query, more) => (await c.ask("tools/call", { name: "search", arguments: { query, ...more } })).result.content[0].text;
let text = await search("write the weekly report");
check("search finds them", /skill weekly-report: Writes/.test(text) && /detail "full"/.test(text), text);
check("and tells one by its name", /Count open tickets/.test(await search("weekly-report", { detail: "full" })));
check("of one connector it tells of none", !/skill/.test(await search("weekly report of tickets", { connector: "demo" })));

heard.length = 0;
fs.writeFileSync(path.join(skills, "new.md"), "How we close tickets.");
check("a new one is there", await until(async () => (await list()).prompts.length === 3), c.log);
check("and the client is told, of prompts alone", heard.join() === "notifications/prompts/list_changed", heard);

// What is hidden.
check("before: search finds it", /closeTicket/.test(await search("close a ticket")));
fs.writeFileSync(path.join(dir, "cordon.yaml"), "rules:\n  - {action: hide, operation: closeTicket}\n");
check("after a rule hides it: not any more", await until(async () => !/closeTicket/.test(await search("close a ticket"))));
check("nor among many, nor in full", !/closeTicket/.test(await search("ticket", { limit: 50, detail: "names" })) &&
	!/closeTicket/.test(await search("ticket", { limit: 50, detail: "full" })));
const run = async (code) => (await c.execute(code)).text;
check("nor in a program's search", !/closeTicket/.test(await run("codemode.search('close a ticket')")));
check("nor described, alone or with all", !/closeTicket\(/.test(await run("codemode.describe('demo')")) &&
	/listTickets/.test(await run("codemode.describe('demo')")) &&
	/needs the name/.test(await run("codemode.describe('demo.closeTicket')")));
check("nor by what is near", !/closeTicket/.test(await run("demo.closTickt({})")));
check("and a call finds nothing", /no such operation|has no operation/.test(await run("demo.closeTicket({ ticket_id: 1 })")));
// A whole API that fits the words best, of more operations than are looked at
// first, hides no other.
const paths = {};
for (let i = 0; i < 700; i++)
	paths[`/close/${i}`] = { post: { operationId: `tickets/close-ticket-${i}`, summary: "Close a ticket", responses: { 200: { description: "" } } } };
fs.writeFileSync(path.join(scratch, "many.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "many", version: "1" },
	servers: [{ url: "http://127.0.0.1:9" }], paths }));
fs.writeFileSync(path.join(dir, "cordon.yaml"), "rules:\n  - {action: hide, connector: many}\n");
const added = spawnSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "add", "openapi", "many", path.join(scratch, "many.json")]);
check("an API is added", added.status === 0, String(added.stderr));
text = "";
check("what is behind hundreds of hidden ones is found", await until(async () => /demo\.closeTicket/.test(text = await search("close ticket"))), text);
check("and they are not", !/many\./.test(text) && !/many\./.test(await search("close ticket", { limit: 50, detail: "names" })) &&
	!/many\.tickets/.test(await run("codemode.describe('many')")), text);
await c.close();
finish();
