// what functions are called
const log: any[] = []; const say = (...a: any[]) => log.push(a.map((v) => typeof v === 'string' ? v : v === undefined ? 'undefined' : typeof v === 'bigint' || typeof v === 'symbol' ? String(v) : JSON.stringify(v) ?? String(v)).join(' '));
say((function fé() { return fé.name })(), [function dé() {}, async function aé() {}, function* gé() {}, async function* agé() {}].map((f) => f.name).join());
function té() {} async function tá() {} function* tg() {} function* tgé() {} function $x() {} const $y = () => 1, é = () => 2, obj = { é() {}, ü: () => 1, get ö() { return 1 } };
say(té.name, tá.name, tg.name, tgé.name, $x.name, $y.name, é.name, obj.é.name, obj.ü.name);
{ function f() { return 1 } say(f.name) } { function f() { return 2 } say(f.name, f()) } 
function outer() { function f(a = 1, b?) { return f.name } { let f = 2; { function f() {} say(f.name, f.length) } } return [f(), f.length] } say(outer());
let z = function z() { return z.name }; say(z(), (class Ünï { static s = Ünï.name }).s);
try { _日本 } catch (e) { say(e.message) } try { $$é } catch (e) { say(e.message) } try { $_abc } catch (e) { say(e.message) }
const ob = { delete() { return 1 }, get() { return 2 }, set: () => 3, return: async () => 1, *yield() {}, 'a b'() {}, get default() { return 1 }, async await() {}, new: function () {}, class: class {}, static(x = 1) {}, ['x' + 1]() {}, if: (a, b = 2) => a };
say(Object.keys(ob).map((k) => (ob as any)[k]?.name + '/' + (ob as any)[k]?.length).join(), ob.delete(), ob.get(), ob.set(), Object.getOwnPropertyDescriptor(ob, 'default').get.name);
class KW { delete() {} static new() {} get if() { return 1 } #é() { return this.#é.name } z() { return this.#é() } static for = () => 1; 'q r' = function () {}; } say(new KW().delete.name, KW.new.name, new KW().z(), KW.for.name, (new KW() as any)['q r'].name, Object.getOwnPropertyDescriptor(KW.prototype, 'if').get.name);
return log;
