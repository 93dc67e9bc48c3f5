// SPDX-License-Identifier: Apache-2.0
// An MCP server on stdio with one bad habit, named by its first argument.
import { spawn } from "node:child_process";
import readline from "node:readline";

const habit = process.argv[2];
const say = (m) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...m }) + "\n");
const text = (s) => ({ content: [{ type: "text", text: s }] });
const META = "io.modelcontextprotocol/";
let tools = ["pid", "env", "crash", "hang", "fail", "echo", "grow", "child", "flood", "ask"];
let child, held;

function tool(name, args, id, params) {
	switch (name) {
	case "pid": return text(String(process.pid));
	case "env": return { content: [], structuredContent: { env: process.env, fds: 0 } };
	case "crash": console.error("#\n# fatal: crashing as asked\n#\n\n***"); process.exit(7); break;
	case "hang": return null;
	case "fail": return { ...text("it is broken: " + args.why), isError: true };
	case "echo": return text(JSON.stringify(args));
	case "new_tool": return text("new");
	case "grow":
		tools = [...tools, "new_tool"];
		say({ method: "notifications/tools/list_changed" });
		return text("grown");
	case "child": // one that outlives a careless parent
		child = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
		child.unref();
		return text(String(child.pid));
	case "flood":
		for (let i = 0; i < 20000; i++)
			console.error("flood", i);
		return text("x".repeat(17 * 1024 * 1024));
	case "ask":
		if (habit === "modern" && !params.inputResponses)
			return { resultType: "input_required", requestState: "sealed",
				inputRequests: { q: { method: "elicitation/create", params: { mode: "form", message: "?",
					requestedSchema: { type: "object", properties: { ok: { type: "boolean", default: true } } } } } } };
		if (habit === "modern")
			return text(params.requestState + " " + params.inputResponses.q.action);
		held = id;
		say({ id: "q1", method: "elicitation/create", params: { message: "?",
			requestedSchema: { type: "object", properties: { ok: { type: "boolean", default: true } } } } });
		return null;
	}
	return undefined;
}

function page(cursor) {
	if (habit !== "paged")
		return { tools: tools.map(describe) };
	const at = Number(cursor ?? 0);
	return { tools: tools.slice(at, at + 2).map(describe),
		...(at + 2 < tools.length ? { nextCursor: String(at + 2) } : {}) };
}
const describe = (name) => ({ name, description: `does ${name}`, inputSchema: { type: "object",
	properties: { why: { type: "string" } } } });

function handle(m) {
	if (m.id === "q1" && held !== undefined) {
		say({ id: held, result: text(m.result.action) });
		held = undefined;
		return;
	}
	if (m.id === undefined)
		return;
	const modern = m.params?._meta?.[META + "protocolVersion"] !== undefined;
	if (m.method === "server/discover") {
		if (habit === "dies")
			process.exit(3);
		if (habit === "silent")
			return;
		if (habit === "modern") {
			say({ id: m.id, result: { resultType: "complete", supportedVersions: ["2026-07-28"],
				capabilities: { tools: {} }, ttlMs: 0, cacheScope: "private" } });
			return;
		}
	}
	if (habit === "modern" && !modern) {
		say({ id: m.id, error: { code: -32022, message: "modern only", data: { supported: ["2026-07-28"] } } });
		return;
	}
	const done = (r) => say({ id: m.id, result: habit === "modern" ? { resultType: "complete", ...r } : r });
	if (m.method === "initialize")
		done({ protocolVersion: "2025-06-18", capabilities: { tools: { listChanged: true } },
			serverInfo: { name: "fake", version: "1" } });
	else if (m.method === "tools/list")
		done(page(m.params?.cursor));
	else if (m.method === "tools/call") {
		const r = tool(m.params.name, m.params.arguments ?? {}, m.id, m.params);
		if (r === undefined)
			say({ id: m.id, error: { code: -32602, message: "no tool " + m.params.name } });
		else if (r !== null)
			done(r);
	} else
		say({ id: m.id, error: { code: -32601, message: "no method " + m.method } });
}

if (habit === "noisy")
	console.log("Welcome! This line is no JSON.");
if (habit === "broken") {
	console.error("Error: cannot find my configuration");
	process.exit(1);
}
readline.createInterface({ input: process.stdin }).on("line", (l) => handle(JSON.parse(l)));
