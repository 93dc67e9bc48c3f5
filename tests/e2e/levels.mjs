// SPDX-License-Identifier: Apache-2.0
// Two tenants of one `cordon serve`: alice is honest, mallory's programs run
// into limits until she is cordoned.  What her next worker is, /proc says.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { check, demo, finish, sleep } from "./client.mjs";

const sanitized = process.env.CORDON_SANITIZED === "1";
const cordon = path.join(process.env.CORDON_BIN, "cordon"), dir = await demo();
const run = (...args) => execFileSync(cordon, ["--config", dir, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
// An hour of debt lasts three seconds: twelve of them cordon, six end it.  A scan
// adds more than passes while it runs, on a busy machine too.
fs.writeFileSync(path.join(dir, "cordon.yaml"), "isolation:\n  hour: 3s\n");
const tokens = { alice: run("token", "alice").trim(), mallory: run("token", "mallory").trim() };
const server = spawn(cordon, ["--config", dir, "serve", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
process.on("exit", () => server.kill("SIGKILL"));
let log = "";
server.stderr.on("data", (d) => { log += d; });
const url = await new Promise((r) => server.stdout.once("data", (d) => r(String(d).trim())));

const sessions = {};
async function post(who, message, session) {
	const r = await fetch(url, { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", ...message }), headers: {
		"Content-Type": "application/json", Accept: "application/json, text/event-stream",
		Authorization: `Bearer ${tokens[who]}`, ...(session ? { "Mcp-Session-Id": session } : {}) } });
	const text = await r.text();
	const json = text.startsWith("{") ? text : text.split("\n").filter((l) => l.startsWith("data: {")).map((l) => l.slice(6)).pop();
	return { session: r.headers.get("mcp-session-id"), body: json ? JSON.parse(json) : null };
}
let id = 0;
async function execute(who, code, more) {
	if (!sessions[who]) {
		sessions[who] = (await post(who, { id: ++id, method: "initialize", params: { protocolVersion: "2025-06-18",
			capabilities: {}, clientInfo: { name: "e2e", version: "1" } } })).session;
		await post(who, { method: "notifications/initialized" }, sessions[who]);
	}
	const { body } = await post(who, { id: ++id, method: "tools/call", params: { name: "execute",
		arguments: { code, ...more } } }, sessions[who]);
	return body.error?.message ?? body.result.content.map((c) => c.text).join("\n");
}
const level = (who) => JSON.parse(run("tenant", "show", "--json", who)).level;

// Where memory ends, whoever is told to go first goes.
const goesFirst = (pid) => Number(fs.readFileSync(`/proc/${pid}/oom_score_adj`, "utf8"));
// What the doctor promises cordoned workers on this host; its status is its verdict.
const hardenings = () => JSON.parse(spawnSync(`${cordon}-worker`, ["--doctor", "--json"], { encoding: "utf8" }).stdout).cordoned;
// What the kernel says of a process, and of the pages it shares.
const spaces = ["user", "pid", "mnt", "net", "ipc", "uts", "cgroup"];
function look(pid) {
	const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
	const field = (name) => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1] ?? "";
	const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
	return { pid, field, first: goesFirst(pid), copied: /--replica\0001\0/.test(fs.readFileSync(`/proc/${pid}/cmdline`, "utf8")), maps: fs.readFileSync(`/proc/${pid}/maps`, "utf8"),
		shared: [...rollup.matchAll(/^Shared_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((n, m) => n + Number(m[1]), 0),
		ns: Object.fromEntries(spaces.map((s) => [s, kept(`/proc/${pid}/ns/${s}`)])) };
}
// Which namespace that is.  It is kept: Linux gives the number of one that has
// gone to the next that is made.
function kept(link) {
	fs.openSync(link);
	return fs.readlinkSync(link);
}
function children(pid) {
	try {
		return fs.readdirSync(`/proc/${pid}/task`).flatMap((t) =>
			fs.readFileSync(`/proc/${pid}/task/${t}/children`, "utf8").split(" ").filter(Boolean).map(Number));
	} catch {
		return [];
	}
}
const family = (pid) => children(pid).flatMap((k) => [k, ...family(k)]);
const lifeOf = (pid) => {
	try {
		return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
	} catch {
		return [];
	}
};
// The worker that runs `code` until it is looked at: the one that is busy.
async function worker(who, kind) {
	for (let i = 0;; i++) {
		const found = await lookAtWorker(who, kind);
		if (found.seen !== null || i === 5)
			return found;
	}
}
async function lookAtWorker(who, kind) {
	const busy = execute(who, "for (;;) {}", { timeout_ms: 4000 });
	const before = new Map();
	const ticks = (p) => {
		try {
			const stat = fs.readFileSync(`/proc/${p}/stat`, "utf8").split(") ").pop().split(" ");
			return Number(stat[11]) + Number(stat[12]);
		} catch {
			return 0;
		}
	};
	const ours = () => family(server.pid).filter((p) => lifeOf(p)[1] === kind && children(p).length === 0);
	// On a busy machine it may still be warming its engine: then it is not
	// locked yet, and has no program.
	const locked = (p) => sanitized || Number(look(p).field("Seccomp_filters")) >= 3;
	let seen = null;
	for (let i = 0; i < 12 && seen === null; i++) {
		for (const p of ours())
			before.set(p, ticks(p));
		await sleep(300);
		const hot = ours().map((p) => [ticks(p) - (before.get(p) ?? 0), p]).sort((a, b) => b[0] - a[0]);
		try {
			seen = hot.length > 0 && hot[0][0] > 0 && locked(hot[0][1]) ? look(hot[0][1]) : null;
		} catch {} // it has ended
	}
	return { seen, text: await busy };
}

// A rejected call is an answer, too: the program's clock is at it, in steps.
async function rejected(who, step) {
	const text = await execute(who, `const from = [Date.now(), performance.now()]; let n = 0, at = from;
		while (n < 150 && at[0] === from[0]) { n++; try { await demo.getTicket({}) } catch (e) { if (e.name !== "TypeError") throw e }
			at = [Date.now(), performance.now()] }
		return { n, at: at[0], moved: at[0] - from[0], same: at[0] - from[0] === at[1] - from[1] }`);
	const r = text.startsWith("{") ? JSON.parse(text.split("\n\n")[0]) : {};
	check(`after ${r.n} rejected calls ${who}'s clock has moved by ${r.moved} ms, in steps of ${step}`,
		r.moved > 0 && r.same && r.at % step === 0 && r.moved % step === 0, text);
}

// A program's time moves with its replies only: computing takes none of it, by any of its clocks.
async function stands(who) {
	const text = await execute(who, `const now = () => [Date.now(), new Date().getTime(), performance.now(), performance.timeOrigin].join(), at = now();
		for (let i = 0, t = 0; i < 2e6; i++) t += i; await 0; return [at === now(), performance.now() >= 0]`);
	check(`while ${who}'s program computes its clocks stand still`, /^\[true,true\]/.test(text), text);
}
// Timers go off in the order in which they are due, each exactly then; a reply brings whole steps, or finds the clock ahead.
const timing = `const from = Date.now(), origin = performance.now(), step = STEP, seen = [];
	const look = (what, due) => seen.push([what, Date.now() - from, performance.now() - origin, due ?? null]);
	const after = (ms) => { const due = Date.now() - from + ms; return new Promise((r) => setTimeout(() => { look("timer", due); r(); }, ms)); };
	const all = [7, 2 * step, step + 1, 7, 3, 4 * step].map(after);
	clearTimeout(setTimeout(() => look("cleared", -1), 2));
	let each = 0;
	const ticks = setInterval(() => { look("timer", ++each * 5); if (each === 4) clearInterval(ticks) }, 5);
	let moves = 0;
	for (let i = 0, at = from; i < 400 && moves < 3; i++) { await demo.whoami(); look("reply"); moves += Date.now() > at; at = Date.now() }
	for (const ms of [1, step, 2 * step + 3]) { await after(ms); await demo.whoami(); look("reply"); all.push(after(2), after(1)) }
	all.push(after(25));
	await Promise.all(all);
	return { from, moves, seen }`;
async function timers(who, step) {
	const text = await execute(who, timing.replace("STEP", step));
	const { from, moves, seen } = text.startsWith("{") ? JSON.parse(text.split("\n\n")[0]) : { seen: [] };
	const due = seen.filter((e) => e[0] === "timer"), before = (i) => seen[i - 1]?.[1] ?? 0;
	check(`${who}'s 20 timers, at steps of ${step} ms, go off in order and when they are due`, due.length === 20 &&
		!seen.some((e) => e[0] === "cleared") && due.every((e, i) => e[1] === e[3] && (i === 0 || e[3] >= due[i - 1][3])), text);
	check(`${who}'s clocks moved with ${moves} replies, by whole steps of ${step}, and never back`, from % step === 0 && moves === 3 &&
		seen.every((e, i) => e[1] === e[2] && e[1] >= before(i) && (e[0] === "timer" || e[1] === before(i) || e[1] % step === 0)), text);
}
// Nothing is answered between two steps: else a program counts answers, and has a clock of microseconds.
async function uncounted(who) {
	for (const call of ["demo['noth' + 'ing']({})", "demo.createTicket({ body: { title: 'x' } })", "codemode.search('ticket')", "codemode.describe('demo.whoami')"]) {
		const text = await execute(who, `const step = async () => { const from = Date.now(); let n = 0; while (Date.now() === from) { n++; try { await ${call} } catch {} } return n };
			await step(); const all = []; for (let i = 0; i < 5; i++) all.push(await step()); return all`);
		check(`${call} is answered to ${who} once a step`, text.startsWith("[1,1,1,1,1]"), text);
	}
}
// Each worker's numbers are its own: also of copies of one warm engine.
async function drawn(who, runs) {
	const texts = [];
	for (let i = 0; i < runs; i++)
		texts.push(await execute(who, "return [Math.random(), Math.random(), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(8))].join()]"));
	const all = texts.flatMap((t) => t.startsWith("[") ? JSON.parse(t.split("\n\n")[0]) : []);
	check(`${all.length} numbers of ${runs} ${level(who)} workers: no two alike`, all.length === 4 * runs && new Set(all).size === all.length, texts);
}

check("both begin clear", level("alice") === "clear" && level("mallory") === "clear", "");
check("alice's program runs", (await execute("alice", "1 + 1")).includes("2"), "");
await rejected("alice", 1);
await stands("alice");
await timers("alice", 1);
// A template's fork is in no dump and so only root's to look into; a cordoned worker's /proc is its user's.
const root = process.getuid() === 0;
if (!root)
	console.log("# not as root: a template's forks are not looked at");
const ordinary = root ? await worker("alice", "--template") : { seen: null };
check("an ordinary worker is a fork of the shared template", !root || (ordinary.seen !== null && ordinary.seen.shared > 0), ordinary.text);

// What native code in a worker could write: its heap, and WORKER_BESIDE_HEAP_BYTES.
const limits = fs.readFileSync(path.join(process.env.CORDON_SRC, "common/base/limits.h"), "utf8");
const define = (name) => eval(new RegExp(`define ${name}\\s+([^/]*?)(\n[^\t]|/\\*)`).exec(limits)[1].replaceAll("\\\n", "")
	.replace(/\b[A-Z_]+\b/g, (n) => define(n)));
const beside = define("WORKER_BESIDE_HEAP_BYTES") / 2 ** 20;
function bounded(what, seen, heap) {
	const mapped = parseInt(seen.field("VmSize")) / 1024;
	check(`${what} has ${mapped.toFixed(0)} MiB mapped: at most its heap of ${heap} and ${beside}`, sanitized || mapped <= heap + beside, mapped);
}
if (ordinary.seen !== null) {
	bounded("an ordinary worker", ordinary.seen, 64);
	check("it goes first where memory ends; the broker does as it was started", ordinary.seen.first === 1000 &&
		goesFirst(server.pid) === goesFirst(process.pid), ordinary.seen.first);
	check("it has no vdso", sanitized || !/\[vdso\]|\[vvar/.test(ordinary.seen.maps), "");
	check("nothing of it is where 32-bit code could run", sanitized || !/^[0-9a-f]{1,8}-/m.test(ordinary.seen.maps), ordinary.seen.maps);
}

// An operator's word, and what evidence does, lead to the same cells.
run("tenant", "hold", "mallory", "slowed");
await sleep(300);
await rejected("mallory", 1);
run("tenant", "hold", "mallory", "watched");
await sleep(300);
await rejected("mallory", 1);
await timers("mallory", 1);
await drawn("mallory", 10);
const watched = root ? await worker("mallory", "--template") : { seen: null };
check("a watched tenant's worker is of another template", !root || (watched.seen !== null && ordinary.seen !== null &&
	watched.seen.ns.pid !== ordinary.seen.ns.pid && watched.seen.ns.net !== ordinary.seen.ns.net),
	[watched.text, watched.seen?.ns, ordinary.seen?.ns]);
run("tenant", "release", "mallory");
await sleep(300);

// What a scanner does: names that do not exist, five seconds of debt each.
let attempts = 0;
const cordoned = () => /tenant=mallory level=cordoned was=\w+ cause=unknown-operation run=r\d+/.test(log);
while (attempts < 60 && !cordoned()) {
	attempts++;
	await execute("mallory", "for (let i = 0; i < 900; i++) try { await demo['nothing' + i]() } catch {}; return 1");
}
check(`mallory's scans are cordoned, after ${attempts}`, cordoned(), log.slice(-600));
let waited = 0;
while (waited++ < 900 && level("mallory") !== "clear")
	await sleep(100);
check("hours of good behaviour later she is clear", level("mallory") === "clear", run("tenant", "show", "mallory"));
check("and her program runs", (await execute("mallory", "3 + 3")).includes("6"), "");
const byTime = () => /tenant=mallory level=clear was=\w+ cause=time/.test(log);
for (waited = 0; waited < 600 && !byTime(); waited++)
	await sleep(100); // the log comes by a pipe of its own
check("time is the cause in the log", byTime(), log.slice(-600));

run("tenant", "hold", "mallory", "cordoned");
await sleep(300);
await execute("mallory", "1"); // its lane is made as soon as it is known
const first = await worker("mallory", "--fresh");
check("a cordoned worker is a program of its own", first.seen !== null, `${first.text} ${log.slice(-400)}`);
if (first.seen !== null) {
	const { seen } = first, host = look(process.pid), extras = hardenings();
	for (const s of spaces) {
		const others = family(server.pid).filter((p) => p !== seen.pid).map((p) => {
			try { return fs.readlinkSync(`/proc/${p}/ns/${s}`); } catch { return ""; }
		});
		check(`its ${s} namespace is nobody else's`, seen.ns[s] !== host.ns[s] && !others.includes(seen.ns[s]), seen.ns[s]);
	}
	bounded("it", seen, 32);
	check("it goes first where memory ends", seen.first === 1000, seen.first);
	check("nothing of it is where 32-bit code could run", sanitized || !/^[0-9a-f]{1,8}-/m.test(seen.maps), seen.maps);
	check("it is pid 1 there", seen.field("NSpid").split(/\s+/).pop() === "1", seen.field("NSpid"));
	if (process.getuid() === 0) {
		const uid = Number(seen.field("Uid").split(/\s+/)[0]);
		check(`its uid is its own: ${uid}`, uid >= 1879048192 && uid < 1879048192 + 65536, seen.field("Uid"));
	}
	check(`it has one core: ${seen.field("Cpus_allowed_list")}`, /^\d+$/.test(seen.field("Cpus_allowed_list")), "");
	check("it may gain nothing", seen.field("NoNewPrivs") === "1" && /^0+$/.test(seen.field("CapBnd")) &&
		/^0+$/.test(seen.field("CapEff")), seen.field("CapBnd"));
	const ssb = seen.field("Speculation_Store_Bypass");
	check(`speculation past stores: ${ssb}`, !/^thread vulnerable/.test(ssb) && (!extras.no_store_bypass || /force mitigated/.test(ssb)), ssb);
	const branch = seen.field("SpeculationIndirectBranch");
	check(`speculation by others' branches: ${branch}`, !extras.no_branch_speculation || /force disabled/.test(branch), branch);
	if (!sanitized) {
		check(`it shares no page (${seen.shared} kB)`, seen.shared === 0, String(seen.shared));
		check("its engine was warmed once for all of hers, and copied", seen.copied, [fs.existsSync(`/proc/${seen.pid}`), log.slice(-400)]);
		check("it runs a private copy", /memfd:cordon-worker/.test(seen.maps) && !/bin\/cordon-worker/.test(seen.maps), "");
		check("it has no vdso", !/\[vdso\]|\[vvar/.test(seen.maps), "");
		check("it is under the broker's, the template's and its own filter",
			seen.field("Seccomp") === "2" && Number(seen.field("Seccomp_filters")) >= 3, seen.field("Seccomp_filters"));
	}
	const second = await worker("mallory", "--fresh");
	check("the next one is looked at as well", second.seen !== null, `${second.text} ${log.slice(-400)}`);
	const text = (m) => /^(\w+)-\w+ r-xp/m.exec(m)?.[1];
	const of = (w) => ({ text: text(w.maps), uid: w.field("Uid"), ...w.ns });
	for (const [what, is] of Object.entries(second.seen === null ? {} : of(second.seen)))
		check(`its ${what} is another: ${is}`, is !== of(seen)[what] || (what === "uid" && process.getuid() !== 0), `${what} ${is}`);
	const clock = JSON.parse((await execute("mallory",
		"const t = [Date.now()]; for (let i = 0; i < 5; i++) { await demo.whoami(); t.push(Date.now()) } return t")).split("\n\n")[0]);
	check("its clock moves in steps of 20 ms", clock.every((t) => t % 20 === 0), clock);
	await rejected("mallory", 20);
	await stands("mallory");
	await timers("mallory", 20);
	await uncounted("mallory");
	await drawn("mallory", 10);
}
check("it may only read", /E_DENIED|may only read/.test(await execute("mallory",
	"try { await demo.createTicket({ body: { title: 'x' } }); return 'written' } catch (e) { return e.code + e.message }")), "");
check("alice's run as before", (await execute("alice", "2 + 2")).includes("4"), "");
run("tenant", "hold", "mallory", "refused");
await sleep(300);
const refused = await execute("mallory", "1");
check("refused is refused, and says how it ends", /RefusedError.*cordon tenant release mallory/s.test(refused), refused);
run("tenant", "release", "mallory");
await sleep(300);
check("released, it runs again", (await execute("mallory", "3 + 3")).includes("6"), "");
finish();
