// SPDX-License-Identifier: Apache-2.0
// serve-client.mjs URL: the official SDK's client over Streamable HTTP.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

let failures = 0;
function check(what, ok, detail) {
	console.log(`${ok ? "ok" : "not ok"} - ${what}`);
	if (!ok) {
		failures++;
		console.log("#   ", JSON.stringify(detail)?.slice(0, 500));
	}
}
const open = async () => {
	const c = new Client({ name: "e2e", version: "1" });
	await c.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
	return c;
};
const execute = (c, code, more, options) => c.callTool({ name: "execute", arguments: { code, ...more } }, undefined, options);
const text = (r) => r.content.map((x) => x.text).join("\n");

const c = await open();
const { tools } = await c.listTools();
check("two tools", tools.map((t) => t.name).sort().join() === "execute,search", tools);
check("a call through the demo", text(await execute(c, "async () => (await demo.whoami()).login")).includes("ada"));
const bad = await execute(c, "throw new RangeError('mine')");
check("a program's error is a result", bad.isError && text(bad).includes("mine"), bad);
const many = await Promise.all(Array.from({ length: 40 }, async (_, i) => {
	const own = i % 4 ? c : await open();
	return text(await execute(own, `async () => ${i} + (await demo.listAgents()).length`));
}));
check("40 at once from 11 clients, each its own answer", many.every((t, i) => t.trim() === String(i + 3)), many);
const began = performance.now(), stop = new AbortController();
setTimeout(() => stop.abort("enough"), 300);
const cancelled = await execute(c, "for (;;) {}", { timeout_ms: 20000 }, { signal: stop.signal }).then(() => null, (e) => e);
check("cancelling ends the call at once", cancelled !== null && performance.now() - began < 15000, cancelled);
check("and the server goes on", text(await execute(c, "return 'on'")).includes("on"));
await c.close();
process.exit(failures ? 1 : 0);
