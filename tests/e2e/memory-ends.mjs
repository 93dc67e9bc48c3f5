// SPDX-License-Identifier: Apache-2.0
// See 48-memory-ends.sh.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish, sleep } from "./client.mjs";
import { alive } from "./kin.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), group = process.argv[2];
const read = (f) => fs.readFileSync(path.join(group, f), "utf8");
const second = fs.existsSync(path.join(group, "memory.max"));
const inside = ["sh", "-c", `echo $$ >${group}/cgroup.procs; exec "$@"`, "sh"];
const used = () => Number(read(second ? "memory.current" : "memory.usage_in_bytes"));
const kills = () => Number(/^oom_kill (\d+)/m.exec(read(second ? "memory.events" : "memory.oom_control"))?.[1] ?? NaN);

const dir = await demo();
// Somebody who has far more than any worker.
const other = spawn(inside[0], [...inside.slice(1), process.execPath, "-e",
	"const all = Buffer.alloc(160 << 20, 1); console.log(all.length); setInterval(() => all[0]++, 1000)"], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => other.kill("SIGKILL"));
await new Promise((r) => other.stdout.once("data", r));
const c = await new Client(dir, [...inside, cordon]).open();
const eat = "const a = []; for (let i = 0; i < 55; i++) a.push(new Uint8Array(1 << 20)); return a.length";
const fits = await c.execute(eat);
check("a program has its 55 MiB while there is memory", fits.text === "55", fits.text);
await sleep(500);
fs.writeFileSync(path.join(group, second ? "memory.max" : "memory.limit_in_bytes"), String(used() + (20 << 20)));
const egress = c.family("cordon-egress");
const r = await c.execute(eat, { timeout_ms: 60000 });
check("when there is none it ends, and says of what", r.failed && /WorkerError.*out of memory/s.test(r.text), r.text);
await sleep(500); // the kernel takes its time over a large one
check(`${kills()} were ended`, kills() > 0, read(second ? "memory.events" : "memory.oom_control"));
check("of those who are larger, none", alive(other.pid) && alive(c.p.pid) && egress.length === 1 && egress.every(alive), [other.pid, c.p.pid, egress]);
const small = await c.execute("return (await demo.whoami()).login", { timeout_ms: 60000 });
check("and a program that needs little runs", small.text.includes("ada"), small.text);
check("nobody is held to have attacked", !/evidence=(?!memory)/.test(c.log), c.log.slice(-400));
other.kill("SIGKILL");
await c.close();
for (let i = 0; i < 100 && read("cgroup.procs") !== ""; i++)
	await sleep(50);
finish();
