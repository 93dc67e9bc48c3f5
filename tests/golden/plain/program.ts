async () => {
	const out: unknown[] = [], said = (x: unknown) => out.push(x);
	// Each twice: the first call of a name is another way than the second.
	const twice = async (what: string, f: () => Promise<unknown>) => {
		for (let i = 0; i < 2; i++) {
			try { said([what, await f()]); } catch (e) {
				said([what, e.name, e.message, e.status ?? e.code, e instanceof Error]);
			}
		}
	};
	await twice("get", () => demo.get({}));
	await twice("none given", () => demo.get());
	await twice("null given", () => demo.get(null));
	await twice("more given", () => (demo.get as any)({ a: 1 }, { b: 2 }));
	await twice("a list", () => demo.get([1]));
	await twice("a text", () => demo.get("x"));
	await twice("deep", () => demo.deep.get({ a: { b: [1, "ü", null] } }));
	await twice("null", () => demo.none({}));
	await twice("list", () => demo.list({}));
	await twice("text", () => demo.text({}));
	await twice("bad", () => demo.bad({}));
	await twice("moved", () => demo.moved({}));
	await twice("same", () => demo.same({}));
	await twice("noted", () => demo.noted({}));
	await twice("headed", () => demo.headed({}));
	await twice("refused", () => demo.refused({}));
	await twice("unknown", () => demo.what({}));
	await twice("whole", async () => { const r = await demo.headed.withResponse({ q: 1 }); return [r.status, r.headers.etag, r.data]; });
	await twice("whole, bad", () => demo.bad.withResponse({}));
	await twice("no operation", () => (demo as any)({}));
	const pages: unknown[] = [];
	for await (const p of demo.page.pages({ limit: 1 })) pages.push(p);
	said(["pages", pages]);
	await twice("aliased", () => { const { get } = demo, g = demo["get"]; return Promise.all([get({ n: 1 }), g({ n: 2 })]); });
	await twice("settled", () => Promise.allSettled([demo.get({}), demo.bad({}), demo.refused({})]).then((l) => l.map((r) => r.status)));
	await twice("a hundred", async () => (await Promise.all(Array.from({ length: 100 }, (_, i) => demo.get({ i })))).length);
	await twice("a hundred of two kinds", async () => (await Promise.all(Array.from({ length: 100 }, (_, i) => i % 3 ? demo.get({ i }) : demo.get.withResponse({ i: new Map([["i", i]]) })))).length);

	// Signals.
	const stop = new AbortController();
	await twice("a signal", () => demo.get({ a: 1, signal: stop.signal }));
	await twice("no signal", () => demo.get({ signal: "red" }));
	const given = demo.get({ signal: stop.signal });
	stop.abort(new Error("stopped"));
	await twice("aborted", () => given);
	await twice("aborted before", () => demo.get({ signal: stop.signal }));

	// Time goes on with replies; what is due goes first.
	const order: string[] = [], began = Date.now();
	setTimeout(() => order.push("due after " + (Date.now() - began)), 100);
	setTimeout(() => order.push("far"), 60000);
	order.push("replied " + ((await demo.later({})) as any).at + " after " + (Date.now() - began));
	const gone = setTimeout(() => order.push("never"), 10);
	clearTimeout(gone);
	await demo.later({});
	order.push("and " + (Date.now() - began));
	await demo.refused({}).catch(() => order.push("refused after " + (Date.now() - began)));
	// The second call of a name and those after it.
	for (let i = 0; i < 4; i++) {
		setTimeout(() => order.push("before the reply, at " + (Date.now() - began)), 500);
		setTimeout(() => order.push("after it, at " + (Date.now() - began)), 1200);
		order.push("tick " + await demo.tick({}) + " at " + (Date.now() - began));
	}
	said(order);

	// The order of turns.
	const turns: string[] = [];
	await Promise.all([
		demo.get({}).then(() => turns.push("a")),
		demo.headed({}).then(() => turns.push("b")).then(() => turns.push("c")),
		demo.get({}).finally(() => turns.push("d")),
		Promise.resolve().then(() => turns.push("first")),
	]);
	said(turns);

	// What a program may change.
	const proto = Object.prototype as any, parse = JSON.parse;
	proto.signal = { aborted: true, reason: "everywhere" };
	await twice("inherited signal", () => demo.get({}));
	delete proto.signal;
	proto.toJSON = function () { return { said: "so" }; };
	await twice("inherited toJSON", () => demo.get({ a: 1 }));
	delete proto.toJSON;
	proto.then = function (ok: (v: unknown) => void) { ok("taken"); };
	await twice("inherited then", () => demo.list({}).then((x) => x));
	delete proto.then;
	JSON.parse = () => "mine";
	await twice("another parse", () => demo.get({}));
	JSON.parse = parse;
	await twice("names that change", async () => { try { (demo as any).get = 1; } catch (e) { return e.message; } });
	await twice("deleted", async () => { try { delete (demo as any).get; } catch (e) { return e.message; } });
	await twice("new", async () => { try { new (demo.get as any)(); } catch (e) { return e.message; } });
	said([String(demo), String(demo.get), typeof demo.get, "get" in demo, "then" in demo, JSON.stringify({ demo }), demo.get === demo.get, Object.keys(demo)]);
	console.log(demo.get, demo);

	// Lines of errors that nobody caught before, by calls from one place.
	const lines: unknown[] = [];
	const one = (f: any) => f({});
	for (const f of [demo.get, demo.bad, demo.get, demo.refused]) {
		try { await one(f); } catch (e) { lines.push(e.stack.split("\n").slice(1)); }
	}
	lines.push(await eval("demo.bad({}).catch((e) => e.stack)"));
	lines.push(await new Function("demo", "return demo.bad({}).catch((e) => e.stack)")(demo));
	said(lines);
	console.log(JSON.stringify(out, null, 1));
	demo.get({}).then(() => console.log("not heard of any more"));
	void demo.list({});
	await demo.get({ last: true });
	return await demo.bad({
		of: "all" });
}
