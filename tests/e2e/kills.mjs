// SPDX-License-Identifier: Apache-2.0
// SIGKILL to each process at many moments: the caller has a clear error at
// once, and the next request works; without its broker nothing lives on.
import fs from "node:fs";

import { Client, check, demo, finish, sleep } from "./client.mjs";

const dir = await demo();
const c = await new Client(dir).open();
const hello = () => c.execute("async () => (await demo.whoami()).login");
const alive = (pid) => {
	try {
		return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, "utf8"));
	} catch {
		return false;
	}
};
const kill = (pid) => {
	try {
		process.kill(pid, "SIGKILL");
		return true;
	} catch {
		return false;
	}
};

await hello();
const slow = "await demo.getStats(); for (let i = 0; i < 3e8; i++); return (await demo.whoami()).login";
// Each kind of process, each time a little later in the run.
for (const [what, name, pick] of [["a worker", "cordon-worker", (l) => l[l.length - 1]],
	["every worker and the template", "cordon-worker", null], ["egress", "cordon-egress", (l) => l[0]]]) {
	let worst = 0, silent = 0, broken = [], killed = 0;
	for (let i = 0; i < 12; i++) {
		const run = c.execute(i % 2 ? slow : "async () => { for (let i = 0; i < 30; i++) await demo.getStats(); return 'ran' }",
			{ timeout_ms: 1200 });
		await sleep(i * 3);
		const found = c.family(name);
		const victims = pick ? [pick(found)] : found;
		for (const v of victims)
			killed += v !== undefined && kill(v);
		const at = performance.now();
		const r = await Promise.race([run, sleep(6000).then(() => ({ text: "no answer", failed: true, none: true }))]);
		if (r.none)
			silent++;
		else if (r.failed && !/TimeoutError/.test(r.text)) {
			worst = Math.max(worst, performance.now() - at);
			if (!/\w/.test(r.text))
				silent++;
		}
		// Dying takes a while; what is still being killed dies with it.
		while (victims.some((v) => v !== undefined && alive(v)))
			await sleep(1);
		const next = await hello();
		if (next.failed || !next.text.includes("ada"))
			broken.push(next.text);
	}
	check(`${what} killed (${killed} times): an answer each time, errors within ${Math.round(worst)} ms`, silent === 0 && killed > 5, silent);
	check(`${what} killed: the next request works`, broken.length === 0, broken);
}

// The broker itself.
const busy = c.execute("for (;;) {}", { timeout_ms: 10000 });
busy.catch(() => {});
await sleep(200);
const family = [...c.family("cordon-")];
kill(c.p.pid);
await sleep(1000);
const left = family.filter(alive);
check(`the broker killed: its ${family.length} processes are gone`, family.length >= 3 && left.length === 0, left);
finish();
