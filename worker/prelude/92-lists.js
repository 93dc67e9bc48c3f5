// SPDX-License-Identifier: Apache-2.0
// Replies that are sequences, as lists: JSON texts in lines, server-sent
// events.  Of one that was cut (a stream without an end) only whole items.
var parse = JSON.parse;

function what(cut) {
	return cut === 'size' ? 'it has more than is collected' :
	    'more comes than there is time for';
}

function wrong(n, e, s) {
	e = new SyntaxError('item ' + n + ' of the reply is not JSON: ' +
	    e.message);
	e.body = s;
	return e;
}

// Lines end with LF (JSON lines) or begin with RS (RFC 7464).
$.lines = function (s, cut) {
	var marked = s.charAt(0) === '\x1e', a = s.split(marked ? '\x1e' : '\n');
	var i, one, out = [];
	if (cut !== undefined && !/\n$/.test(s)) a.pop();
	for (i = 0; i < a.length; i++) {
		one = a[i].trim();
		if (one === '') continue;
		try {
			out.push(parse(one));
		} catch (e) {
			/* Its end, behind a line end within it. */
			if (marked && cut !== undefined && i === a.length - 1)
				break;
			throw wrong(out.length + 1, e, one);
		}
	}
	return out;
};

// HTML, 9.2.6; but what an end without an empty line leaves is an event, too.
$.events = function (s, cut) {
	var lines = s.split(/\r\n|\r|\n/), i, m, name, v;
	var out = [], e = {}, seen = false;
	function end() {
		if (seen) out.push(e);
		e = {};
		seen = false;
	}
	for (i = 0; i < lines.length; i++) {
		if (lines[i] === '') {
			end();
			continue;
		}
		m = lines[i].indexOf(':');
		name = m < 0 ? lines[i] : lines[i].slice(0, m);
		v = m < 0 ? '' : lines[i].slice(m + (lines[i].charAt(m + 1) ===
		    ' ' ? 2 : 1));
		switch (name) {
		case 'data':
			e.data = seen ? e.data + '\n' + v : v;
			seen = true;
			break;
		case 'event':
			e.event = v;
			break;
		case 'id':
			if (v.indexOf('\0') < 0) e.id = v;
			break;
		case 'retry':
			if (/^\d+$/.test(v)) e.retry = +v;
			break;
		}
	}
	if (cut === undefined) end();
	return out;
};

// What the program is told of a list that is not all.
$.cut = function (list, cut) {
	return 'the reply is a stream that does not end: the first ' +
	    list.length + ' items of it (' + what(cut) + ')';
};
