// SPDX-License-Identifier: Apache-2.0
// numbers.mjs JSRUN COUNT: so many doubles as text and back, beside node: all
// bits at random, prices, numbers halfway between two doubles (of up to 770
// digits), exponents of any length.
import { spawnSync } from "node:child_process";

const [, , jsrun, count] = process.argv;
const BATCH = 1000;
const program = (seed, n) => `async () => {
	let state = ${seed};
	const random = (n) => { state ^= state << 13; state ^= state >>> 17; state ^= state << 5; return (state >>> 0) % n; };
	const bits = new Uint32Array(2), double = new Float64Array(bits.buffer);
	const digits = (n) => { let s = ""; while (s.length < n) s += random(10); return s; };
	const any = () => { do { bits[0] = random(2 ** 32); bits[1] = random(2 ** 32); } while (!isFinite(double[0])); return double[0]; };
	const price = () => (random(2) ? 1 : -1) * random(10 ** (1 + random(9))) / 10 ** random(5);
	const short = () => Number(digits(1 + random(17)) + "e" + (random(60) - 30));
	const near = () => { const x = any(); bits[0] ^= 1; return random(2) ? x : double[0]; };
	const small = () => { bits[0] = random(2 ** 32); bits[1] = random(1 << (1 + random(20))); return double[0]; };
	const whole = () => random(2 ** 32) * 2 ** random(70);
	const half = () => random(2000) / 2 ** (1 + random(12));
	const kinds = [any, price, short, near, small, whole, half];
	// In all its digits: BigInts know them.
	const middle = (x) => {
		double[0] = x; let e = (bits[1] >>> 20) & 2047, m = (BigInt(bits[1] & 0xfffff) << 32n) + BigInt(bits[0]);
		if (e > 0) m += 1n << 52n; else e = 1;
		m = 2n * m + 1n; e -= 1076;
		return e < 0 ? (m * 5n ** BigInt(-e)) + "e" + e : String(m << BigInt(e));
	};
	const texts = [
		() => digits(1 + random(40)) + (random(2) ? "." + digits(random(40)) : "") + (random(2) ? "e" + (random(700) - 350) : ""),
		() => "9007199254740" + digits(3 + random(6)), () => digits(17), () => "0." + "0".repeat(random(330)) + digits(1 + random(30)),
		() => digits(1 + random(5)) + "e" + (random(2) ? "-" : "") + digits(1 + random(14)), () => "0e" + digits(1 + random(20)),
		() => digits(1) + "0".repeat(random(320)) + digits(random(4)) + "e-" + random(330), () => "." + digits(1 + random(20)), () => digits(1 + random(20)) + ".",
		() => digits(3) + ["e", "e+", "x", "e-x", "..", ".5.5", "_1", " ", "E5"][random(9)], () => "1" + "0".repeat(random(25)) + ".5" + "0".repeat(random(800)) + random(2),
	];
	const out = [], guard = (f) => { try { return f(); } catch (e) { return e.name; } };
	for (let i = 0; i < ${n}; i++) {
		const x = kinds[random(kinds.length)](), s = texts[random(texts.length)]();
		const p = 1 + random(100), f = random(101), radix = 2 + random(35);
		out.push([x, String(x), JSON.stringify([x, -x]), x.toFixed(f), x.toFixed(random(5)), x.toPrecision(p), x.toPrecision(1 + random(8)),
			x.toExponential(f), x.toExponential(), x.toString(radix), Number(String(x)) === x].join(" "));
		out.push([s, Number(s), parseFloat(s), Number("-" + s), guard(() => JSON.parse(s)), guard(() => JSON.parse("[-" + s + "]")[0])].join(" "));
		if (i % 16 === 0) {
			const m = middle(Math.abs(x)), e = m.indexOf("e"), d = e < 0 ? m : m.slice(0, e), tail = e < 0 ? "" : m.slice(e);
			out.push([m, Number(m), Number(d + ".000" + tail), Number(d + "." + "0".repeat(100) + "1" + tail), Number(String(BigInt(d) - 1n) + ".9" + tail)].join(" "));
		}
	}
	return out;
}`;
let bad = 0;
for (let seed = 1; (seed - 1) * BATCH < count; seed++) {
	const code = program(seed, Math.min(BATCH, count));
	const want = await (0, eval)(`(${code})`)();
	const got = JSON.parse(spawnSync(jsrun, ["-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
	const differ = got.ok ? want.map((x, i) => [x, got.result[i]]).filter(([a, b]) => a !== b) : [["a result", JSON.stringify(got.error)]];
	for (const [a, b] of differ.slice(0, bad < 10 ? 4 : 0))
		console.log(`# node ${a.slice(0, 900)}\n#  got ${b.slice(0, 900)}`);
	bad += differ.length;
}
console.log(`${bad ? "not ok" : "ok"} - ${count} doubles as text, and texts as doubles: ${bad} differ`);
process.exit(bad ? 1 : 0);
