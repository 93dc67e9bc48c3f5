// SPDX-License-Identifier: Apache-2.0
// String.raw.
'use strict';
var rt = native.rt;
rt.def(String, {
	raw(site) {
		var raw = rt.toObject(rt.toObject(site).raw), out = '', i;
		var n = rt.toLength(raw.length);
		for (i = 0; i < n; i++) {
			out += String(raw[i]);
			if (i + 1 < n && i + 1 < arguments.length)
				out += String(arguments[i + 1]);
		}
		return out;
	}
}, { raw: 1 });
