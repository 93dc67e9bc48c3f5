// SPDX-License-Identifier: Apache-2.0
// Headers, Blob, File, FormData, crypto.subtle.digest, and a small Buffer.
'use strict';
var rt = native.rt, TE = TypeError, isObject = rt.isObject, P = global.Promise;
var B = native.hidden('blob'), H = native.hidden('headers');
var F = native.hidden('form'), isView = ArrayBuffer.isView;

function need(o, key, name) {
	if (!isObject(o) || o[key] === undefined)
		throw new TE('Illegal invocation: this is no ' + name);
	return o[key];
}
function view(x) {
	return isView(x) ? new Uint8Array(x.buffer, x.byteOffset, x.byteLength) :
	    new Uint8Array(x);
}
// A buffer of native's as an array of its own.
function owned(b) { return new Uint8Array(b.buffer || b); }
function join(list) {
	var n = 0, i, out;
	for (i = 0; i < list.length; i++) n += list[i].length;
	out = new Uint8Array(n);
	for (i = n = 0; i < list.length; n += list[i++].length)
		out.set(list[i], n);
	return out;
}

$.bytesOf = view;
$.joinBytes = join;

function part(x) {
	if (isObject(x) && x[B] !== undefined) return x[B].bytes;
	if (x instanceof ArrayBuffer || isView(x)) return view(x).slice();
	return owned(native.bytes(native.wellFormed(String(x))));
}
function mime(t) {
	t = t === undefined ? '' : String(t);
	return /[^\x20-\x7e]/.test(t) ? '' : t.toLowerCase();
}
function Blob(parts, options) {
	if (new.target === undefined)
		throw new TE("Class constructor Blob cannot be invoked without 'new'");
	this[B] = { bytes: parts === undefined ? new Uint8Array(0) :
	    join(rt.list(parts).map(part)),
	    type: mime(isObject(options) ? options.type : undefined) };
}
rt.getter(Blob.prototype, 'size', function () {
	return need(this, B, 'Blob').bytes.length;
});
rt.getter(Blob.prototype, 'type', function () {
	return need(this, B, 'Blob').type;
});
rt.def(Blob.prototype, {
	text() { return P.resolve(native.text(need(this, B, 'Blob').bytes)); },
	bytes() { return P.resolve(need(this, B, 'Blob').bytes.slice()); },
	arrayBuffer() {
		return P.resolve(need(this, B, 'Blob').bytes.slice().buffer);
	},
	slice(start, end, type) {
		var b = new Blob([]);
		b[B] = { bytes: need(this, B, 'Blob').bytes.slice(start, end),
		    type: mime(type) };
		return b;
	}
}, { slice: 0 });
rt.ctor('Blob', Blob, 0);
function File(parts, name, options) {
	if (new.target === undefined || arguments.length < 2)
		throw new TE('new File(parts, name): both must be given');
	this[B] = new Blob(parts, options)[B];
	this[B].name = native.wellFormed(String(name));
	this[B].at = isObject(options) && options.lastModified !== undefined ?
	    +options.lastModified : native.now();
}
File.prototype = Object.create(Blob.prototype);
Object.setPrototypeOf(File, Blob);
rt.getter(File.prototype, 'name', function () {
	return need(this, B, 'File').name;
});
rt.getter(File.prototype, 'lastModified', function () {
	return need(this, B, 'File').at;
});
rt.ctor('File', File, 2);
// What a blob is among the arguments of a call, or in a result.
$.blobBytes = function (x) {
	return isObject(x) && x[B] !== undefined ? x[B].bytes : undefined;
};
// Among arguments: the bytes, with a file's name and the type, if there is one.
$.blobArgument = function (x) {
	var b = isObject(x) ? x[B] : undefined, out;
	if (b === undefined) return undefined;
	out = { $bytes: native.base64(b.bytes) };
	if (b.name !== undefined) out.$name = b.name;
	if (b.type !== '') out.$type = b.type;
	return out;
};

