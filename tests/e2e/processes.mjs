// SPDX-License-Identifier: Apache-2.0
// What each of our processes may do, as /proc says; limits that bind from
// outside; and no two workers that draw the same numbers.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, sleep } from "./client.mjs";

const sanitized = process.env.CORDON_SANITIZED === "1";
const dir = await demo();
const c = await new Client(dir).open();
await c.execute("await demo.whoami()");

const status = (pid) => fs.readFileSync(`/proc/${pid}/status`, "utf8");
// Only root may read the maps of what is not dumpable.
const maps = (pid) => process.getuid() === 0 ? fs.readFileSync(`/proc/${pid}/maps`, "utf8") : "";
const field = (text, name) => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(text)?.[1] ?? "";
const describe = (pid) => {
	const s = status(pid);
	return { pid, s, maps: maps(pid), seccomp: field(s, "Seccomp"), nnp: field(s, "NoNewPrivs"), bound: field(s, "CapBnd"),
		eff: field(s, "CapEff"), prm: field(s, "CapPrm"), uid: Number(field(s, "Uid").split(/\s+/)[0]),
		inner: field(s, "NSpid").split(/\s+/).length, owner: fs.statSync(`/proc/${pid}/environ`).uid };
};
const zero = (x) => /^0+$/.test(x);
// The shepherd only waits; the template and its workers are in the namespace.
const look = () => c.family("cordon-worker").flatMap((p) => {
	try {
		return [describe(p)];
	} catch {
		return []; // the one that ran a program
	}
}).filter((p) => p.inner > field(status(process.pid), "NSpid").split(/\s+/).length);
// Idle, and so under all its layers.
const settled = (p) => p.nnp === "1" && p.owner === 0 && (sanitized || p.seccomp === "2") &&
	(process.getuid() !== 0 || p.maps !== ""); // which one that is ending has not
let inside = look();
for (let i = 0; i < 300 && !(inside.length >= 3 && inside.every(settled)); i++, inside = look())
	await sleep(100);
check(`a template and ${inside.length - 1} idle workers`, inside.length >= 3, inside.length);
check("they have no capability, nor could have", inside.every((p) => zero(p.eff) && zero(p.prm)) &&
	(process.getuid() !== 0 || inside.every((p) => zero(p.bound))), inside.map((p) => p.bound));
check("and gain no privilege", inside.every((p) => p.nnp === "1"), "");
check("their files in /proc are not their own: they cannot be read", inside.every((p) => p.owner === 0), inside.map((p) => p.owner));
// A sanitizer's own memory aside, what one worker writes no other reads.
const shared = (p) => p.maps.split("\n").filter((l) => /^\S+ ...s /.test(l));
if (process.getuid() === 0)
	check("they share no memory that one of them could write", inside.every((p) => p.maps !== "" && shared(p).length === 0),
		inside.flatMap(shared));
// Of a static program: what only its start needs is not copied by each fork.
if (!sanitized && process.getuid() === 0 && !/\.so/.test(inside[0].maps))
	check("nor have they the program's head, or a heap of the C library's", inside.every((p) => !/\[heap\]|^\S+ r--p 00000000 .*cordon-worker/m.test(p.maps)), inside[0].maps);
