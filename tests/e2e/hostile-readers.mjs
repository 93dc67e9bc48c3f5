// SPDX-License-Identifier: Apache-2.0
// Programs that attack whoever reads them: each ends as is wanted, within its
// limit, while another agent's requests go on; and none of them breaks a worker.
import { Client, check, demo, finish, sleep } from "./client.mjs";
import { programs } from "./hostile-programs.mjs";

const dir = await demo();
const attacker = await new Client(dir).open(), other = await new Client(dir).open();
for (const [what, code, want] of programs) {
	let done = false, wrong = 0, n = 0;
	// One that is to come to its own end has the time for it, on a busy machine too.
	const run = attacker.execute(code, { timeout_ms: /TimeoutError/.test(want) ? 1500 : 60000 }).finally(() => { done = true; });
	do { // the other agent, meanwhile
		const r = await other.execute("async () => (await demo.whoami()).login");
		wrong += r.failed || !r.text.includes("ada");
		n++;
		await sleep(20);
	} while (!done);
	const r = await run;
	check(`${what}: ${Math.round(r.ms)} ms; the other's ${n} requests`, want.test(r.text) && wrong === 0, [wrong, r.text]);
}
const after = await attacker.execute("return 'still here'");
check("and the attacker's next program runs", after.text.includes("still here"), after.text);
await sleep(100); // the log comes by a pipe of its own
const broken = attacker.log.split("\n").filter((l) => /evidence=(worker-crash|bad-frame|seccomp-kill|flood)/.test(l));
check("no worker crashed, none said what it may not", broken.length === 0, broken);
finish();
