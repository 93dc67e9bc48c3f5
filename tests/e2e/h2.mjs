// SPDX-License-Identifier: Apache-2.0
// HTTP/2 frame by frame (RFC 9113), for servers that break its rules.
import tls from "node:tls";

export const DATA = 0, HEADERS = 1, PRIORITY = 2, RST_STREAM = 3, SETTINGS = 4, PUSH_PROMISE = 5, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8, CONTINUATION = 9;
export const END_STREAM = 1, ACK = 1, END_HEADERS = 4;
export const NO_ERROR = 0, PROTOCOL_ERROR = 1, INTERNAL_ERROR = 2, REFUSED_STREAM = 7, CANCEL = 8, ENHANCE_YOUR_CALM = 11, HTTP_1_1_REQUIRED = 13;
const PREFACE = 24, HEAD = 9, ACKED = new Set([SETTINGS, PING]);

export const u32 = (...numbers) => {
	const b = Buffer.alloc(4 * numbers.length);
	numbers.forEach((n, i) => b.writeUInt32BE(n >>> 0, 4 * i));
	return b;
};
export const setting = (id, value) => Buffer.concat([Buffer.from([0, id]), u32(value)]);
export function frame(type, flags, stream, body = Buffer.alloc(0), length = body.length) {
	const b = Buffer.from(body), head = Buffer.concat([u32(length).subarray(1), Buffer.from([type, flags]), u32(stream)]);
	return Buffer.concat([head, b]);
}

// HPACK (RFC 7541) without its table or its Huffman code; 8: ":status: 200".
const text = (s) => Buffer.concat([int(7, 0, Buffer.byteLength(s, "latin1")), Buffer.from(s, "latin1")]);
function int(bits, first, n) {
	const most = 2 ** bits - 1, bytes = [first | Math.min(n, most)];
	if (n >= most) {
		for (n -= most; n > 127; n = Math.floor(n / 128))
			bytes.push(128 | n % 128);
		bytes.push(n);
	}
	return Buffer.from(bytes);
}
export const OK = Buffer.from([0x88]);
export const indexed = (n) => int(7, 0x80, n);
export const remembered = (name, value) => Buffer.concat([Buffer.from([0x40]), text(name), text(value)]);
export const field = (name, value) => Buffer.concat([Buffer.from([0]), text(name), text(value)]);
export const json = Buffer.concat([OK, field("content-type", "application/json")]);

// One connection.  `answer(conn, stream)` is called once a request is whole.
class Connection {
	constructor(socket, answer) {
		this.socket = socket;
		this.answer = answer;
		this.requests = 0;
		this.resets = []; // of the client's
		this.buffer = Buffer.alloc(0);
		this.started = false;
	}
	get open() {
		return !this.socket.destroyed && this.socket.writable;
	}
	raw(...frames) {
		return this.open && this.socket.write(Buffer.concat(frames));
	}
	fine(stream, body = '{"fine": 1}') {
		this.raw(frame(HEADERS, END_HEADERS, stream, json), frame(DATA, END_STREAM, stream, body));
	}
	// What comes again and again while it is taken and `goes()`.
	pour(piece, goes = () => true) {
		const more = () => {
			while (this.open && goes())
				if (!this.socket.write(piece))
					return this.socket.once("drain", more);
		};
		more();
	}
	take(bytes) {
		this.buffer = Buffer.concat([this.buffer, bytes]);
		if (!this.started) {
			if (this.buffer.length < PREFACE)
				return;
			this.started = true;
			this.buffer = this.buffer.subarray(PREFACE);
		}
		for (;;) {
			const b = this.buffer, n = b.length < HEAD ? 0 : b.readUIntBE(0, 3);
			if (b.length < HEAD || b.length < HEAD + n)
				return;
			this.buffer = b.subarray(HEAD + n);
			this.on(b[3], b[4], b.readUInt32BE(5) & 0x7fffffff, b.subarray(HEAD, HEAD + n));
		}
	}
	on(type, flags, stream, body) {
		if (ACKED.has(type) && !(flags & ACK))
			this.raw(frame(type, ACK, 0, type === PING ? body : undefined));
		if (type === RST_STREAM)
			this.resets.push(body.readUInt32BE(0));
		if ((type === DATA || type === HEADERS) && flags & END_STREAM) {
			this.requests++;
			this.answer(this, stream);
		}
	}
}

// A TLS server of them; `connections` is all there have been, `older` counts
// those of clients that offer no HTTP/2.
export function server(pair, answer, { settings = Buffer.alloc(0), greet = () => {} } = {}) {
	const s = tls.createServer({ ...pair, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => {
		socket.on("error", () => {});
		if (socket.alpnProtocol !== "h2") {
			s.older++;
			return socket.on("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"fine\": 1}"));
		}
		const c = new Connection(socket, answer);
		s.connections.push(c);
		c.raw(frame(SETTINGS, 0, 0, settings));
		greet(c);
		socket.on("data", (d) => c.take(d));
	});
	s.on("tlsClientError", () => {});
	s.connections = [];
	s.older = 0;
	s.end = () => s.connections.forEach((c) => c.socket.destroy());
	return s;
}
