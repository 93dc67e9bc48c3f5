// SPDX-License-Identifier: Apache-2.0
// See 51-upstream-life.sh.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, finish, scratch, sleep } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon");
const fake = path.join(process.env.CORDON_SRC, "tests/fakes/mcp-server.mjs");
const dir = path.join(scratch, "conf"), starts = path.join(scratch, "starts"), flag = path.join(scratch, "broken");
const flaky = path.join(scratch, "flaky.mjs");
fs.writeFileSync(starts, "");
fs.writeFileSync(flaky, `import fs from "node:fs";
fs.appendFileSync(${JSON.stringify(starts)}, process.pid + " " + Date.now() + "\\n");
if (fs.existsSync(${JSON.stringify(flag)})) {
	console.error("my database is gone");
	process.exit(1);
}
await import(${JSON.stringify(fake)});
`);
for (const [name, ...args] of [["idle", fake, "plain"], ["flaky", flaky, "plain"], ["steady", fake, "plain"]]) {
	const r = spawnSync(cordon, ["--config", dir, "add", "mcp", name, "--", process.execPath, ...args], { encoding: "utf8", timeout: 100000 });
	check(`${name} is added`, r.status === 0, r.stderr);
}
fs.appendFileSync(path.join(dir, "connectors.d/idle.yaml"), "idle: 4s\n");
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
const times = () => fs.readFileSync(starts, "utf8").trim().split("\n").filter(Boolean).map((l) => Number(l.split(" ")[1]));
const before = times().length;
const c = await new Client(dir).open();
const get = async (code) => (await c.execute(code)).text.split("\n\n")[0];
check("none runs before it is called", times().length === before && c.family("node").length === 0);
const pid = Number(await get("async () => idle.pid({})"));
check("called, it runs", alive(pid), pid);
check("unused, it is stopped", await until(() => !alive(pid), 30000));
const next = Number(await get("async () => idle.pid({})"));
check("called again, another one runs", next > 1 && next !== pid && alive(next), [pid, next]);
const kept = [];
for (let i = 0; i < 6; i++, await sleep(1000))
	kept.push(Number(await get("async () => idle.pid({})")));
check("one that is used stays", kept.every((p) => p === kept[0]), kept);

fs.writeFileSync(flag, "");
const from = times().length;
let last;
for (const end = Date.now() + 60000; Date.now() < end && times().length < from + 4; await sleep(100))
	last = await get("async () => { try { return await flaky.pid({}) } catch (e) { return e.message } }");
const tried = times().slice(from), gaps = tried.slice(1).map((t, i) => t - tried[i]);
check(`one that fails is tried ${tried.length} times, not at each call`, tried.length >= 4, gaps);
// The first time it is asked in two ways: it may have ended because it was probed.
check("longer and longer apart", gaps.slice(1).every((g, i) => g >= 900 * 2 ** i), gaps);
check("calls meanwhile are told why, and for how long", /tried again in \d+ s/.test(last) || /my database is gone/.test(last), last);
check("others are served", Number(await get("async () => steady.pid({})")) > 1);
fs.rmSync(flag);
check("when it works again it is there by itself", await until(async () => Number(await get(
	"async () => { try { return await flaky.pid({}) } catch (e) { return 0 } }")) > 1, 30000));
await c.close();
finish();
