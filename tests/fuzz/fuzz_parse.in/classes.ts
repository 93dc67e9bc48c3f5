class A<T> extends B<T> { static #x?: number = 1; get [k]() { return super.k } constructor(private readonly a = 1, ...r: T[]) { super(); } static { this.#x } accessor y = 2; declare z; async *gen() { yield* a } }
enum E { A = 1, "b" }
namespace N.M { export const q = <T,>(x: T) => x }
