const f = async <T extends U = V>({ a, b: [c = 1, ...d], ...e }: X<Y<Z>>, g?: number): Promise<x is string> => (a as any)!.b?.[c]?.(...d) satisfies Q;
for await (const [k, v] of m) l: for (;;) { if (k) continue l; else break }
try { throw a } catch { } finally { }
switch (x) { case 1: default: }
x ??= y ** -z, new.target, import.meta, `a${b}`, tag`c`;
