const get = 1, set = 2, of = [3], async = (x) => x + 1, from = 4, as = 5, type = 6, declare = 7, abstract = 8, namespace_ = 9, readonly = 10, is = 11, keyof = 12, infer = 13, satisfies = 14, accessor = 15, override = 16, out = 17, module = 18, global = 19, target = 20, constructor = 21, any = 22, number = 23;
class K { get = 1; set = 2; static = 3; async = 4; static static = 5; static async = 6; static get get() { return 7 } static async *gen() { yield 8 } 'quoted-m'() { return 9 } 123() { return 10 } get [`x${1}`]() { return 11 } async async() { return 12 } static set set(v) { K.async = v } static of() { return 13 } if() { return 14 } class = 15; declare = 16; readonly = 17; public = 18; async
foo() { return 'semi' } get
bar() { return 'm' } static
baz = 1 }
const o = { get, set, async, of, if: 1, class: 2, get get() { return 3 }, set set(v) { }, async async() { return 4 }, *gen() { yield 5 }, async *ag() { yield 6 }, get: 7, new: 8, typeof: 9, 1.5: 'f', 0x10: 'h', 1e3: 'e', 'a b': 's', [`t${1}`]: 't', await: 10, yield: 11, let: 12, static: 13, null: 14, true: 15, undefined: 16, __proto__: null };
for (const of of [1, 2]) { } for (const async of [1]) { } for (var let_ of [9]) ;
const re = 1 / 2 / 1, r2 = /[/]\/(?:)/.test('//'), r3 = ((1) / 2) / 1, r4 = [1][0] / 2, r5 = { a: 4 }.a / 2; let i = 4; const r6 = i++ / 2, r7 = typeof /x/, r8 = `${`${1}${`${2}`}`}`.length, r9 = `a${{ b: `}` }.b}c`;
const asi = 1
const asi2 = asi
;[1, 2].forEach(x => i += x)
;(() => { i++ })()
let ret = (() => { return
1 })()
let plus = 1
+ 2
i
++
i
if (i) ; else i = 0
do i--; while (i > 5) i++
var a = 1, b = 2 /* c
*/; var c = 3 // no newline needed? yes
const \u0061bc = 5, ünï = 6, \u{62}x = 7, 変数 = 8, $ = 9, _ = 10, $$ = 11, ℮ = 12;
const s = 'a\
b\x41\u0042\u{43}\0\'\"' + "\u2028".length + 'x'.length; 
const n = [0.5, .5, 5., 0b11, 0o17, 0xFf, 1_000, 1e-3, 0.1e+2].length;

x: for (;;) { y: for (;;) { break x } }
switch (1) { default: case 1: { } }
const cond = true ? (x => x) : (y) => y, cond2 = true ? ({ a }) => a : null, cond3 = false ? 1 : true ? 2 : 3, cond4 = (a, b) ? (b) : (c);
const arrows = [() => ({}), () => { }, a => b => a + b, async a => a, async (a) => a, (a, { b, c: [d = 1] = [] } = {} as any, ...e) => [a, b, d, e], ({ }) => 1, ([]) => 2, (a = (b = 2) => b) => a()].map(f => typeof f === 'function' && f.length);
const chain = [1, 2, 3]
  .map(x => x * 2)
  // comment
  .filter(x => x > 2)
  /* another */ .join('-');
const big = { ...{ a: 1 }, ...null, ...[2], ...'s' }, arr = [...'ab', ...[1], ...new Set([2])], call = Math.max(...[1, 2], 3, ...[4]);
const t = (s => s.raw[0])`\unicode and \xerxes`, nw = new (class { v = new.target !== undefined })().v, nw2 = new Date(0).getTime(), nw3 = new (Array as any)(3).length, v = void 0 ?? 'v', d = delete ({} as any).x, neg = - -1 + +'2' - -3, inc = i++ + ++i, ex = (-2) ** 2, seq = (1, 2), comma = [(1, 2)], tern = a ? b ? 1 : 2 : 3, opt = o?.['a b'], notnull = o!.if!, nul = null?.x.y.z(), opt2 = (o as any).nope?.().x, opt3 = o.gen?.().next().value, inx = 'if' in o;
return [new K().get, K.static, K.get, (await K.gen().next()).value, (new K() as any)['quoted-m'](), new K()[123](), (new K() as any).x1, K.of(), new K().if(), Object.keys(new K()), new K().foo(), (new K() as any).bar, Object.keys(K), Object.keys(o), o['1.5'], o[16], o[1000], re, r2, r3, r4, r5, r6, r7, r8, r9, i, ret, plus, abc, ünï, bx, 変数, $, _, $$, ℮, s, n, cond(1), cond2({ a: 2 }), cond3, cond4, arrows, chain, big, arr, call, t, nw, nw2, nw3, v, d, neg, inc, ex, seq, comma, tern, opt, notnull, nul, opt2, opt3, inx];
