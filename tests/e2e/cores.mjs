// SPDX-License-Identifier: Apache-2.0
// See 31-cores.sh.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";
import { Needles, word } from "./canary-forms.mjs";
import { alive, roles } from "./kin.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf"), dir = path.join(scratch, "cores");
const needles = new Needles(), file = needles.add("file", word(30));
process.env.CORE_CANARY = needles.add("env", word(30));
const held = [];
const upstream = http.createServer((q, r) => q.url.endsWith("/slow") ? held.push(r) : r.end(JSON.stringify(q.headers)));
const url = await new Promise((done) => upstream.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${upstream.address().port}`)));
fs.mkdirSync(conf, { recursive: true });
fs.mkdirSync(dir, { mode: 0o777 });
fs.chmodSync(scratch, 0o755);
fs.chmodSync(dir, 0o777);
const op = (id) => ({ get: { operationId: id, responses: { 200: { description: "" } } } });
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" },
	paths: { "/get": op("get"), "/slow": op("slow") } }));
fs.writeFileSync(path.join(scratch, "secret"), file, { mode: 0o600 });
const add = (name, ...more) => execFileSync(cordon, ["--config", conf, "add", "openapi", name, path.join(scratch, "api.json"), "--url", url,
	"--auth", "bearer", ...more], { stdio: "pipe" });
add("kept", "--secret-file", path.join(scratch, "secret"));
add("passed", "--secret", "env:CORE_CANARY");

// Root can have all of it locked, as the service has; others what they were given.
const by = `cd ${dir} && ulimit -c unlimited && { ulimit -l unlimited || ulimit -l "$(ulimit -H -l)"; } 2>/dev/null`;
const start = () => new Client(conf, ["bash", "-c", `${by}; exec "$0" "$@"`, cordon]).open();
function limits(pid) {
	try {
		return /Max core file size\s+(\S+)\s+(\S+)/.exec(fs.readFileSync(`/proc/${pid}/limits`, "utf8")).slice(1).join(" ");
	} catch {
		return null; // an idle worker that has gone meanwhile
	}
}
const cores = () => fs.readdirSync(dir).filter((f) => f.startsWith("core"));
const victims = { egress: (c) => c.family("cordon-egress"), spawner: (c) => c.family("cordon-spawner"),
	worker: (c) => roles(c.p.pid).worker ?? [], template: (c) => roles(c.p.pid).template ?? [], broker: (c) => [c.p.pid] };
// Nor in swap: all of egress is locked where that may be, else the secrets.
{
	const c = await start(), all = execFileSync("bash", ["-c", `${by}; ulimit -l`], { encoding: "utf8" }).trim() === "unlimited";
	await c.execute("await kept.get({})");
	const [egress] = victims.egress(c), status = fs.readFileSync(`/proc/${egress}/status`, "utf8");
	const [locked, resident] = ["VmLck", "VmRSS"].map((f) => Number(new RegExp(`^${f}:\\s+(\\d+)`, "m").exec(status)?.[1]));
	check(`${locked} kB of egress are locked, ${resident} are there`, locked >= (all ? resident : 4), status);
	await c.close();
}
const mayLive = new Set(["template"]); // the init of its namespace: only SIGKILL reaches it
for (const [role, find] of Object.entries(victims))
	for (const signal of ["SIGSEGV", "SIGABRT", "SIGQUIT"]) {
		const c = await start();
		await c.execute("await kept.get({})");
		const busy = c.execute("const held = [await kept.get({}), await passed.get({})]; await kept.slow({}); return held", { timeout_ms: 2500 });
		busy.catch(() => {});
		for (const until = Date.now() + 30000; held.length === 0 && Date.now() < until;)
			await sleep(5);
		const all = find(c).filter(alive), set = all.map(limits), calls = held.length;
		for (const pid of all)
			process.kill(pid, signal);
		for (const until = Date.now() + 30000; all.some(alive) && !mayLive.has(role) && Date.now() < until;)
			await sleep(5);
		await sleep(100);
		const left = cores(), telling = left.filter((f) => needles.wholeIn(fs.readFileSync(path.join(dir, f))));
		check(`${signal} to ${role} (${all.length}, of ${calls} calls under way): ${left.length} core files, none with a secret`,
		    all.length > 0 && calls === 1 && (mayLive.has(role) || !all.some(alive)) && telling.length === 0, [all, telling]);
		check(`${role}: none may be written`, set.some((s) => s) && set.every((s) => s === null || s === "0 0"), set);
		for (const f of left)
			fs.rmSync(path.join(dir, f));
		for (const r of held.splice(0))
			r.destroy();
		if (role === "broker")
			continue;
		await busy;
		check(`${role}: and the next call works`, /Bearer \[redacted\]/.test((await c.execute("await passed.get({})")).text), c.log);
		await c.close();
	}
upstream.close();
upstream.closeAllConnections();
finish();
