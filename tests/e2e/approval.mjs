// SPDX-License-Identifier: Apache-2.0
// Rules and approvals, seen by clients of both eras that accept, decline,
// answer late, cannot be asked, or cheat.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import { Client, check, demo, finish, sleep } from "./client.mjs";

const dir = await demo();
const settings = (text) => fs.writeFileSync(path.join(dir, "cordon.yaml"), text);
settings(`writes: ask
rules:
  - {action: allow, operation: addComment}
  - {action: deny, operation: deleteTicket}
  - {action: dry-run, method: PATCH}
  - {action: hide, operation: searchTickets}
`);
const CLOSE = "async () => { try { return (await demo.closeTicket({ ticket_id: 1 })).status } catch (e) " +
	"{ return e.code === 'HTTP_409' ? 'closed' : e.code + ': ' + e.message } }"; // closed before: it was called, too
const value = (m) => {
	const r = m.result;
	return r?.isError ? "ERROR " + r.content[0].text : JSON.parse(r.content[0].text);
};

// The old era: the question comes on the pipe, before the answer.
class Asked extends Client {
	constructor(dir, answer) {
		super(dir);
		this.questions = [];
		this.p.stdout.on("data", (d) => {
			for (const l of String(d).split("\n").filter((l) => l.includes("elicitation/create"))) {
				const q = JSON.parse(l);
				this.questions.push(q);
				Promise.resolve(answer(q)).then((result) =>
					this.p.stdin.write(JSON.stringify({ jsonrpc: "2.0", id: q.id, result }) + "\n"));
			}
		});
	}
	async open() {
		await this.ask("initialize", { protocolVersion: "2025-06-18", capabilities: { elicitation: {} },
			clientInfo: { name: "e2e", version: "1" } });
		return this;
	}
	run(code, more) {
		return this.ask("tools/call", { name: "execute", arguments: { code, ...more } });
	}
}
const accept = (more) => ({ action: "accept", content: { allow: true, ...more } });

let c = await new Asked(dir, () => accept()).open();
check("an accepted call is made", value(await c.run(CLOSE)) === "closed" && c.questions.length === 1, c.questions);
const q = c.questions[0].params;
check("the question shows the call and a form to answer", /demo\.closeTicket.*POST .*"ticket_id":1/.test(q.message) &&
	q.requestedSchema.properties.allow.type === "boolean", q);
check("reads are not asked for", value(await c.run("async () => (await demo.getTicket({ ticket_id: 1 })).id")) === 1 &&
	c.questions.length === 1);
check("a rule allows without asking", (await c.run("async () => demo.addComment({ ticket_id: 1, body: { body: 'hi', author: 'me' } })",
	)).result !== undefined && c.questions.length === 1, c.questions);
check("a rule denies, and says which", /E_DENIED.*rule 2/.test(value(await c.run(
	"async () => { try { await demo.deleteTicket({ ticket_id: 1 }) } catch (e) { return e.code + ' ' + e.message } }"))));
const dry = value(await c.run("async () => demo.updateTicket({ ticket_id: 1, body: { priority: 'high' } })"));
check("a dry run says what would be called", dry.dryRun === true && dry.operation === "demo.updateTicket" &&
	dry.arguments.ticket_id === 1, dry);
check("what is hidden is not there", /no such operation/.test(value(await c.run(
	"async () => { try { await demo.searchTickets({ q: 'x' }) } catch (e) { return e.message } }"))));
await c.run(`async () => Promise.all([2, 3, 4].map((n) => demo.closeTicket({ ticket_id: n })))`);
check("each of three calls is asked for", c.questions.length === 4, c.questions.length);
await c.close();

c = await new Asked(dir, () => accept({ all: true })).open();
await c.run(`async () => Promise.all([2, 3, 4].map((n) => demo.closeTicket({ ticket_id: n })))`);
check("or all of the operation at once", c.questions.length === 1, c.questions.length);
await c.close();

for (const [what, answer] of [["declined", { action: "decline" }], ["cancelled", { action: "cancel" }],
	["accepted without the tick", { action: "accept", content: { allow: false } }],
	["accepted with nonsense", { action: "accept", content: { allow: "yes" } }]]) {
	c = await new Asked(dir, () => answer).open();
	check(`${what}: the call is not made`, /^E_DECLINED/.test(value(await c.run(CLOSE))));
	await c.close();
}
c = await new Asked(dir, () => sleep(6000).then(() => accept())).open();
let late = await c.run(CLOSE, { timeout_ms: 5000 });
check("the wait is not the program's time", value(late) === "closed", late);
await c.close();

