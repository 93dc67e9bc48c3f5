// SPDX-License-Identifier: Apache-2.0
// Upstream MCP servers: stdio and HTTP, good and bad.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const npm = path.join(process.env.CORDON_NPM, "node_modules");
const fake = path.join(process.env.CORDON_SRC, "tests/fakes/mcp-server.mjs");
const node = process.execPath;
const dir = path.join(scratch, "conf"), files = path.join(scratch, "files");
fs.mkdirSync(files);
const alive = (pid) => {
	try {
		return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
};
async function until(what, ms) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(50))
		if (await what())
			return true;
	return false;
}
const run = (...args) => spawnSync(cordon, ["--config", dir, ...args], { encoding: "utf8", timeout: 100000,
	env: { ...process.env, E2E_KEY: "s3kret-value-77" } });

// What people have.
const servers = {};
for (const habit of ["plain", "modern", "dies", "noisy", "paged", "broken"])
	servers[habit] = { command: node, args: [fake, habit] };
servers.plain.env = { API_KEY: "${E2E_KEY}", MODE: "plain" };
servers.plain.disabledTools = ["fl*"];
servers["two words"] = { command: node, args: [fake, "x"], disabled: true };
const real = fs.existsSync(path.join(npm, "@modelcontextprotocol/server-memory"));
const entry = (name) => path.join(npm, `@modelcontextprotocol/server-${name}/dist/index.js`);
if (real) {
	servers["the-files"] = { command: node, args: [entry("filesystem"), "${FILES_DIR:-" + files + "}"] };
	servers.memory = { command: node, args: [entry("memory")],
		env: { MEMORY_FILE_PATH: path.join(scratch, "memory.jsonl") } };
}
const list = path.join(scratch, "mcp.json");
fs.writeFileSync(list, "// an agent's file\n" + JSON.stringify({ mcpServers: servers }).slice(0, -1) + ",}\n");
const imported = run("import", list);
check("an mcp.json is imported, one that does not start is kept and told",
	imported.status === 0 && /plain: 9 tools/.test(imported.stdout) && /broken: written as broken/.test(imported.stdout) &&
	/cannot find my configuration/.test(imported.stdout) && /two words: left out: disabled/.test(imported.stdout),
	imported.stdout + imported.stderr);
check("all pages of a list are read", /paged: 10 tools/.test(imported.stdout), imported.stdout);
const yaml = fs.readFileSync(path.join(dir, "connectors.d/plain.yaml"), "utf8");
const secret = path.join(dir, "secrets/plain.API_KEY");
check("a secret goes to a 0600 file of its own", !yaml.includes("s3kret") &&
	fs.readFileSync(secret, "utf8") === "s3kret-value-77" && (fs.statSync(secret).mode & 0o777) === 0o600, yaml);
check("search works without a server running", run("search", "does", "echo").stdout.includes("plain.echo"));

