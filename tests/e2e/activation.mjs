// SPDX-License-Identifier: Apache-2.0
// See 41-activation.sh.  Node listens, and hands the socket on.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = path.join(scratch, "conf");
fs.mkdirSync(dir);
const children = [];
process.on("exit", () => children.forEach((c) => c.kill("SIGKILL")));
const pass = path.join(process.env.CORDON_BIN, "../tests/pass_socket");
function start(command, args, env = {}) {
	const p = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
	children.push(p);
	p.text = "";
	p.stdout.on("data", (d) => { p.text += d; });
	p.stderr.on("data", (d) => { p.text += d; });
	p.ended = new Promise((r) => p.once("exit", r));
	return p;
}
const serve = (socket, n = "1") => start(pass, [socket, n, cordon, "--config", dir, "serve"]);
const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-11-25",
	capabilities: {}, clientInfo: { name: "a", version: "1" } } });
const ask = (at) => new Promise((resolve) => {
	const q = http.request({ ...at, path: "/mcp", method: "POST", headers: { host: "localhost", "content-type": "application/json",
		accept: "application/json, text/event-stream" } }, (r) => {
		let text = "";
		r.on("data", (d) => { text += d; });
		r.on("end", () => resolve({ status: r.statusCode, text }));
	});
	q.setTimeout(30000, () => q.destroy());
	q.on("error", (e) => resolve({ status: 0, text: e.message }));
	q.end(body);
});

let p = serve("tcp");
await new Promise((resolve) => p.stdout.once("data", resolve));
const port = Number(p.text.split("\n")[0]);
let r = await ask({ host: "127.0.0.1", port });
check("a TCP socket that was passed is served", r.status === 200 && /"serverInfo"/.test(r.text), [r, p.text]);
check("and named", p.text.includes(`http://127.0.0.1:${port}/mcp`), p.text);
p.kill("SIGTERM");
check("it ends well", await p.ended === 0, p.text);

const socket = path.join(scratch, "socket");
p = serve(`unix:${socket}`);
await new Promise((resolve) => p.stdout.once("data", resolve));
r = await ask({ socketPath: socket });
check("a Unix socket that was passed is served", r.status === 200, [r, p.text]);
p.kill("SIGTERM");
await p.ended;
check("and is not ours to remove", fs.existsSync(socket));

p = serve("tcp", "2");
check("two sockets are refused", await p.ended !== 0 && /one is wanted/.test(p.text), p.text);
p = start("sh", ["-c", `LISTEN_PID=$$ LISTEN_FDS=1 exec ${cordon} --config ${dir} serve`]);
check("a number without a socket is refused", await p.ended !== 0 && /no socket that listens/.test(p.text), p.text);
p = start(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { LISTEN_PID: "1", LISTEN_FDS: "1" });
await new Promise((resolve) => p.stdout.once("data", resolve));
check("what was meant for another process is not taken", /http:\/\/127\.0\.0\.1:\d+/.test(p.text), p.text);
p.kill("SIGTERM");
await p.ended;

// A connection each, as the socket unit does: the process is the session.
const accepting = net.createServer({ pauseOnConnect: true });
await new Promise((resolve) => accepting.listen(path.join(scratch, "each"), resolve));
accepting.on("connection", (s) => {
	const one = spawn(cordon, ["--config", dir, "mcp"], { stdio: [s._handle.fd, s._handle.fd, "ignore"] });
	children.push(one);
	one.once("exit", () => s.destroy());
});
const answers = await Promise.all([1, 2].map(() => new Promise((resolve) => {
	const s = net.connect(path.join(scratch, "each"));
	let text = "";
	s.on("data", (d) => {
		text += d;
		if (text.endsWith("\n"))
			resolve(text), s.destroy();
	});
	s.on("error", () => resolve(text));
	s.write(body + "\n");
})));
check("a process for each connection answers", answers.every((t) => /"serverInfo"/.test(t)), answers);
accepting.close();
finish();
