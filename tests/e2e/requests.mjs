// SPDX-License-Identifier: Apache-2.0
// What arrives of calls that descriptions word in unusual ways, as bytes; and
// what programs get of replies by their method, status, media type and charset.
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const arrived = [];
const replies = {};
const upstream = http.createServer((q, r) => {
	const parts = [];
	q.on("data", (d) => parts.push(d));
	q.on("end", () => {
		arrived.push({ line: `${q.method} ${q.url}`, headers: q.headers, body: Buffer.concat(parts) });
		const say = replies[q.url.replace(/^\/r\//, "").split("?")[0]];
		if (say)
			return say(q, r);
		r.setHeader("Content-Type", "application/json");
		r.end("{}");
	});
});
const port = await new Promise((done) => upstream.listen(0, "127.0.0.1", () => done(upstream.address().port)));
const connector = (name, doc, more = "") => {
	fs.writeFileSync(path.join(scratch, `${name}.json`), JSON.stringify(doc));
	fs.writeFileSync(path.join(conf, `connectors.d/${name}.yaml`), `kind: openapi\ndocument: ${scratch}/${name}.json\nnetwork: [127.0.0.1/32]\n${more}\n`);
};
const url = `url: http://127.0.0.1:${port}`;
const run = (code) => new Promise((done) => {
	fs.writeFileSync(path.join(scratch, "program.js"), code);
	execFile(cordon, ["--config", conf, "run", path.join(scratch, "program.js")], (_, out, err) => {
		try { done({ value: JSON.parse(out), err }); } catch { done({ value: out, err }); }
	});
});
const op = (id, more = {}) => ({ operationId: id, responses: { 200: { description: "" } }, ...more });
const api = (paths, more = {}) => ({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more });
const param = (name, where, schema = { type: "string" }, more = {}) => ({ name, in: where, schema, ...more });
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// One call each: [call, request line, body, some headers].
async function arrives(what, list) {
	arrived.length = 0;
	const r = await run(`const out = [];\nfor (const f of [${list.map(([call]) => `() => ${call}`).join(",\n")}])
		try { await f(); out.push(null) } catch (e) { out.push(e.message) }\nreturn out`);
	if (arrived.length !== list.length)
		return check(`${what}: ${list.length} calls arrive`, false, [r, arrived.map((x) => x.line)]);
	list.forEach(([call, line, body = "", headers = {}], i) => {
		const got = arrived[i], text = got.body.toString("latin1"), has = Object.fromEntries(Object.keys(headers).map((k) => [k, got.headers[k] ?? null]));
		const fits = body instanceof RegExp ? body.test(text) : text === (Buffer.isBuffer(body) ? body : Buffer.from(body)).toString("latin1");
		check(`${what}: ${call.slice(0, 90)}`, got.line === line && fits && Object.keys(headers).every((k) => headers[k] instanceof RegExp ?
			headers[k].test(has[k] ?? "") : has[k] === headers[k]), [got.line, text, has, r.value?.[i]]);
	});
}

// Servers: an operation's before its path's before the document's; variables by their defaults.
const variables = { host: { default: "127.0.0.1" }, port: { default: String(port), enum: ["1", String(port)] }, base: { default: "all" } };
const at = (base) => [{ url: "http://{host}:{port}/{base}/", variables: { ...variables, base: { default: base } } }, { url: "http://127.0.0.2:1/second" }];
connector("places", api({
	"/a": { get: op("ofDocument") },
	"/b": { servers: at("path"), get: op("ofPath"), post: op("ofOperation", { servers: at("operation") }) },
}, { servers: at("all") }));
await arrives("servers", [["places.ofDocument()", "GET /all/a"], ["places.ofPath()", "GET /path/b"], ["places.ofOperation()", "POST /operation/b"]]);

// A server that nobody knows; and a choice of values that its default is none of.
connector("nowhere", api({ "/a": { get: op("get") } }, { servers: [{ url: "http://{tenant}.example.invalid:1/{x}", variables: { x: { default: "y" } } }] }));
connector("chosen", api({ "/a": { get: op("get") } }, { servers: [{ url: `http://127.0.0.1:${port}/{x}`, variables: { x: { default: "y", enum: ["z"] } } }] }));
let r = await run("try { await nowhere.get() } catch (e) { e.message }");
check(`a variable without a value: ${r.value}`, /names no server: configure the connector's \"url\"/.test(JSON.stringify(r.value).replaceAll('\\\\"', '\\"')) || /names no server/.test(r.value), r);
await arrives("servers", [["chosen.get()", "GET /y/a"]]);

// Numbers that no double holds, lists in lists, what is empty or null.
connector("values", api({ "/n/{p}": { post: op("send", { parameters: [param("p", "path", { type: "integer" }, { required: true }), param("q", "query", { type: "integer" }),
	param("H", "header", { type: "integer" }), param("d", "query", {}, { style: "deepObject", explode: true }), param("l", "query", { type: "array", items: {} }),
	param("s", "query", { $ref: "#/components/schemas/Short", maxLength: 2 }), param("t", "query"),
	{ name: "j", in: "query", content: { "application/json": { schema: { type: "array" } } } }], requestBody: { content: { "application/json": { schema: { type: "object" } } } } }) } },
{ components: { schemas: { Short: { type: "string", minLength: 1 } } } }), url);
await arrives("values", [
	["values.send({ p: 9007199254740993n, q: 9223372036854775807n, H: -9223372036854775808n })", "POST /n/9007199254740993?q=9223372036854775807", "", { h: "-9223372036854775808" }],
	['values.send({ p: "9007199254740993", q: "-1" })', "POST /n/9007199254740993?q=-1"],
	['values.send({ p: "7.0", q: "-8e1" })', "POST /n/7?q=-80"],
	["values.send({ p: 1, body: { a: 9007199254740993n, b: [1e21, 0.1, -0, 1e-7, 5e-324] } })", "POST /n/1", '{"a":9007199254740993,"b":[1e21,0.1,0,1e-7,5e-324]}'],
	["values.send({ p: 1, d: { price: 19.99, lat: -52.1, small: 1e-7, half: 0.5 } })",
		"POST /n/1?d%5Bprice%5D=19.99&d%5Blat%5D=-52.1&d%5Bsmall%5D=1e-7&d%5Bhalf%5D=0.5"],
	["values.send({ p: 1, d: { a: [[1, 2], { b: [] }], c: null, e: [], f: {}, g: [null, 3] } })",
		"POST /n/1?d%5Ba%5D%5B0%5D%5B0%5D=1&d%5Ba%5D%5B0%5D%5B1%5D=2&d%5Bg%5D%5B1%5D=3"],
	["values.send({ p: 1, l: [] , j: [] })", "POST /n/1?j=%5B%5D"],
	['values.send({ p: 1, l: null, j: ["a,b", null, [2]] })', "POST /n/1?j=%5B%22a%2Cb%22%2Cnull%2C%5B2%5D%5D"],
	['values.send({ p: 1, s: "ab", t: 7.1, body: {} })', "POST /n/1?s=ab&t=7.1", "{}"],
]);
arrived.length = 0;
r = await run(`const out = []; for (const a of [{ p: 1, s: "abc" }, { p: 1, s: "" }, { p: 1.5 }, { p: "1.5" }, { p: 18446744073709551616n }, { p: NaN }, { p: Infinity }])
	try { await values.send(a); out.push(null) } catch (e) { out.push(e.message.replace("values.send: ", "")) } return out`);
check(`refused: ${JSON.stringify(r.value)}`, Array.isArray(r.value) && r.value.every((t) => typeof t === "string" && /^\/[ps]: |too big integer/.test(t)) && arrived.length === 0, [r, arrived.map((x) => x.line)]);

// Parameters of the path, by reference, and the operation's own in their place.
connector("shared", api({ "/p/{id}": {
	parameters: [{ $ref: "#/components/parameters/id" }, { $ref: "#/components/parameters/list" }, param("X-Kept", "header", { type: "string" }, { required: true })],
	get: op("plain"),
	post: op("own", { parameters: [{ $ref: "#/components/parameters/piped" }, param("id", "query")] }),
	"x-other": {} }, "/q": { $ref: "#/components/pathItems/q" },
	"/f": { get: op("filled", { parameters: [param("v", "query", { type: "string", default: "2024-01" }, { required: true }), param("o", "query", { type: "integer", default: 7 })] }) } },
{ components: { parameters: { id: param("id", "path", { type: "string" }, { required: true }), list: param("list", "query", { type: "array", items: { type: "string" } }),
	piped: param("list", "query", { type: "array", items: { type: "string" } }, { style: "pipeDelimited", explode: false }) },
	pathItems: { q: { get: op("byReference", { parameters: [param("z", "query")] }) } } } }), url);
await arrives("shared parameters", [
	['shared.plain({ id: "7", list: ["a", "b"], "X-Kept": "k" })', "GET /p/7?list=a&list=b", "", { "x-kept": "k" }],
	['shared.own({ id_path: "7", id: "q", list: ["a", "b"], "X-Kept": "k" })', "POST /p/7?list=a%7Cb&id=q", "", { "x-kept": "k" }],
	['shared.byReference({ z: "1" })', "GET /q?z=1"],
	["shared.filled()", "GET /f?v=2024-01"],
	['shared.filled({ v: "x", o: 1 })', "GET /f?v=x&o=1"],
]);

// Swagger 2.0: where, and in what.
const form = (name, type, more = {}) => ({ name, in: "formData", type, ...more });
const json = { name: "b", in: "body", schema: { type: "object" } };
connector("old", { swagger: "2.0", info: { title: "t", version: "1" }, host: `127.0.0.1:${port}`, basePath: "/base/", schemes: ["http"],
	consumes: ["application/xml", "application/json"], produces: ["application/xml", "application/json"], parameters: { deep: { name: "deep", in: "query", type: "integer", required: true } },
	paths: { "/all": { post: op("takesAll", { parameters: [json] }) },
		"/own": { parameters: [{ $ref: "#/parameters/deep" }], post: op("own", { consumes: ["application/vnd.x+json"], parameters: [json] }) },
		"/text": { post: op("text", { consumes: ["text/plain"], parameters: [{ name: "b", in: "body", schema: { type: "string" } }] }) },
		"/form": { post: op("form", { parameters: [form("a", "string"), form("l", "array", { items: { type: "string" } })] }) },
		"/either": { post: op("either", { consumes: ["application/json", "multipart/form-data"], parameters: [form("a", "string")] }) },
		"/file": { post: op("file", { consumes: ["multipart/form-data"], parameters: [form("f", "file", { required: true }), form("a", "string")] }) } } });
await arrives("Swagger 2.0", [
	["old.takesAll({ body: { a: 1 } })", "POST /base/all", '{"a":1}', { "content-type": "application/json", accept: "*/*" }],
	["old.own({ deep: 3, body: { a: 1 } })", "POST /base/own?deep=3", '{"a":1}', { "content-type": "application/vnd.x+json" }],
	['old.text({ body: "a\\nb" })', "POST /base/text", "a\nb", { "content-type": "text/plain" }],
	['old.form({ a: "x y", l: ["1", "2"] })', "POST /base/form", "a=x%20y&l=1,2", { "content-type": "application/x-www-form-urlencoded" }],
	['old.form({ body: { a: "x" } })', "POST /base/form", "a=x"],
	['old.either({ a: "x" })', "POST /base/either", /name="a"\r\n\r\nx\r\n/, { "content-type": /^multipart\/form-data; boundary=/ }],
	['old.file({ f: new File(["hi"], "r\\"é.txt", { type: "text/plain" }), a: "x" })', "POST /base/file",
		/form-data; name="f"; filename="r%22\xc3\xa9\.txt"\r\nContent-Type: text\/plain\r\n\r\nhi\r\n[^]*name="a"\r\n\r\nx\r\n/],
]);

// Headers that are not the program's to say, whatever the description offers.
const framing = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "TE", "Trailer", "Upgrade", "Expect", "Keep-Alive", "Proxy-Authorization",
	"Proxy-Connection", "Authorization", "Cookie", "Content-Type", "Accept", "host", "TRANSFER-ENCODING", "X-HTTP-Method-Override", "X-HTTP-Method", "x-method-override"];
connector("heads", api({ "/h": { post: op("send", { parameters: [...framing, "X-Forwarded-For", "X-Empty"].map((n) => param(n, "header")),
	...{ requestBody: { content: { "application/json": {} } } } }) } }), url);
arrived.length = 0;
r = await run(`const out = []; for (const name of ${JSON.stringify(framing)})
	try { await heads.send({ [name]: "evil.example", body: {} }); out.push(name) } catch (e) { if (!/unknown argument/.test(e.message)) out.push(e.message) }
	await heads.send({ "X-Forwarded-For": "1.2.3.4", "X-Empty": "", body: {} }); return out`);
check(`none of ${framing.length} headers is the program's to say`, same(r.value, []) && arrived.length === 1 && arrived[0].headers.host === `127.0.0.1:${port}` &&
    arrived[0].headers["x-forwarded-for"] === "1.2.3.4" && arrived[0].headers["x-empty"] === "", [r, arrived.map((x) => x.headers)]);

// Bodies.
const body = (media, schema = {}, more = {}) => ({ requestBody: { content: { [media]: { schema, ...more } } } });
const files = { type: "object", properties: { f: { type: "array", items: { type: "string", format: "binary" } }, meta: { type: "object" }, one: {}, n: { type: "integer" } } };
const bodies = {
	bytes: body("application/octet-stream"), image: body("image/*"), text: body("text/plain; charset=utf-8"), xml: body("application/xml", { type: "string" }),
	problem: body("application/problem+json"), lines: body("application/x-ndjson", { type: "array" }), sequence: body("application/json-seq", { type: "array" }),
	many: { requestBody: { content: { "text/csv": {}, "application/merge-patch+json": { schema: { type: "object" } }, "application/xml": {} } } },
	words: body("text/*"), raw: body("*/*", { type: "string", format: "binary" }),
	patch: { requestBody: { content: Object.fromEntries(["json-patch", "strategic-merge-patch", "merge-patch"].map((k) => [`application/${k}+json`, { schema: { type: "object" } }])) } },
	any: body("*/*", { type: "object" }),
	upload: body("multipart/form-data", files, { encoding: { one: { contentType: "image/png, image/jpeg" }, n: { contentType: "text/x-number" } } }),
	headed: body("multipart/form-data", files, { encoding: { f: { headers: { "X-Fixed": { schema: { const: "a b" } }, "X-One": { schema: { enum: [7] } },
		"X-Usual": { $ref: "#/components/headers/Usual" }, "X-Free": { schema: { type: "string" } }, "X-Two": { schema: { enum: ["a", "b"] } },
		"X-Split": { schema: { const: "a\r\nX-Evil: b" } }, "X Bad": { schema: { const: "a" } }, "Content-Type": { schema: { const: "text/evil" } },
		"Content-Disposition": { schema: { const: "attachment" } } } }, n: { headers: { "X-Free": { required: true, schema: {} } } } } }),
	form: body("application/x-www-form-urlencoded", { type: "object" }, { encoding: { deep: { style: "deepObject", explode: true },
		piped: { style: "pipeDelimited" }, kept: { allowReserved: true }, json: { contentType: "application/json" } } }),
	none: {}, empty: body("application/json", {}),
};
connector("bodies", api(Object.fromEntries(Object.entries(bodies).map(([k, v]) => [`/${k}`, { post: op(k, v) }])),
	{ components: { headers: { Usual: { schema: { $ref: "#/components/schemas/Yes" } } }, schemas: { Yes: { type: "boolean", default: true } } } }), url);
const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
const bytes = "new Uint8Array(Array.from({ length: 256 }, (_, i) => i))";
await arrives("bodies", [
	[`bodies.bytes({ body: ${bytes} })`, "POST /bytes", all, { "content-type": "application/octet-stream", "content-length": "256" }],
	[`bodies.bytes({ body: ${bytes}.buffer })`, "POST /bytes", all],
	[`bodies.bytes({ body: new DataView(${bytes}.buffer, 1, 3) })`, "POST /bytes", all.subarray(1, 4)],
	[`bodies.bytes({ body: new Blob([${bytes}, "é"]) })`, "POST /bytes", Buffer.concat([all, Buffer.from("é")])],
	[`bodies.bytes({ body: new Uint8Array(0) })`, "POST /bytes", "", { "content-length": "0" }],
	['bodies.bytes({ body: "é" })', "POST /bytes", "é"],
	['bodies.image({ body: new Blob([new Uint8Array([1])], { type: "image/png" }) })', "POST /image", "\x01", { "content-type": "image/png" }],
	['bodies.image({ body: new Uint8Array([1]) })', "POST /image", "\x01", { "content-type": "application/octet-stream" }],
	['bodies.image({ body: new Blob([new Uint8Array([1])], { type: "text/html" }) })', "POST /image", "\x01", { "content-type": "application/octet-stream" }],
	['bodies.words({ body: "é" })', "POST /words", "é", { "content-type": "text/plain" }],
	['bodies.raw({ body: new Uint8Array([1]) })', "POST /raw", "\x01", { "content-type": "application/octet-stream" }],
	["bodies.patch({ body: { a: 1 } })", "POST /patch", '{"a":1}', { "content-type": "application/merge-patch+json" }],
	['bodies.text({ body: "é\\r\\n" })', "POST /text", "é\r\n", { "content-type": "text/plain; charset=utf-8" }],
	['bodies.text({ body: 7 })', "POST /text", "7"],
	['bodies.xml({ body: "<a/>" })', "POST /xml", "<a/>", { "content-type": "application/xml" }],
	['bodies.problem({ body: { title: "é", d: new Date(0), b: new Uint8Array([1, 2]) } })', "POST /problem",
		'{"title":"é","d":"1970-01-01T00:00:00.000Z","b":"AQI="}', { "content-type": "application/problem+json" }],
	['bodies.lines({ body: [{ a: 1 }, "x"] })', "POST /lines", '{"a":1}\n"x"\n', { "content-type": "application/x-ndjson" }],
	['bodies.sequence({ body: [1, 2] })', "POST /sequence", "\x1e1\n\x1e2\n"],
	["bodies.many({ body: { a: null } })", "POST /many", '{"a":null}', { "content-type": "application/merge-patch+json" }],
	["bodies.any({ body: { a: 1 } })", "POST /any", '{"a":1}', { "content-type": "application/json" }],
	["bodies.none()", "POST /none", "", { "content-type": null, "content-length": "0", "transfer-encoding": null }],
	["bodies.empty()", "POST /empty", "", { "content-type": null, "content-length": "0" }],
	["bodies.empty({ body: null })", "POST /empty", "null", { "content-type": "application/json" }],
	["bodies.empty({ body: [] })", "POST /empty", "[]"],
	['bodies.form({ body: { deep: { a: ["x", { b: "é&=" }] }, piped: ["1", "2"], kept: "/?:@", json: [1], o: { p: 1 }, s: "a+b c", n: null, e: [] } })', "POST /form",
		"deep%5Ba%5D%5B0%5D=x&deep%5Ba%5D%5B1%5D%5Bb%5D=%C3%A9%26%3D&piped=1%7C2&kept=/?:@&json=%5B1%5D&o=%7B%22p%22%3A1%7D&s=a%2Bb%20c"],
]);
await arrives("multipart", [
	['bodies.upload({ body: { f: [new File(["1"], "a"), new Uint8Array([0, 255])], meta: { é: [1] }, n: 7 } })', "POST /upload",
		/name="f"; filename="a"\r\nContent-Type: application\/octet-stream\r\n\r\n1\r\n--[^]*name="f"; filename="file"\r\nContent-Type: application\/octet-stream\r\n\r\n\x00\xff\r\n--[^]*name="meta"\r\nContent-Type: application\/json\r\n\r\n\{"\xc3\xa9":\[1\]\}\r\n--[^]*name="n"\r\nContent-Type: text\/x-number\r\n\r\n7\r\n--[^]*--\r\n$/],
	['bodies.upload({ body: { one: new File(["1"], "a\\r\\nX: y\\\\\\"z", { type: "image/jpeg" }) } })', "POST /upload",
		/name="one"; filename="a%0D%0AX: y%5C%22z"\r\nContent-Type: image\/jpeg\r\n\r\n1\r\n/],
	['bodies.upload({ body: { one: new Uint8Array([49]) } })', "POST /upload", /name="one"; filename="file"\r\nContent-Type: image\/png\r\n\r\n1\r\n/],
	['bodies.upload({ body: { one: new File(["1"], "a", { type: "text/html" }) } })', "POST /upload", /Content-Type: text\/html\r\n/],
	['bodies.headed({ body: { f: [new File(["1"], "a"), new File(["2"], "b")], n: 7 } })', "POST /headed",
		new RegExp(["a", "b"].map((x, i) => `name="f"; filename="${x}"\r\nContent-Type: application/octet-stream\r\nX-Fixed: a b\r\nX-One: 7\r\nX-Usual: true\r\n` +
		    `\r\n${i + 1}\r\n--cordon-\\w+\r\nContent-Disposition: form-data; `).join("") + 'name="n"\r\n\r\n7\r\n--')],
	['bodies.upload({ body: { "a\\"b\\r\\n": "x\\r\\n--y" } })', "POST /upload", /name="a%22b%0D%0A"\r\n\r\nx\r\n--y\r\n--/],
]);
r = await run(`codemode.search("bodies.headed")`);
check("what a program cannot give is in the description", /the header X-Free of the part "f" cannot be given: it is not sent/.test(JSON.stringify(r.value).replaceAll('\\"', '"')), r);

// Redirects: what is asked for again, and how (RFC 9110, 15.4).
const kept = (method, status) => status !== 303 && (method !== "post" || status > 303);
const moves = ["post", "put", "delete", "patch", "head"].flatMap((method) => [301, 302, 303, 307, 308].map((status) => [method, status]));
const sends = (method) => method !== "head" && method !== "delete";
connector("moved", api(Object.fromEntries([301, 302, 303, 307, 308].map((status) => [`/r/go${status}`, Object.fromEntries(moves.filter((m) => m[1] === status)
	.map(([method]) => [method, op(`${method}${status}`, sends(method) ? body("application/json") : {})]))]))), url);
for (const [, status] of moves)
	replies[`go${status}`] = (q, r) => r.writeHead(status, { Location: "../moved/here?x=%2F" }).end("{}");
for (const [method, status] of moves) {
	arrived.length = 0;
	const r = await run(`(await moved.${method}${status}.withResponse({ ${sends(method) ? "body: { a: 1 }" : ""} })).status`);
	const [, to] = arrived, same = kept(method, status), body = sends(method) && same ? '{"a":1}' : "";
	check(`${status} of a ${method.toUpperCase()}: ${to?.line}`, r.value === 200 && arrived.length === 2 &&
	    to.line === `${same || method === "head" ? method.toUpperCase() : "GET"} /moved/here?x=%2F` && String(to.body) === body &&
	    to.headers["content-type"] === (body ? "application/json" : undefined) && to.headers["content-length"] === (body ? "7" : undefined), [r, to]);
}

// Replies: what a program gets of each, as text.
const ok = (type, bytes, more = {}) => (q, r) => r.writeHead(200, { ...(type ? { "Content-Type": type } : {}), ...more }).end(bytes);
const raw = (text) => (q, r) => q.socket.end(Buffer.from(text, "latin1"));
const packed = (coding, bytes) => ok("application/json", bytes, { "Content-Encoding": coding });
const hello = Buffer.from('{"a":"\u00e9"}');
const utf16 = (text, big) => {
	const b = Buffer.from("\ufeff" + text, "utf16le");
	return big ? b.swap16() : b;
};
const nothing = "undefined", fine = '{"a":"\u00e9"}';
const table = {
	// name: [method, what is said, what is got]
	empty: ["get", ok("application/json", ""), nothing],
	noContent: ["get", (q, r) => r.writeHead(204, { "Content-Type": "application/json" }).end(), nothing],
	noContentSaid: ["get", raw('HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}'), nothing],
	reset: ["get", (q, r) => r.writeHead(205).end(), nothing],
	notModified: ["get", (q, r) => r.writeHead(304, { ETag: '"x"', "Content-Type": "application/json" }).end(), nothing],
	head: ["head", (q, r) => r.writeHead(200, { "Content-Type": "application/json", "Content-Length": 10 }).end(), nothing],
	headPacked: ["head", (q, r) => r.writeHead(200, { "Content-Encoding": "gzip", "Content-Length": 10 }).end(), nothing],
	json: ["get", ok("application/json", hello), fine],
	jsonMarked: ["get", ok("application/json; charset=utf-8", Buffer.concat([Buffer.from("\ufeff"), hello])), fine],
	jsonLatin: ["get", ok("application/json; charset=iso-8859-1", Buffer.from('{"a":"\xe9"}', "latin1")), fine],
	jsonSuffix: ["get", ok('application/vnd.x.v1+json; v="a;b"', hello), fine],
	jsonText: ["get", ok("text/json", hello), fine],
	jsonUpper: ["get", ok("APPLICATION/JSON", hello), fine],
	jsonNumber: ["get", ok("application/json", "7"), "7"],
	jsonNull: ["get", ok("application/json", " null\n"), "null"],
	text: ["get", ok("text/plain", "\u00e9\r\n"), '"\u00e9\\r\\n"'],
	textNone: ["get", ok("", "x"), '"x"'],
	textMarked: ["get", ok("text/plain", "\ufeffx"), '"x"'],
	html: ["get", ok("text/html; charset=UTF-8", "<p>"), '"<p>"'],
	xml: ["get", ok("application/atom+xml", "<a/>"), '"<a/>"'],
	csv: ["get", ok("text/csv; header=present", "a,b"), '"a,b"'],
	latin: ["get", ok("text/plain; charset=ISO-8859-1", Buffer.from("caf\xe9", "latin1")), '"caf\u00e9"'],
	windows: ["get", ok('text/plain; charset="windows-1252"', Buffer.from("\x80 \x93q\x94 \x85 \xe9", "latin1")), '"\u20ac \u201cq\u201d \u2026 \u00e9"'],
	little: ["get", ok("text/plain; charset=utf-16le", utf16("\u00e9\ud83d\ude00", false)), '"\u00e9\ud83d\ude00"'],
	big: ["get", ok("application/json; charset=utf-16", utf16('{"a":"\u00e9"}', true)), fine],
	unknown: ["get", ok("text/plain; charset=koi8-r", Buffer.from([0xc4, 0xc1])), "bytes c4c1"],
	broken: ["get", ok("text/plain", Buffer.from([0x61, 0xff])), "bytes 61ff"],
	image: ["get", ok("image/png", Buffer.from([0x89, 0x50])), "bytes 8950"],
	octets: ["get", ok("application/octet-stream", "text"), "bytes 74657874"],
	odd: ["get", ok("nonsense", "text"), "bytes 74657874"],
	parts: ["get", ok("multipart/mixed; boundary=x", "--x"), "bytes 2d2d78"],
	gzip: ["get", packed("gzip", zlib.gzipSync(hello)), fine],
	xgzip: ["get", packed("x-gzip", zlib.gzipSync(hello)), fine],
	deflate: ["get", packed("deflate", zlib.deflateSync(hello)), fine],
	deflateRaw: ["get", packed("deflate", zlib.deflateRawSync(hello)), fine],
	br: ["get", packed("br", zlib.brotliCompressSync(hello)), fine],
	twice: ["get", packed("deflate, gzip", zlib.gzipSync(zlib.deflateSync(hello))), fine],
	same: ["get", packed("identity", hello), fine],
	members: ["get", packed("gzip", Buffer.concat([zlib.gzipSync(hello.subarray(0, 3)), zlib.gzipSync(hello.subarray(3)), Buffer.alloc(9)])), fine],
	unknownCoding: ["get", packed("rot13", hello), "E_UPSTREAM"],
	zstd: ["get", packed("zstd", hello), "E_UPSTREAM"], // which is not asked for
	emptyCoded: ["get", packed("gzip", ""), "undefined"],
	chunks: ["get", raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4;x="\\";y\r\n{"a"\r\n5;z\r\n:"\u00c3\u00a9"\r\n1\r\n}\r\n0;end\r\nContent-Type: text/html\r\nX-Late: 1\r\n\r\n'), fine],
	both: ["get", raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'), "{}"],
	toTheEnd: ["get", raw("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}"), "{}"],
	early: ["get", raw("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"), "{}"],
	folded: ["get", raw("HTTP/1.1 200 OK\r\nContent-Type:\r\n application/json\r\n x-b: c\r\nContent-Length: 2\r\n\r\n{}"), '"{}"'],
	carriage: ["get", ok("text/event-stream", ": note\rid: 1\rdata: a\rdata\rdata: b\r\rdata: c\r\n\r\n"), '[{"id":"1","data":"a\\n\\nb"},{"data":"c"}]'],
	problem: ["get", (q, r) => r.writeHead(422, { "Content-Type": "application/problem+json" }).end('{"type":"https://x/y","title":"Not so","detail":"the name is taken","code":"taken"}'),
		"ApiError 422 taken problem: 422 Unprocessable Content: the name is taken"],
	problemTitle: ["get", (q, r) => r.writeHead(418, { "Content-Type": "application/problem+json" }).end('{"title":"Not so"}'), "ApiError 418 HTTP_418 problemTitle: 418: Not so"],
	failedEmpty: ["get", (q, r) => r.writeHead(500).end(), "ApiError 500 HTTP_500 failedEmpty: 500 Internal Server Error"],
	failedBytes: ["get", (q, r) => r.writeHead(400, { "Content-Type": "image/png" }).end(Buffer.from([1])), "ApiError 400 HTTP_400 failedBytes: 400 Bad Request"],
	failedNoJson: ["get", (q, r) => r.writeHead(502, { "Content-Type": "application/json" }).end("<html>"), "ApiError 502 HTTP_502 failedNoJson: 502 Bad Gateway: <html>"],
	failedNoPage: ["post", (q, r) => r.writeHead(503, { "Content-Type": "text/html", "Retry-After": "9" }).end("busy"), "ApiError 503 HTTP_503 failedNoPage: 503 Service Unavailable: busy (retry after 9 s) 9"],
};
Object.assign(replies, Object.fromEntries(Object.entries(table).map(([k, [, say]]) => [k, say])));
connector("got", api(Object.fromEntries(Object.entries(table).map(([k, [method]]) => [`/r/${k}`, { [method]: op(k) }]))), url);
const got = await run(`const out = {};
for (const name of ${JSON.stringify(Object.keys(table))})
	try {
		const v = await got[name]();
		out[name] = v instanceof Uint8Array ? "bytes " + Array.from(v, (x) => x.toString(16).padStart(2, "0")).join("") : v === undefined ? "undefined" : JSON.stringify(v);
	} catch (e) {
		out[name] = e instanceof ApiError ? [e.name, e.status, e.code, e.message.replace("got.", ""), e.retryAfter ?? ""].join(" ").trim() : e.code ?? String(e);
	}
return out`);
for (const [name, [, , want]] of Object.entries(table))
	check(`${name}: ${String(got.value?.[name]).slice(0, 100)}`, got.value?.[name] === want, [want, got.value?.[name], got.err.slice(-200)]);
upstream.close();
upstream.closeAllConnections();
finish();
