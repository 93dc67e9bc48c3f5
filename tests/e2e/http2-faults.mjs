// SPDX-License-Identifier: Apache-2.0
// Each way to break HTTP/2: a typed error in time, no memory kept, the next
// calls work, also the next one to the same server once it behaves.
import fs from "node:fs";
import path from "node:path";

import { Client, check, finish, scratch } from "./client.mjs";
import * as h2 from "./h2.mjs";
import { certificate, spoken } from "./http2-spoken.mjs";

const DEADLINE = 1000, LATE = 200, SLACK = 30000, MEMORY_KB = 8 * 1024;
const { frame, u32, json, field, OK, HEADERS, DATA, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION, PRIORITY, PUSH_PROMISE,
	END_HEADERS, END_STREAM } = h2;
const head = (s, block = json, more = 0) => frame(HEADERS, END_HEADERS | more, s, block);
const data = (s, text, flags = 0) => frame(DATA, flags, s, text);
const reset = (s, code) => frame(RST_STREAM, 0, s, u32(code));
const away = (last, code, why = "") => frame(GOAWAY, 0, 0, Buffer.concat([u32(last, code), Buffer.from(why)]));
const plain = Buffer.concat([OK, field("content-type", "text/plain")]);
const lots = (piece, bytes = 1 << 16) => Buffer.concat(Array(Math.ceil(bytes / piece.length)).fill(piece));
// One block of headers in as many frames as it takes.
const blocks = (s, block, flags = 0) => {
	const out = [];
	for (let at = 0; at === 0 || at < block.length; at += 16384) {
		const piece = block.subarray(at, at + 16384), last = at + 16384 >= block.length ? END_HEADERS : 0;
		out.push(at === 0 ? frame(HEADERS, last | flags, s, piece) : frame(CONTINUATION, last, s, piece));
	}
	return Buffer.concat(out);
};

