// SPDX-License-Identifier: Apache-2.0
// See 38-paths.sh.  The upstream looks for its operations as servers do: paths
// without parameters first; as they came, or with %2F undone before.
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

import { check, finish, scratch } from "./client.mjs";

const cordon = path.join(process.env.CORDON_BIN, "cordon"), conf = path.join(scratch, "conf");
fs.mkdirSync(path.join(conf, "connectors.d"), { recursive: true });
const templates = ["/files/all", "/files/{id}/grants", "/files/{id}/copies/{name}", "/files/{id}", "/files/{id}/{part}", "/export/{name}.{kind}"];
const names = ["deleteAll", "deleteGrants", "deleteCopy", "deleteFile", "deletePart", "deleteExport"];
const route = (p) => names[templates.findIndex((t) => new RegExp(`^${t.replace(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}/?$`, "i").test(p))];
const reached = [];
const server = http.createServer((q, r) => {
	const raw = q.url.split("?")[0], undone = path.posix.normalize(decodeURIComponent(raw).replace(/\\/g, "/"));
	const bare = decodeURIComponent(raw).split(/[\/\\]/).map((x) => x.split(";")[0]).join("/"); // as Tomcat behind nginx reads it
	reached.push([route(raw), route(undone), q.url, route(path.posix.normalize(bare))]);
	r.setHeader("Content-Type", "application/json");
	r.end(JSON.stringify(route(raw) ?? null));
});
const port = await new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
const paths = Object.fromEntries(templates.map((t, i) => [t, { delete: { operationId: names[i], responses: { 200: { description: "" } },
	parameters: [...t.matchAll(/\{(\w+)\}/g)].map((m) => ({ name: m[1], in: "path", required: true, schema: { type: "string" } })) } }]));
fs.writeFileSync(path.join(scratch, "api.json"), JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths }));
fs.writeFileSync(path.join(conf, "connectors.d/api.yaml"), `kind: openapi\ndocument: ${scratch}/api.json\nurl: http://127.0.0.1:${port}\nnetwork: [127.0.0.1/32]\n`);
fs.writeFileSync(path.join(conf, "cordon.yaml"), "rules:\n" + ["deleteAll", "deleteGrants", "deleteCopy"].map((n) =>
	`  - {action: deny, connector: api, operation: ${n}}\n`).join("") + "  - {action: allow, connector: api}\n");

const bad = ["all", "ALL", "All/", "/all", "all//", "./all", "all/.", "7/grants", "7/Grants", "7//grants", "7/./grants/", "7\\grants", "7/copies/8", "x/../all", "7/copies\\8",
	"%61ll", "all%00", "all?", "all#", "all;x=1", "all;", "7;x/grants", "x/..;/all", "..;", "7%2Fgrants", "7/grants?", "7/../all"];
const calls = [...bad.map((id) => ["deleteFile", { id }]), ...["grants", "Grants", "grants/", "./grants", "x/../grants"].map((part) => ["deletePart", { id: "7", part }]),
	["deletePart", { id: "7", part: "copies/8" }], ["deletePart", { id: "7/copies", part: "8" }], ["deleteExport", { name: "x/", kind: "./y" }],
	["deleteExport", { name: "../files/all", kind: "z" }], ["deleteExport", { name: "a/", kind: "./../files/all" }]];
const fine = [["deleteFile", { id: "7" }], ["deleteFile", { id: "allowed" }], ["deletePart", { id: "7", part: "grant" }], ["deleteExport", { name: "a", kind: "csv" }]];
const program = path.join(scratch, "program.js");
fs.writeFileSync(program, `const out = [];\nfor (const [name, args] of ${JSON.stringify([...calls, ...fine, ["deleteAll", {}]])})
	try { out.push(await api[name](args)) } catch (e) { out.push([e.code ?? e.name, e.message]) }\nreturn out;`);
const out = JSON.parse(await new Promise((done) => execFile(cordon, ["--config", conf, "run", program], (_, text, err) => done(text || JSON.stringify(err)))));
const denied = new Set(["deleteAll", "deleteGrants", "deleteCopy"]);
check(`of ${calls.length} attempts none reaches what a rule denies`, Array.isArray(out) && reached.every(([a, b, , c]) => [a, b, c].every((x) => !denied.has(x))),
	[out, reached.filter(([a, b, , c]) => [a, b, c].some((x) => denied.has(x)))]);
check("what is meant arrives", JSON.stringify(out.slice(calls.length, -1)) === JSON.stringify(fine.map(([name]) => name)), out.slice(calls.length));
check("the operation itself is denied by its rule", out.at(-1)[0] === "E_DENIED" && /rule 1/.test(out.at(-1)[1]), out.at(-1));
check("and why the others are not sent is told", /path.*of another operation/.test(out[0][1]) && out[0][0] === "E_DENIED", out[0]);
server.close();
server.closeAllConnections();
finish();
