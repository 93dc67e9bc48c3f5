// what destructuring reads when arrays, their iterators or their prototypes are changed; patterns as statements
const out = [];
class Sub extends Array {}
class Odd extends Array { *[Symbol.iterator]() { yield 'odd'; } }
const t = (x: any) => { const [a, b] = x; return [a, b]; };
out.push(t(Sub.of(1, 2)), t(Odd.of(1, 2)));
const own = [1, 2]; own[Symbol.iterator] = function* () { yield 7; };
out.push(t(own));
const bare = Object.setPrototypeOf([1, 2], null);
try { t(bare); } catch (e) { out.push(e.name); }
out.push(t(new Proxy([3, 4], {})), t("xy"), t(new Set([5])));
const hole = [, 2]; out.push(t(hole));
const P = Object.getPrototypeOf([][Symbol.iterator]()), next = P.next;
let n = 0;
P.next = function () { n++; return next.call(this); };
out.push(t([1, 2]), n); 
P.next = next; out.push(t([1, 2]), n);
const it = Array.prototype[Symbol.iterator];
Array.prototype[Symbol.iterator] = function* () { yield 'changed'; };
out.push(t([1, 2]));
let a, b; [a, b] = [1, 2]; out.push(a, b);
Array.prototype[Symbol.iterator] = it;
out.push(t([1, 2]));
delete Array.prototype[Symbol.iterator];
try { t([1]); } catch (e) { out.push(e.message); }
Object.defineProperty(Array.prototype, Symbol.iterator, { value: it, configurable: true, writable: true });
out.push(t([8, 9]));
Object.defineProperty(Array.prototype, Symbol.iterator, { get() { n++; return it; }, configurable: true });
out.push(t([8, 9]), n);

// Patterns as statements, in their places.
let log = '';
const say = <T>(v: T): T => { log += v; return v; };
const o = { get x() { log += 'x'; return undefined; }, y: [1, [2, 3]], z: 4, w: 5 };
if (o) ({ [say('x')]: a = say('d'), ...b } = o);
out.push(a, JSON.stringify(b), log);
for (const { y: [p, [q, r = say(9)]] } of [o, { y: [6, [7]] }]) out.push(p + q + r);
label: [a, b] = [b, a];
out.push(typeof a, b, (([a, b] = [1, 2]), a + b), ([a] = [3, 4]).length);
try { throw { code: [1], more: 2 }; } catch ({ code: [c], ...rest }) { out.push(c, rest.more); }
const f = ({ k: [m = 1] = [] } = {} as any, [s, t2] = "uv") => m + s + t2;
out.push(f(), f({ k: [2] }, [3, 4] as any));
switch (1) { case 1: [a, b] = [5, 6]; default: [a] = [a + b]; }
for ([a, b] = [0, 3]; a < b; [a, b] = [a + 1, b]) out.push(a);
return out;
