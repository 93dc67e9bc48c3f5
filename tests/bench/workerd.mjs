// SPDX-License-Identifier: Apache-2.0
// The peer's side: workerd with Cloudflare's executor, one program a request.
import { spawn } from "node:child_process";
import http from "node:http";
import path from "node:path";

export class Workerd {
	constructor(dir) {
		this.dir = dir;
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
	}
	async open() {
		const w = path.join(this.dir, "node_modules/@cloudflare/workerd-linux-64/bin/workerd");
		this.p = spawn(w, ["serve", "workerd/config.capnp", "--experimental",
			"--control-fd=3", "--socket-addr=http=127.0.0.1:0"],
		    { cwd: this.dir, stdio: ["ignore", "ignore", "inherit", "pipe"] });
		this.port = await new Promise((resolve, reject) => {
			this.p.on("exit", () => reject(new Error("workerd did not start")));
			this.p.stdio[3].on("data", (d) => {
				const m = /"port":\s*(\d+)/.exec(d);
				if (m)
					resolve(Number(m[1]));
			});
		});
		return this;
	}
	execute(code) {
		return new Promise((resolve, reject) => {
			const q = http.request({ host: "127.0.0.1", port: this.port, method: "POST",
				agent: this.agent }, (m) => {
				let text = "";
				m.on("data", (d) => { text += d; });
				m.on("end", () => {
					const r = m.statusCode === 200 ? JSON.parse(text) : { error: text };
					if (r.error)
						reject(new Error(r.error));
					else
						resolve(JSON.stringify(r.result));
				});
			});
			q.on("error", reject);
			q.end(code);
		});
	}
	close() {
		this.agent.destroy();
		this.p.removeAllListeners("exit");
		this.p.kill();
	}
}
