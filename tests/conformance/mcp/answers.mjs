// SPDX-License-Identifier: Apache-2.0
// What an answer of `search` costs, by the real vocabulary: every query of the
// collected sets, at each detail, for few and for many.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { Client, check, demo, finish } from "../../e2e/client.mjs";

const MOST = 1200;
const from = createRequire(path.join(process.env.CORDON_NPM, "node_modules/x.js"));
const { encode } = await import(pathToFileURL(from.resolve("gpt-tokenizer/encoding/o200k_base").replace(/\.cjs$/, ".mjs")));
const tokens = (s) => encode(s, { disallowedSpecial: new Set() }).length;
const shared = process.env.CORDON_SHARED ?? path.join(process.env.CORDON_SRC, "../shared");
const slow = process.env.CORDON_SLOW === "1";
const dir = await demo();
const cordon = path.join(process.env.CORDON_BIN, "cordon");
const add = (...args) => execFileSync(cordon, ["--config", dir, "add", ...args], { stdio: "pipe" });

// {query, connector}, of the documents that are here.
function questions() {
	const list = ["list open tickets", "create a ticket", "tickets", "the", "GET /tickets/{id}", "closeTicket", "customer", "nothing like it"]
		.map((query) => ({ query, connector: "demo" }));
	const sets = path.join(shared, "search-bench");
	if (!fs.existsSync(sets))
		return list;
	const known = new Map();
	for (const file of fs.readdirSync(sets).filter((f) => f.endsWith(".jsonl")))
		for (const line of fs.readFileSync(path.join(sets, file), "utf8").trim().split("\n")) {
			const { spec, query } = JSON.parse(line), tools = spec.startsWith("corpora/");
			const document = path.join(tools ? sets : path.join(shared, "specs"), spec);
			const connector = path.basename(spec).replace(/\W.*$/, "");
			if (!known.has(spec)) {
				known.set(spec, fs.existsSync(document));
				if (known.get(spec))
					add(...(tools ? ["mcp", connector, "--tools", document] : ["openapi", connector, document]));
			}
			if (known.get(spec))
				list.push({ query, connector });
		}
	// The largest arguments and replies there are.
	for (const name of ["stripe.yaml", "kubernetes.json", "github.json", "msgraph.json"])
		if (fs.existsSync(path.join(shared, "specs", name))) {
			const connector = name.replace(/\W.*$/, "");
			add("openapi", connector, path.join(shared, "specs", name));
			for (const query of ["create a subscription", "create pod", "update repository", "list users", "patch deployment",
				"checkout session", "payment", "list", "send mail", "get"])
				list.push({ query, connector });
		}
	return list.filter((_, i) => slow || i % 16 === 0 || i < 8 || i >= list.length - 40);
}

const all = questions();
const client = await new Client(dir).open();
for (const detail of ["names", "signatures", "full"])
	for (const limit of [undefined, 50]) {
		const over = [];
		let most = 0, sum = 0;
		for (const { query, connector } of all) {
			const m = await client.ask("tools/call", { name: "search", arguments: { query, connector, detail, limit } });
			const text = m.result.content.map((c) => c.text).join("\n"), n = tokens(text);
			most = Math.max(most, n);
			sum += n;
			if (n > MOST || m.result.isError)
				over.push([n, connector, query, text.slice(0, 100)]);
		}
		console.log(`# ${detail}, ${limit ?? "default"}: mean ${(sum / all.length).toFixed(0)}, most ${most} tokens`);
		check(`${all.length} answers, detail ${detail}, limit ${limit ?? "default"}: at most ${MOST} tokens each`,
			over.length === 0, `${over.length} more: ${JSON.stringify(over.sort((a, b) => b[0] - a[0]).slice(0, 4))}`);
	}

// One that is asked for by its name has all of a tool's answer.
const text = async (args) => (await client.ask("tools/call", { name: "search", arguments: args })).result.content[0].text;
check("one operation by name, in full", /createTicket\(.*type NewTicket = .*type Status = /s.test(await text({ query: "demo.createTicket", detail: "full" })));
if (all.some((q) => q.connector === "stripe")) {
	const short = await text({ query: "create a subscription", connector: "stripe", detail: "full" });
	check("what is longer than an answer says how to have all of it", /cut: .*"stripe\.\w+" with detail "full"/.test(short), short);
	const whole = await text({ query: "stripe.postSubscriptions", detail: "full" });
	check("and so it is had", tokens(whole) > 2 * MOST && whole.length < 20200, [tokens(whole), whole.length]);
}
const long = await text({ query: `close a ticket ${"and more of it ".repeat(1000)}` });
check("a query of 15 kB is read as far as it helps", /closeTicket/.test(long), long);
await client.close();
finish();
