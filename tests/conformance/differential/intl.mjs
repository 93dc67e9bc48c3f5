// SPDX-License-Identifier: Apache-2.0
// intl.mjs JSRUN: numbers and dates for people, in en-US and UTC, beside node.
import { spawnSync } from "node:child_process";

process.env.TZ = "UTC";
const code = `async () => { const out = [];
	const t = (f) => { let v; try { v = f(); } catch (e) { v = e.name; } out.push(v); };
for (const n of [0, 1, -1, 12.5, 1234.5678, 999999.995, 1e6, 123456789.123, 0.005, 1.005, 0.1 + 0.2, -0, NaN, Infinity, 1e21, 1500, 999, 1050000, 2.5, 0.256, 99.95]) for (const o of [undefined, { minimumFractionDigits: 2 }, { maximumFractionDigits: 1 }, { style: "percent" }, { style: "percent", minimumFractionDigits: 1 }, { style: "currency", currency: "USD" }, { style: "currency", currency: "EUR", minimumFractionDigits: 0 }, { style: "currency", currency: "JPY" }, { notation: "compact" }, { notation: "compact", maximumFractionDigits: 1 }, { notation: "compact", compactDisplay: "long" }, { maximumSignificantDigits: 3 }, { useGrouping: false }, { signDisplay: "always" }, { style: "unit", unit: "kilometer" }, { style: "unit", unit: "megabyte", unitDisplay: "long" }, { minimumIntegerDigits: 3 }, { style: "currency", currency: "USD", currencyDisplay: "code" }]) out.push(n + " " + JSON.stringify(o) + " = " + n.toLocaleString("en-US", o));
const ds = [0, 1763906709123, 951782400000, 1700000000000, 1735689599999].map((x) => new Date(x));
for (const d of ds) for (const o of [undefined, { dateStyle: "full" }, { dateStyle: "long", timeStyle: "short" }, { dateStyle: "medium" }, { dateStyle: "short", timeStyle: "medium" }, { timeStyle: "short" }, { year: "numeric", month: "long", day: "numeric" }, { month: "short", day: "numeric" }, { weekday: "long" }, { weekday: "short", month: "short", day: "numeric", year: "numeric" }, { year: "numeric", month: "2-digit", day: "2-digit" }, { hour: "2-digit", minute: "2-digit" }, { hour: "numeric", hour12: true }, { month: "long", year: "numeric" }, { timeZone: "UTC" }, { timeZone: "UTC", timeZoneName: "short" }, { hour: "numeric", minute: "2-digit", second: "2-digit", hourCycle: "h23" }]) for (const m of ["toLocaleDateString", "toLocaleTimeString", "toLocaleString"]) { let v; try { v = d[m]("en-US", o); } catch (e) { v = e.name; } out.push(+d + m + JSON.stringify(o) + " = " + v.replace(/\\u202f/g, " ")); }
t(() => new Intl.ListFormat("en").format(["a","b","c"])); t(() => new Intl.PluralRules("en", { type: "ordinal" }).select(22)); t(() => new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day")); t(() => new Intl.RelativeTimeFormat("en").format(3, "hours")); t(() => ["b","a","C"].sort(new Intl.Collator("en").compare).join()); t(() => [1,2.5].map(new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format).join());
return out; }`;
const want = await (0, eval)(`(${code})`)();
const got = JSON.parse(spawnSync(process.argv[2], ["-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
const bad = got.ok ? want.map((x, i) => [x, got.result[i]]).filter(([a, b]) => a !== b) : [["a result", got.error]];
for (const [a, b] of bad.slice(0, 20))
	console.log(`# node ${a}\n#  got ${JSON.stringify(b)}`);
console.log(`${bad.length ? "not ok" : "ok"} - Intl: ${bad.length} of ${want.length} differ`);
process.exit(bad.length ? 1 : 0);
