// SPDX-License-Identifier: Apache-2.0
// Numbers: quantiles, a table, and what /proc says of a process.
import fs from "node:fs";

export const now = () => Number(process.hrtime.bigint()) / 1e6;
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

export function quantile(list, q) {
	const a = [...list].sort((x, y) => x - y);
	return a[Math.min(a.length - 1, Math.floor(a.length * q))];
}

// Times n runs of one(), after a few that do not count.
export async function times(n, one) {
	const ms = [];
	for (let i = 0; i < Math.min(5, n); i++)
		await one();
	for (let i = 0; i < n; i++) {
		const t = now();
		await one();
		ms.push(now() - t);
	}
	return ms;
}

// Runs per second with `width` runs under way at any time.
export async function rate(n, width, one) {
	let left = n;
	const t = now();
	await Promise.all(Array.from({ length: width }, async () => {
		while (left-- > 0)
			await one();
	}));
	return n / ((now() - t) / 1000);
}

export function memory(pid) {
	try {
		const s = fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
		const field = (f) => Number(new RegExp(`${f}:\\s+(\\d+)`).exec(s)[1]);
		return { rss: field("Rss"), pss: field("Pss"),
			own: field("Private_Clean") + field("Private_Dirty") };
	} catch {
		return null; // another user's process
	}
}

// [{pid, ppid, name}] of every process below `root`.
export function descendants(root) {
	const all = [];
	for (const d of fs.readdirSync("/proc")) {
		if (!/^\d+$/.test(d))
			continue;
		try {
			const s = fs.readFileSync(`/proc/${d}/stat`, "utf8");
			const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(s);
			all.push({ pid: Number(d), name, ppid: Number(rest.split(" ")[1]) });
		} catch { /* it is gone */ }
	}
	const found = new Set([root]);
	for (let grew = true; grew;) {
		grew = false;
		for (const p of all)
			if (found.has(p.ppid) && !found.has(p.pid))
				grew = found.add(p.pid);
	}
	return all.filter((p) => p.pid !== root && found.has(p.pid));
}

export function table(rows) {
	const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));
	for (const r of rows)
		console.log(r.map((c, i) => i === 0 ? String(c).padEnd(widths[i]) :
			String(c).padStart(widths[i])).join("  "));
}
