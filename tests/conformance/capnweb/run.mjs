// SPDX-License-Identifier: Apache-2.0
// run.mjs PEER NODE_MODULES: npm's capnweb on the other side of our messages.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { isDeepStrictEqual } from "node:util";

const [, , peer, modules] = process.argv;
const { RpcSession, RpcTarget } = createRequire(path.join(modules, "x.js"))("capnweb");
let failures = 0;
function check(what, ok, detail) {
	console.log(`${ok ? "ok" : "not ok"} - ${what}`);
	if (!ok) {
		failures++;
		console.log("#   ", detail);
	}
}

// A line is a message.
function transport(p) {
	const lines = [], waiting = [];
	let ended;
	readline.createInterface({ input: p.stdout }).on("line", (l) => {
		if (l === "")
			return;
		const w = waiting.shift();
		if (w) w.resolve(l); else lines.push(l);
	}).on("close", () => {
		ended = new Error("the peer is gone");
		for (const w of waiting) w.reject(ended);
	});
	p.stdin.on("error", () => {});
	return {
		async send(m) { p.stdin.write(m + "\n"); },
		receive: () => lines.length ? Promise.resolve(lines.shift()) : ended ? Promise.reject(ended) :
			new Promise((resolve, reject) => waiting.push({ resolve, reject })),
	};
}

const server = spawn(peer, ["serve"], { stdio: ["pipe", "pipe", "inherit"] });
const stub = new RpcSession(transport(server)).getRemoteMain();
for (const v of [null, true, 0, -1.5, 1e300, "", "é😀\u0000\"\\", [], [1, [2, [3]]], {}, { a: [{ b: null }], c: "d" },
	["push", 1], undefined, new Date(1750000000000), 12345678901234567890n, Infinity, -Infinity, NaN,
	new Uint8Array([0, 1, 254, 255]), { when: new Date(0), list: [undefined, [[]]] }]) {
	const got = await stub.echo(v).catch((e) => e);
	check(`echo ${typeof v === "bigint" ? v : JSON.stringify(v)}`, isDeepStrictEqual(got instanceof Uint8Array ?
		new Uint8Array(got) : got, v), got);
}
const many = await Promise.all(Array.from({ length: 200 }, (_, i) => stub.echo(i)));
check("200 at once, each its own answer", many.every((v, i) => v === i), many);
const error = await stub.fail("beyond the limit").then(() => null, (e) => e);
check("an error keeps its class and its text", error instanceof RangeError && error.message === "beyond the limit", error);
for (const [what, f] of [["a longer path", () => stub.a.b(1)], ["a function as argument", () => stub.echo(() => 1)],
	["a result pipelined", () => stub.echo(stub.echo(1))]]) {
	const e = await Promise.resolve().then(f).then((v) => v, (x) => x);
	check(`${what} is refused, and the session lives`, e instanceof Error && await stub.echo("alive") === "alive", e);
}
server.stdin.end();

class Main extends RpcTarget {
	greet(name) { return `hello ${name}`; }
	refuse() { throw new TypeError("not today"); }
}
const client = spawn(peer, ["call"], { stdio: ["pipe", "pipe", "pipe"] });
let said = "";
client.stderr.on("data", (d) => { said += d; });
new RpcSession(transport(client), new Main());
const code = await new Promise((r) => client.once("close", r));
check("capnweb answers our pushes", code === 0 && said === "hello cordon\nTypeError: not today\n", { code, said });
process.exit(failures ? 1 : 0);
