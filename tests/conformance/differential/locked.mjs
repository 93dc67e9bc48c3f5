// SPDX-License-Identifier: Apache-2.0
// locked.mjs JSRUN COUNT: each program in the bare engine and in a locked
// worker of `cordon mcp`: the same result, or an error of the same name; and
// the broker notes no crash and no forbidden system call.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, finish, scratch } from "../../e2e/client.mjs";
import { program } from "./generate.mjs";

const [, , jsrun, count] = process.argv;
const dir = path.join(scratch, "conf"), file = path.join(scratch, "program.ts");
fs.mkdirSync(dir);
fs.writeFileSync(path.join(dir, "cordon.yaml"), "output_chars: 1000000\n");
const c = await new Client(dir).open();

const output = (command, args) => new Promise((resolve) =>
	execFile(command, args, { encoding: "utf8", timeout: 60000, maxBuffer: 1 << 26 }, (e, out) => resolve(out)));
const short = (r) => JSON.stringify(r.ok ? r.result ?? null : r.error?.name);

// The tool's answer as the report would say it.
function answer(r) {
	if (r.failed)
		return { ok: false, error: { name: /^(\w+)/.exec(r.text)?.[1] } };
	const text = r.text.startsWith("undefined (") ? "null" : r.text.split("\nlogs:\n")[0];
	try {
		return { ok: true, result: JSON.parse(text) };
	} catch {
		return { ok: true, result: text };
	}
}

const different = [];
let n = 0;
for (let seed = 50001; seed <= 50000 + Number(count); seed++) {
	const text = program(seed);
	fs.writeFileSync(file, text);
	const [bare, locked] = await Promise.all([output(jsrun, [file]), c.execute(text)]);
	const a = short(JSON.parse(bare)), b = short(answer(locked));
	n++;
	if (a !== b)
		different.push([seed, a.slice(0, 200), b.slice(0, 200)]);
}
check(`${n} generated programs: the wall changes nothing`, different.length === 0, different.slice(0, 3));
const collection = path.join(process.env.CORDON_SHARED, "js-corpus");
if (fs.existsSync(collection)) {
	const wrong = [];
	let k = 0;
	const stub = path.join(collection, "stub.js");
	for (const f of fs.readdirSync(collection).filter((x) => x.endsWith(".ts"))) {
		const p = path.join(collection, f);
		const [bare, locked] = await Promise.all([output(jsrun, ["--with", stub, p]),
			output(path.join(process.env.CORDON_BIN, "cordon"), ["--config", dir, "run", "--json", "--with", stub, p])]);
		k++;
		if (short(JSON.parse(bare)) !== short(JSON.parse(locked)))
			wrong.push([f, bare.slice(0, 200), locked.slice(0, 200)]);
	}
	check(`${k} programs as models write them: the wall changes nothing`, wrong.length === 0 && k > 10, wrong.slice(0, 3));
} else
	console.log("# the larger collection is not beside the checkout");
const noted = c.log.split("\n").filter((l) => /evidence=(seccomp-kill|worker-crash|bad-frame)/.test(l));
check("no false kill", noted.length === 0, noted.slice(0, 3));
finish();
