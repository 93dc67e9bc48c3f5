// SPDX-License-Identifier: Apache-2.0
// What test262 expects of its host.
var print = function (s) { console.log(String(s)); };
var $262 = {
	global: globalThis,
	gc: function () {},
	evalScript: function (s) { return (0, eval)(s); },
	detachArrayBuffer: function (b) { b.transfer(); },
	agent: {}
};
