// SPDX-License-Identifier: Apache-2.0
// String.raw, and the methods that write HTML.
'use strict';
var rt = native.rt;
rt.def(String, {
	raw(site) {
		var raw = rt.toObject(rt.toObject(site).raw), out = '', i;
		var n = rt.toLength(raw.length);
		for (i = 0; i < n; i++) {
			out += rt.text(raw[i]);
			if (i + 1 < n && i + 1 < arguments.length)
				out += rt.text(arguments[i + 1]);
		}
		return out;
	}
}, { raw: 1 });

// "x".anchor("n") is <a name="n">x</a>.
function html(name, tag, attribute) {
	function write(self, value) {
		var s;
		if (self === undefined || self === null)
			throw new TypeError('String.prototype.' + name +
			    ' called on null or undefined');
		s = String(self);
		return '<' + tag + (attribute ? ' ' + attribute + '="' +
		    String(value).replace(/"/g, '&quot;') + '"' : '') + '>' + s +
		    '</' + tag + '>';
	}
	rt.method(String.prototype, name, attribute ?
	    { m(value) { return write(this, value); } }.m :
	    { m() { return write(this); } }.m);
}
[['anchor', 'a', 'name'], ['big', 'big'], ['blink', 'blink'], ['bold', 'b'],
	['fixed', 'tt'], ['fontcolor', 'font', 'color'],
	['fontsize', 'font', 'size'], ['italics', 'i'], ['link', 'a', 'href'],
	['small', 'small'], ['strike', 'strike'], ['sub', 'sub'],
	['sup', 'sup']].forEach(function (x) { html(x[0], x[1], x[2]); });
