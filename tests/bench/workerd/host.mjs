// SPDX-License-Identifier: Apache-2.0
// The peer: a program in a request's body, run by Cloudflare's own executor in
// a fresh isolate; api.get(url) is the one function the program is given.
import { DynamicWorkerExecutor } from "@cloudflare/codemode";

const get = async (url) => {
	const r = await fetch(url, {
		headers: { authorization: "Bearer bench-token" },
	});
	if (!r.ok)
		throw new Error(`status ${r.status}`);
	return r.json();
};

export default {
	async fetch(request, env) {
		if (request.method !== "POST")
			return new Response("ready");
		const executor = new DynamicWorkerExecutor({ loader: env.LOADER, timeout: 30000 });
		const code = await request.text();
		const run = await executor.execute(code, [{ name: "api", fns: { get } }]);
		return Response.json({ result: run.result, error: run.error });
	},
};
