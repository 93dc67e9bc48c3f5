// SPDX-License-Identifier: Apache-2.0
// The table of tests/data/errors.json, through MCP and, a part of it, through
// `cordon run --json`: both must say the same.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { Client, check, demo, finish } from "./client.mjs";

const file = path.join(process.env.CORDON_SRC, "tests/data/errors.json");
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const table = JSON.parse(fs.readFileSync(file, "utf8"));
const dir = await demo();
const client = await new Client(dir).open();
const CUT = 160; // of a message or value: the rest says nothing new
const EVERY = 12; // of the programs, for `cordon run`: a process each

// "value 1", or "TypeError: message @line:column".
function said(r) {
	const text = r.text;
	if (!r.failed)
		return "value " + text.slice(0, CUT);
	const at = /\n  at line (\d+)(?:, column (\d+))?\n/.exec(text);
	const end = at ? at.index : text.search(/\n(logs:|$)/);
	return text.slice(0, end < 0 ? undefined : end).slice(0, CUT).trimEnd() +
	    (at ? ` @${at[1]}:${at[2] ?? ""}` : "");
}

for (const row of table) {
	const r = await client.execute(row.code, { timeout_ms: row.timeout_ms ?? 20000 });
	const got = said(r);
	if (process.env.CORDON_BLESS)
		row.is = got;
	check(`${row.what}: ${got.split("\n")[0]}`, got === row.is, { want: row.is, got });
	if (!r.failed)
		continue;
	// A line that is named is there, and is the one that is shown.
	const at = / @(\d+):(\d*)$/.exec(got);
	const line = at && row.code.split("\n")[at[1] - 1];
	check(`${row.what}: its line exists`, !at || line !== undefined, at);
	check(`${row.what}: its column is in the line`,
	    !at || at[2] === "" || Number(at[2]) <= [...line].length + 1, at);
}

for (let i = 0; i < table.length; i += EVERY) {
	const row = table[i];
	const p = spawnSync(cordon, ["--config", dir, "run", "--json", "--timeout", "20s", "-"],
	    { input: row.code, encoding: "utf8" });
	const r = JSON.parse(p.stdout), e = r.error;
	const got = r.ok ? "value" : `${e.name}: ${e.message}`.slice(0, CUT).trimEnd() +
	    (e.line ? ` @${e.line}:${e.column ?? ""}` : "");
	check(`cordon run says the same: ${row.what}`,
	    r.ok ? row.is.startsWith("value ") : got === row.is, { want: row.is, got });
	check(`its exit status: ${row.what}`, p.status === (r.ok ? 0 : 1), p.status);
}
if (process.env.CORDON_BLESS)
	fs.writeFileSync(file, JSON.stringify(table, null, 1) + "\n");
await client.close();
finish();
