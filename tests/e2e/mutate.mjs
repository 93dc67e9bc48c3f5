// SPDX-License-Identifier: Apache-2.0
// Messages of MCP, each broken in one way; the same for the same seed.
const M = "io.modelcontextprotocol/";
const envelope = { _meta: { [M + "protocolVersion"]: "2026-07-28", [M + "clientCapabilities"]: { elicitation: {} },
	[M + "clientInfo"]: { name: "m", version: "1" } } };
const search = { name: "search", arguments: { query: "list tickets", limit: 3 } };
const BASES = [
	{ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: { elicitation: {} },
		clientInfo: { name: "m", version: "1" } } },
	{ method: "notifications/initialized" }, { id: "p", method: "ping" }, { id: 2, method: "tools/list", params: {} },
	{ id: 3, method: "tools/call", params: search },
	{ id: 4, method: "tools/call", params: { ...search, _meta: { progressToken: "t" } } },
	{ method: "notifications/cancelled", params: { requestId: 3, reason: "x" } },
	{ id: "ask-00", result: { action: "accept", content: { allow: true } } },
	{ id: 5, method: "server/discover", params: envelope }, { id: 6, method: "tools/list", params: envelope },
	{ id: 7, method: "tools/call", params: { ...search, ...envelope } },
	{ id: 8, method: "tools/call", params: { ...search, ...envelope, requestState: "0".repeat(97), inputResponses: { approval: {} } } },
	{ id: 9, method: "prompts/get", params: { name: "x", ...envelope } },
].map((m) => ({ jsonrpc: "2.0", ...m }));

export function random(seed) {
	let s = seed >>> 0;
	return (n) => {
		s = Math.imul(s ^ (s >>> 15), 2246822519) + 0x9e3779b9 >>> 0;
		s ^= s >>> 13;
		return (s >>> 0) % n;
	};
}

const VALUES = [null, true, false, 0, -1, 1.5, "", "x", [], {}, [[]], { a: 1 }, "\u0000", "\ud800", "x".repeat(70000), [1, 2, 3],
	9007199254740993, "../../etc/passwd", "%s%n", "__proto__"];
// Every place of a value in it, as [object, key].
function places(v, found = []) {
	for (const k of Object.keys(v)) {
		found.push([v, k]);
		if (v[k] !== null && typeof v[k] === "object")
			places(v[k], found);
	}
	return found;
}
const RAW = {
	truncated: (b, r) => b.subarray(0, r(b.length)),
	flipped: (b, r) => { const c = Buffer.from(b); for (let i = 1 + r(4); i > 0; i--) c[r(c.length)] ^= 1 << r(8); return c; },
	noise: (b, r) => Buffer.from(Array.from({ length: 1 + r(200) }, () => r(256))),
	utf8: (b, r) => { const at = r(b.length); return Buffer.concat([b.subarray(0, at), Buffer.from([0xc0, 0xaf, 0xff, 0xed, 0xa0, 0x80]), b.subarray(at)]); },
	twice: (b) => Buffer.concat([b, b]),
	bom: (b) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), b]),
	inserted: (b, r) => { const at = r(b.length); return Buffer.concat([b.subarray(0, at), Buffer.from(["{", "]", "\"", ",", "\\", "1e999", "NaN", "\0"][r(8)]), b.subarray(at)]); },
};
const TEXT = {
	"nested arrays": (m) => `{"jsonrpc":"2.0","id":1,"method":"ping","params":${"[".repeat(10000)}${"]".repeat(10000)}}`,
	"nested objects": (m) => `{"jsonrpc":"2.0","id":1,"method":"ping","params":${'{"a":'.repeat(10000)}1${"}".repeat(10000)}}`,
	"open arrays": () => "[".repeat(10000),
	"huge id": (m, r) => JSON.stringify({ ...m, id: "i".repeat(r(2) ? 300 : 100000) }),
	"huge number": (m, r) => JSON.stringify({ ...m, id: 1 }).replace('"id":1', `"id":${["9".repeat(400), "1e400", "-0", "1.0", "18446744073709551616", "1e2"][r(6)]}`),
	"twice the id": (m) => JSON.stringify({ id: 1, ...m }).replace("{", '{"id":"a",'),
	"twice the method": (m) => JSON.stringify({ method: "ping", ...m }).replace("{", '{"method":"tools/call",'),
	"a key twice": (m) => JSON.stringify(m).replace('"params":{', '"params":{"name":1,"name":"execute","_meta":7,'),
	many: (m, r) => JSON.stringify({ ...m, params: { a: Array.from({ length: r(2) ? 1000 : 70000 }, () => 0) } }),
	batch: (m, r) => JSON.stringify(Array.from({ length: r(70) }, () => m)),
	"no version": ({ jsonrpc, ...m }) => JSON.stringify(m),
	"another version": (m, r) => JSON.stringify({ ...m, jsonrpc: ["1.0", 2, "", null][r(4)] }),
	"no object": (m, r) => JSON.stringify(["", "x", 1, null, true, []][r(6)]),
};
// {what, bytes}: one line when `line` (no newline in it).
export function mutate(r, line) {
	const m = structuredClone(BASES[r(BASES.length)]);
	const kind = r(10);
	let what, bytes;
	if (kind < 4) { // another type somewhere
		for (let n = 1 + r(2); n > 0; n--) {
			const all = places(m), [o, k] = all[r(all.length)];
			if (r(5) === 0)
				delete o[k];
			else
				o[k] = structuredClone(VALUES[r(VALUES.length)]);
		}
		what = "types";
		bytes = Buffer.from(JSON.stringify(m));
	} else {
		const table = kind < 8 ? RAW : TEXT, names = Object.keys(table);
		what = names[r(names.length)];
		bytes = Buffer.from(kind < 8 ? table[what](Buffer.from(JSON.stringify(m)), r) : table[what](m, r));
	}
	return { what, bytes: line ? Buffer.from(bytes.map((b) => b === 10 ? 32 : b)) : bytes };
}
