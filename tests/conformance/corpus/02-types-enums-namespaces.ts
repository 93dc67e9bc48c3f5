// TypeScript with enums, namespaces & generics
enum Color { Red, Green = 5, Blue, Alpha = "a".length, Str = "s" }
const enum Dir { Up = 1, Down = Up << 2, Both = Up | Down }
namespace Util { export const PI2 = Math.PI * 2; export function twice<T>(x: T): [T, T] { return [x, x]; } export namespace Deep { export let n = 1; export class K { v = n++ } } function hidden() { return 1 } export enum E { A = 3, B } }
namespace Util { export const more = PI2 > 6 && twice("a")[1]; }
type Pair<A, B = A> = readonly [A, B];
interface Shape { kind: "sq" | "ci"; area(): number }
abstract class Base implements Shape { abstract kind: "sq" | "ci"; constructor(protected readonly w: number, public h?: number) {} abstract area(): number; toString(): string { return `${this.kind}:${this.area().toFixed(2)}` } static of<T extends Base>(this: new (...a: any[]) => T, ...args: number[]): T { return new this(...args) } }
class Sq extends Base { kind = "sq" as const; area() { return this.w ** 2 } }
class Ci extends Base { kind = "ci" as const; override area(): number { return Math.PI * this.w * this.w } get r() { return this.w } set r(v) { (this as any).w = v } }
const p: Pair<number, string> = [1, "x"] as const satisfies readonly unknown[];
function isStr(x: unknown): x is string { return typeof x === "string" }
function assertNum(x: unknown): asserts x is number { if (typeof x !== "number") throw new TypeError("not num: " + x) }
let bang = (p as any)!.length!;
function over(a: string): string; function over(a: number): number; function over(a: any) { return a }
const fns = <T,>(x: T) => x; const g2 = async <T extends object>(x: T): Promise<T> => x;
let err = ""; try { assertNum("q") } catch (e: unknown) { err = (e as Error).message }
const ci = Ci.of(2); ci.r = 3;
let x: number | undefined; x! = 5; let y = <any>x;
label: for (let i: number = 0; ; i++) { for (const j of [1, 2, 3] as number[]) { if (j === 2) continue label; if (i > 2) break label; } }
declare const NOPE: string; declare function nope(): void;
return [Color.Green, Color[6], Color.Alpha, Color.Str, Object.keys(Color), Dir.Both, Util.PI2.toFixed(3), Util.twice(1), Util.more, new Util.Deep.K().v, Util.Deep.n, Util.E[4], String(new Sq(3)), String(ci), p, isStr(1), err, bang, over("z"), fns(3), await g2({ a: 1 }), y];
