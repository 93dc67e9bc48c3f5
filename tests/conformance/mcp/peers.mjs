// SPDX-License-Identifier: Apache-2.0
// Clients nobody here wrote, over stdio and HTTP; and what a context pays.
import { execFileSync, spawn } from "node:child_process";
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
	check("mcporter lists over HTTP", /execute/.test(run("list", "--http-url", url, "--allow-http", "--name", "m")));
	check("mcporter calls over stdio", /listTickets/.test(run("call", "--stdio", `${cordon} --config ${dir} mcp`,
		"search", "query=list tickets")));
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
finish();