c = await new Client(dir).open();
const alone = await c.execute(CLOSE);
check("a client that cannot be asked gets the way out", /E_APPROVAL.*cordon\.yaml.*action: allow, connector: demo/s.test(alone.text), alone);

// The stateless era.
let n = 100;
const META = "io.modelcontextprotocol/";
const modern = (params) => c.ask("tools/call", { name: "execute", ...params, _meta: { [META + "protocolVersion"]: "2026-07-28",
	[META + "clientCapabilities"]: { elicitation: { form: {} } }, [META + "clientInfo"]: { name: "e", version: String(++n) } } });
const args = { arguments: { code: CLOSE } };
const yes = { approval: accept() };
let m = await modern(args);
check("the new era is answered with input required", m.result.resultType === "input_required" &&
	m.result.inputRequests.approval.method === "elicitation/create" && m.result.requestState.length > 64, m);
const state = m.result.requestState;
for (const [what, params] of [["another program", { arguments: { code: CLOSE + " " }, requestState: state, inputResponses: yes }],
	["another tool", { name: "search", arguments: args.arguments, requestState: state, inputResponses: yes }],
	["a bit of the seal changed", { ...args, requestState: state.slice(0, -1) + (state.endsWith("0") ? "1" : "0"), inputResponses: yes }],
	["a state made up", { ...args, requestState: "0".repeat(state.length), inputResponses: yes }]])
	check(`${what}: refused`, (await modern(params)).error?.code === -32602);
m = await modern({ ...args, requestState: state });
check("without an answer it is asked again", m.result.resultType === "input_required" && m.result.requestState !== state, m);
check("a state holds for one use", (await modern({ ...args, requestState: state, inputResponses: yes })).error?.code === -32602);
m = await modern({ ...args, requestState: m.result.requestState, inputResponses: yes });
check("with it the call is made, and the program goes on", m.result.resultType === "complete" && value(m) === "closed", m);
m = await modern(args);
m = await modern({ ...args, requestState: m.result.requestState, inputResponses: { approval: { action: "decline" } } });
check("or declined", /^E_DECLINED/.test(value(m)), m);
for (let i = 0; i < 5; i++)
	await modern(args); // and never comes back
await c.close();

// The official client, over HTTP too: see 40-serve for how serve is started.
const npm = path.join(process.env.CORDON_NPM, "node_modules");
if (fs.existsSync(path.join(npm, "@modelcontextprotocol/sdk"))) {
	const from = createRequire(path.join(npm, "x.js"));
	const load = (name) => import(pathToFileURL(from.resolve(name)));
	const { Client: Sdk } = await load("@modelcontextprotocol/sdk/client/index.js");
	const { StdioClientTransport } = await load("@modelcontextprotocol/sdk/client/stdio.js");
	const { StreamableHTTPClientTransport } = await load("@modelcontextprotocol/sdk/client/streamableHttp.js");
	const { ElicitRequestSchema } = await load("@modelcontextprotocol/sdk/types.js");
	const { spawn } = await import("node:child_process");
	const cordon = path.join(process.env.CORDON_BIN, "cordon");
	const p = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
	process.on("exit", () => p.kill("SIGKILL"));
	const url = await new Promise((resolve) => {
		let text = "";
		const on = (d) => {
			text += d;
			const m = text.match(/http:\/\/127\.0\.0\.1:\d+\/mcp/);
			if (m)
				resolve(m[0]);
		};
		p.stdout.on("data", on);
		p.stderr.on("data", on);
	});
	for (const [where, transport] of [["stdio", () => new StdioClientTransport({ command: cordon, args: ["--config", dir, "mcp"], stderr: "ignore" })],
		["HTTP", () => new StreamableHTTPClientTransport(new URL(url))]])
		for (const [what, answer, want] of [["accepts", accept(), /^"closed"/], ["declines", { action: "decline" }, /^"E_DECLINED/]]) {
			const sdk = new Sdk({ name: "sdk", version: "1" }, { capabilities: { elicitation: {} } });
			sdk.setRequestHandler(ElicitRequestSchema, () => answer);
			await sdk.connect(transport());
			const r = await sdk.callTool({ name: "execute", arguments: { code: CLOSE } });
			check(`the official client over ${where} ${what}`, want.test(r.content[0].text), r);
			await sdk.close();
		}
	p.kill("SIGKILL");
} else
	console.log("# the official SDK is not installed (tests/npm/install)");

settings("writes: maybe\n");
c = new Client(dir);
await new Promise((r) => c.p.once("close", r));
check("a wrong word is refused", /writes: "maybe" is none of allow, ask, deny/.test(c.log), c.log);
finish();
