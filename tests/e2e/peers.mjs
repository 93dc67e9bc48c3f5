// SPDX-License-Identifier: Apache-2.0
// One `cordon serve` on a socket that systemd passes and many users may use:
// each is a tenant of its own, uid-N, and answers only for itself.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

import { check, demo, finish, scratch, sleep } from "./client.mjs";

if (process.getuid() !== 0) {
	console.log("# only root can be several users: left out");
	finish();
}
if (spawnSync("systemd-socket-activate", ["--version"]).status !== 0) {
	console.log("# systemd-socket-activate is not installed: left out");
	finish();
}
const ANN = 23457, BOB = 23458, cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = await demo();
fs.chmodSync(scratch, 0o755);
fs.writeFileSync(path.join(dir, "cordon.yaml"), `state: ${scratch}/state\n`);
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

let log = "";
async function activate(socket, ...argv) {
	const p = spawn("systemd-socket-activate", ["-l", socket, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
	let said = "";
	p.stderr.on("data", (d) => { log += d; said += d; });
	process.on("exit", () => p.kill("SIGKILL"));
	// A socket has its name before anybody listens.
	for (let i = 0; i < 1200 && !said.includes("Listening on"); i++)
		await sleep(50);
	fs.chmodSync(socket, 0o666);
	return p;
}
// Who connects is who the process is at that moment.
const as = async (uid, connect) => {
	process.seteuid(uid);
	try {
		return await connect();
	} finally {
		process.seteuid(0);
	}
};

// Over HTTP ------------------------------------------------------------
const socket = path.join(scratch, "serve.sock");
const server = await activate(socket, cordon, "--config", dir, "serve");
const connected = (uid) => as(uid, () => new Promise((done, fail) => {
	const s = net.connect(socket, () => done(s));
	s.on("error", fail);
}));
async function post(uid, message, session) {
	const s = await connected(uid), body = JSON.stringify({ jsonrpc: "2.0", ...message });
	return await new Promise((done, fail) => {
		const r = http.request({ createConnection: () => s, method: "POST", path: "/mcp", headers: {
			Host: "localhost", "Content-Type": "application/json", Accept: "application/json, text/event-stream",
			"Content-Length": Buffer.byteLength(body), ...(session ? { "Mcp-Session-Id": session } : {}) } }, (res) => {
			let text = "";
			res.on("data", (d) => { text += d; });
			res.on("end", () => done({ status: res.statusCode, session: res.headers["mcp-session-id"], text }));
		});
		r.on("error", fail);
		r.end(body);
	});
}
const sessions = {};
async function open(uid) {
	const r = await post(uid, { id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {},
		clientInfo: { name: "e2e", version: "1" } } });
	sessions[uid] = r.session;
	await post(uid, { method: "notifications/initialized" }, r.session);
	return r.status;
}
const call = (uid, code, session = sessions[uid], timeout_ms = 20000) => post(uid, { id: 2, method: "tools/call",
	params: { name: "execute", arguments: { code, timeout_ms } } }, session);

check("two users reach one socket", await open(ANN) === 200 && await open(BOB) === 200, log);
check("and run programs", (await call(ANN, "6 * 7")).text.includes("42") && (await call(BOB, "2 * 4")).text.includes("8"), log);
check("a session is its own user's", (await call(BOB, "1", sessions[ANN])).status === 404, "");
await call(ANN, "for (;;);", sessions[ANN], 200);
for (let i = 0; i < 600 && !/evidence=time-limit/.test(log); i++)
	await sleep(50); // the log comes by a pipe of its own
check("what one does is held against that one", new RegExp(`tenant=uid-${ANN} run=\\w+ evidence=time-limit`).test(log) &&
	!log.includes(`tenant=uid-${BOB} run`), log);
run("tenant", "hold", `uid-${ANN}`, "refused");
await sleep(600);
const refused = await call(ANN, "1"), other = await call(BOB, "3 * 5");
check("one is refused, by its name", refused.text.includes("RefusedError") && refused.text.includes(`uid-${ANN}`), refused.text);
check("the other is not", other.text.includes("15"), other.text);
await open(0);
const local = await call(0, "4 * 5");
check("root is who runs it: local", local.text.includes("20") && !log.includes("uid-0"), local.text);
check("no name of a token can be a user's", /neither local nor uid-/.test(spawnSync(cordon,
	["--config", dir, "token", `uid-${BOB}`], { encoding: "utf8" }).stderr), "");
server.kill("SIGKILL");

// A connection each ----------------------------------------------------
const each = path.join(scratch, "mcp.sock");
await activate(each, "--accept", "--inetd", cordon, "--config", dir, "mcp");
async function talk(uid, code) {
	const s = await as(uid, () => new Promise((done, fail) => {
		const c = net.connect(each, () => done(c));
		c.on("error", fail);
	}));
	let text = "";
	const answered = new Promise((done) => s.on("data", (d) => {
		text += d;
		if (/"id":2[^\n]*\n/.test(text))
			done();
	}));
	for (const m of [{ id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {},
		clientInfo: { name: "e2e", version: "1" } } }, { method: "notifications/initialized" },
	{ id: 2, method: "tools/call", params: { name: "execute", arguments: { code } } }])
		s.write(JSON.stringify({ jsonrpc: "2.0", ...m }) + "\n");
	await Promise.race([answered, sleep(60000)]);
	s.destroy();
	return text;
}
const again = await talk(ANN, "1");
check("one who is refused there is refused here", again.includes(`tenant uid-${ANN} is refused`), [again, log.slice(-200)]);
check("another runs", (await talk(BOB, "5 * 7")).includes("35"), log.slice(-400));
finish();