const c = await new Client(dir).open();
const get = async (code, more) => {
	const r = await c.execute(code, more);
	return r.failed ? r.text : JSON.parse(r.text.split("\n\n")[0]);
};
const env = await get("async () => (await plain.env({})).env");
check("a server has its own environment, and its secret is hidden in replies",
	env.MODE === "plain" && env.API_KEY === "[redacted]" && !("E2E_KEY" in env) &&
	Object.keys(env).every((k) => ["MODE", "API_KEY", "PATH", "HOME", "TZ", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR"]
		.includes(k)), env);
check("a server of the new era, one that dies when probed and a noisy one answer",
	JSON.stringify(await get("async () => Promise.all([modern, dies, noisy].map((s) => s.echo({ why: 'x' })))")) ===
	'[{"why":"x"},{"why":"x"},{"why":"x"}]');
// Both sides of it read by Node's readline, to which these end a line.
check("U+2028 and U+2029 tear no message", (await get(
	"async () => (await plain.echo({ why: 'a\\u2028b\\u2029c' })).why")) === "a\u2028b\u2029c");
check("isError throws its text", /plain\.fail: it is broken: by me/.test(
	await get("async () => { try { await plain.fail({ why: 'by me' }) } catch (e) { return e.message } }")));
check("a form is declined, in both eras", JSON.stringify(await get(
	"async () => Promise.all([plain.ask({}), modern.ask({})])")) === '["decline","sealed decline"]');
check("a tool that is switched off is no operation", /no operation/.test(
	await get("async () => { try { await plain.flood({}) } catch (e) { return e.message } }")));

const first = await get("async () => plain.pid({})");
check("a server stays from program to program", first === await get("async () => plain.pid({})") && first > 1, first);
const crash = await get("async () => { try { await plain.crash({}) } catch (e) { return e.message } }");
check("a server's death is told with what it said last", /exit status 7.*crashing as asked/s.test(crash), crash);
check("others are not touched", (await get("async () => modern.pid({})")) > 1);
check("it is started again", await until(async () => Number(await get(
	"async () => { try { return await plain.pid({}) } catch (e) { return 0 } }")) > 1, 60000));
const hung = await c.execute("async () => plain.hang({})", { timeout_ms: 500 });
check("one that hangs costs the program's time and no more", hung.failed && /TimeoutError.*500 ms/s.test(hung.text) && hung.ms < 30000, hung);
const flood = await get("async () => { try { await noisy.flood({}) } catch (e) { return e.message } }");
check("a result longer than 16 MiB is refused", /longer than 16 MiB/.test(flood), flood);
check("what a server prints is rate-limited", (c.log.match(/flood \d/g) ?? []).length < 50, c.log.length);
check("a connector nobody knows the tools of is named in the log", /broken/.test(c.log), c.log);

if (real) {
	const program = `async () => {
		await the_files.write_file({ path: "${files}/people.csv", content: "ada,36\\nalan,41\\ngrace,85\\n" });
		const { content } = await the_files.read_text_file({ path: "${files}/people.csv" });
		const rows = content.trim().split("\\n").map((l) => l.split(","));
		const old = rows.filter(([, age]) => Number(age) > 40);
		await memory.create_entities({ entities: old.map(([name, age]) =>
			({ name, entityType: "person", observations: ["is " + age] })) });
		const graph = await memory.read_graph();
		await the_files.write_file({ path: "${files}/old.json", content: JSON.stringify(graph.entities.map((e) => e.name)) });
		return graph.entities.length;
	}`;
	check("one program reads, transforms and writes through two real servers", await get(program) === 2 &&
		fs.readFileSync(path.join(files, "old.json"), "utf8") === '["alan","grace"]' &&
		fs.readFileSync(path.join(scratch, "memory.jsonl"), "utf8").includes("is 85"));
	check("a real server's refusal is thrown", /outside allowed directories/.test(await get(
		"async () => { try { await the_files.read_text_file({ path: '/etc/passwd' }) } catch (e) { return e.message } }")));
}

// Everything dies with us, what a server left behind too.
const left = Number(await get("async () => modern.child({})"));
const pids = await get("async () => Promise.all([plain, modern, noisy].map((s) => s.pid({})))");
check("the servers live", pids.every(alive) && alive(left), pids);
c.p.kill("SIGKILL");
check("they and their own children die with us, even by SIGKILL",
	await until(() => ![...pids, left].some(alive), 5000), [...pids, left].filter(alive));

// Streamable HTTP, and a server that forgets its sessions.
if (real) {
	const port = await new Promise((resolve) => {
		const s = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = s.address();
			s.close(() => resolve(port));
		});
	});
	const loopback = path.join(scratch, "loopback.cjs");
	fs.writeFileSync(loopback, `const n = require("net"), l = n.Server.prototype.listen;
		n.Server.prototype.listen = function (p, ...a) { return l.call(this, Number(p), "127.0.0.1",
			...a.filter((x) => typeof x === "function")); };`);
	const serve = async () => {
		const p = spawn(node, ["-r", loopback, entry("everything"), "streamableHttp"],
			{ env: { ...process.env, PORT: String(port) }, stdio: "ignore" });
		process.on("exit", () => p.kill("SIGKILL"));
		await until(() => new Promise((resolve) => {
			const s = net.connect(port, "127.0.0.1", () => { s.destroy(); resolve(true); });
			s.on("error", () => resolve(false));
		}), 20000);
		return p;
	};
	let p = await serve();
	const added = run("add", "mcp", "web", "--url", `http://127.0.0.1:${port}/mcp`);
	check("a server behind HTTP is added", added.status === 0 && /web: 1\d tools/.test(added.stdout),
		added.stdout + added.stderr);
	const d = await new Client(dir).open();
	const ask = async () => (await d.execute("async () => Promise.all([1, 2, 3].map((n) => web.get_sum({ a: n, b: 1 })))")).text;
	check("and answers", /1 and 1 is 2.*3 and 1 is 4/s.test(await ask()));
	p.kill("SIGKILL");
	await until(() => p.exitCode !== null || p.signalCode !== null, 5000);
	p = await serve();
	check("a session that is gone is begun anew, unseen", /3 and 1 is 4/.test(await ask()), await ask());
	await d.close();
	p.kill("SIGKILL");
} else
	console.log("# the servers of npm are not installed (tests/npm/install)");
// Where it was added is where it starts, when it names a file that is there.
{
	const here = path.join(scratch, "project");
	fs.mkdirSync(path.join(here, "bin"), { recursive: true });
	fs.symlinkSync(fake, path.join(here, "bin/server.mjs"));
	const r = spawnSync(cordon, ["--config", dir, "add", "mcp", "relative", "--", node, "bin/server.mjs", "plain"],
		{ encoding: "utf8", cwd: here, timeout: 100000 });
	const written = fs.readFileSync(path.join(dir, "connectors.d/relative.yaml"), "utf8");
	check("a relative path is that of where it was given", r.status === 0 && written.includes(`cwd: "${here}"`), r.stdout + r.stderr + written);
	check("and works from elsewhere", /"why": ?"there"/.test(run("run", "-e", "relative.echo({ why: 'there' })").stdout));
}
for (const [kind, why] of [["basic", /bearer, or apiKey/], ["header", /auth/]]) {
	const secret = path.join(scratch, "pw");
	fs.writeFileSync(secret, "user:pass", { mode: 0o600 });
	const r = run("add", "mcp", "other", "--url", "http://127.0.0.1:9/mcp", "--auth", kind, "--secret-file", secret);
	check(`auth ${kind} is refused when it is added`, r.status !== 0 && why.test(r.stderr) &&
		!fs.existsSync(path.join(dir, "connectors.d/other.yaml")), r.stderr);
}
const refused = run("add", "mcp", "gone", "--url", "http://127.0.0.1:9/mcp");
check("an address where nobody is, is refused with the reason", refused.status === 3 &&
	/127\.0\.0\.1/.test(refused.stderr) && !fs.existsSync(path.join(dir, "connectors.d/gone.yaml")), refused.stderr);
finish();
