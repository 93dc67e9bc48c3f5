// SPDX-License-Identifier: Apache-2.0
// One peer printing all types of one JSON document, as its users call it:
//   node types-peer.mjs json-schema-to-typescript|codemode PEERS DOCUMENT
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [peer, home, file] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(resolve(join(home, "node_modules", path))));
const doc = JSON.parse(readFileSync(file, "utf8"));

async function jsonSchemaToTypescript() {
	const { compile } = await load("json-schema-to-typescript/dist/src/index.js");
	const where = doc.components ? "components/schemas" : "definitions";
	const names = Object.keys(doc.components?.schemas ?? doc.definitions ?? {});
	// It has no notion of operations: each component of the document, once.
	return compile({ ...doc, title: "All", type: "object", additionalProperties: false,
		properties: Object.fromEntries(names.map((n) => [n, { $ref: `#/${where}/${n}` }])) },
	"All", { unreachableDefinitions: false, format: false, $refOptions: { resolve: { external: false } } });
}

async function codemode() {
	// What a Worker has from its host.
	const stub = "export class WorkerEntrypoint {} export class DurableObject {} export class RpcTarget {}";
	const hook = `export const resolve = (s, c, next) => s === "cloudflare:workers" ?
		{ url: ${JSON.stringify(`data:text/javascript,${stub}`)}, shortCircuit: true } : next(s, c);`;
	register(`data:text/javascript,${encodeURIComponent(hook)}`);
	const { OpenApiConnector } = await load("@cloudflare/codemode/dist/index.js");
	class Connector extends OpenApiConnector {
		name() { return "api"; }
		spec() { return doc; }
		request() {}
	}
	return new Connector().getTypeScriptTypes();
}

const text = await (peer === "codemode" ? codemode() : jsonSchemaToTypescript());
process.stdout.write(text);
