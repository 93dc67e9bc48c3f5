// SPDX-License-Identifier: Apache-2.0
// The cause under which a failing test is listed: the first row that fits its path and what was seen.
const table = [
	["direct eval sees no local variables: its text is compiled by itself", /eval-code\/direct/],
];

export function causeOf(name, why) {
	for (const [cause, path, seen] of table)
		if (path.test(name) && (seen === undefined || seen.test(why)))
			return cause;
	return "not looked into";
}
