// SPDX-License-Identifier: Apache-2.0
// An upstream that says how far a program has come.
import http from "node:http";

let waited = "", reached = () => {}, many = 0;

// Resolves when a program is at `step`.
export function awaitStep(step) {
	waited = step;
	many = 0;
	return new Promise((r) => { reached = r; });
}
export const forget = () => { waited = ""; };
const body = (n) => JSON.stringify({ n, pad: "x".repeat(2000) });

function one(n, res) {
	const head = () => res.writeHead(200, { "Content-Type": "application/json", "Content-Length": body(n).length });
	if (waited === "called") {
		waited = "";
		reached();
		setTimeout(() => { head(); res.end(body(n)); }, 4);
	} else if (waited === "half a reply") {
		waited = "";
		head();
		res.write(body(n).slice(0, 900));
		setTimeout(() => { reached(); setTimeout(() => res.end(body(n).slice(900)), 4); }, 2);
	} else {
		head();
		res.end(body(n));
		if (waited === "replied" || waited === "computing again") {
			waited = "";
			reached();
		}
	}
}

export const listen = () => new Promise((done) => {
	const server = http.createServer((req, res) => {
		const [, kind, n] = req.url.split("/");
		if (kind === "many" && waited === "many calls" && ++many === 3) {
			waited = "";
			reached();
		}
		one(Number(n), res);
	});
	server.keepAliveTimeout = 60000;
	server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`));
});
