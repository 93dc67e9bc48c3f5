// SPDX-License-Identifier: Apache-2.0
// Wrong calls found before the first is made, through MCP and `cordon run`.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, scratch } from "./client.mjs";

const dir = await demo();
const client = await new Client(dir).open();
const run = (code) => client.execute(code);
const tickets = async () => Number((await run("return (await demo.getStats({})).tickets ?? (await demo.listTickets({})).total")).text);

const before = await tickets();
check("the demo has tickets", before > 0, before);

// Each makes a ticket first, were it let.
const make = "await demo.createTicket({ body: { title: 'made', customer_id: 1 } });\n";
const total = async () => (await run("return (await demo.listTickets({})).total")).text;
const had = await total();
for (const [what, code, line, ...says] of [
	["an unknown operation", "return await demo.listTicket({})", 2, 'demo has no operation "listTicket"; nearest: listTickets'],
	["a connector in the wrong spelling", "return await dmo.listTickets({})", 2, "dmo is not defined; did you mean 'demo'?"],
	["an unknown connector", "\nreturn await jira.issues.search({ jql: 'x' })", 3, "jira is not defined", "connectors here are demo"],
	["an unknown argument", "return await demo.listTickets({ statu: 'open' })", 2, 'unknown argument "statu"; did you mean "status"?',
		"listTickets(args?: {"],
	["a missing argument", "return await demo.getTicket({})", 2, '"ticket_id" is missing', "getTicket(args: { ticket_id: number })"],
	["a part of the body that is missing", "return await demo.createTicket({ body: { title: 'x' } })", 2, '"customer_id" is missing',
		"type NewTicket = {"],
	["positions instead of names", "return await demo.getTicket(5)", 2, "one object of named arguments, not a number"],
	["in a callback", "return await Promise.all([1].map((id) => demo.getTicket({ id: 'x' + id })))", 2, 'unknown argument "id"'],
	["in a function that is called", "async function f() { return await demo.nope() }\nreturn await f()", 2, "no operation"],
	["in a branch that depends on data", "if (Math.random() > 2) await demo.nope()", 2, "no operation"],
]) {
	const r = await run(make + code);
	check(`${what} is told before a call is made`, r.failed && r.text.includes("no call was made") &&
		says.every((s) => r.text.includes(s)) && r.text.includes(`  at line ${line}, column `), r.text);
}
check("none of them called", await total() === had, [had, await total()]);

const many = await run(`${make}const a = await demo.getTicket({});\nawait demo.nope({});\nreturn demo.listTickets({ x: 1 })`);
check("all faults are told at once, a line each", many.failed && many.text.startsWith("CallError: 3 calls of the program are wrong") &&
	many.text.includes('\n2:22: demo.getTicket: "ticket_id" is missing') && many.text.includes("\n3:12: demo has no operation") &&
	many.text.includes('\n4:13: demo.listTickets: unknown argument "x"'), many.text);
const lots = await run(make + "await demo.nope();\n".repeat(90));
check("and no more than a reader wants", lots.failed && /\nand 80 more\n/.test(lots.text) && lots.text.length < 6000, lots.text.slice(-200));

const fenced = await run("Sure:\n```ts\nconst t = await demo.listTickets({});\nreturn demo.nope(t);\n```");
check("lines are those of the text as given", fenced.text.includes("  4 | return demo.nope(t);\n    |             ^"), fenced.text);

// What would have run runs, whatever it has that would not.
for (const [what, code, want] of [
	["a dead branch", "if (false) await demo.nope(); return (await demo.getTicket({ ticket_id: 1 })).id", "1"],
	["a constant that is false", "const dry = true; if (!dry) await demo.nope(); return (await demo.getTicket({ ticket_id: 1 })).id", "1"],
	["try and catch", "try { await demo.nope() } catch { return (await demo.getTicket({ ticket_id: 1 })).id }", "1"],
	["a handler", "return await demo.nope().catch(async () => (await demo.getTicket({ ticket_id: 1 })).id)", "1"],
	["a local name", "const t = await demo.getTicket({ ticket_id: 1 }); { const demo = { nope: () => t.id }; return demo.nope() }", "1"],
	["a function nobody calls", "async function f() { await demo.nope() } return (await demo.getTicket({ ticket_id: 1 })).id", "1"],
	["an argument that is undefined", "const o = {}; return (await demo.getTicket({ ticket_id: 1, nothing: o.nothing })).id", "1"],
	["another spelling", "return (await demo.get_ticket({ ticketId: 1 })).id", "1"],
	["a body in the arguments", "return (await demo.createTicket({ title: 't', customer_id: 1 })).title", '"t"'],
	["arguments that cannot be seen", "const a = { ticket_id: 1 }; return (await demo.getTicket({ ...a })).id", "1"],
]) {
	const r = await run(code);
	check(`${what} does no harm`, !r.failed && r.text.split("\n")[0] === want, r.text);
}

// cordon run says the same; a script before the program may change what a name means.
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const command = (args, input) => JSON.parse(spawnSync(cordon, ["--config", dir, "run", "--json", ...args], { input, encoding: "utf8" }).stdout);
const r = command(["-"], `${make}return demo.getTicket({})`);
check("cordon run tells it too", !r.ok && r.error.name === "TypeError" && r.error.line === 2 && r.calls.length === 0 &&
	r.error.source === "return demo.getTicket({})", r);
const mock = path.join(scratch, "mock.js");
fs.writeFileSync(mock, "demo = { nope: function () { return 7; } };");
const mocked = command(["--with", mock, "-"], "return await demo.nope()");
check("but not where a script came before", mocked.ok && mocked.result === 7, mocked);
await client.close?.();
finish();
