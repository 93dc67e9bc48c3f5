// SPDX-License-Identifier: Apache-2.0
const iso = s => { const t = Date.parse(s); return isNaN(t) ? null : new Date(t).toISOString(); };
for (const [text, wanted] of [
	["2024-01-02", "2024-01-02T00:00:00.000Z"],
	["2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05.678Z"],
	["2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05.000Z"],
	["2024-01-02T24:00:00Z", "2024-01-03T00:00:00.000Z"],
	["2024-01-02T25:00:00Z", null],
	["2024-13-01", null],
	["2024", "2024-01-01T00:00:00.000Z"],
	["+012024-01-01T00:00:00Z", "+012024-01-01T00:00:00.000Z"],
	["2024-1-5", "2024-01-05T00:00:00.000Z"],
	["2024-01-02 03:04", "2024-01-02T03:04:00.000Z"],
	["2024/01/02", "2024-01-02T00:00:00.000Z"],
	["1/2/2024", "2024-01-02T00:00:00.000Z"],
	["1/2/49", "2049-01-02T00:00:00.000Z"],
	["1/2/50", "1950-01-02T00:00:00.000Z"],
	["Jan 2, 2024", "2024-01-02T00:00:00.000Z"],
	["2 January 2024 5:06 pm", "2024-01-02T17:06:00.000Z"],
	["Tue, 02 Jan 2024 03:04:05 GMT", "2024-01-02T03:04:05.000Z"],
	["Tue, 02 Jan 2024 03:04:05 +0130", "2024-01-02T01:34:05.000Z"],
	["Tue Jan 02 2024 03:04:05 GMT-0800 (Pacific Standard Time)", "2024-01-02T11:04:05.000Z"],
	["Jan 2 2024 10:00 EST", "2024-01-02T15:00:00.000Z"],
	["2 Jan 2024 Tuesday", null],
	["Feb 31 2024", "2024-03-02T00:00:00.000Z"],
	["12:30 Jan 2 2024", "2024-01-02T12:30:00.000Z"],
	["2024-01-02T03:04:05.1234567Z", "2024-01-02T03:04:05.123Z"],
	["soon", null], ["", null], ["2024-01-02T", null],
]) is(text, iso(text), wanted);
const d = new Date("2024-03-05T06:07:08.009Z");
is("toString", String(d), "Tue Mar 05 2024 06:07:08 GMT+0000 (Coordinated Universal Time)");
is("toUTCString", d.toUTCString(), "Tue, 05 Mar 2024 06:07:08 GMT");
is("toDateString", d.toDateString(), "Tue Mar 05 2024");
is("toTimeString", d.toTimeString(), "06:07:08 GMT+0000 (Coordinated Universal Time)");
is("of what toString gives", +new Date(String(d)), Math.floor(d / 1000) * 1000);
is("invalid", [String(new Date("x")), new Date("x").toJSON()], ["Invalid Date", null]);
is("before the year 0", new Date(-62198755200000 - 86400000 * 400).toUTCString(), "Thu, 27 Nov -0003 00:00:00 GMT");
is("copies", +new Date(d), +d);
is("called", typeof Date(), "string");
return report();
