// SPDX-License-Identifier: Apache-2.0
// BigInt's operators.  A program that mentions BigInt (a literal, the name, or
// BigInt64Array and its like) is lowered to these; any other program has no
// BigInt to meet and keeps Duktape's own operators.
//
//   1n                 $.big("1n")
//   a + b ...          $.add sub mul div mod pow shl shr ushr and or xor(a, b)
//   -a  ~a  +a         $.neg bnot pos(a)
//   ++a  a++           $.inc dec(a); the old value of a++ is $.num(a)
//   a < b ...          $.lt le gt ge(a, b)
//   a == b  a != b     $.eq(a, b); === and !== stay as they are, as does
//                      switch: equal BigInts are the same value
//   if (a) !a && || ?: $.truth(a)
//   typeof a           $.typeof(a)
//   `${a}`             $.str(a)
//   o[a]               o[$.bkey(a)]
'use strict';
var rt = native.rt, bigints = native.bigints, isBigInt = bigints.isBigInt;
Object.getOwnPropertyNames(bigints).forEach(function (k) {
	if (k !== 'made') $[k] = bigints[k];
});
$['typeof'] = function (x) {
	return isBigInt(x) ? 'bigint' : typeof x;
};
rt.def(global.BigInt.prototype, {
	toLocaleString(locales, options) {
		return $.formatBigInt(this.valueOf(), locales, options);
	}
}, { toLocaleString: 0 });
