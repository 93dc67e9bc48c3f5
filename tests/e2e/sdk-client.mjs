// SPDX-License-Identifier: Apache-2.0
// An agent, played by the official SDK: search, then a program in TypeScript.
//   sdk-client.mjs CORDON CONFIG TOKEN
import fs from "node:fs";

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [, , cordon, config, token] = process.argv;
const client = new Client({ name: "sdk-client", version: "1.0.0" });
const transport = new StdioClientTransport({ command: cordon,
	args: ["--config", config, "mcp"], stderr: "inherit" });
await client.connect(transport);

function check(what, ok, seen) {
	console.log(`${ok ? "ok" : "NOT OK"} - ${what}`);
	if (!ok) {
		console.log(seen);
		process.exitCode = 1;
	}
}

const said = [];
async function call(name, args) {
	const r = await client.callTool({ name, arguments: args });
	said.push(JSON.stringify(r));
	return { text: r.content.map((c) => c.text).join("\n"), failed: r.isError === true };
}

const { tools } = await client.listTools();
check("two tools, search and execute",
    tools.map((t) => t.name).sort().join() === "execute,search", tools);

const found = await call("search", { query: "list issues of a repository" });
check("search finds the operation, as TypeScript",
    !found.failed && found.text.includes("issues.listForRepo"), found.text);

const program = `async () => {
	interface Row { repo: string; number: number; title: string; comments: number }
	const repos: [string, string][] = [["octocat", "hello"], ["octocat", "spoon"], ["acme", "x.y-z"]];
	const lists = await Promise.all(repos.map(async ([owner, repo]) => {
		const issues = await github.issues.listForRepo({ owner, repo, state: "open", per_page: 50 });
		return issues.map(({ number, title, comments = 0 }): Row =>
			({ repo: \`\${owner}/\${repo}\`, number, title, comments }));
	}));
	const rows = lists.flat().filter((r) => r.title?.length > 0)
		.sort((a, b) => b.comments - a.comments || a.repo.localeCompare(b.repo));
	console.log(rows.length, "rows");
	return ["repo | issue | title", ...rows.map((r) => \`\${r.repo} | #\${r.number} | \${r.title}\`)].join("\\n");
}`;
const run = await call("execute", { code: program });
check("a program lists the issues of three repositories and returns a table",
    !run.failed && run.text.includes("acme/x.y-z | #1347") &&
    run.text.includes("octocat/spoon | #1347"), run.text);

const wrong = await call("execute", { code: "await github.issues.listForRepos({owner: 'a', repo: 'b'})" });
check("an unknown operation fails with the nearest name",
    wrong.failed && wrong.text.includes("listForRepo"), wrong.text);

const missing = await call("execute", { code: "await github.issues.get({owner: 'a', repo: 'b'})" });
check("a missing argument is named, and nothing is sent",
    missing.failed && missing.text.includes("issue_number"), missing.text);

// While a worker that has made a call is still busy, its memory is searched.
// (Sanitized processes map 20 TB; the release build's are the ones that count.)
if (process.getuid() === 0 && process.env.CORDON_SANITIZED !== "1") {
	const busy = call("execute", { timeout_ms: 6000,
		code: "await github.issues.listForRepo({owner: 'a', repo: 'b'}); for (;;) {}" });
	await new Promise((r) => setTimeout(r, 2500));
	const [scanned, hits] = search(token);
	check(`the token is in no worker's memory (${scanned} processes read)`,
	    scanned > 0 && hits === 0, hits);
	const end = await busy;
	check("an endless loop ends at its time limit",
	    end.failed && /TimeoutError/.test(end.text), end.text);
} else
	console.log("skip: only root can read a worker's memory, and not a sanitized one's");
check("the token is in no answer", !said.some((s) => s.includes(token)));
await client.close();

// Every readable byte of every process named cordon-worker.
function search(secret) {
	let scanned = 0, hits = 0;
	for (const pid of fs.readdirSync("/proc")) {
		if (!/^\d+$/.test(pid))
			continue;
		try {
			if (fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "cordon-worker")
				continue;
			hits += searchOne(pid, secret);
			scanned++;
		} catch { /* it ended meanwhile */ }
	}
	return [scanned, hits];
}

function searchOne(pid, secret) {
	const mem = fs.openSync(`/proc/${pid}/mem`, "r");
	let hits = 0;
	for (const line of fs.readFileSync(`/proc/${pid}/maps`, "utf8").split("\n")) {
		const m = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line);
		if (!m || line.includes("[v"))
			continue;
		const from = BigInt(`0x${m[1]}`), size = Number(BigInt(`0x${m[2]}`) - from);
		const data = Buffer.alloc(size);
		try {
			fs.readSync(mem, data, 0, size, from);
		} catch {
			continue; // a guard page
		}
		if (data.includes(secret))
			hits++;
	}
	fs.closeSync(mem);
	return hits;
}
