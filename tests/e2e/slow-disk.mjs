// SPDX-License-Identifier: Apache-2.0
// Each write to the disk takes DISK_MS; or another process has the database
// locked: programs run as fast as ever, all is counted once, and a level that
// was logged is still there after SIGKILL.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, scratch, sleep } from "./client.mjs";

const DISK_MS = 300;
// To commit one row takes more writes than this.
const COMMIT_MS = 4 * DISK_MS;
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const tests = path.join(process.env.CORDON_BIN, "..", "tests");
const dir = await demo();
let states = 0;
// The same configuration with a store of its own.
function fresh() {
	const state = path.join(scratch, `state${states++}`);
	fs.writeFileSync(path.join(dir, "cordon.yaml"), `state: ${state}\n`);
	// To make the file takes many writes more.
	execFileSync(cordon, ["--config", dir, "tenant", "release", "nobody"]);
	return state;
}
const slow = (ms) => ["env", `LD_PRELOAD=${path.join(tests, "slow_disk.so")}`, `SLOW_DISK_MS=${ms}`, cordon];
const ended = (c) => new Promise((done) => c.p.exitCode !== null || c.p.signalCode !== null ? done() : c.p.once("exit", done));
const shown = (who) => JSON.parse(execFileSync(cordon, ["--config", dir, "tenant", "show", "--json", who], { encoding: "utf8" }));
const median = (l) => l.toSorted((a, b) => a - b)[l.length >> 1];

// Five seconds of debt, which move nobody.
const wrong = "try { await demo.nothing({}) } catch {} return 1";
// Times of programs while evidence is written.
async function times(c, n) {
	const ms = [];
	for (let i = 0; i < n; i++) {
		if (i % 10 === 0)
			await c.execute(wrong);
		ms.push((await c.execute("1 + 1")).ms);
		await sleep(10);
	}
	return ms;
}
async function undelayed(what, by, unlock) {
	const c = await new Client(dir, by).open();
	await c.execute("1 + 1");
	const ms = await times(c, 60);
	// Six commits would hold up six; a busy machine may one or two.
	const late = ms.filter((t) => t >= COMMIT_MS).length;
	check(`${what}: a program takes ${median(ms).toFixed(1)} ms, at most ${Math.max(...ms).toFixed(1)}`, late < 4, ms);
	await unlock?.(c);
	c.p.stdin.end();
	await ended(c);
	const s = shown("local");
	check(`${what}: all is counted, once`, s.evidence["unknown-operation"] === 6, [s, c.log.slice(-400)]);
	return c;
}
fresh();
await undelayed("a usual disk", [cordon]);
fresh();
await undelayed("a slow disk", slow(DISK_MS), () => sleep(1500)); // let it write some
const state = fresh();
const holder = spawn(path.join(tests, "lock_store"), [state], { stdio: ["pipe", "pipe", "inherit"] });
await new Promise((r) => holder.stdout.once("data", r));
const locked = await undelayed("a locked database", [cordon], async (c) => {
	for (let i = 0; i < 300 && !/has the store locked/.test(c.log); i++)
		await sleep(100);
	holder.stdin.end();
	await new Promise((r) => holder.once("exit", r));
});
for (let i = 0; i < 300 && !/the store is written again/.test(locked.log); i++)
	await sleep(100); // by a pipe of its own
check("and the log says that it is locked, then that it is written", /has the store locked/.test(locked.log) &&
	/the store is written again/.test(locked.log), locked.log);

// A scan cordons.  The moment that is told, the broker is killed.
const scan = "for (let i = 0; i < 900; i++) try { await demo['nothing' + i]({}) } catch {} return 1";
async function killedWhenTold(by) {
	fresh();
	const c = await new Client(dir, by).open();
	let told = "";
	c.p.stderr.on("data", () => {
		const line = /level=cordoned .*/.exec(c.log);
		if (line && !told) {
			c.p.kill("SIGKILL");
			told = line[0];
		}
	});
	const over = ended(c);
	for (let i = 0; i < 40 && !told; i++)
		await Promise.race([c.execute(scan), over]);
	await over;
	return { told, level: shown("local").level };
}
for (const [what, by, times] of [["a usual disk", [cordon], 6], ["a slow disk", slow(50), 3]]) {
	const got = [];
	for (let i = 0; i < times; i++)
		got.push(await killedWhenTold(by));
	check(`${what}: who was cordoned is so after SIGKILL, ${times} times`, got.every((g) => g.level === "cordoned" && g.told &&
		!g.told.includes("not-yet")), got);
}
finish();
