// SPDX-License-Identifier: Apache-2.0
// Iterators over flat lists of names and values: those of URLSearchParams,
// Headers and FormData.
'use strict';
var rt = native.rt, TE = TypeError, I = native.hidden('pairs');
$.pairIterators = function (C, name, listOf) {
	var proto = Object.create(native.IteratorPrototype);
	function make(what) {
		return { m() {
			var it = Object.create(proto);
			listOf(this);
			it[I] = { o: this, i: 0, what: what };
			return it;
		} }.m;
	}
	rt.def(proto, {
		next() {
			var st = rt.isObject(this) ? this[I] : undefined, list, i;
			if (st === undefined)
				throw new TE('next called on an object that is no ' +
				    name + ' Iterator');
			list = listOf(st.o);
			i = st.i;
			if (i >= list.length) return { value: undefined, done: true };
			st.i += 2;
			return { value: st.what === 0 ? list[i] : st.what === 1 ?
			    list[i + 1] : [list[i], list[i + 1]], done: false };
		}
	});
	rt.tag(proto, name + ' Iterator');
	rt.def(C.prototype, { entries: make(2), keys: make(0), values: make(1) });
	rt.put(C.prototype, Symbol.iterator, C.prototype.entries);
};
