// SPDX-License-Identifier: Apache-2.0
// Where the system has no tzdata there is nothing to ask.
try { new Intl.DateTimeFormat("en-US", { timeZone: "Europe/Paris" }); } catch { return "ok"; }
const d = new Date("2024-03-05T06:07:08.009Z"), summer = new Date("2024-07-05T12:00:00Z");
const at = (when, zone, o) => new Intl.DateTimeFormat("en-US", { timeZone: zone, dateStyle: "short", timeStyle: "long", ...o }).format(when);
is("New York", at(d, "America/New_York"), "3/5/24, 1:07:08 AM EST");
is("in summer", at(summer, "America/New_York"), "7/5/24, 8:00:00 AM EDT");
is("Paris", at(summer, "Europe/Paris"), "7/5/24, 2:00:00 PM GMT+2");
is("Kolkata", at(d, "Asia/Kolkata"), "3/5/24, 11:37:08 AM GMT+5:30");
is("any case", new Intl.DateTimeFormat("en-US", { timeZone: "asia/tokyo" }).resolvedOptions().timeZone, "Asia/Tokyo");
is("toLocale", [d.toLocaleString("en-US", { timeZone: "Australia/Sydney" }), d.toLocaleDateString("en-CA"), d.toLocaleString("sv-SE"), d.toLocaleDateString("en-GB"), d.toLocaleTimeString("en-US", { timeZone: "America/Los_Angeles", hour: "2-digit", minute: "2-digit", hour12: false })],
	["3/5/2024, 5:07:08 PM", "2024-03-05", "2024-03-05 06:07:08", "05/03/2024", "22:07"]);
is("parts", Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: "Europe/Berlin", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(d).filter(p => p.type !== "literal").map(p => [p.type, p.value])),
	{ month: "03", day: "05", year: "2024", hour: "07", minute: "07" });
is("offsets", [at(d, "Europe/London", { dateStyle: undefined, timeStyle: undefined, hour: "numeric", timeZoneName: "longOffset" }), at(d, "America/Denver", { dateStyle: undefined, timeStyle: undefined, hour: "numeric", timeZoneName: "long" })],
	["6 AM GMT+00:00", "11 PM Mountain Standard Time"]);
throws("no zone", () => new Intl.DateTimeFormat("en-US", { timeZone: "Mars/Base" }), RangeError, "Invalid time zone");
throws("no locale", () => d.toLocaleString("x_y"), RangeError, "locale");
is("another locale is no error", typeof (1234.5).toLocaleString("de-DE"), "string");
return report();
