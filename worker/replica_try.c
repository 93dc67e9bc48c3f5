/* SPDX-License-Identifier: Apache-2.0 */
/* replica_try.c -- see replica.h: does a copy do what an engine does? */
#include <string.h>

#include "common/base/limits.h"
#include "worker/replica.h"

/* Every object that there is, by every property; then a little of each part of
 * the language. */
static const char code[] =
    "const seen = new Set(), left = [globalThis];"
    "while (left.length > 0) {"
    " const o = left.pop();"
    " if (o === null || !/^(object|function)$/.test(typeof o) || seen.has(o)) continue;"
    " seen.add(o); left.push(Object.getPrototypeOf(o));"
    " for (const k of Reflect.ownKeys(o)) {"
    "  const d = Reflect.getOwnPropertyDescriptor(o, k);"
    "  left.push(d.value, d.get, d.set) } }"
    "class A { #x = [3, 1, 2].sort(); get x() { return this.#x } }"
    "function* g() { yield* new A().x }"
    "return [seen.size > 500, ...g(), /(?<y>\\d+)/.exec('in 24').groups.y,"
    " String(2n ** 70n), new Date(0).toISOString(), 'ß'.toUpperCase(),"
    " new Uint8Array([300])[0], await Promise.all([1].map(async (v) => v + 1)),"
    " (() => { try { null.f } catch (e) { return e.name } })()]";
static const char wanted[] =
    "[true,1,2,3,\"24\",\"1180591620717411303424\","
    "\"1970-01-01T00:00:00.000Z\",\"SS\",44,[2],\"TypeError\"]";

bool
replica_works(struct engine *g)
{
	static const char *const none[] = { NULL };
	const struct engine_job job = { .code = code,
		.code_len = sizeof code - 1,
		.connectors = none,
		.result_max = RESULT_MAX };
	struct engine_result r;

	engine_collect(g);
	engine_run(g, &job, &engine_alone, &r);
	return r.ok && r.json_len == sizeof wanted - 1 &&
	    memcmp(r.json, wanted, r.json_len) == 0;
}
