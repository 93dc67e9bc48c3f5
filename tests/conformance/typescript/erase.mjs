// SPDX-License-Identifier: Apache-2.0
// erase.mjs WORKER DIR [MAX]: TypeScript files below DIR, lowered as they are and lowered after npm's
// typescript has taken their types away, must give the same tokens.  Imports and exports are blanked
// first, since a program has none.  Enums, namespaces with values and parameter properties become code
// that is printed otherwise: such files must only be understood.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [, , worker, dir, max = "100000"] = process.argv;
const ts = createRequire(path.join(dir, "x.js"))("typescript");

function* files(d) {
	for (const e of fs.readdirSync(d, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (e.isDirectory())
			yield* files(path.join(d, e.name));
		else if (/\.[mc]?ts$/.test(e.name) && !/\.d\.[mc]?ts$/.test(e.name))
			yield path.join(d, e.name);
	}
}

// The text without imports and exports, each character in its place; and whether it has what is
// printed otherwise.
function prepare(text) {
	const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest, true);
	const chars = [...Array(text.length).keys()].map((i) => text[i]);
	const blank = (from, to) => {
		for (let i = from; i < to; i++)
			if (chars[i] !== "\n")
				chars[i] = " ";
	};
	let other = false, skip = source.parseDiagnostics.length > 0;
	const visit = (n, top) => {
		if (ts.isImportDeclaration(n) || ts.isExportDeclaration(n) || ts.isImportEqualsDeclaration(n) || ts.isExportAssignment(n)) {
			blank(n.getStart(), n.end);
			return;
		}
		if (ts.isEnumDeclaration(n) || (ts.isModuleDeclaration(n) && !n.modifiers?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword)))
			other = true;
		if (ts.isParameter(n) && n.modifiers?.length)
			other = true;
		if (n.modifiers?.some((m) => m.kind === ts.SyntaxKind.Decorator || m.kind === ts.SyntaxKind.AccessorKeyword))
			skip = true;
		if (top)
			for (const m of n.modifiers ?? [])
				if (m.kind === ts.SyntaxKind.ExportKeyword || m.kind === ts.SyntaxKind.DefaultKeyword)
					blank(m.getStart(), m.end);
		ts.forEachChild(n, (c) => visit(c, false));
	};
	source.statements.forEach((s) => visit(s, true));
	return { text: chars.join(""), other, skip };
}

// What has nothing but types is an empty program, and no fault.
function lower(text) {
	const r = spawnSync(worker, ["--lower"], { input: text, encoding: "utf8", maxBuffer: 1 << 26 });
	if (/SyntaxError: the program is empty$/.test(r.stderr.trim()))
		return { out: "" };
	return r.status === 0 ? { out: r.stdout } : { error: r.stderr?.trim() || `signal ${r.signal}` };
}

// Names that count positions are numbered in the order they come.
function tokens(text) {
	const seen = new Map();
	return text.replace(/[\s;]+/g, "").replace(/([$.][a-z])(\d+)/g, (_, k, n) => {
		if (!seen.has(k + n))
			seen.set(k + n, seen.size);
		return `${k}#${seen.get(k + n)}`;
	});
}

// What is refused with a reason: the only difference that is known.
const refused = (error, text) => /'using' is not supported/.test(error) && /\busing\s+\w+\s*=/.test(text);

let same = 0, understood = 0, skipped = 0, known = 0, bad = 0;
const complain = (file, text) => {
	if (++bad <= 100)
		console.log(`not ok - ${path.relative(dir, file)}\n#   ${text}`);
};
for (const file of files(dir)) {
	if (same + understood + bad >= Number(max))
		break;
	const { text, other, skip } = prepare(fs.readFileSync(file, "utf8"));
	if (skip || text.length > 1 << 20) {
		skipped++;
		continue;
	}
	const ours = lower(text);
	if (ours.error && refused(ours.error, text)) {
		known++;
		continue;
	}
	if (ours.error) {
		complain(file, ours.error);
		continue;
	}
	if (other) {
		understood++;
		continue;
	}
	const js = ts.transpileModule(text, {
		compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, useDefineForClassFields: true, removeComments: true },
	}).outputText.replace(/^export \{\};?\s*$/m, "");
	const theirs = lower(js);
	if (theirs.error) {
		complain(file, `after typescript: ${theirs.error}`);
		continue;
	}
	const a = tokens(ours.out), b = tokens(theirs.out);
	if (a === b) {
		same++;
		continue;
	}
	let i = 0;
	while (a[i] === b[i])
		i++;
	complain(file, `from ${i}: ${a.slice(Math.max(0, i - 60), i + 80)}\n#   wanted: ${b.slice(Math.max(0, i - 60), i + 80)}`);
}
console.log(`# ${same} the same, ${understood} understood, ${skipped} skipped, ${known} with 'using' refused, ${bad} not`);
process.exit(bad > 0 ? 1 : 0);
