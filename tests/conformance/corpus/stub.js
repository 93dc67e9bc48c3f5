// SPDX-License-Identifier: Apache-2.0
var codemode = { shop: { orders: function (a) {
	return Promise.resolve([1, 2, 3, 4, 5].map(function (i) {
		return { id: i, customer: 'c' + (i % 2), total: i * 10.5 };
	}).filter(function (o) { return !a || !a.customer || o.customer === a.customer; }));
} } };