const late = "TimeoutError|E_TIMEOUT", broken = "E_UPSTREAM", either = `${broken}|${late}`;
const bad = new Set(); // names of those that misbehave, now
// A connection that libcurl gave up is an error at its next look at it: of a
// server that does not close it then that may be the deadline.
// name, what happens once a request is there (c: connection, s: stream), what is said; settings, first words
const faults = [
	["goaway_at_once", () => {}, broken, { greet: (c) => c.raw(away(0, h2.NO_ERROR)) }],
	["goaway_before", (c) => { c.raw(away(0, h2.NO_ERROR)); c.socket.end(); }, broken],
	["goaway_before_open", (c) => c.raw(away(0, h2.NO_ERROR)), broken],
	["goaway_of_errors", (c) => c.raw(away(0, h2.PROTOCOL_ERROR, "you")), broken],
	["goaway_calm", (c, s) => { c.raw(away(s, h2.ENHANCE_YOUR_CALM)); c.socket.end(); }, broken],
	["goaway_then_silence", (c, s) => c.raw(away(s, h2.NO_ERROR)), late],
	["goaway_within", (c, s) => { c.raw(head(s, plain), data(s, "half a li"), away(s, h2.INTERNAL_ERROR)); c.socket.end(); }, broken],
	["goaway_below_within", (c, s) => c.raw(head(s, plain), data(s, "half a li"), away(0, h2.NO_ERROR)), broken],
	["goaway_long", (c) => { c.raw(away(0, h2.NO_ERROR, "x".repeat(16376))); c.socket.end(); }, broken],
	["goaways", (c) => c.pour(lots(away(0x7fffffff, h2.NO_ERROR)), () => bad.has("goaways")), either],
	["refused", (c, s) => c.raw(reset(s, h2.REFUSED_STREAM)), broken],
	["reset", (c, s) => c.raw(reset(s, h2.INTERNAL_ERROR)), broken],
	["cancelled", (c, s) => c.raw(reset(s, h2.CANCEL)), broken],
	["only_http_1", (c, s) => c.raw(reset(s, h2.HTTP_1_1_REQUIRED)), `${broken}|200 .*fine`],
	["reset_within", (c, s) => c.raw(head(s, plain), data(s, "half a li"), reset(s, h2.CANCEL)), broken],
	["reset_no_error", (c, s) => c.raw(head(s, Buffer.concat([plain, field("content-length", "100")])), data(s, "half a li"), reset(s, h2.NO_ERROR)), broken],
	// Without a length NO_ERROR is the server's word that this was all; libcurl takes it.
	["reset_well", (c, s) => c.raw(head(s, plain), data(s, "half a li"), reset(s, h2.NO_ERROR)), `${broken}|200 half`],
	["reset_unheard", (c, s) => c.raw(reset(s, h2.NO_ERROR)), broken],
	["reset_unknown_code", (c, s) => c.raw(reset(s, 0xfffffff0)), broken],
	["end_within", (c, s) => { c.raw(head(s, plain), data(s, "half a li")); c.socket.end(); }, broken],
	["torn_within", (c, s) => { c.raw(head(s, plain), data(s, "half a li")); setTimeout(() => c.socket.destroy(), 50); }, broken],
	["end_within_a_frame", (c, s) => { c.raw(head(s, plain), frame(DATA, END_STREAM, s, "half a li", 100)); c.socket.end(); }, broken],
	["silent", () => {}, late],
	["silent_body", (c, s) => c.raw(head(s)), late],
	["half_a_block", (c, s) => c.raw(frame(HEADERS, 0, s, json)), late],
	["drip", (c, s) => { c.raw(head(s)); const t = setInterval(() => bad.has("drip") && c.open ? c.raw(data(s, " ")) : clearInterval(t), 100); }, late],
	["settings_flood", (c) => c.pour(lots(frame(SETTINGS, 0, 0)), () => bad.has("settings_flood")), either],
	["ping_flood", (c) => c.pour(lots(frame(PING, 0, 0, Buffer.alloc(8))), () => bad.has("ping_flood")), either],
	["empty_data_flood", (c, s) => { c.raw(head(s)); c.pour(lots(data(s, "")), () => bad.has("empty_data_flood")); }, either],
	["reset_flood", (c, s) => c.pour(lots(Buffer.concat([reset(s + 2, 8), reset(s, 8)])), () => bad.has("reset_flood")), broken],
	["priority_flood", (c) => { let n = 1; c.pour(lots(Buffer.concat(Array.from({ length: 4000 }, () => frame(PRIORITY, 0, n += 2, [0, 0, 0, 0, 1])))), () => bad.has("priority_flood")); }, either],
	["window_flood", (c) => c.pour(lots(frame(WINDOW_UPDATE, 0, 0, u32(1))), () => bad.has("window_flood")), either],
	["unknown_flood", (c) => c.pour(lots(frame(0xbd, 0xff, 0, Buffer.alloc(16000))), () => bad.has("unknown_flood")), either],
	["continuation_flood", (c, s) => { c.raw(frame(HEADERS, 0, s, json)); c.pour(lots(frame(CONTINUATION, 0, s, field("x-a", "a".repeat(1000)))), () => bad.has("continuation_flood")); }, broken],
	["empty_continuations", (c, s) => { c.raw(frame(HEADERS, 0, s, json)); c.pour(lots(frame(CONTINUATION, 0, s)), () => bad.has("empty_continuations")); }, broken],
	["huge_block", (c, s) => c.raw(blocks(s, Buffer.concat([json, lots(field("x-a", "a".repeat(1000)), 1 << 20)]))), broken],
	["block_bomb", (c, s) => c.raw(blocks(s, Buffer.concat([json, h2.remembered("x-a", "a".repeat(3900)), Buffer.alloc(16000, h2.indexed(62))]))), broken],
	["endless_103s", (c, s) => c.pour(lots(head(s, Buffer.concat([field(":status", "103"), field("link", "</a>")]))), () => bad.has("endless_103s")), broken],
	["huge_trailers", (c, s) => c.raw(head(s), data(s, "{}"), blocks(s, lots(field("x-a", "a".repeat(1000)), 1 << 20), END_STREAM)), broken],
	["data_first", (c, s) => c.raw(data(s, "{}", END_STREAM)), either],
	["no_status", (c, s) => c.raw(head(s, field("content-type", "application/json")), data(s, "{}", END_STREAM)), broken],
	["two_statuses", (c, s) => c.raw(head(s, Buffer.concat([OK, OK])), data(s, "{}", END_STREAM)), broken],
	["late_status", (c, s) => c.raw(head(s, Buffer.concat([field("x", "y"), OK])), data(s, "{}", END_STREAM)), broken],
	["capital_header", (c, s) => c.raw(head(s, Buffer.concat([OK, field("X-A", "a")])), data(s, "{}", END_STREAM)), broken],
	["hop_header", (c, s) => c.raw(head(s, Buffer.concat([OK, field("transfer-encoding", "chunked")])), data(s, "0\r\n\r\n", END_STREAM)), broken],
	["split_header", (c, s) => c.raw(head(s, Buffer.concat([json, field("x-a", "a\r\nset-cookie: x=y")])), data(s, '{"fine": 1}', END_STREAM)), `${broken}|200 \\{"fine":1\\} x-a`],
	["length_too_long", (c, s) => c.raw(head(s, Buffer.concat([json, field("content-length", "100")])), data(s, "{}", END_STREAM)), broken],
	["length_too_short", (c, s) => c.raw(head(s, Buffer.concat([json, field("content-length", "1")])), data(s, "{}", END_STREAM)), broken],
	["bad_index", (c, s) => c.raw(head(s, Buffer.from([0xff, 0xff, 0x7f]))), either],
	["huge_table", (c, s) => c.raw(head(s, Buffer.from([0x3f, 0xff, 0xff, 0xff, 0x7f, 0x88]))), either],
	["pushed", (c, s) => c.raw(frame(PUSH_PROMISE, END_HEADERS, s, Buffer.concat([u32(2), OK]))), broken],
	["even_stream", (c) => c.raw(head(2)), broken],
	["stream_0", (c) => c.raw(data(0, "{}")), either],
	["huge_frame", (c, s) => { c.raw(head(s), frame(DATA, 0, s, Buffer.alloc(1000), 0xffffff)); }, either],
	["short_settings", (c) => c.raw(frame(SETTINGS, 0, 0, [0, 1, 2])), either],
	["bad_settings", (c) => c.raw(frame(SETTINGS, 0, 0, h2.setting(4, 0x80000000))), either],
	["no_streams", () => {}, either, { settings: h2.setting(3, 0) }],
	["no_window", (c) => c.raw(frame(WINDOW_UPDATE, 0, 0, u32(0))), either],
	["windows_beyond", (c, s) => c.raw(frame(WINDOW_UPDATE, 0, s, u32(0x7fffffff)), frame(WINDOW_UPDATE, 0, s, u32(0x7fffffff))), broken],
	["beyond_windows", (c, s) => { c.raw(head(s)); c.pour(lots(data(s, Buffer.alloc(16384, 32))), () => bad.has("beyond_windows")); }, `E_LIMIT|${either}`],
	["http_1_answer", (c) => c.raw(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")), either],
	["noise", (c) => c.raw(Buffer.alloc(20000, 0xa5)), either],
];

const conf = path.join(scratch, "conf"), pair = certificate("mine"), servers = {};
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {
	"/go": { get: { operationId: "go", responses: { 200: { description: "" } } } } } }));
