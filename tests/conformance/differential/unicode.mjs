// SPDX-License-Identifier: Apache-2.0
// unicode.mjs JSRUN: normalize() and localeCompare() beside node's.
import { spawnSync } from "node:child_process";

const code = `async () => { const out = [];
	const rnd = (() => { let s = 7; return (n) => (s = (s * 1103515245 + 12345) % 2147483648) % n; })();

	const pools = [[0x61,0x7a],[0xc0,0x17f],[0x300,0x340],[0x400,0x45f],[0x1e00,0x1eff],[0xac00,0xac50],[0x1100,0x1112],[0x1161,0x1175],[0x11a8,0x11c2],[0x370,0x3ff],[0x5d0,0x5ea],[0x5b0,0x5bd]];

	for (let i = 0; i < 4000; i++) { let s = ""; for (let k = rnd(6) + 1; k > 0; k--) { const p = pools[rnd(pools.length)]; s += String.fromCharCode(p[0] + rnd(p[1] - p[0])); } out.push(s.normalize("NFC") + "|" + s.normalize("NFD")); }

	const words = ["apple","Äpfel","zebra","Zoo","a","A","á","b","_x","-y","10","9","résumé","resume","Résumé","co-op","coop","naïve","naive","ñ","n","o","Łódź","Lodz","x y","xy","@a","#b","1a","a1","ß","ss","é","E"];

	const cmp = []; for (const a of words) for (const b of words) cmp.push(Math.sign(a.localeCompare(b)));

	return { out, cmp, sorted: words.slice().sort((a, b) => a.localeCompare(b)), num: ["a10","a9","a1"].sort((a,b)=>a.localeCompare(b,undefined,{numeric:true})) };
}`;
const want = await (0, eval)(`(${code})`)();
const run = spawnSync(process.argv[2], ["-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 });
const got = JSON.parse(run.stdout);
let bad = 0;
for (const part of Object.keys(want)) {
	const differ = got.ok ? want[part].filter((x, i) => x !== got.result[part][i]).length : want[part].length;
	console.log(`${differ ? "not ok" : "ok"} - ${part}: ${differ} of ${want[part].length} differ`);
	bad += differ;
}
if (!got.ok)
	console.log(got.error);
process.exit(bad ? 1 : 0);
