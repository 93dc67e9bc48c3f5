// SPDX-License-Identifier: Apache-2.0
// All of cordon in hosts that give less: the doctor's verdict, what starts
// without being allowed to lack a layer, and what runs when it is.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, scratch, sleep } from "./client.mjs";
import { alive, kin } from "./kin.mjs";

const root = process.getuid() === 0, USER = 23456;
const conf = await demo();
// An ordinary user cannot look into the tree, maybe: it gets copies.
const bin = path.join(scratch, "bin");
fs.chmodSync(scratch, 0o755);
fs.mkdirSync(bin, { mode: 0o755 });
for (const [from, names] of [[process.env.CORDON_BIN, ["cordon", "cordon-worker", "cordon-egress"]],
	[path.join(process.env.CORDON_BIN, "../tests"), ["like_docker", "like_host"]]])
	for (const n of names) {
		fs.copyFileSync(path.join(from, n), path.join(bin, n));
		fs.chmodSync(path.join(bin, n), 0o755);
	}
const at = (name) => path.join(bin, name);
const works = (...argv) => spawnSync(argv[0], argv.slice(1), { stdio: "ignore" }).status === 0;

// The system calls that the packaged unit leaves its service, one a line.
function serviceCalls() {
	const unit = fs.readFileSync(path.join(process.env.CORDON_SRC, "packaging/systemd/cordon@.service"), "utf8");
	const members = (word) => word.startsWith("@") ? execFileSync("systemd-analyze", ["--no-pager", "syscall-filter", word],
		{ encoding: "utf8" }).split("\n").slice(1).map((l) => l.trim()).filter((l) => l && !l.startsWith("#")).flatMap(members) : [word];
	const all = new Set(members("@default"));
	for (const [, list] of unit.matchAll(/^SystemCallFilter=(.*)$/gm))
		for (const word of list.replace(/^~/, "").split(/\s+/))
			for (const call of members(word))
				list.startsWith("~") ? all.delete(call) : all.add(call);
	const file = path.join(scratch, "calls");
	check(`the service's unit leaves ${all.size} system calls`, all.size > 200 && !all.has("reboot"), all.size);
	fs.writeFileSync(file, [...all].join("\n"));
	return file;
}

const user = ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"].map(String);
const service = [...user, "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs"];
const spaces = ["net_ns", "mount_ns", "pid_ns", "ipc_ns", "uts_ns", "cgroup_ns", "root"];
const nested = ["unshare", "-Ur", "sh", "-c", "echo 0 >/proc/sys/user/max_user_namespaces || exit 9; exec \"$@\"", "sh"];
const where = [
	{ name: "as who runs this", by: [], missing: [] },
	{ name: "in a container's profile", by: [at("like_docker")], missing: ["user_ns", ...spaces] },
	{ name: "where user namespaces are not for users", by: [at("like_host"), "no-user-ns"],
		missing: root ? ["user_ns"] : ["user_ns", ...spaces] },
	{ name: "where user namespaces bring no rights", by: [at("like_host"), "bare-user-ns"], missing: spaces },
];
if (works(...nested, "true"))
	where.push({ name: "where there may be no user namespace", by: nested, missing: ["user_ns"] });
if (root && works(...user, "true")) {
	where.push({ name: "as a user", by: user, uid: USER, missing: [] },
		{ name: "as a service's user", by: service, uid: USER, missing: [] },
		{ name: "as a user in a container", by: [...user, at("like_docker")], uid: USER, missing: ["user_ns", ...spaces] },
		{ name: "as a user without user namespaces", by: [...user, at("like_host"), "no-user-ns"], uid: USER,
			missing: ["user_ns", ...spaces] });
	if (works("systemd-analyze", "--version"))
		where.push({ name: "as systemd's service", by: [...service, at("like_host"), "service", serviceCalls()], uid: USER, missing: [] });
}

