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
for (const style of ["long", "short", "narrow"]) {
	for (const numeric of ["always", "auto"]) for (const u of ["second", "minutes", "hour", "day", "week", "month", "quarters", "year"]) for (const n of [-2, -1, -0, 0, 1, 1234.5]) t(() => new Intl.RelativeTimeFormat("en-US", { style, numeric }).format(n, u) + JSON.stringify(new Intl.RelativeTimeFormat("en-US", { style, numeric }).formatToParts(n, u)));
	for (const type of ["conjunction", "disjunction", "unit"]) for (const l of [[], ["a"], ["a", "b"], ["a", "b", "c"], "xyz"]) t(() => new Intl.ListFormat("en-US", { style, type }).format(l) + JSON.stringify(new Intl.ListFormat("en-US", { style, type }).formatToParts(l)));
}
for (const n of [0, 1, -1234.5, 1e6, 1.5e9, 0.256, NaN, -Infinity, 12, 1e-7]) for (const o of [{}, { style: "currency", currency: "USD" }, { style: "currency", currency: "CHF" }, { style: "currency", currency: "EUR", currencySign: "accounting" }, { style: "percent" }, { notation: "compact" }, { notation: "compact", compactDisplay: "long" }, { style: "unit", unit: "kilometer" }, { style: "unit", unit: "kilometer", unitDisplay: "long" }, { style: "unit", unit: "celsius" }, { notation: "scientific" }, { notation: "engineering" }, { signDisplay: "always" }, { style: "currency", currency: "USD", currencyDisplay: "name" }]) t(() => JSON.stringify(o) + JSON.stringify(new Intl.NumberFormat("en-US", o).formatToParts(n)));
for (const [a, b] of [[3, 5], [2, 2], [-1, 1]]) for (const o of [{}, { style: "currency", currency: "USD" }]) t(() => new Intl.NumberFormat("en-US", o).formatRange(a, b));
for (const b of [1000, 3600000 * 3, 3600000 * 14, 86400000 * 3, 86400000 * 40, 86400000 * 400]) for (const o of [{}, { dateStyle: "medium" }, { dateStyle: "long" }, { hour: "numeric", minute: "2-digit" }, { month: "short", day: "numeric" }, { year: "numeric", month: "long", day: "numeric" }]) t(() => new Intl.DateTimeFormat("en-US", o).formatRange(0, b).replace(/\\u2009|\\u202f/g, " "));
for (const C of ["NumberFormat", "DateTimeFormat", "ListFormat", "RelativeTimeFormat", "Collator", "PluralRules"]) {
	t(() => Object.prototype.toString.call(new Intl[C]("en-US")) + Object.getOwnPropertyNames(new Intl[C]("en-US")));
	t(() => typeof Intl[C]("en-US")); t(() => new Intl[C](null)); t(() => new Intl[C]("x")); t(() => new Intl[C](["en-US", "en"]).resolvedOptions().locale.slice(0, 2));
	t(() => Intl[C].supportedLocalesOf(["en-US", "en"]));
}
t(() => [1, 2].map(new Intl.DateTimeFormat("en-US", { timeZone: "UTC" }).format)); t(() => Intl.NumberFormat.prototype.format.call({}, 1)); t(() => new Intl.ListFormat("en-US").format([1]));
t(() => new Intl.RelativeTimeFormat("en-US").format(1, "eon")); t(() => new Intl.RelativeTimeFormat("en-US").format(NaN, "day")); t(() => new Intl.PluralRules("en-US", { type: "x" }));
t(() => JSON.stringify(new Intl.PluralRules("en-US", { type: "ordinal" }).resolvedOptions().pluralCategories)); t(() => [0, 1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1.5].map((n) => new Intl.PluralRules("en-US", { type: "ordinal" }).select(n) + new Intl.PluralRules("en-US").select(n)).join());
t(() => JSON.stringify(new Intl.Collator("en-US", { numeric: true, sensitivity: "base" }).resolvedOptions())); t(() => ["a10", "a9", "A1"].sort(new Intl.Collator("en-US", { numeric: true }).compare).join());
t(() => [1.5, new Date(0), "x", null, { toLocaleString: () => "o" }].toLocaleString("en-US")); t(() => (12345.678).toLocaleString(["en-US"])); t(() => (1).toLocaleString(["xx-invalid-locale-"])); t(() => new Float32Array([1234.5, 2]).toLocaleString("en-US", { minimumFractionDigits: 1 }));
t(() => (123456789n).toLocaleString("en-US", { style: "currency", currency: "USD" })); t(() => [1234.5, 2].toLocaleString("en-US", { style: "currency", currency: "USD" }));
return out.map((v) => typeof v === "string" ? v : JSON.stringify(v)); }`;
const want = await (0, eval)(`(${code})`)();
const got = JSON.parse(spawnSync(process.argv[2], ["-"], { input: code, encoding: "utf8", maxBuffer: 1 << 28 }).stdout);
const bad = got.ok ? want.map((x, i) => [x, got.result[i]]).filter(([a, b]) => a !== b) : [["a result", got.error]];
for (const [a, b] of bad.slice(0, 20))
	console.log(`# node ${a}\n#  got ${JSON.stringify(b)}`);
console.log(`${bad.length ? "not ok" : "ok"} - Intl: ${bad.length} of ${want.length} differ`);
process.exit(bad.length ? 1 : 0);
