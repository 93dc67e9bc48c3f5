// TypeScript's import aliases
const log: any[] = [];
namespace A { export namespace B { export const c = 1; export function f() { return 'f' } export class K { static z = 5 } export interface I { x: number } export enum E { P = 3, Q } } export let v = 10; export type T = string }
import X = A.B;
import C = A.B.c;
import K = A.B.K;
import I = A.B.I;
import E = A.B.E;
log.push(X.c, C, K.z, X.f(), E.Q, E[3]);
namespace D { export import Y = A.B; import Z = A.B.K; export const q = Z.z + Y.c; export import W = A.v; import TT = A.T; export function g(t: TT) { return Y.f() + t } }
log.push(D.q, D.Y.c, (D as any).Z, Object.keys(D).join(), D.W, D.g('x'));
A.v = 11; log.push(D.W, A.v);
namespace D { export const more = Y.c + q; }
log.push(D.more);
import unused = A.B.c;
export import exported = A.B;
log.push(typeof exported);
namespace O.P { import Inner = A.B; export const i: Inner.I = { x: Inner.c } }
log.push(O.P.i.x);
import { type Foo } from 'foo'; import type Bar from 'bar'; import type Q = A.B;
function ff(a: I): I { return a } log.push(ff({ x: 1 }).x);
import type R = require("zod");
import k = A.B.K; class KK extends k {} log.push(KK.z, new k() instanceof K);
let n: X.I = { x: 3 }; log.push(n.x);
namespace Types { export interface User { id: number } export type Id = string }
namespace App { export import User = Types.User; export import TI = A.B.I; export import EE = A.B.E; export const u: User = { id: 7 } }
log.push(Object.keys(App).join(), App.u.id, App.EE.P);
import type Al = A.B.I; const al: Al = { x: 1 }; log.push(al.x);
return log;
