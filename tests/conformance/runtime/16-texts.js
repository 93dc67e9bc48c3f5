// SPDX-License-Identifier: Apache-2.0
// What JSON.parse says, TextDecoder reads and the console shows.
const says = (name, f, Type, message) => {
	try {
		is(name, f(), message);
	} catch (e) {
		is(name, e instanceof Type && e.message, message);
	}
};
for (const [text, message] of [
	["", "Unexpected end of JSON input"], ["[1,", "Unexpected end of JSON input"],
	["undefined", '"undefined" is not valid JSON'], ["[object Object]", '"[object Object]" is not valid JSON'],
	["{bad: 1}", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
	['{"a":1,}', "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"],
	['{"a" 1}', "Expected ':' after property name in JSON at position 5 (line 1 column 6)"],
	['{"a":1\n "b":2}', "Expected ',' or '}' after property value in JSON at position 8 (line 2 column 2)"],
	["[1 2]", "Expected ',' or ']' after array element in JSON at position 3 (line 1 column 4)"],
	["[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"],
	["<html><body>Not found</body>", "Unexpected token '<', \"<html><bod\"... is not valid JSON"],
	['{"list":[1,2,3,x,4,5,6,7,8]}', "Unexpected token 'x', ...\"t\":[1,2,3,x,4,5,6,7,\"... is not valid JSON"],
	['{"name":"a long one","x":tru}', "Unexpected token '}', ...\"e\",\"x\":tru}\" is not valid JSON"],
	["01", "Unexpected number in JSON at position 1 (line 1 column 2)"], ["nul1", "Unexpected number in JSON at position 3 (line 1 column 4)"],
	["-", "No number after minus sign in JSON at position 1 (line 1 column 2)"],
	["1.", "Unterminated fractional number in JSON at position 2 (line 1 column 3)"],
	["1e", "Exponent part is missing a number in JSON at position 2 (line 1 column 3)"],
	['"abc', "Unterminated string in JSON at position 4 (line 1 column 5)"],
	['"\u00e9\ud83d\ude00\n"', "Bad control character in string literal in JSON at position 4 (line 1 column 5)"],
	['"\\x"', "Bad escaped character in JSON at position 2 (line 1 column 3)"],
	['"\\u12g4"', "Bad Unicode escape in JSON at position 5 (line 1 column 6)"],
	['{"a":1} {"b":2}', "Unexpected non-whitespace character after JSON at position 8 (line 1 column 9)"],
])
	says("JSON " + text, () => JSON.parse(text), SyntaxError, message);
throws("deep", () => JSON.parse("[".repeat(900)), SyntaxError, "Unexpected end");

const b = (...a) => new Uint8Array(a);
is("latin1", new TextDecoder("latin1").decode(b(0x41, 0xe9, 0x80, 0x9f)), "A\u00e9\u20ac\u0178");
is("labels", ["ISO-8859-1", "utf-16", " UTF8 "].map((l) => new TextDecoder(l).encoding), ["windows-1252", "utf-16le", "utf-8"]);
is("utf-16", [new TextDecoder("utf-16le").decode(b(0xff, 0xfe, 65, 0, 0x3d, 0xd8, 0, 0xde)), new TextDecoder("utf-16be").decode(b(0, 65, 0xd8, 0x3d, 1))],
	["A\u{1f600}", "A\ufffd\ufffd"]);
const d = new TextDecoder("utf-16le");
is("in pieces", [d.decode(b(65), { stream: true }), d.decode(b(0, 0x3d, 0xd8), { stream: true }), d.decode(b(0, 0xde))], ["", "A", "\u{1f600}"]);
throws("fatal", () => new TextDecoder("utf-16le", { fatal: true }).decode(b(0, 0xd8)), TypeError, "utf-16le");
throws("no encoding", () => new TextDecoder("x-none"), RangeError, 'The "x-none" encoding is not supported');

is("a BigInt is cloned", structuredClone({ n: 5n }).n === 5n, true);
says("half a proxy", () => new Proxy({}, null), TypeError, "Cannot create proxy with a non-object as target or handler");
throws("no new", () => Uint8Array(-1), TypeError);
says("a negative length", () => new Uint8Array(-1), RangeError, "Invalid typed array length: -1");
is("units", ["short", "narrow", "long"].map((unitDisplay) => (50).toLocaleString("en-US", { style: "unit", unit: "mile-per-hour", unitDisplay })),
	["50 mph", "50mph", "50 miles per hour"]);
is("locales", Intl.getCanonicalLocales(["EN-us", "zh-hant-tw"]), ["en-US", "zh-Hant-TW"]);
is("Buffer.compare", [Buffer.compare(b(1), b(2)), Buffer.compare(b(1, 2), b(1)), Buffer.compare(b(1), b(1))], [-1, 1, 0]);
const away = Response.redirect("http://x.y/z", 301);
is("redirect", [away.status, away.headers.get("location")], [301, "http://x.y/z"]);
return report();
