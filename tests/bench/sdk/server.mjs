// SPDX-License-Identifier: Apache-2.0
// The official SDK's server with one tool that answers at once: the peer of
// bench/mcp.mjs.  server.mjs http | stdio, where its SDK can be found.
import http from "node:http";

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

function server() {
	const s = new McpServer({ name: "peer", version: "1.0.0" });
	s.registerTool("search", { description: "Find operations", inputSchema: { query: z.string() } },
		async () => ({ content: [{ type: "text", text: "No operation matches." }] }));
	return s;
}

if (process.argv[2] === "stdio")
	await server().connect(new StdioServerTransport());
else {
	// One session, JSON answers: the fastest it can be.
	const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => "one", enableJsonResponse: true });
	await server().connect(transport);
	const listener = http.createServer((q, r) => transport.handleRequest(q, r));
	listener.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${listener.address().port}/mcp`));
}
