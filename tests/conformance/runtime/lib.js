// SPDX-License-Identifier: Apache-2.0
// is(name, got, wanted) compares as JSON; throws(name, f, Type) wants an
// error; report() ends the program.
const wrong = [];
globalThis.is = function (name, got, wanted) {
	const a = JSON.stringify(got), b = JSON.stringify(wanted);
	if (a !== b) wrong.push(name + ": got " + a + ", wanted " + b);
};
globalThis.throws = function (name, f, Type, part) {
	try {
		f();
	} catch (e) {
		if (!(e instanceof Type)) wrong.push(name + ": threw " + e);
		if (part && !String(e.message).includes(part))
			wrong.push(name + ": says " + e.message);
		return;
	}
	wrong.push(name + ": did not throw");
};
globalThis.report = function () {
	return wrong.length ? wrong.join("\n") : "ok";
};
