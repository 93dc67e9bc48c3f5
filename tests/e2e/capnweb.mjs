// SPDX-License-Identifier: Apache-2.0
// `cordon add capnweb`: npm capnweb's HTTP batch server, then a hostile one.
import { execFile, execFileSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { check, finish, scratch } from "./client.mjs";

const { RpcTarget, newHttpBatchRpcSession, nodeHttpBatchRpcResponse } = await import(pathToFileURL(path.join(process.env.CORDON_NPM,
	"node_modules/capnweb/dist/index.js")));
const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(conf, { recursive: true });
const file = (name, text) => {
	fs.writeFileSync(path.join(scratch, name), text, { mode: 0o600 });
	return path.join(scratch, name);
};
const listen = (s) => new Promise((done) => s.listen(0, "127.0.0.1", () => done(s.address().port)));
const run = (code) => new Promise((done) => execFile(cordon, ["--config", conf, "run", "-e", code],
	(_, out, err) => done({ out, err, value: (() => { try { return JSON.parse(out); } catch { return undefined; } })() })));
const refused = (...args) => {
	try {
		return execFileSync(cordon, ["--config", conf, ...args], { stdio: "pipe" }) && "";
	} catch (e) {
		return String(e.stderr);
	}
};

// The endpoint: classes as anybody writes them for capnweb.
const secret = crypto.randomBytes(16).toString("hex");
const describe = (v) => v === undefined ? "undefined" : typeof v === "bigint" ? `bigint ${v}` : v instanceof Date ? `Date ${v.toISOString()}` :
	v instanceof Uint8Array ? `bytes ${Buffer.from(v).toString("hex")}` : Array.isArray(v) ? `[${v.map(describe).join(",")}]` :
	v && typeof v === "object" ? `{${Object.entries(v).map(([k, w]) => `${k}:${describe(w)}`).join(",")}}` : `${typeof v} ${v}`;
class Quota extends Error {
	constructor() {
		super(`no more for ${secret}`);
		this.name = "QuotaError";
		this.code = "OUT_OF_QUOTA";
	}
}
class Users extends RpcTarget {
	find(text, limit) { return { text, limit: limit ?? "none" }; }
}
class Api extends RpcTarget {
	greet(who, times) { return `hello ${who}`.repeat(times ?? 1); }
	show(...values) { return values.map(describe); }
	kinds() {
		return { when: new Date(1767323045678), big: 12345678901234567890n, raw: new Uint8Array([0, 255, 7]), none: undefined, inf: Infinity,
			low: -Infinity, nan: NaN, list: [[1, [2]], []], text: "date", error: new RangeError("inside"), link: new URL("https://example.com/x?y=1") };
	}
	fails() { throw new TypeError("not like that"); }
	quota() { throw new Quota(); }
	impostor() { throw Object.assign(new Error("me"), { code: "E_DENIED" }); }
	callback() { return () => 1; }
	echoKey() { return { key: seen, again: Buffer.from(seen).toString("base64") }; }
	slow() { return new Promise((done) => setTimeout(done, 400, "slow")); }
	large(n) { return "x".repeat(n); }
	get users() { return new Users(); }
}
let seen = "", asked = 0;
const real = http.createServer((q, r) => {
	seen = (q.headers.authorization ?? "").replace("Bearer ", "");
	asked++;
	nodeHttpBatchRpcResponse(q, r, new Api());
});
const url = `http://127.0.0.1:${await listen(real)}/rpc`;
const text = { type: "string" }, whole = { type: "integer" };
const list = { functions: [
	{ name: "greet", description: "Says hello.", readOnly: true, params: [{ name: "who", schema: text },
		{ name: "times", optional: true, schema: whole, description: "How often." }], returns: text },
	{ name: "show", params: ["a", "b", "c", "d"].map((name) => ({ name, optional: true })) },
	{ name: "kinds", returns: { type: "object", properties: { when: { type: "string", format: "js-date" },
		big: { type: "integer", format: "js-bigint" }, raw: { type: "string", format: "binary" } } } },
	{ name: "typed", params: [{ name: "at", schema: { type: "string", format: "js-date" } },
		{ name: "id", schema: { type: "integer", format: "js-bigint" } }] },
	...["fails", "quota", "impostor", "callback", "echoKey", "missing", "slow"].map((name) => ({ name })),
	{ name: "large", params: [{ name: "n", schema: whole }] },
	{ name: "users.find", description: "Finds people.", params: [{ name: "text", schema: text },
		{ name: "limit", optional: true, schema: { $ref: "#/$defs/Limit" } }], returns: { $ref: "#/$defs/Found" } },
], types: { Limit: { type: "integer", minimum: 1 }, Found: { type: "object", properties: { text }, required: ["text"] } } };
Api.prototype.typed = Api.prototype.show;
const functions = file("functions.json", JSON.stringify(list));
execFileSync(cordon, ["--config", conf, "add", "capnweb", "host", url, "--functions", functions, "--auth", "bearer",
	"--secret-file", file("key", secret)], { stdio: "pipe" });

// What an agent sees.
const types = execFileSync(cordon, ["--config", conf, "types", "host"]).toString();
check("its functions are typed", /greet\(args: \{ who: string; .*times\?: number/s.test(types) && /when\?: Date/.test(types) &&
	/big\?: bigint/.test(types) && /raw\?: Uint8Array/.test(types), types);
check("and found", /users_find/.test(execFileSync(cordon, ["--config", conf, "search", "find people"]).toString()));

// Calls.
let s = await run('[await host.greet({ who: "bob" }), await host.greet({ times: 2, who: "al" }), await host.users.find({ text: "x" }), ' +
	'await host.users_find({ text: "y", limit: 3 }), (await host.greet.withResponse({ who: "z" })).data]');
check("arguments by name become arguments by place", JSON.stringify(s.value) === JSON.stringify(["hello bob", "hello alhello al",
	{ text: "x", limit: "none" }, { text: "y", limit: 3 }, "hello z"]), s);
s = await run('await host.show({ a: new Date(1767323045678), b: 123n, c: new Uint8Array([1, 255]), d: [[1, undefined], { x: Infinity, y: NaN, z: ["date", 5] }] })');
check("values arrive as what they are", JSON.stringify(s.value) === JSON.stringify(["Date 2026-01-02T03:04:05.678Z", "bigint 123", "bytes 01ff",
	"[[number 1,undefined],{x:number Infinity,y:number NaN,z:[string date,number 5]}]"]), s);
s = await run('await host.show({ c: "third" })');
check("what is left out is undefined", JSON.stringify(s.value) === '["undefined","undefined","string third"]', s);
s = await run(`const k = await host.kinds(); [k.when instanceof Date && k.when.getTime() === 1767323045678, k.big === 12345678901234567890n,
	\`\${k.big}\`, k.raw instanceof Uint8Array && [...k.raw].join(), "none" in k && k.none === undefined, k.inf === Infinity, k.low === -Infinity,
	k.nan !== k.nan, JSON.stringify(k.list), k.text, k.error instanceof RangeError && k.error.message, k.link.href]`);
check("replies too", JSON.stringify(s.value) === JSON.stringify([true, true, "12345678901234567890", "0,255,7", true, true, true, true,
	"[[1,[2]],[]]", "date", "inside", "https://example.com/x?y=1"]), s);
s = await run('const k = await host.kinds(); `${k.big}`');
check("also in a program that does not expect a bigint", s.value === "12345678901234567890", s);
s = await run('await host.typed({ at: "2026-01-02T04:04:05.678+01:00", id: 7 })');
check("a text where a Date is declared is one, and that is told", JSON.stringify(s.value) === '["Date 2026-01-02T03:04:05.678Z","bigint 7"]' &&
	/\/at: taken as a Date; \/id: taken as a bigint/.test(s.out + s.err), s);

// Errors.
const told = (call) => run(`try { await ${call} } catch (e) { [e.name, e.message, e.code, e instanceof TypeError] }`);
s = await told("host.fails()");
check("an error keeps its name and message", JSON.stringify(s.value) === '["TypeError","host.fails: not like that","E_REMOTE",true]', s);
s = await told("host.quota()");
check("and its code; the secret in it is hidden", s.value?.[0] === "QuotaError" && s.value[2] === "OUT_OF_QUOTA" && !s.out.includes(secret), s);
s = await told("host.impostor()");
check("a code of ours is not its to say", s.value?.[2] === "E_REMOTE", s);
s = await told("host.missing()");
check("a function that is not there", s.value?.[0] === "TypeError" && /missing/.test(s.value[1]), s);
s = await told("host.callback()");
check("a function by reference is refused", s.value?.[0] === "TypeError" && /reference \(export\)/.test(s.value[1]), s);
asked = 0;
for (const [call, why] of [["host.greet({})", /\/: .*who/], ["host.greet({ who: 5 })", /\/who: string expected/], ["host.greet({ whom: 'x' })", /did you mean "who"/],
	["host.greet({ who: 'x', times: 'many' })", /\/times/], ["host.greet([1])", /one object/], ["host.users.find({ text: 'x', limit: 0 })", /\/limit/],
	["host.show({ a: { $bigint: '1;2' } })", /\$bigint/], ["host.show({ a: { $number: 'x' } })", /\$number/], ["host.show({ a: { $date: 'x' } })", /\$date/]]) {
	s = await told(call);
	check(`refused before it is sent: ${call}`, s.value?.[0] === "TypeError" && why.test(s.value[1]), s);
}
check("and so none was sent", asked === 0, asked);
s = await run("const r = await host.echoKey(); [r, JSON.stringify(r).length]");
check("the endpoint knows the secret, the program never", seen === secret && !s.out.includes(secret) &&
	!s.out.includes(Buffer.from(secret).toString("base64").slice(4, -4)), s);
s = await run("(await host.large({ n: 6000000 })).length");
check("a large value", s.value === 6000000, s.err || s);

// What is called in one turn goes in one request.
const many = (n) => `(await Promise.all(Array.from({ length: ${n} }, (_, i) => host.greet({ who: String(i) })))).filter((t, i) => t === \`hello \${i}\`).length`;
asked = 0;
s = await run(many(60));
check("sixty at once are one request", s.value === 60 && asked === 1, [s, asked]);
asked = 0;
s = await run(many(150));
check("150 are three: a run has 64 calls open", s.value === 150 && asked === 3, [s, asked]);
asked = 0;
s = await run("const out = []; for (const who of 'abc') out.push(await host.greet({ who })); out.join()");
check("one after another are three", s.value === "hello a,hello b,hello c" && asked === 3, [s, asked]);
asked = 0;
s = await run(`const early = host.greet({ who: "early" }), two = Promise.resolve().then(() => host.greet({ who: "two" }));
	const three = (async () => { await null; await null; return host.users.find({ text: "three" }); })();
	const late = (async () => (await early) + (await host.greet({ who: "late" })))();
	[await early, await two, (await three).text, await late]`);
check("also from functions of their own; what waits for one goes after it", JSON.stringify(s.value) ===
	'["hello early","hello two","three","hello earlyhello late"]' && asked === 2, [s, asked]);
asked = 0;
s = await run(`(await Promise.allSettled([host.greet({ who: "a" }), host.fails(), host.greet({ who: 5 }), host.quota(), host.missing(), host.callback(),
	host.kinds(), host.greet.withResponse({ who: "b" }), host.nothing({})])).map((r) => r.status === "rejected" ? r.reason.name :
	typeof r.value.big === "bigint" ? \`\${r.value.big}\` : r.value.data ?? r.value)`);
check("each has its own error", JSON.stringify(s.value) === JSON.stringify(["hello a", "TypeError", "TypeError", "QuotaError", "TypeError", "TypeError",
	"12345678901234567890", "hello b", "CallError"]) && asked === 1, [s, asked]);
s = await run(`(await Promise.all([host.typed({ at: "2026-01-02T04:04:05.678+01:00", id: 7n }), host.typed({ at: new Date(), id: 7 }), host.greet({ who: "x" })])).length`);
check("and its own note", /typed: \/at: taken as a Date\n/.test(s.err) && /typed: \/id: taken as a bigint\n/.test(s.err) && !/greet: /.test(s.err), s);
asked = 0;
s = await run(`const stop = new AbortController(), calls = [host.greet({ who: "a" }), host.greet({ who: "b", signal: stop.signal }), host.greet({ who: "c" })];
	stop.abort();
	(await Promise.allSettled(calls)).map((r) => r.value ?? r.reason.name)`);
check("one that is given up before is not in it", JSON.stringify(s.value) === '["hello a","AbortError","hello c"]' && asked === 1, [s, asked]);
asked = 0;
s = await run(`(await Promise.all([1, 2, 3, 4].map((n) => host.large({ n: 6000000 + n })))).map((t) => t.length - 6000000).join()`);
check("values larger together than one may be", s.value === "1,2,3,4" && asked === 1, [s.err || s, asked]);
asked = 0;
s = await run(`const a = "x".repeat(5000000); (await Promise.all([1, 2, 3].map(() => host.show({ a })))).map((r) => r[0].length).join()`);
check("arguments larger than one call's go in batches", s.value === "5000007,5000007,5000007" && asked === 3, [s.err || s, asked]);
asked = 0;
s = await run("const p = host.greet({ who: 'nobody' }); p.then(() => 0, () => 0); await null; 'over'");
check("what is not awaited to the end is not sent", s.value === "over" && asked === 0, [s, asked]);
fs.writeFileSync(path.join(conf, "cordon.yaml"), "rules:\n  - {action: deny, connector: host, operation: fails}\n");
asked = 0;
s = await run(`(await Promise.allSettled([host.greet({ who: "a" }), host.fails(), host.greet({ who: "b" })])).map((r) => r.value ?? r.reason.code)`);
check("a rule's word is for its call", JSON.stringify(s.value) === '["hello a","E_DENIED","hello b"]' && asked === 1, [s, asked]);
fs.rmSync(path.join(conf, "cordon.yaml"));

// The batch is the one that npm's client sends.
const bodies = [];
const recorder = http.createServer((q, r) => {
	let text = "";
	q.setEncoding("utf8").on("data", (t) => text += t).on("end", () => {
		bodies.push([q.method, text.split("\n")]);
		r.end('["resolve",1,"one"]\n["resolve",2,"two"]\n["reject",3,["error","RangeError","three"]]');
	});
});
const recorded = `http://127.0.0.1:${await listen(recorder)}/rpc`;
execFileSync(cordon, ["--config", conf, "add", "capnweb", "recorder", recorded, "--functions", functions], { stdio: "pipe" });
const api = newHttpBatchRpcSession(recorded);
const npm = await Promise.allSettled([api.greet("al", 2), api.users.find("x"), api.show([1, [new Date(5)]], undefined, "c")]);
s = await run(`(await Promise.allSettled([recorder.greet({ who: "al", times: 2 }), recorder.users.find({ text: "x" }),
	recorder.show({ a: [1, [new Date(5)]], c: "c" })])).map((r) => r.value ?? r.reason.name)`);
check("what is sent is what npm's client sends", bodies.length === 2 && JSON.stringify([...bodies[0][1]].sort()) === JSON.stringify([...bodies[1][1]].sort()) &&
	JSON.stringify(s.value) === JSON.stringify(npm.map((r) => r.value ?? r.reason.name)), [bodies, s, npm]);

bodies.length = 0;
asked = 0;
s = await run(`const stop = new AbortController(), calls = [host.slow({ signal: stop.signal }), host.slow(), host.missing()];
	await recorder.greet({ who: "first" });
	stop.abort();
	(await Promise.allSettled(calls)).map((r) => r.value ?? r.reason.name)`);
check("one that is given up on its way leaves the others", JSON.stringify(s.value) === '["AbortError","slow","TypeError"]' && asked === 1, [s, asked]);

// Bindings hold as for any connector: the credential goes to its origin only,
// private addresses are refused unless listed.
fs.writeFileSync(path.join(conf, "connectors.d/inner.yaml"), `kind: capnweb\ndocument: ${functions}\nurl: ${url}\n`);
s = await told("inner.greet({ who: 'x' })");
check("an address nobody allowed", s.value?.[2] === "E_DENIED" && /not a public address/.test(s.value[1]), s);
fs.rmSync(path.join(conf, "connectors.d/inner.yaml"));

// One that lies.
let body = "", status = 200, headers = {};
const liar = http.createServer((q, r) => { q.resume().on("end", () => r.writeHead(status, headers).end(body)); });
execFileSync(cordon, ["--config", conf, "add", "capnweb", "liar", `http://127.0.0.1:${await listen(liar)}/`, "--functions", functions], { stdio: "pipe" });
const deep = (n) => "[".repeat(n) + "]".repeat(n);
for (const [what, text, want] of [
	["nothing", "", /no answer/], ["a page", "<html>", /not a Cap'n Web reply/], ["no JSON", '["resolve",1,{]', /no JSON/],
	["two values", '["resolve",1,1,2]', /no JSON/], ["half an answer", '["resolve",1', /no value|no number/], ["no number", '["resolve","1",1]', /no number/],
	["another's answer", '["resolve",2,1]', /no answer/], ["an unknown type", '["resolve",1,["eval","x"]]', /unknown type/],
	["a bigint that is none", '["resolve",1,["bigint","0x1;"]]', /bigint/], ["bytes that are none", '["resolve",1,["bytes","%%%"]]', /base64/],
	["an endless bigint", `["resolve",1,["bigint","${"9".repeat(20000)}"]]`, /bigint/], ["a deep value", `["resolve",1,${deep(20000)}]`, /./],
	["a rejection that is no error", '["reject",1,5]', /no error/], ["a huge rejection", `["reject",1,["error","Error","${"y".repeat(70000)}"]]`, /not a Cap'n Web reply|larger|longer|limit/i],
	["an abort", '["abort",["error","RangeError","gone"]]', /gone/], ["a word in a name", '["reject",1,["error","a b\\"c","m"]]', /^liar\.fails: m$/],
	["lines without end", '["release",1,1]\n'.repeat(20000), /more than 10000/], ["a prototype", '["resolve",1,{"__proto__":{"x":1}}]', null],
]) {
	body = text;
	s = await run(`let r; try { r = await liar.fails(); r = ["value", r === null ? null : typeof r, ({}).x === undefined] } catch (e) { r = [e.name, e.message] } r`);
	check(`it answers with ${what}`, want ? Array.isArray(s.value) && want.test(s.value[1]) : s.value?.[0] === "value" && s.value[2] === true,
		JSON.stringify(s).slice(0, 400));
}
body = '["resolve",1,"fine"]';
check("and then well", (await run("await liar.fails()")).value === "fine");
body = '\n ["stream",["pipeline",1,["write"],[1]]]\r\n[ "resolve" , 1 , [[ 1 , 2 ]] ]  \r\n["release",1,1]\n';
check("blanks and what else is said are passed over", JSON.stringify((await run("await liar.fails()")).value) === "[1,2]");
const three = '(await Promise.allSettled([liar.fails(), liar.quota(), liar.kinds()])).map((r) => r.value ?? `${r.reason.name}: ${r.reason.message}`)';
body = '["resolve",2,"two"]\n["resolve",2,"again"]\n["resolve",4,0]';
s = await run(three);
check("one answer of three", /^Error: liar\.fails: .*no answer to the call$/.test(s.value?.[0]) && s.value[1] === "two" && /liar\.kinds: .*no answer/.test(s.value[2]), s);
body = '["resolve",3,"three"]\n["abort",["error","RangeError","gone"]]';
s = await run(three);
check("the end before two were answered", /^RangeError: liar\.fails: gone$/.test(s.value?.[0]) && /^RangeError: liar\.quota: gone$/.test(s.value[1]) && s.value[2] === "three", s);
body = `["resolve",1,"${"x".repeat(20 << 20)}"]\n["resolve",2,"two"]\n["resolve",3,3]`;
s = await run(three);
check("a value that is too large for one is not for the others", /E_LIMIT|too many|longer/.test(s.value?.[0]) && s.value[1] === "two" && s.value[2] === 3, s.err || JSON.stringify(s).slice(0, 300));
body = `["resolve",1,1]\n${'["release",1,1]\n'.repeat(3000000)}`;
s = await run(three);
check("a reply without end", s.value?.length === 3 && s.value.every((t) => /longer than 32 MiB/.test(t)), JSON.stringify(s).slice(0, 300));
status = 502;
body = "y".repeat(1 << 20);
s = await run("(await Promise.allSettled(Array.from({ length: 64 }, () => liar.fails()))).filter((r) => r.reason?.status === 502).length");
check("a proxy's page is every call's error, not 64 pages", s.value === 64, s);
status = 503;
headers = { "Retry-After": "7", "Content-Type": "application/json" };
body = '{"message":"later"}';
s = await run("try { await liar.fails() } catch (e) { [e.name, e.status, e.retryAfter, e.message] }");
check("a status of a proxy is an ApiError", s.value?.[0] === "ApiError" && s.value[1] === 503 && s.value[2] === 7 && /later/.test(s.value[3]), s);
status = 307;
headers = { Location: "http://127.0.0.1:1/rpc" };
s = await run("try { await liar.fails() } catch (e) { [e.name, e.message] }");
check("a redirect elsewhere is not followed", /not followed/.test(s.value?.[1]), s);

// Configuration.
check("functions are wanted", /--functions FILE is wanted/.test(refused("add", "capnweb", "x", url)));
for (const [what, text, want] of [["a misspelt key", '{"functions":[{"name":"f","readonly":true}]}', /functions\[0\]: unknown key "readonly"; did you mean "readOnly"/],
	["a name that is none", '{"functions":[{"name":"a b"}]}', /JavaScript name/], ["no list", '{"functions":[]}', /a list of them/],
	["a parameter twice", '{"functions":[{"name":"f","params":[{"name":"a"},{"name":"a"}]}]}', /params\[1\]: there are two "a"/]])
	check(`refused: ${what}`, want.test(refused("add", "capnweb", "x", url, "--functions", file("bad.json", text))), refused("add", "capnweb", "x", url, "--functions", file("bad.json", text)));
check("and nothing was written", !fs.existsSync(path.join(conf, "connectors.d/x.yaml")));
for (const s of [real, liar, recorder])
	s.close();
finish();
