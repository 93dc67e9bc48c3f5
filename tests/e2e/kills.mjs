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
await sleep(300);
// What there is when nothing runs: descriptors, processes, memory.
const held = () => ({ fds: fs.readdirSync(`/proc/${c.p.pid}/fd`).length, processes: c.family("cordon-").length,
	kb: Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${c.p.pid}/status`, "utf8"))[1]) });
const before = held(), rounds = process.env.CORDON_SLOW === "1" ? 334 : 12;
const slow = "await demo.getStats(); for (let i = 0; i < 3e8; i++); return (await demo.whoami()).login";
// Each kind of process, each time a little later in the run.
for (const [what, name, pick] of [["a worker", "cordon-worker", (l) => l[l.length - 1]],
	["every worker and the template", "cordon-worker", null], ["egress", "cordon-egress", (l) => l[0]]]) {
	let worst = 0, silent = 0, broken = [], killed = 0, refilled = 0;
	for (let i = 0; i < rounds; i++) {
		const run = c.execute(i % 2 ? slow : "async () => { for (let i = 0; i < 30; i++) await demo.getStats(); return 'ran' }",
			{ timeout_ms: 1200 });
		await sleep(i % 12 * 3);
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
		const dead = performance.now();
		while (c.family("cordon-").length < before.processes && performance.now() - dead < 5000)
			await sleep(2);
		refilled = Math.max(refilled, performance.now() - dead);
		// Dying takes a while; what is still being killed dies with it.
		while (victims.some((v) => v !== undefined && alive(v)))
			await sleep(1);
		const next = await hello();
		if (next.failed || !next.text.includes("ada"))
			broken.push(next.text);
	}
	check(`${what} killed (${killed} times): an answer each time, errors within ${Math.round(worst)} ms`, silent === 0 && killed > 5, silent);
	check(`${what} killed: the next request works`, broken.length === 0, broken);
	check(`${what} killed: all processes are there again, at most ${Math.round(refilled)} ms later`, refilled < 5000, refilled);
}
await sleep(500);
const after = held();
// Scores are opened when there is something to write: three descriptors.
check("nothing is left over", after.fds <= before.fds + 5 && after.processes <= before.processes + 1 &&
	(process.env.CORDON_SANITIZED === "1" || after.kb < before.kb + 16384), [before, after]);

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
