// SPDX-License-Identifier: Apache-2.0
// Clients nobody here wrote, over stdio and HTTP; and what a context pays.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { Client as Raw, check, demo, finish, scratch } from "../../e2e/client.mjs";

const npm = path.join(process.env.CORDON_NPM, "node_modules");
const from = createRequire(path.join(npm, "x.js"));
const load = (name) => import(pathToFileURL(from.resolve(name).replace(/\.cjs$/, ".mjs")));
const { Client, StreamableHTTPClientTransport } = await load("@modelcontextprotocol/client");
const { StdioClientTransport } = await load("@modelcontextprotocol/client/stdio");
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const dir = await demo();
fs.writeFileSync(path.join(dir, "cordon.yaml"), "writes: ask\n");

const p = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => p.kill("SIGKILL"));
const url = await new Promise((resolve) => {
	let text = "";
	for (const s of [p.stdout, p.stderr])
		s.on("data", (d) => {
			text += d;
			const m = text.match(/http:\/\/127\.0\.0\.1:\d+\/mcp/);
			if (m)
				resolve(m[0]);
		});
});
const transports = { stdio: () => new StdioClientTransport({ command: cordon, args: ["--config", dir, "mcp"], stderr: "ignore" }),
	HTTP: () => new StreamableHTTPClientTransport(new URL(url)) };
// Clients that say they cannot be asked are told what to do instead.
const way_out = /E_APPROVAL: .*cordon\.yaml/s;
const telling = "async () => { try { await demo.closeTicket({ ticket_id: 1 }); return 'made' } catch (e) { return e.code + ': ' + e.message } }";
const code = "async () => { try { await demo.closeTicket({ ticket_id: 1 }); return 'made' } catch (e) { return e.code } }";
for (const [where, transport] of Object.entries(transports))
	for (const mode of ["legacy", "auto"])
		for (const [answer, want] of [["accept", /made|HTTP_409/], ["decline", /E_DECLINED/]]) {
			const client = new Client({ name: "peer", version: "1" }, { capabilities: { elicitation: {} },
				versionNegotiation: { mode } });
			client.setRequestHandler("elicitation/create", () =>
				answer === "accept" ? { action: "accept", content: { allow: true } } : { action: "decline" });
			await client.connect(transport());
			const { tools } = await client.listTools();
			const r = await client.callTool({ name: "execute", arguments: { code } });
			check(`the official client 2.x over ${where}, ${mode}, ${answer}`, tools.length === 2 &&
				client.getProtocolEra() === (mode === "auto" ? "modern" : "legacy") && want.test(r.content[0].text),
				[client.getProtocolEra(), r]);
			await client.close();
		}

const mcporter = path.join(npm, "mcporter/dist/cli.js");
if (fs.existsSync(mcporter)) {
	const run = (...args) => execFileSync(process.execPath, [mcporter, ...args], { encoding: "utf8", cwd: scratch,
		env: { ...process.env, HOME: scratch }, stdio: ["ignore", "pipe", "pipe"], timeout: 60000 });
	for (const [where, args] of [["HTTP", ["--http-url", url, "--allow-http", "--name", "m"]],
		["stdio", ["--stdio", `${cordon} --config ${dir} mcp`, "--name", "m"]]]) {
		check(`mcporter lists over ${where}`, /execute/.test(run("list", ...args)));
		const called = where === "HTTP" ? run("call", ...args, "search", "query=list tickets")
			: run("call", ...args.slice(0, 2), "search", "query=list tickets");
		check(`mcporter calls over ${where}`, /listTickets/.test(called), called);
		// It declares no elicitation, in no version of its own.
		const asked = run("call", ...(where === "HTTP" ? args : args.slice(0, 2)), "execute", "--args", JSON.stringify({ code: telling }));
		check(`mcporter, which nobody can ask, is told the way out over ${where}`, way_out.test(asked), asked);
	}
}

