// SPDX-License-Identifier: Apache-2.0
// cordon's side: the demo API, a configuration, an MCP client on stdio.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

const bin = (name) => path.join(process.env.CORDON_BIN, name);
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "cordon-bench-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

// {url, stop}: `cordon demo` on a port of its own.
export async function startDemo() {
	const secret = path.join(scratch, "token");
	fs.writeFileSync(secret, "bench-token", { mode: 0o600 });
	const p = spawn(bin("cordon"), ["demo", "--port", "0", "--token-file", secret],
	    { stdio: ["ignore", "pipe", "pipe"] });
	const url = await new Promise((resolve, reject) => {
		const look = (d) => {
			const m = /http:\/\/127\.0\.0\.1:\d+[^\s"]*/.exec(d);
			if (m)
				resolve(m[0]);
		};
		p.stdout.on("data", look);
		p.stderr.on("data", look);
		p.on("exit", () => reject(new Error("cordon demo did not start")));
	});
	return { url, stop: () => p.kill() };
}

// A configuration directory with one connector named "demo", or as given.
export function configure(name, document, url) {
	const dir = path.join(scratch, name);
	const secret = path.join(scratch, "token");
	fs.mkdirSync(dir, { recursive: true });
	execFileSync(bin("cordon"), ["--config", dir, "add", "openapi", name, document,
		"--url", url, "--auth", "bearer", "--secret-file", secret], { stdio: "pipe" });
	return dir;
}

export function demoDocument() {
	const file = path.join(scratch, "demo.json");
	fs.writeFileSync(file, execFileSync(bin("cordon"), ["demo", "--print-openapi"]));
	return file;
}

export function runOnce(dir, code) {
	return execFileSync(bin("cordon"), ["--config", dir, "run", "-e", code], { stdio: "pipe" });
}

// An MCP client as small as one can be: what is measured is the server.
export class Cordon {
	constructor(dir) {
		this.p = spawn(bin("cordon"), ["--config", dir, "mcp"],
		    { stdio: ["pipe", "pipe", "inherit"] });
		this.waiting = new Map();
		this.id = 0;
		readline.createInterface({ input: this.p.stdout }).on("line", (l) => {
			const m = JSON.parse(l);
			this.waiting.get(m.id)?.(m);
			this.waiting.delete(m.id);
		});
	}
	ask(method, params) {
		const id = ++this.id;
		this.p.stdin.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n");
		return new Promise((resolve) => this.waiting.set(id, resolve));
	}
	async open() {
		await this.ask("initialize", { protocolVersion: "2025-06-18", capabilities: {},
			clientInfo: { name: "bench", version: "1" } });
		this.p.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
		return this;
	}
	async execute(code) {
		const m = await this.ask("tools/call", { name: "execute", arguments: { code } });
		if (m.error || m.result.isError)
			throw new Error(JSON.stringify(m.error ?? m.result.content));
		return m.result.content[0].text;
	}
	close() {
		this.p.stdin.end();
		this.p.kill();
	}
}