// A configuration of its own, for who runs there to read and write.
function configure(n, uid, lacks) {
	const dir = path.join(scratch, `conf${n}`), file = path.join(dir, "connectors.d/demo.yaml");
	fs.cpSync(conf, dir, { recursive: true });
	for (const f of ["token", "demo.json"]) {
		fs.copyFileSync(path.join(scratch, f), path.join(dir, f));
		fs.writeFileSync(file, fs.readFileSync(file, "utf8").replaceAll(path.join(scratch, f), path.join(dir, f)));
	}
	fs.writeFileSync(path.join(dir, "cordon.yaml"), `state: ${dir}/state\n` +
		(lacks.length ? `isolation:\n  may_lack: [${lacks.join(", ")}]\n` : ""));
	if (uid !== undefined)
		for (const f of ["", ...fs.readdirSync(dir, { recursive: true })])
			fs.chownSync(path.join(dir, f), uid, uid);
	return dir;
}
const say = (by, ...args) => spawnSync([...by, ...args][0], [...by, ...args].slice(1), { encoding: "utf8", input: "", cwd: "/", timeout: 60000 });
const proc = (p, file) => { try { return fs.readFileSync(`/proc/${p}/${file}`, "utf8"); } catch { return ""; } };
const sorted = (list) => [...list].sort().join();

for (const [n, { name, by, uid, missing }] of where.entries()) {
	const doctor = say(by, at("cordon-worker"), "--doctor", "--json");
	const told = JSON.parse(doctor.stdout || "{}"), lacks = Object.keys(told.layers ?? {}).filter((l) => !told.layers[l]);
	check(`${name}: the doctor says ${told.verdict}${lacks.length ? ", without " + lacks : ""}`,
		told.verdict === (missing.length ? "DEGRADED" : "FULL") && sorted(lacks) === sorted(missing), [doctor.stdout, doctor.stderr, missing]);
	if (missing.length > 0) {
		const strict = configure(`${n}s`, uid, []);
		const r = say(by, at("cordon"), "--config", strict, "run", "-e", "6 * 7");
		check(`${name}: nothing runs that was not told it may lack them`, r.status === 3 && /isolation layer \w+ cannot be had/.test(r.stderr),
			[r.status, r.stdout, r.stderr]);
	}
	const dir = configure(n, uid, missing);
	const c = await new Client(dir, [...by, at("cordon")]).open();
	const mark = missing.length === 0 ? null : /\[isolation is degraded: the worker ran without ([\w,]+)\]/;
	const marked = (text) => mark === null ? !text.includes("isolation") : sorted(mark.exec(text)?.[1].split(",") ?? []) === sorted(missing);
	const hello = await c.execute("return (await demo.whoami()).login + (await demo.getStats() ? '!' : '')");
	check(`${name}: a program calls the API`, hello.text.includes("ada!"), [hello.text, c.log]);
	check(`${name}: its answer is ${mark ? "marked" : "not marked"}`, marked(hello.text), hello.text);
	const loop = await c.execute("for (;;);", { timeout_ms: 300 });
	check(`${name}: a loop ends`, loop.failed && loop.text.startsWith("TimeoutError"), loop.text);
	// A cordoned tenant's worker is another kind of process.
	const hold = say(by, at("cordon"), "--config", dir, "tenant", "hold", "local", "cordoned");
	await sleep(400);
	const cordoned = await c.execute("return (await demo.whoami()).login + '?'");
	check(`${name}: so does a cordoned one`, hold.status === 0 && cordoned.text.includes("ada?") && marked(cordoned.text),
		[hold.stderr, cordoned.text, c.log]);
	const seen = kin(c.p.pid);
	let cores = [];
	for (let i = 0; i < 1200 && cores.length === 0; i++, await sleep(50))
		cores = kin(c.p.pid).filter((p) => proc(p, "cmdline").includes("--fresh")).map((p) =>
			/Cpus_allowed_list:\s*(\S+)/.exec(proc(p, "status"))?.[1] + " nice " + proc(p, "stat").replace(/.*\) /, "").split(" ")[16]);
	check(`${name}: cordoned workers have one core, and others go before them there`,
		cores.length > 0 && cores.every((v) => /^\d+ nice 10$/.test(v)), cores);
	await c.close();
	for (let i = 0; i < 1200 && seen.some(alive); i++)
		await sleep(50);
	check(`${name}: its ${seen.length} processes are gone`, seen.length > 5 && !seen.some(alive), seen.filter(alive));
}
finish();
