// SPDX-License-Identifier: Apache-2.0
// The processes below one, and what each of them is, from /proc.
import fs from "node:fs";

const text = (pid, file) => {
	try {
		return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
	} catch {
		return "";
	}
};
const children = (pid) => {
	try {
		return fs.readdirSync(`/proc/${pid}/task`).flatMap((t) =>
			text(pid, `task/${t}/children`).split(" ").filter(Boolean).map(Number));
	} catch {
		return [];
	}
};
export const alive = (pid) => {
	const s = text(pid, "stat");
	return s !== "" && s.slice(s.lastIndexOf(")") + 2)[0] !== "Z";
};
export const stat = (pid, field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text(pid, "status"))?.[1] ?? 0);
// How often it has given up the processor; undefined: it is dead.
export const switches = (pid) => {
	const s = text(pid, "status"), n = [...s.matchAll(/ctxt_switches:\s+(\d+)/g)];
	return s === "" ? undefined : n.reduce((sum, m) => sum + Number(m[1]), 0);
};
export const kin = (pid) => children(pid).flatMap((k) => [k, ...kin(k)]);

// Under all its filters, so waiting for a program or in one.
const locked = (pid) => process.env.CORDON_SANITIZED === "1" || stat(pid, "Seccomp_filters") >= 3;

// Under its own filter: before it has that, its children are its canaries.
const warm = (pid) => process.env.CORDON_SANITIZED === "1" || stat(pid, "Seccomp_filters") >= 2;

// {egress, shepherd, template, worker, factory, "fresh worker", spare}: pids of
// the living, of templates once they are warm.  A shepherd is the template's parent and only waits; without a
// pid namespace there is none.  A spare is a template without workers.
export function roles(pid) {
	const found = {}, add = (role, p, lock) => alive(p) && (!lock || locked(p)) && (found[role] ??= []).push(p);
	for (const k of children(pid)) {
		const [name, life] = text(k, "cmdline").split("\0");
		if (name.endsWith("cordon-egress"))
			add("egress", k);
		else if (life === "--factory") {
			add("factory", k);
			for (const w of children(k))
				if (/^[^\0]*\0--fresh\0(?!.*--probe\0)/.test(text(w, "cmdline")))
					add("fresh worker", w, true);
		} else if (life === "--template") {
			const [t] = children(k), workers = t ? children(t) : [];
			if (!warm(t ?? k))
				continue;
			if (workers.length === 0) {
				add("spare", t ?? k);
				continue;
			}
			add("shepherd", k);
			add("template", t);
			for (const w of workers)
				add("worker", w, true);
		}
	}
	return found;
}