if (!sanitized) {
	check("all are filtered, the template too", inside.every((p) => p.seccomp === "2"), inside.map((p) => p.seccomp));
	if (process.getuid() === 0)
		check("none has a clock's page", inside.every((p) => !/\[vdso\]|\[vvar/.test(p.maps)), "");
}
const egress = c.family("cordon-egress").map(describe), broker = describe(c.p.pid);
check("egress: filtered, no new privileges", egress.length === 1 && egress[0].nnp === "1" && (sanitized || egress[0].seccomp === "2"), egress);
check("the broker: filtered, no new privileges", broker.nnp === "1" && (sanitized || broker.seccomp === "2"), broker.seccomp);

// Numbers.
const seen = new Set();
let drawn = 0;
for (let round = 0; round < 5; round++)
	for (const r of await Promise.all(Array.from({ length: 20 }, () => c.execute(
		"return [Math.random(), Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(8))].join()]")))) {
		for (const x of JSON.parse(r.text)) {
			seen.add(x);
			drawn++;
		}
	}
check(`${drawn} numbers of 100 workers: no two alike`, drawn === 400 && seen.size === 400, seen.size);

// Limits: the figures are for the reader.  Who does not get the processor is
// late by that, so the bounds only say that it is the limit that ended it.
const run = (...args) => {
	try {
		return JSON.parse(execFileSync(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "run", "--json", ...args],
			{ encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
	} catch (e) {
		return JSON.parse(e.stdout);
	}
};
const least = (n, f) => Math.min(...Array.from({ length: n }, f));
const names = new Set();
const wall = least(4, () => {
	const r = run("--timeout", "300ms", "-e", "for (;;);");
	names.add(`${r.error.name}: ${r.error.message}`);
	return r.usage.wall_ms;
});
check(`a deadline of 300 ms ends it after ${wall} ms`, wall >= 300 && wall <= 20000, wall);
check("and names itself", [...names].join() === "TimeoutError: the program ran longer than 300 ms (timeout_ms)", [...names]);
fs.writeFileSync(path.join(dir, "cordon.yaml"), "cpu: 200ms\n");
names.clear();
const cpu = least(4, () => {
	const r = run("--timeout", "20s", "-e", "for (;;);");
	names.add(`${r.error.name}: ${r.error.message}`);
	return r.usage.cpu_ms || 200;
});
check(`CPU time of 200 ms ends it after ${cpu} ms`, cpu >= 198 && cpu <= 260, cpu);
check("and names itself too", [...names].join() === "TimeoutError: the program used more than 200 ms of CPU time (cpu)", [...names]);

// What a worker that waits has of its own: a program's pages, or nearly nothing.
if (!sanitized && process.getuid() === 0) {
	const own = async (pretouch) => {
		fs.writeFileSync(path.join(dir, "cordon.yaml"), `pretouch: ${pretouch}\n`);
		const d = await new Client(dir).open(), r = await d.execute("1 + 1");
		check(`pretouch ${pretouch}: a program runs`, r.text === "2", r);
		const outer = field(status(process.pid), "NSpid").split(/\s+/).length;
		const dirty = () => d.family("cordon-worker").flatMap((p) => {
			try {
				return field(status(p), "NSpid").split(/\s+/).length <= outer ? [] :
					[Number(field(fs.readFileSync(`/proc/${p}/smaps_rollup`, "utf8"), "Private_Dirty").split(" ")[0])];
			} catch {
				return []; // the one that ran the program
			}
		}).sort((a, b) => a - b);
		// Until none is being made: what is seen stays the same.
		let kb = dirty();
		for (let i = 0, same = 0; i < 300 && same < 5; i++) {
			await sleep(100);
			const now = dirty();
			same = now.join() === kb.join() ? same + 1 : 0;
			kb = now;
		}
		await d.close();
		return kb[0];
	};
	const without = await own(false), ahead = await own(true);
	check(`an idle worker's own pages: ${without} kB, touched ahead ${ahead} kB`, without > 0 && without <= 40 && ahead > without, [without, ahead]);
}

// What nobody asks to run a program has no process for it.
{
	const idle = await new Client(dir).open();
	let n = -1;
	for (const end = Date.now() + 60000; Date.now() < end && n !== 0; await sleep(200))
		n = idle.family("cordon-worker").length;
	check("a server that is asked for no program ends its workers and templates", n === 0, n);
	const m = await idle.ask("tools/call", { name: "search", arguments: { query: "list tickets" } });
	check("it searches without any", /listTickets/.test(m.result.content[0].text) && idle.family("cordon-worker").length === 0, m);
	const r = await idle.execute("1 + 1");
	check("and runs a program when asked", r.text === "2" && idle.family("cordon-worker").length > 0, r);
	await idle.close();
}
finish();
