// SPDX-License-Identifier: Apache-2.0
// Values and calls of console, whose texts expected.txt has as node 24 writes them.
async () => {
class A { constructor() { this.x = 1; this.y = [1, 2]; } }
class B extends A { z = 3; get g() { return 1; } }
const circ = { name: 'c' }; circ.self = circ; circ.list = [circ];
const nested = { a: { b: { c: { d: { e: 1 } } } } };
const sym = Symbol('s');
const fnWithProps = Object.assign(function foo() {}, { a: 1, b: 'x' });
const err = new Error('boom');
const samples = [
 () => [Promise.resolve(1)], () => [new Promise(() => {})], () => [{ p: Promise.resolve({ a: 1 }) }],
 () => { const p = Promise.reject(new Error('x')); p.catch(() => {}); p.then; return [{ t: typeof p }]; },
 () => [new Map([['a', 1], ['b', { c: 2 }]])], () => [new Set([1, 'two', { three: 3 }])], () => [new Map()], () => [new Set()],
 () => [new WeakMap()], () => [new WeakSet()], () => [new A()], () => [new B()], () => [A], () => [B], () => [class {}], () => [{ k: class Foo {} }],
 () => [circ], () => [nested], () => [[[[[[1]]]]]], () => [{ f() {}, g: () => 1, h: function named() {}, i: async () => {}, j: function* gen() {}, k: async function* ag() {} }],
 () => [[undefined, null, NaN, -0, 0, 1n, true, 'str']], () => [{ u: undefined, n: null, s: 'it\'s', d: "say \"hi\"", b: `both ' and "` }],
 () => ['plain', 1, true, null, undefined, 5n, sym], () => [{ [sym]: 1, [Symbol.iterator]: 2 }], () => [sym],
 () => [new Date(0)], () => [{ d: new Date(86400000) }], () => [new Date(NaN)], () => [/re/gi], () => [{ r: /x/ }],
 () => [[1, , 3]], () => [new Array(5)], () => [[1, , , 4, ,]], () => [Array.from({ length: 120 }, (_, i) => i)], () => [Array.from({ length: 30 }, (_, i) => 'item' + i)],
 () => [{ a: 'x'.repeat(100), b: 'y'.repeat(20) }], () => [['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)]],
 () => [{ id: 1, name: 'Alice', email: 'alice@example.com', roles: ['admin', 'user'], address: { street: '1 Main St', city: 'X', geo: { lat: 1.5, lng: 2.5 } } }],
 () => [[{ id: 1, name: 'a' }, { id: 2, name: 'b' }]], () => [Object.create(null)], () => [Object.assign(Object.create(null), { a: 1 })],
 () => [new Uint8Array([1, 2, 3])], () => [new Float64Array(2)], () => [new ArrayBuffer(4)], () => [new DataView(new ArrayBuffer(2))], () => [Buffer.from('hi')], () => [new BigInt64Array(2)],
 () => [new Number(5), new String('abc'), new Boolean(false)], () => [Object(1n), Object(sym)],
 () => [fnWithProps], () => [function () {}, () => {}, Math.max], () => [{ get a() { return 1; }, set a(v) {}, get b() { return 2; }, set c(v) {} }],
 () => ['%s is %d years and %i, %f', 'Bob', 42.5, 42.9, '1.5'], () => ['%o', { a: 1 }], () => ['%O', { a: { b: { c: {} } } }], () => ['%j', { a: 1 }], () => ['%c styled', 'color: red'], () => ['100%', 1], () => ['%% %s', 'x'], () => ['%s', { a: 1 }, 'extra'], () => ['%s', null, undefined], () => ['%d', '5', 6], () => ['a', { b: 1 }, ['c']],
 () => ['%s', Symbol('q')], () => ['%s', 5n], () => ['%d', 5n], () => ['%s', [1, [2, [3]]]], () => ['%s', () => 1], () => ['%s', new A()], () => ['%s', new Date(0)], () => ['%x', 1],
 () => [{ 'a-b': 1, 'valid_id': 2, '1x': 3, 2: 4, '': 5 }], () => [new Map([[{ k: 1 }, [1, 2]]])], () => [new Map([['m', new Map([['n', new Set([1])]])]])],
 () => [[['a', 1], ['b', 2]]], () => [{ a: [], b: {}, c: '' }], () => ['multi\nline', { s: 'multi\nline' }], () => [['tab\t', 'nul\0', 'uni\u0001', 'é', '😀']],
 () => [Object.freeze({ a: 1 })], () => [new Proxy({ a: 1 }, {})], () => [[1.5, -2, 1e21, 1e-7, 123456789]], () => [globalThis === globalThis],
 () => [{ m: new Map([[1, { deep: { deeper: { deepest: 1 } } }]]) }], () => [[new A(), new B()]], () => [Object.create({ inherited: 1 })], () => [Object.create(A.prototype)], () => [(function () { return arguments; })(1, 2)],
 () => [[1, 2][Symbol.iterator]()], () => [(function* () {})()], () => [{ toString() { return 'custom'; } }], () => [{ toJSON() { return 1; } }], () => [Symbol.for('x'), { [Symbol.toStringTag]: 'Tagged', a: 1 }],
 () => [class X { static s = 1; }], () => [class extends A {}], () => [new (class Foo extends Map { })([[1, 2]])], () => [new (class Bar extends Array { })(1, 2, 3)], () => [Object.assign([1, 2], { extra: 'p' })], () => [new (class E2 extends Set {})([1])],
 () => [{ a: 1, b: { c: [1, 2, { d: 1 }] } }, [{ x: { y: { z: {} } } }]], () => [Array(200).fill(0)], () => [Array(7).fill('abcdef')], () => [Array(27).fill(3.14159)], () => [[true, false, true, false, true, false, true, false]], () => [{ x: Array(8).fill({ a: 1 }) }], () => [new URL('http://u:p@h.com:8080/p?q=1#f')], () => [new URLSearchParams('a=1&b=2')], () => [JSON.stringify({ a: 1 }), JSON], () => [Math], () => [new WeakRef({})], () => [new Set([[1, 2], [3, 4]])], () => [new Map([['key with spaces', undefined]])], () => [{ undefined: undefined, null: null }], () => [-0, [-0]], () => [''], () => [[]], () => [{}], () => [], () => ['\x1b[31mred'], () => [{ longkey1: 'aaaaaaaaaaaaaaaaaaaaa', longkey2: 'bbbbbbbbbbbbbbbbbbbbbbbbb', longkey3: 'ccccccccccccccccc' }], () => [{ aaaa: 1, bbbb: 2, cccc: 3, dddd: 4, eeee: 5, ffff: 6, gggg: 7, hhhh: 8, iiii: 9 }], () => [Array.from({ length: 10 }, (_, i) => ({ id: i, name: 'n' + i }))], () => ['a'.repeat(11000).length, ['b'.repeat(10050)].map(x => x.length)],
 () => [[null, undefined, [null, [undefined]]]], () => [{ date: new Date(1e12), re: /a/, map: new Map(), set: new Set([1]), err: 'e', fn: Math.max, sym: Symbol.iterator, big: 10n }], () => [[function () {}, class {}, Symbol()]], () => [{ a: { b: { c: [] , d: {}, e: [1], f: {g:1}} } }], () => [new AbortController().signal.aborted],
 () => [{ rows: [{ id: 1, tags: ['a', 'b'], meta: { created: new Date(0), by: null } }, { id: 2, tags: [], meta: {} }] }],
 () => [{ status: 200, headers: { 'content-type': 'application/json', etag: 'W/"abc"' }, body: { items: [{ id: 1 }], total: 1, next: undefined } }],
 () => [new Map([['users', [{ id: 1 }, { id: 2 }]], ['count', 2]])], () => [new Map(Array.from({ length: 5 }, (_, i) => ['key' + i, { v: i, label: 'a longer label ' + i }]))],
 () => [new Set(Array.from({ length: 30 }, (_, i) => i))], () => [new Map(Array.from({ length: 120 }, (_, i) => [i, i * i]))], () => [new Set(Array.from({ length: 101 }, (_, i) => i))],
 () => [{ text: 'line one of a long text that goes on\nline two of it, which is longer than sixteen\nline three' }], () => [['a\nb', 'c\nd and a longer line than sixteen characters of it here\nmore']],
 () => [Array.from({ length: 12 }, (_, i) => 'x'.repeat(i))], () => [Array.from({ length: 9 }, (_, i) => i * 1000)], () => [Array.from({ length: 10 }, (_, i) => [i, i + 1])], () => [Array.from({ length: 8 }, (_, i) => 'word ' + i)],
 () => [Array.from({ length: 20 }, (_, i) => (i % 3 ? i : null))], () => [[1n, 2n, 3n, 4n, 5n, 6n, 7n]], () => [Array.from({ length: 7 }, () => new Date(0))], () => [new Uint8Array(130)], () => [Float32Array.of(1.5, 2.25)], () => [{ buf: new Uint8Array([1, 2]).buffer }],
 () => [{ one: { two: { three: 3 } } }], () => [{ one: { two: [1, 2, 3] }, x: [[1, [2]]] }], () => [[[1, [2, [3]]], { a: [{ b: 1 }] }]], () => [{ $dollar: 1, _under: 2, 'with space': 3, "q'uote": 4, 'ünï': 5 }],
 () => [{ f: Math.max, c: class {}, s: Symbol('x'), n: null, u: undefined, d: new Date(NaN) }], () => [Object.assign(() => {}, { prop: 1 })], () => [Object.assign(function named() {}, { nested: { a: { b: 1 } } })], () => [Object.assign(class K {}, { s: [1] })],
 () => [{ get x() { return 1; }, y: { get z() { return 2; } } }], () => [Object.defineProperty({}, 'hidden', { value: 1 })], () => [Object.defineProperty([1], 'h', { value: 1 })],
 () => { const a = [1]; a.push(a); return [a]; }, () => { const m = new Map(); m.set('self', m); return [m]; }, () => { const a = {}, b = { a }; a.b = b; return [a, b]; }, () => { const p = {}; p.x = [p, p]; return [{ p }]; },
 () => [Promise.resolve([1, 2])], () => [{ a: Promise.resolve('x'), b: new Promise(() => {}) }], () => [(() => { const p = Promise.reject(5); p.catch(() => {}); return p; })()],
 () => [new (class Point { constructor() { this.x = 1; this.y = 2; } toString() { return 'P'; } })()], () => ['%s', new (class P2 { toString() { return 'P!'; } })()], () => ['%s and %s', { toString() { return 'own'; } }, [1, 2]], () => ['%s', new Map([[1, 2]])], () => ['%s', class Q {}], () => ['%d|%d|%d', true, '', null], () => ['%i', 'abc'], () => ['%f', 'abc'], () => ['%j', { a: [1] }, 'more'], () => ['%s', -0, -0], () => ['%d', -0], () => ['%s %s', 'only one'], () => [1, '%s', 'x'], () => ['%', 5], () => ['%o', [1]].slice(0, 1), () => ['%O', { a: { b: { c: { d: 1 } } } }],
 () => [Object.create(null, { a: { value: 1, enumerable: true } })], () => [Object.create({ constructor: undefined })].map(() => 1), () => [Object.setPrototypeOf({ a: 1 }, null)], () => [Object.setPrototypeOf([1], null)].map(() => 2), () => [new (class extends Object {})()], () => [new (class Foo { get [Symbol.toStringTag]() { return 'Bar'; } })()], () => [new (class extends Promise {})(() => {})].map(() => 3),
 () => [[undefined], [null], [NaN], ['']], () => [{ a: '' , b: ' ' }], () => ['\u2028', ['\u2028']], () => [['\ud800', 'a\ud83d']], () => [['back`tick', "it's", 'say "x"', `it's "x"`, 'it\'s "x" `y`', '${x}\'']], () => [['\\', '\x7f']],
 () => [{ x: 'a'.repeat(60), y: 'b' }], () => [{ x: 'a'.repeat(50), y: 'b'.repeat(5) }], () => [['a'.repeat(36), 'b'.repeat(36)]], () => [['a'.repeat(34), 'b'.repeat(34)]], () => [{ a: [{ b: { c: 1 } }, { b: { c: 2 } }] }], () => [{ a: 1, b: 2, c: [1, 2, 3], d: { e: 'f' } }],
 () => [{ level1: { level2: { key: 'value', list: ['x'.repeat(30), 'y'.repeat(30)] } } }], () => [[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], () => [Array.from({ length: 3 }, (_, i) => Array.from({ length: 10 }, (_, j) => i * j))], () => [Object.fromEntries(Array.from({ length: 30 }, (_, i) => ['k' + i, i]))], () => [Object.entries({ a: 1, b: 2 })], () => [Object.groupBy([1, 2, 3], (x) => (x % 2 ? 'odd' : 'even'))], () => ['abc'.match(/b/)], () => [/(?<y>\d+)-(\d+)/.exec('2020-12')], () => [[...'ab1'.matchAll(/[a-z]/g)]], () => [new Intl.NumberFormat('en-US').formatToParts(1234.5)], () => ['a,b'.split(',')], () => [Symbol.iterator], () => [[Symbol('a b')]], () => [[,]], () => [[, 'x', , ,]], () => [Object.assign(new Array(3), { x: 1 })], () => [[1, 2, 3].entries().toArray()],
 () => [new Headers({ a: '1', 'X-B': '2' })].map((h) => [...h]), () => [JSON.parse('{"a":[1,{"b":null}]}')], () => [structuredClone(new Map([[1, { a: 1 }]]))], () => [Number, Array, Promise], () => [Symbol, Map], () => [[Number, class Z {}]], () => [{ a: Object.freeze([1]) }], () => [true && 'x', false || 0],
];
for (const s of samples) console.log(...s());
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]); console.table([[1, 2], [3, 4]]); console.table({ r1: { c: 1 }, r2: { c: 2 } }); console.table([1, 'two', { three: 3 }]); console.table([{ a: 1, b: 2 }], ['b']); console.table(new Map([['k', 1]])); console.table(5); console.table([]); console.table(new Set([1])); console.table([{a:{b:1}, c:[1,2]}]);
console.group('G'); console.log('in\nside'); console.group(); console.log({ a: 1 }); console.groupEnd(); console.groupEnd(); console.log('out');
console.count(); console.count('x'); console.count(); console.countReset(); console.count(); console.assert(true, 'no'); console.assert(false, 'yes %d', 1); console.assert(false); console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }); console.dirxml({ a: 1 }); console.info('i'); console.debug('d'); console.warn('w'); console.error('e');
return null; }