// The inspector: its linter of schemas is strict; its daemon answers forms.
const inspector = path.join(npm, "@modelcontextprotocol/inspector/clients");
if (fs.existsSync(inspector)) {
	const env = { ...process.env, HOME: scratch, MCP_INSPECTOR_SECRET_STORE: "file" };
	const inspect = (file, ...args) => {
		const r = spawnSync(process.execPath, [path.join(inspector, file), ...args], { encoding: "utf8", env, timeout: 60000,
			input: "" });
		return { status: r.status, text: r.stdout + r.stderr };
	};
	const targets = { stdio: [cordon, "--config", dir, "mcp", "--"], HTTP: [url, "--transport", "http"] };
	for (const [where, target] of Object.entries(targets)) {
		const cli = (...args) => inspect("launcher/build/index.js", "--cli", ...target, ...args);
		const list = cli("--method", "tools/list", "--strict");
		check(`the inspector lists over ${where}, --strict`, list.status === 0 && /"execute"/.test(list.text), list);
		const call = cli("--method", "tools/call", "--tool-name", "execute", "--tool-args-json", '{"code":"1+1"}', "--format", "json");
		check(`and calls over ${where}`, call.status === 0 && /"text":"2"/.test(call.text), call);
		// It says so itself: elicit: false.
		const asked = cli("--method", "tools/call", "--tool-name", "execute", "--tool-args-json", JSON.stringify({ code: telling }), "--format", "json");
		check(`asked for nothing, since it cannot answer, it is told the way out over ${where}`, way_out.test(asked.text), asked);
	}
	const mcpdo = (...args) => inspect("mcpdo/build/mcp-bin.js", ...args);
	// Its target's own options stand behind "--".
	const connects = { HTTP: [url, "--transport", "http"], stdio: ["--transport", "stdio", cordon, "--", "--config", dir, "mcp"] };
	for (const [where, target] of Object.entries(connects))
		for (const era of ["legacy", "modern"]) {
			const name = `${where}-${era}`;
			const on = (...args) => mcpdo("--connection", name, "--format", "json", ...args);
			mcpdo("--connection", name, "connect", "--era", era, ...target);
			for (const [answer, want] of [["allow:=true", /\\"(made|HTTP_409)\\"/], ["--decline", /\\"E_DECLINED\\"/]]) {
				const asked = on("tools/call", "execute", JSON.stringify({ code }));
				const id = /"elicitationId":\s*"([^"]+)"/.exec(asked.text)?.[1];
				const said = id ? on("elicitation/respond", id, answer) : asked;
				check(`the inspector's daemon over ${where}, ${era}, ${answer}`, want.test(said.text), [asked.text, said.text]);
			}
			mcpdo("disconnect", name);
		}
	mcpdo("daemon", "stop");
}

// What every request of an agent pays.
const { encode } = await load("gpt-tokenizer/encoding/o200k_base");
const list = async (config) => {
	const c = await new Raw(config).open();
	const m = await c.ask("tools/list", {});
	await c.close();
	return JSON.stringify(m.result);
};
const bare = path.join(scratch, "none");
fs.mkdirSync(bare);
const one = await list(dir), none = await list(bare);
const tokens = encode(one).length;
check(`tools/list is ${tokens} tokens, under 600`, tokens < 600);
check("and the same bytes whatever is configured", one === none);
const many = path.join(scratch, "many");
fs.mkdirSync(path.join(many, "connectors.d"), { recursive: true });
for (let i = 0; i < 200; i++) {
	fs.writeFileSync(path.join(many, `api${i}.json`), JSON.stringify({ openapi: "3.0.0", info: { version: "1",
		title: `Service number ${i}, which does what its long and winding title says`, description: "and more. ".repeat(50) },
		paths: { "/things": { get: { operationId: `listThings${i}`, responses: { 200: { description: "ok" } } } } } }));
	fs.writeFileSync(path.join(many, `connectors.d/service${i}.yaml`),
		`kind: openapi\ndocument: ../api${i}.json\nurl: http://127.0.0.1:9/\nnetwork: [127.0.0.0/8]\n`);
}
const of200 = await new Raw(many).ask("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } });
const told = encode(of200.result.instructions).length;
check(`the instructions of 200 connectors are ${told} tokens, under 500, and count the rest`, told < 500 &&
	/^service0: /m.test(of200.result.instructions) && /^and \d+ more$/m.test(of200.result.instructions), of200.result.instructions);
check("their tools/list is the same bytes", await list(many) === none);
finish();
