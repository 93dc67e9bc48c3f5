// SPDX-License-Identifier: Apache-2.0
// See 59-expose.sh.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const dir = await demo();
const fake = path.join(process.env.CORDON_SRC, "tests/fakes/mcp-server.mjs");
spawnSync(cordon, ["--config", dir, "add", "mcp", "small", "--", process.execPath, fake, "plain"], { timeout: 100000 });
// One of many, and one whose schemas name each other.
const big = { openapi: "3.1.0", info: { title: "Big", version: "1" }, servers: [{ url: "http://127.0.0.1:9" }], paths: {},
	components: { schemas: { Node: { type: "object", properties: { name: { type: "string" }, next: { $ref: "#/components/schemas/Node" },
		owner: { $ref: "#/components/schemas/Owner" } } }, Owner: { type: "object", properties: { id: { type: "integer" } } } } } };
for (let i = 0; i < 30; i++)
	big.paths[`/things/${i}`] = { post: { operationId: `things/make${i}`, summary: `Make thing ${i}`,
		parameters: [{ name: "dry", in: "query", schema: { type: "boolean" } }],
		requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/Node" } } } },
		responses: { 200: { description: "ok" } } } };
fs.writeFileSync(path.join(scratch, "big.json"), JSON.stringify(big));
spawnSync(cordon, ["--config", dir, "add", "openapi", "big", path.join(scratch, "big.json")]);

const c = await new Client(dir).open();
const heard = [];
c.p.stdout.on("data", (d) => heard.push(...[...String(d).matchAll(/"method":"(notifications\/[^"]*)"/g)].map((m) => m[1])));
async function until(what, ms = 60000) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(100))
		if (await what())
			return true;
	return false;
}
const list = async () => (await c.ask("tools/list", {})).result.tools;
const names = async () => (await list()).map((t) => t.name);
const say = (name, how) => {
	const file = path.join(dir, `connectors.d/${name}.yaml`);
	fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/^expose: .*\n/m, "") + (how ? `expose: ${how}\n` : ""));
};
check("without a word there are two tools", (await names()).join() === "search,execute");
say("small", "auto");
check("a small one is offered by auto", await until(async () => (await names()).includes("small_echo")), c.log);
check("and clients are told", await until(() => heard.includes("notifications/tools/list_changed")), heard);
say("big", "auto");
await sleep(1500);
check("a big one is not", !(await names()).some((n) => n.startsWith("big_")));
const call = async (name, args) => {
	const m = await c.ask("tools/call", { name, arguments: args });
	return m.error?.message ?? m.result.content[0].text;
};
check("it is called by its name", /"why": ?"x"/.test(await call("small_echo", { why: "x" })));
check("a failure is the tool's", /it is broken: by me/.test(await call("small_fail", { why: "by me" })));
const odd = "a`${1}\"\\ </script> \u{1f600}";
check("what JavaScript would take otherwise is data", JSON.parse(await call("small_echo", { why: odd, ["__proto__"]: 1 })).why === odd);

say("big", "tools");
check("unless its file says so", await until(async () => (await names()).filter((n) => n.startsWith("big_")).length === 30), c.log);
const make = (await list()).find((t) => t.name === "big_things_make7");
check("its schema has all it names, once", make.description === "Make thing 7" && make.inputSchema.type === "object" &&
	make.inputSchema.required.join() === "body" && make.inputSchema.properties.dry.type === "boolean" &&
	Object.keys(make.inputSchema.$defs).sort().join() === "Node,Owner" &&
	JSON.stringify(make.inputSchema.properties.body) === '{"$ref":"#/$defs/Node"}', make);
check("arguments are checked before anything is sent", /body/.test(await call("big_things_make7", {})));
fs.writeFileSync(path.join(dir, "cordon.yaml"), "rules:\n  - {action: hide, connector: big, operation: \"things.make1*\"}\n" +
	"  - {action: deny, operation: echo}\n");
say("big", "tools");
check("what a rule hides is no tool", await until(async () => !(await names()).includes("big_things_make12") &&
	(await names()).includes("big_things_make2")), c.log);
check("what one denies is denied", await until(async () => /denies it/.test(await call("small_echo", { why: "x" }))), c.log);
say("big");
say("small");
check("and all can be taken back", await until(async () => (await names()).join() === "search,execute"), c.log);
check("an unknown tool is an error of the protocol", /Unknown tool/.test(await call("small_echo", {})));
await c.close();
finish();
