// regexes, dates, strings as models use them
const text = `2026-01-05 ERROR [db] timeout after 30s (id=42)
2026-01-06 WARN [api] slow: 1,234.5 ms (id=7)
bad line
2026-01-07 ERROR [db] deadlock (id=99)`;
const re = /^(?<date>\d{4}-\d\d-\d\d)\s+(?<level>[A-Z]+)\s+\[(?<src>\w+)\]\s+(?<msg>.*?)(?:\s+\(id=(?<id>\d+)\))?$/gmu;
const parsed = [...text.matchAll(re)].map(({ groups: { date, level, ...rest } = {} as any }) => ({ day: new Date(date + "T00:00:00Z").getUTCDay(), level, ...rest }));
const counts = text.split(/\r?\n/).reduce<Record<string, number>>((m, l) => { const k = l.match(/\b(ERROR|WARN)\b/)?.[1] ?? "none"; m[k] = (m[k] ?? 0) + 1; return m }, {});
const camel = "some_snake-case string".replace(/[_\-\s]+(.)?/g, (_, c?: string) => c?.toUpperCase() ?? "");
const d = new Date(Date.UTC(2024, 1, 29, 12, 30)); d.setUTCFullYear(2025);
const sticky = /foo/y; sticky.lastIndex = 3;
return [parsed, counts, camel, d.toISOString(), "a1b22c333".replaceAll(/\d+/g, m => `<${m.length}>`), "x".padStart(3, "ab"), "  t ".trimEnd(), sticky.test("barfoo"), sticky.lastIndex, "äöü".normalize("NFD").replace(/\p{M}/gu, ""), "a-b_c".split(/[-_]/), /(?<=\$)\d+/.exec("cost $45")?.[0], "aBc".replace(/b/i, "$&$&-$`-$'"), "😀x".length, [..."😀x"].length, "abc".at(-1), "%E2%82%AC" && decodeURIComponent("%E2%82%AC"), encodeURIComponent("ä &"), Number("0x1F"), parseInt("12abc"), (1234.5678).toFixed(2), (0.1 + 0.2).toPrecision(3), isNaN(new Date("nope").getTime()), new Date(0).toJSON(), Date.parse("2020-02-30T00:00:00Z"), (25).toString(36), "tEST".charAt(0).toUpperCase() + "tEST".slice(1).toLowerCase(), "a,b,,c".split(",", 3), "abcabc".lastIndexOf("b"), "z" > "a", "10" < "9", [10, 9, 1].sort(), ["b", "a"].toSorted(), "x".codePointAt(0), String.raw`\n${1}`, "ab".repeat(2), "Straße".toUpperCase(), "İ".toLowerCase().length];