function entry(value, name) {
	if (!isObject(value) || value[B] === undefined)
		return native.wellFormed(String(value));
	if (name === undefined && value instanceof File) return value;
	return new File([value], name === undefined ? 'blob' : name,
	    { type: value.type });
}
function FormData() {
	if (new.target === undefined)
		throw new TE("Class constructor FormData cannot be invoked without " +
		    "'new'");
	this[F] = [];
}
function without(list, name) {
	var out = [], i;
	for (i = 0; i < list.length; i += 2)
		if (list[i] !== name) out.push(list[i], list[i + 1]);
	return out;
}
function found(list, name) {
	var out = [], i;
	for (i = 0; i < list.length; i += 2)
		if (list[i] === name) out.push(list[i + 1]);
	return out;
}
rt.def(FormData.prototype, {
	append(name, value, file) {
		need(this, F, 'FormData').push(native.wellFormed(String(name)),
		    entry(value, file));
	},
	'delete'(name) {
		this[F] = without(need(this, F, 'FormData'), String(name));
	},
	'get'(name) {
		var all = found(need(this, F, 'FormData'), String(name));
		return all.length ? all[0] : null;
	},
	getAll(name) { return found(need(this, F, 'FormData'), String(name)); },
	has(name) {
		return found(need(this, F, 'FormData'), String(name)).length > 0;
	},
	'set'(name, value, file) {
		var list = need(this, F, 'FormData'), at = list.indexOf(String(name));
		list = without(list, String(name));
		list.splice(at < 0 || at % 2 ? list.length : Math.min(at,
		    list.length), 0, String(name), entry(value, file));
		this[F] = list;
	},
	forEach(f, self) {
		var list = need(this, F, 'FormData'), i;
		rt.callable(f);
		for (i = 0; i < list.length; i += 2)
			f.call(self, list[i + 1], list[i], this);
	}
}, { append: 2, 'set': 2, forEach: 1 });
$.pairIterators(FormData, 'FormData', function (o) {
	return need(o, F, 'FormData');
});
rt.ctor('FormData', FormData, 0);
// A form as the body of a Response: [bytes, media type].
$.formBytes = function (x) {
	var list = isObject(x) ? x[F] : undefined, out = [], i, v, b, head, mark;
	if (list === undefined) return undefined;
	mark = '----cordon' + global.crypto.randomUUID().replace(/-/g, '');
	function quoted(s) {
		return '"' + s.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22') +
		    '"';
	}
	for (i = 0; i < list.length; i += 2) {
		v = list[i + 1];
		b = isObject(v) ? v[B] : undefined;
		head = '--' + mark + '\r\nContent-Disposition: form-data; name=' +
		    quoted(list[i]);
		if (b)
			head += '; filename=' + quoted(b.name) + '\r\nContent-Type: ' +
			    (b.type || 'application/octet-stream');
		out.push(part(head + '\r\n\r\n'), b ? b.bytes : part(v),
		    part('\r\n'));
	}
	out.push(part('--' + mark + '--\r\n'));
	return [join(out), 'multipart/form-data; boundary=' + mark];
};
// A form among the arguments of a call: an object of its fields.
$.formFields = function (x) {
	var list = isObject(x) ? x[F] : undefined, out, i, k;
	if (list === undefined) return undefined;
	out = {};
	for (i = 0; i < list.length; i += 2) {
		k = found(list, list[i]);
		native.def(out, list[i], k.length > 1 ? k : k[0]);
	}
	return out;
};

// Names in small letters, sorted; values of the same name joined.
function headerName(k) {
	k = String(k);
	if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(k))
		throw new TE("Header name must be a valid HTTP token [\"" + k + '"]');
	return k.toLowerCase();
}
function headerValue(v) {
	v = String(v).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
	if (/[\0\n\r\u0100-\uffff]/.test(v))
		throw new TE('Header value is not a byte string, or has a line end');
	return v;
}
function sorted(map) {
	var out = [];
	Object.keys(map).sort().forEach(function (k) { out.push(k, map[k]); });
	return out;
}
function Headers(init) {
	var self = this;
	if (new.target === undefined)
		throw new TE("Class constructor Headers cannot be invoked without " +
		    "'new'");
	this[H] = Object.create(null);
	if (init === undefined || init === null) return;
	if (!isObject(init))
		throw new TE('Headers takes pairs, an object or Headers');
	if (init[Symbol.iterator])
		rt.each(init, function (p) {
			p = rt.list(p);
			if (p.length !== 2)
				throw new TE('Headers: each pair is a name and a value');
			self.append(p[0], p[1]);
		});
	else
		Object.keys(init).forEach(function (k) { self.append(k, init[k]); });
}
rt.def(Headers.prototype, {
	append(k, v) {
		var map = need(this, H, 'Headers');
		k = headerName(k);
		v = headerValue(v);
		map[k] = k in map ? map[k] + ', ' + v : v;
	},
	'delete'(k) { delete need(this, H, 'Headers')[headerName(k)]; },
	'get'(k) {
		var v = need(this, H, 'Headers')[headerName(k)];
		return v === undefined ? null : v;
	},
	has(k) { return headerName(k) in need(this, H, 'Headers'); },
	'set'(k, v) { need(this, H, 'Headers')[headerName(k)] = headerValue(v); },
	getSetCookie() {
		var v = need(this, H, 'Headers')['set-cookie'];
		return v === undefined ? [] : v.split(', ');
	},
	forEach(f, self) {
		var list = sorted(need(this, H, 'Headers')), i;
		rt.callable(f);
		for (i = 0; i < list.length; i += 2)
			f.call(self, list[i + 1], list[i], this);
	}
}, { forEach: 1 });
$.pairIterators(Headers, 'Headers', function (o) {
	return sorted(need(o, H, 'Headers'));
});
rt.ctor('Headers', Headers, 0);

var subtle = {};
rt.def(subtle, {
	digest(algorithm, data) {
		return new P(function (ok, bad) {
			var name = isObject(algorithm) ? algorithm.name : algorithm, d;
			if (!(data instanceof ArrayBuffer) && !isView(data)) {
				bad(new TE('crypto.subtle.digest(name, bytes): the data ' +
				    'must be an ArrayBuffer or a view of one'));
				return;
			}
			d = native.digest(String(name).toUpperCase(), view(data));
			if (d === undefined)
				bad(new global.DOMException('Unrecognized algorithm name',
				    'NotSupportedError'));
			else
				ok(owned(d).buffer);
		});
	}
});
['encrypt', 'decrypt', 'sign', 'verify', 'importKey', 'generateKey',
	'deriveBits', 'deriveKey', 'exportKey'].forEach(function (k) {
	native.method(subtle, k, function () {
		return P.reject(new global.DOMException('crypto.subtle.' + k +
		    ' is not available here: only digest is; a program holds no ' +
		    'keys', 'NotSupportedError'));
	});
});
rt.tag(subtle, 'SubtleCrypto');
$.hide(global.crypto, 'subtle', subtle);