for (const [name, act, , more = {}] of [...faults, ["good", () => {}]]) {
	const is = () => bad.has(name);
	const s = servers[name] = h2.server(pair, (c, stream) => (is() ? act(c, stream) : c.fine(stream)), {
		settings: more.settings, greet: (c) => is() && more.greet?.(c) });
	await new Promise((done) => s.listen(0, "127.0.0.1", done));
	fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`), `kind: openapi\ndocument: ${scratch}/api.json\n` +
	    `url: https://127.0.0.1:${s.address().port}\nnetwork: [127.0.0.1/32]\nca: ${path.join(scratch, "mine.pem")}\n`);
}

const rss = (pid) => +/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1];
const c = await new Client(conf).open();
const call = (name, time = 60000) => c.execute(`async () => { try { const r = await ${name}.go.withResponse({});
	return r.status + " " + (typeof r.data === "string" ? r.data : JSON.stringify(r.data)) + (r.headers["set-cookie"] ? " split!" : "") + (r.headers["x-a"] ? " x-a" : "") }
	catch (e) { return (e.code || e.name) + ": " + e.message } }`, { timeout_ms: time });
const first = await call("good");
spoken(servers.good.older > 0, first);
check("the good one answers", /200.*fine/.test(first.text), first);

const [egress] = c.family("cordon-egress"), beyond = [], overdue = [];
let most = 0;
for (const [name, , want, more = {}] of faults) {
	const before = [rss(c.p.pid), rss(egress)], time = want.includes(late) ? DEADLINE : 60000;
	bad.add(name);
	const r = await call(name, time);
	bad.delete(name);
	const next = await call("good"), grown = Math.max(rss(c.p.pid) - before[0], rss(egress) - before[1]);
	// What was in its pipes is still to be read; it may be refused for that, once.
	let healed = await call(name);
	if (!/fine/.test(healed.text))
		healed = await call(name);
	most = Math.max(most, grown);
	if (r.ms > time + LATE)
		overdue.push(`${name} ${Math.round(r.ms)} ms`);
	if (want === late)
		beyond.push(r.ms - DEADLINE);
	check(`${name}: ${r.text.replace(/\s+/g, " ").slice(0, 110)} (${Math.round(r.ms)} ms, ${grown} KiB)`,
	    new RegExp(`^"?(${want})`).test(r.text) && r.ms < time + SLACK && /fine/.test(next.text) &&
	    (/fine/.test(healed.text) || more.settings !== undefined) && (grown <= MEMORY_KB || process.env.CORDON_SANITIZED === "1"), [r, next, healed, grown]);
	servers[name].end();
}
console.log(`#   ${faults.length - overdue.length} of ${faults.length} within the deadline and 200 ms; not: ${overdue.join(", ") || "none"}`);
check(`the deadline holds within ${LATE} ms: ${Math.min(...beyond).toFixed(0)} to ${Math.max(...beyond).toFixed(0)} of ${beyond.length}`,
    beyond.length >= 5 && Math.min(...beyond) <= LATE, beyond);
check(`egress is still the same process; most kept ${most} KiB`, c.family("cordon-egress")[0] === egress);
await c.close();
finish();
