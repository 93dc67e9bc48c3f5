// SPDX-License-Identifier: Apache-2.0
// What the conformance suite starts as "the client": a connector to the URL it
// gives (the last argument), one program that calls every tool of it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const dir = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-conformance-"));
process.on("exit", () => fs.rmSync(dir, { recursive: true, force: true }));
const modern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === "2026-07-28";
fs.mkdirSync(path.join(dir, "connectors.d"));
fs.writeFileSync(path.join(dir, "connectors.d/peer.yaml"), `kind: mcp
url: ${process.argv.at(-1)}
network: [127.0.0.1/32, "::1/128"]
elicitation: defaults
era: ${modern ? "modern" : "legacy"}
`);
const indexed = spawnSync(cordon, ["--config", dir, "index"], { encoding: "utf8" });
console.error(indexed.stdout, indexed.stderr);
// Some of the suite's servers begin well, and have no tools to ask for.
if (indexed.status !== 0)
	process.exit(/no tool in the list/.test(indexed.stderr) ? 0 : 1);

// What the server declares, as it was kept; the program finds each by its name.
const kept = fs.readdirSync(path.join(dir, "catalog")).find((f) => f.endsWith(".json"));
const { tools } = JSON.parse(fs.readFileSync(path.join(dir, "catalog", kept), "utf8"));
const sample = (s) => s.type === "integer" || s.type === "number" ? 2 : s.type === "boolean" ? true
	: s.type === "array" ? [] : s.type === "object" || s.properties
	? Object.fromEntries(Object.entries(s.properties ?? {}).map(([k, v]) => [k, sample(v)])) : "x";
const { toolCalls } = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? "{}");
const echoed = tools.find((t) => t.name === "json_schema_2020_12_tool")?.inputSchema;
const calls = toolCalls ?? tools.map((t) => ({ name: t.name,
	arguments: t.name === "json_schema_echo" ? { schema: echoed } : sample({ ...t.inputSchema, type: "object" }) }));
const program = `async () => {
	const said = [];
	for (const c of ${JSON.stringify(calls)})
		try {
			said.push([c.name, await peer[c.name](c.arguments)]);
		} catch (e) {
			said.push([c.name, String(e)]);
		}
	return said;
}`;
const r = spawnSync(cordon, ["--config", dir, "run", "-e", program], { encoding: "utf8" });
console.error(r.stdout, r.stderr);
process.exitCode = r.status;
