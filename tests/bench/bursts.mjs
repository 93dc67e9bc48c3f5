// SPDX-License-Identifier: Apache-2.0
// What a cordoned tenant waits for: programs at leisure, one after the other
// and many at once, beside an ordinary tenant's and, in turns in the same
// seconds, unshare(1) of /bin/true, which claims as little of the processor.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Cordon, scratch } from "./cordon.mjs";
import { now, quantile, sleep, table } from "./lib.mjs";

const quick = process.argv.includes("--quick"), ROUNDS = quick ? 4 : 12, N = 8;
async function tenant(level) {
	const dir = path.join(scratch, `burst-${level}`);
	fs.mkdirSync(dir);
	if (level !== "clear")
		execFileSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "tenant", "hold", "local", level], { stdio: "pipe" });
	const c = await new Cordon(dir).open();
	await c.execute("0");
	await sleep(1500);
	return c;
}
const others = ["nice", "-n", "10", "taskset", "-c", "0", "unshare", "-Urpmniu", "--fork", "/bin/true"];
const timed = async (n, f) => {
	const t = now();
	await f();
	return (now() - t) / n;
};
const cordoned = await tenant("cordoned"), clear = await tenant("clear");
let peer = true;
try {
	execFileSync(others[0], others.slice(1), { stdio: "ignore" });
} catch {
	peer = false;
}
const ms = { leisure: [], "leisure, ordinary": [], sequence: [], burst: [], unshare: [] };
for (let round = 0; round < ROUNDS; round++) {
	for (const [name, c] of [["leisure", cordoned], ["leisure, ordinary", clear]])
		for (let i = 0; i < 3; i++) {
			ms[name].push(await timed(1, () => c.execute("1 + 1")));
			await sleep(60);
		}
	ms.sequence.push(await timed(N, async () => { for (let i = 0; i < N; i++) await cordoned.execute("1 + 1"); }));
	if (peer)
		ms.unshare.push(await timed(N, () => { for (let i = 0; i < N; i++) execFileSync(others[0], others.slice(1)); }));
	ms.burst.push(await timed(N, () => Promise.all(Array.from({ length: N }, () => cordoned.execute("1 + 1")))));
	await sleep(200);
}
const rows = [["a cordoned tenant's program", "least", "median", "beside", "ratio (medians)"]];
const row = (name, beside, text) => {
	const m = quantile(ms[name], 0.5), b = ms[beside].length > 0 ? quantile(ms[beside], 0.5) : undefined;
	rows.push([name, `${quantile(ms[name], 0).toFixed(2)} ms`, `${m.toFixed(2)} ms`, b === undefined ? "-" : `${text} ${b.toFixed(2)} ms`,
		b === undefined ? "-" : `${(m / b).toFixed(2)} x`]);
};
row("leisure", "leisure, ordinary", "ordinary");
row("sequence", "unshare", "unshare");
row("burst", "unshare", "unshare");
table(rows);
cordoned.close();
clear.close();
