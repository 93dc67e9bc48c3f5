async () => {
  const sleep = (ms: number) => new Promise<void>(r => setTimeout(r, ms));
  const retry = async <T,>(fn: (n: number) => Promise<T>, max = 3): Promise<T> => { let lastErr: unknown; for (let i = 0; i < max; i++) { try { return await fn(i) } catch (e) { lastErr = e; await sleep(1) } finally { order.push(`f${i}`) } } throw new AggregateError([lastErr], "gave up", { cause: lastErr }) };
  const order: string[] = [];
  const ok = await retry(async n => { if (n < 2) throw new RangeError("n" + n); return n });
  const bad = await retry(async () => { throw new Error("always") }).catch(e => [e.name, e.message, e.errors.map(String), e.cause.message]);
  const settled = await Promise.allSettled([1, Promise.reject(new Error("x")), sleep(2).then(() => "late")]);
  const race = await Promise.race([sleep(20).then(() => "slow"), sleep(1).then(() => "fast")]);
  const any = await Promise.any([Promise.reject(1), Promise.resolve(2)]);
  let un; try { await Promise.any([Promise.reject(new Error("a"))]) } catch (e: any) { un = [e.constructor.name, e.errors.length] }
  const seq = await [1, 2, 3].reduce(async (acc, x) => [...await acc, x * 2], Promise.resolve([] as number[]));
  queueMicrotask(() => order.push("micro")); await null; order.push("after");
  const { promise, resolve } = Promise.withResolvers<number>(); setTimeout(resolve, 1, 7);
  return { ok, bad, settled: settled.map(s => s.status === "fulfilled" ? s.value : String(s.reason)), race, any, un, seq, order, w: await promise };
}
