// SPDX-License-Identifier: Apache-2.0
// The smallest MCP client on stdio, and a demo to call.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-e2e-"));
const children = [];
process.on("exit", () => {
	for (const c of children)
		c.kill("SIGKILL");
	fs.rmSync(scratch, { recursive: true, force: true });
});

let failures = 0;
export function check(what, ok, detail) {
	console.log(`${ok ? "ok" : "not ok"} - ${what}`);
	if (!ok) {
		failures++;
		console.log(`#   ${String(typeof detail === "string" ? detail : JSON.stringify(detail)).slice(0, 600)}`);
	}
}
export const finish = (well = 0) => process.exit(failures ? 1 : well);
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// A configuration with the demo as its only connector.
export async function demo() {
	const secret = path.join(scratch, "token"), dir = path.join(scratch, "conf");
	fs.writeFileSync(secret, "e2e-token", { mode: 0o600 });
	const p = spawn(cordon, ["demo", "--port", "0", "--token-file", secret], { stdio: ["ignore", "pipe", "inherit"] });
	children.push(p);
	const url = await new Promise((resolve) => p.stdout.once("data", (d) => resolve(String(d).split("\n")[0])));
	const document = path.join(scratch, "demo.json");
	fs.writeFileSync(document, execFileSync(cordon, ["demo", "--print-openapi"]));
	fs.mkdirSync(dir, { recursive: true });
	execFileSync(cordon, ["--config", dir, "add", "openapi", "demo", document, "--url", url, "--auth", "bearer",
		"--secret-file", secret], { stdio: "pipe" });
	return dir;
}

export class Client {
	// `by`: what cordon is started by, and which one; else the usual.
	constructor(dir, by = [cordon]) {
		this.p = spawn(by[0], [...by.slice(1), "--config", dir, "mcp"], { stdio: ["pipe", "pipe", "pipe"] });
		children.push(this.p);
		this.log = "";
		this.p.stderr.on("data", (d) => { this.log += d; });
		this.p.stdin.on("error", () => {});
		this.waiting = new Map();
		this.id = 0;
		readline.createInterface({ input: this.p.stdout }).on("line", (l) => {
			const m = JSON.parse(l);
			this.waiting.get(m.id)?.(m);
			this.waiting.delete(m.id);
		}).on("close", () => { // or who asked would wait for ever
			this.ended = { error: { message: `cordon ended: ${this.log.slice(-500)}` } };
			for (const answer of this.waiting.values())
				answer(this.ended);
			this.waiting.clear();
		});
	}
	ask(method, params) {
		const id = ++this.id;
		if (this.ended)
			return Promise.resolve(this.ended);
		this.p.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
		return new Promise((resolve) => this.waiting.set(id, resolve));
	}
	async open() {
		await this.ask("initialize", { protocolVersion: "2025-06-18", capabilities: {},
			clientInfo: { name: "e2e", version: "1" } });
		this.p.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
		return this;
	}
	// {text, failed, ms}
	async execute(code, more) {
		const start = performance.now();
		const m = await this.ask("tools/call", { name: "execute", arguments: { code, ...more } });
		return { text: m.error?.message ?? m.result.content.map((c) => c.text).join("\n"),
			failed: Boolean(m.error || m.result.isError), ms: performance.now() - start };
	}
	// The processes below the server, by name of their program.
	family(name) {
		const found = [], walk = (pid) => {
			let kids = [];
			try {
				for (const t of fs.readdirSync(`/proc/${pid}/task`))
					kids.push(...fs.readFileSync(`/proc/${pid}/task/${t}/children`, "utf8").split(" ").filter(Boolean));
			} catch { return; }
			for (const k of kids) {
				let comm = "", state = "";
				try {
					const stat = fs.readFileSync(`/proc/${k}/stat`, "utf8");
					comm = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
					state = stat.slice(stat.lastIndexOf(")") + 2)[0];
				} catch { continue; }
				if (comm.startsWith(name) && state !== "Z")
					found.push(Number(k));
				walk(k);
			}
		};
		walk(this.p.pid);
		return found;
	}
	close() {
		this.p.stdin.end();
		return new Promise((r) => this.p.once("exit", r));
	}
}
