// SPDX-License-Identifier: Apache-2.0
// How an upstream may hand back a secret, and how to find one in what it must
// not be in.
import crypto from "node:crypto";
import http from "node:http";
import zlib from "node:zlib";

// Random letters and digits as providers make them.
export const word = (n) => crypto.randomBytes(n).toString("base64").replace(/[+=]/g, "x");
export const b64 = (s, k) => Buffer.from("abc".slice(0, k) + s).toString("base64");
const html = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;").replace(/'/g, "&#39;");
const u4 = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
export const encodings = {
	plain: (s) => s, url: (s) => encodeURIComponent(s), urlall: (s) => [...s].map((c) => "%" + c.charCodeAt(0).toString(16)).join(""),
	form: (s) => new URLSearchParams({ s }).toString(), html, entities: (s) => [...s].map((c) => `&#${c.charCodeAt(0)};`).join(""),
	json: (s) => JSON.stringify(s).slice(1, -1), php: (s) => JSON.stringify(s).slice(1, -1).replace(/\//g, "\\/"),
	unicode: (s) => [...s].map(u4).join(""), b0: (s) => b64(s, 0), b1: (s) => b64(s, 1), b2: (s) => b64(s, 2),
	b64url: (s) => Buffer.from(s).toString("base64url"), b64inurl: (s) => encodeURIComponent(b64(s, 0)),
	mime: (s) => b64(s, 1).replace(/(.{16})/g, "$1\r\n"), hex: (s) => Buffer.from(s).toString("hex"),
	HEX: (s) => Buffer.from(s).toString("hex").toUpperCase(), basic: (s) => "Basic " + b64(s, 0),
};
const oneLine = (s) => s.replace(/[\r\n]/g, "");
const inJson = (s) => JSON.stringify(s).slice(1, -1);
export const squeeze = { none: (b) => b, gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync,
	"deflate, gzip": (b) => zlib.gzipSync(zlib.deflateSync(b)) };

// Status, headers and body of each place to put it; $trailer and $early are
// headers after the body and before the status, $reason stands beside that.
export const places = {
	json: (s) => [200, { "Content-Type": "application/json" }, `{"a":[1,"${inJson(s)}"],"b":2}`],
	text: (s) => [200, { "Content-Type": "text/plain" }, `before ${s} after`],
	wide: (s) => [200, { "Content-Type": "text/plain; charset=utf-16" }, Buffer.from(`\ufeffbefore ${s} after`, "utf16le")],
	bytes: (s) => [200, { "Content-Type": "application/octet-stream" }, `\x00\x01${s}\x02`],
	events: (s) => [200, { "Content-Type": "text/event-stream" }, `data: ${oneLine(s)}\n\n`],
	lines: (s) => [200, { "Content-Type": "application/x-ndjson" }, `{"s":"${inJson(s)}"}\n{}\n`],
	header: (s) => [200, { "Content-Type": "application/json", "X-Echo": oneLine(s), ETag: `"${oneLine(s)}"` }, "{}"],
	type: (s) => [200, { "Content-Type": `text/plain; note="${oneLine(s)}"` }, "typed"],
	trailer: (s) => [200, { "Content-Type": "text/plain", Trailer: "X-Echo", $trailer: oneLine(s) }, "followed"],
	early: (s) => [200, { "Content-Type": "text/plain", $early: `</${encodeURIComponent(oneLine(s))}>; rel=preload; as=style` }, "preceded"],
	cookie: (s) => [200, { "Set-Cookie": `s=${oneLine(s)}` }, ""],
	page: (s) => [500, { "Content-Type": "text/html" }, `<h1>Error</h1><pre>${s}</pre>`],
	refusal: (s) => [401, { "Content-Type": "application/json" }, `{"message":"bad key ${inJson(s)}"}`],
	problem: (s) => [422, { "Content-Type": "application/problem+json", "WWW-Authenticate": `Bearer error="${oneLine(s)}"` },
		`{"detail":"${inJson(s)}"}`],
	redirect: (s) => [302, { Location: `/elsewhere?from=${encodeURIComponent(s)}` }, s],
	away: (s) => [302, { Location: `http://${"x".repeat(8)}.invalid/${encodeURIComponent(s)}` }, s],
	nowhere: (s) => [307, { Location: `ht!tp://[${encodeURIComponent(s)}` }, s],
	reason: (s) => [400, { "Content-Type": "text/plain", $reason: oneLine(s).replace(/[^\x20-\x7e]/g, "") }, s],
	short: (s) => [200, { "Content-Type": "text/plain", "Content-Length": "100000" }, `cut ${s}`],
	coded: (s) => [200, { "Content-Type": "text/plain", "Content-Encoding": oneLine(s) }, `coded ${s}`],
	length: (s) => [200, { "Content-Type": "text/plain", $length: oneLine(s) }, "measured"],
};

const pick = (o, n) => Object.keys(o)[n % Object.keys(o).length];
// The nth way, of as many as the three lists have.
export const way = (n) => ({ place: pick(places, n), encoding: pick(encodings, Math.floor(n / 3)),
	squeeze: n % 4 === 0 ? "none" : pick(squeeze, Math.floor(n / 7)), cut: 1 + (n % 23) });

// Answers that way; in many pieces, each a chunk of its own on the wire.
export function tell(r, w, secret) {
	const [status, { $reason, $trailer, $early, $length, ...rest }, body] = places[w.place](encodings[w.encoding](secret));
	const bytes = squeeze[w.squeeze](Buffer.from(body)), h = [];
	if ($length !== undefined) { // node would not say it
		r.socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${$length}\r\n\r\n`), bytes]));
		return;
	}
	if (w.squeeze !== "none" && !rest["Content-Length"] && !rest["Content-Encoding"])
		rest["Content-Encoding"] = w.squeeze;
	if ($early !== undefined)
		r.writeEarlyHints({ link: $early });
	for (const [k, v] of Object.entries(rest))
		h.push(k, Buffer.from(v).toString("latin1"));
	r.writeHead(status, $reason ?? http.STATUS_CODES[status], h);
	for (let at = 0; at < bytes.length; at += w.cut)
		r.write(bytes.subarray(at, at + w.cut));
	if ($trailer !== undefined)
		r.addTrailers([["X-Echo", Buffer.from($trailer).toString("latin1")]]);
	if (rest["Content-Length"])
		r.destroy();
	else
		r.end();
}

// What a leak looks like: any twelve bytes in a row of a form of the secret;
// of those that take several for a character, so many as eight take.
const WINDOW = 12, WIDE = 48;
export class Needles {
	constructor() {
		this.windows = new Map();
		this.whole = [];
	}
	add(name, secret) {
		const forms = [secret, b64(secret, 0), b64(secret, 1), b64(secret, 2), encodings.hex(secret), encodings.HEX(secret),
			encodeURIComponent(secret), encodings.json(secret)];
		const wide = [encodings.unicode(secret), encodings.entities(secret), encodings.urlall(secret)];
		for (const [list, n] of [[forms, WINDOW], [wide, WIDE]])
			for (const s of list)
				for (let i = 4; i + n <= s.length - 4; i++)
					this.windows.set(Buffer.from(s.slice(i, i + n)).toString("latin1"), name);
		this.whole.push(...[secret, b64(secret, 0), encodings.hex(secret)].map((s) => Buffer.from(s)));
		return secret;
	}
	// "name: window" of all that are in it, as it is and with its backslashes undone.
	in(what) {
		const text = Buffer.isBuffer(what) ? what.toString("latin1") : Buffer.from(what).toString("latin1");
		const found = new Set();
		for (const t of text.includes("\\\\") ? [text, text.replace(/\\\\/g, "\\")] : [text])
			for (let i = 0; i + WINDOW <= t.length; i++)
				for (const n of [WINDOW, WIDE]) {
					const name = this.windows.get(t.slice(i, i + n));
					if (name !== undefined)
						found.add(`${name}: ${t.slice(i, i + n)}`);
				}
		return [...found];
	}
	// Only whole: windows would be many passes over much memory.
	wholeIn(bytes) {
		return this.whole.some((s) => bytes.includes(s));
	}
}
