// deep immutability/grouping/reduce utilities, messy style
var data = [{id:1,tags:['a','b'],price:10.5,meta:{ok:true}},{id:2,tags:[],price:null,meta:null},{id:3,tags:['b'],price:7,meta:{ok:false}}] as any[]
var groupBy = function(arr, key) { return arr.reduce(function(acc, cur) { var k = typeof key === 'function' ? key(cur) : cur[key]; (acc[k] = acc[k] || []).push(cur); return acc }, {}) } as any
const pick = <T extends object, K extends keyof T>(o: T, ...ks: K[]): Pick<T, K> => Object.fromEntries(ks.map(k => [k, o[k]])) as any
const deepMerge = (a: any, b: any): any => Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : a && b && typeof a == 'object' && typeof b == 'object' ? { ...a, ...Object.fromEntries(Object.entries(b).map(([k, v]) => [k, k in a ? deepMerge(a[k], v) : v])) } : b
const pipe = (...fns: Function[]) => (x: any) => fns.reduce((v, f) => f(v), x)
const memo = (f: any) => { const c = new Map(); return (...a: any[]) => { const k = JSON.stringify(a); if (!c.has(k)) c.set(k, f(...a)); return c.get(k) } }
let calls = 0; const slow = memo((a: number, b = 2) => { calls++; return a * b })
const curry = (f: any) => function c(...a: any[]): any { return a.length >= f.length ? f(...a) : (...b: any[]) => c(...a, ...b) }
const compact = data.flatMap(({ tags, ...r }) => tags.length ? tags.map((t: string) => ({ t, ...r })) : [])
const total = data.map(d => d?.price ?? 0).reduce((a, b) => a + b)
const { length, [length - 1]: lastOne, 0: { meta: { ok = 'dflt' } = {} as any, id: firstId, ...others } } = data
const sorted = [...data].sort((a, b) => (b.price ?? -1) - (a.price ?? -1) || a.id - b.id).map(d => d.id)
if (true) { var hoisted = typeof later; function later() { return 'l' } }
return { g: Object.entries(groupBy(data, (d: any) => d.tags.length > 0)).map(([k, v]: any) => [k, v.length]), p: data.map(d => pick(d, 'id', 'price')), m: deepMerge({ a: { b: [1], c: 2 } }, { a: { b: [2], d: 3 }, e: 4 }), pi: pipe((x: number) => x + 1, String, (s: string) => s.padEnd(3, '!'))(4), s: [slow(1), slow(1), slow(2, 3), calls], cu: curry((a: any, b: any, c: any) => a + b + c)(1)(2, 3), compact, total, ok, firstId, others: Object.keys(others), sorted, hoisted, lastId: lastOne.id, gb: Object.groupBy(data, d => d.meta?.ok ? 'y' : 'n').n!.length }
