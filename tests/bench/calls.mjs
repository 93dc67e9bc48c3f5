// SPDX-License-Identifier: Apache-2.0
// What one call of a program costs, through worker, broker and egress, beside
// a program that is only libcurl and beside node's fetch: keep-alive, the same
// upstream (cordon demo), in turns, in one run.
import { execFileSync } from "node:child_process";
import path from "node:path";

import { Cordon, configure, demoDocument, startDemo } from "./cordon.mjs";
import { now, quantile, table } from "./lib.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 3 : 10, CALLS = quick ? 300 : 900;
const peer = process.env.CURL_CALLS ?? path.join(process.env.CORDON_BIN, "../tests/curl_calls");

const demo = await startDemo();
const target = `${demo.url}/me`;
const ours = await new Cordon(configure("demo", demoDocument(), demo.url)).open();
const programs = {
	1: (n) => `async () => { for (let i = 0; i < ${n}; i++) await demo.whoami({}); return ${n} }`,
	50: (n) => `async () => { for (let i = 0; i < ${n}; i += 50) await Promise.all(Array.from({ length: 50 }, () => demo.whoami({}))); return ${n} }`,
};
async function cordon(width) {
	const empty = [], full = [];
	for (let i = 0; i < 3; i++) {
		let t = now();
		await ours.execute("async () => 1");
		empty.push(now() - t);
		t = now();
		await ours.execute(programs[width](CALLS));
		full.push(now() - t);
	}
	return (Math.min(...full) - Math.min(...empty)) * 1000 / CALLS;
}
const headers = { authorization: "Bearer bench-token" };
// As many as there are connections: node's fetch opens one for each.
async function fetches(all) {
	const width = Math.min(all, 16);
	const get = async () => (await fetch(target, { headers })).text();
	await Promise.all(Array.from({ length: width }, get));
	const t = now();
	for (let i = 0; i < CALLS; i += width)
		await Promise.all(Array.from({ length: width }, get));
	return (now() - t) * 1000 / CALLS;
}
const rows = [["microseconds a call", "cordon", "libcurl", "node fetch", "added to libcurl", "calls/s"]];
for (const width of [1, 50]) {
	const a = [], b = [], c = [];
	for (let i = 0; i < ROUNDS; i++) {
		a.push(await cordon(width));
		b.push(+execFileSync(peer, [target, String(CALLS), String(width), "Authorization: Bearer bench-token"], { encoding: "utf8" }));
		c.push(await fetches(width));
	}
	for (const [label, q] of [["min", 0], ["median", 0.5]]) {
		const [x, y, z] = [a, b, c].map((l) => quantile(l, q));
		rows.push([`${width} at once: ${label}`, x.toFixed(0), y.toFixed(0), z.toFixed(0), (x - y).toFixed(0), (1e6 / x).toFixed(0)]);
	}
}
table(rows);
demo.stop();
process.exit(0);
