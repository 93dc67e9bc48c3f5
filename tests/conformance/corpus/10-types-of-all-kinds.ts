type Json = string | number | boolean | null | Json[] | { [k: string]: Json };
type DeepPartial<T> = { [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] };
type Route = `/${string}/:${number}`; type Fn<A extends any[] = [], R = void> = (...args: A) => R;
type UnwrapP<T> = T extends Promise<infer U extends string> ? U : never;
interface Repo<T extends { id: number }> { [Symbol.iterator](): Iterator<T>; readonly size: number; get?(id: number): T | undefined; new (x: number): Repo<T>; (y: string): void; }
declare global { interface Window { x: number } }
declare module "foo" { export const z: number }
declare function ext(a: number): void; declare let extVar: string; declare class ExtC { m(): void }
export type { Json }; import type { Q } from "q"; 
class Store<T extends { id: number }> implements Iterable<T> { private items: Map<number, T> = new Map; declare ghost: string; definite!: number; static readonly VERSION = "1" as const; [key: string]: any; constructor(init: readonly T[] = []) { init.forEach(i => this.items.set(i.id, i)) } get size(): number { return this.items.size } find(this: Store<T>, id: number): T | undefined; find(this: Store<T>, pred: (x: T) => boolean): T | undefined; find(this: Store<T>, q: any): any { return typeof q === "function" ? [...this].find(q) : this.items.get(q) } *[Symbol.iterator](): IterableIterator<T> { yield* this.items.values() } static create<U extends { id: number }>(...xs: U[]): Store<U> { return new this<U>(xs) } protected async load?(): Promise<void>; }
const s = Store.create<{ id: number; n?: string }>({ id: 1 }, { id: 2, n: "two" });
const cfg = { a: 1, b: ["x", "y"] } as const satisfies { a: number; b: readonly string[] };
function assertNever(x: never): never { throw new Error("never " + x) }
const gen = <T, U = T[]>(x: T, f?: (t: T) => U): U | T => f ? f(x) : x;
const a1 = gen<number>(3), a2 = gen<string, number>("abc", (x) => x.length), cmp = 1 < 2 && 3 > (1), gt = (a1 as number) > 2;
let v: unknown = "str"; const len = (v as string).length + (<string>v).length; let nn: string | null = "q"; nn!.length; nn = nn!;
const obj: { [k in "p" | "q"]?: number } = { p: 1 }; for (const k in obj) obj[k as keyof typeof obj]! += 1;
const tuple: [a: number, b?: string, ...rest: boolean[]] = [1, "b", true]; const [t1, t2 = "d", ...tr]: typeof tuple = tuple;
label: { if (cmp) break label; }
abstract class Sh { abstract area(): number; static make(k: "a"): Sh { return new (class extends Sh { area() { return 7 } }) } }
function opt(a?: number, { b = 2, c: { d } = { d: 4 } }: { b?: number; c?: { d: number } } = {}, ...more: string[]): asserts a is number { return [a, b, d, more] as any }
const x2 = s.find(2)!.n?.toUpperCase() ?? "none"; const y2 = s.find((i): i is any => i.id === 1);
const asyncArrow = async <T,>(p: Promise<T>): Promise<T> => await p; const isType = (o: any): o is Date => o instanceof Date;
enum Lvl { Lo = "lo", Hi = "hi" } const lv: Record<Lvl, number> = { [Lvl.Lo]: 1, [Lvl.Hi]: 2 };
let fnType: new () => Store<any>; let ctorSig: abstract new (...a: any) => any; let u: unique symbol; let im: import("x").Y; let kk: keyof typeof cfg;
return [s.size, x2, y2, cfg.b.length, a1, a2, cmp, gt, len, obj, t1, t2, tr, Sh.make("a").area(), opt(1, { b: 9 }, "m"), await asyncArrow(Promise.resolve(5)), isType(new Date()), lv, Store.VERSION, Object.keys(s)];
