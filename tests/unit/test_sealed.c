/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sealed engine has two tables of strings, of which programs notice nothing:
 * a text that they make is the same string wherever it was first.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "tests/unit/tap.h"
#include "worker/engine.h"

#define HEAP ((size_t)16 * 1024 * 1024)
#define ALIGN ((size_t)2 * 1024 * 1024)
#define RESULT_BYTES 4096

static const struct {
	const char *code, *result;
} programs[] = {
	/* As keys, found by what they are and not by their text. */
	{ "const k = 'to' + 'String', o = {}; o['va' + 'lue'] = 1;"
	  " [({})[k] === Object.prototype.toString, k in {}, o.value,"
	  " new Map([['length', 2]]).get(['len', 'gth'].join('')), [][`len${'gth'}`]]",
	    "[true,true,1,2,0]" },
	/* More than the second table begins with, which grows. */
	{ "const o = {}; for (let i = 0; i < 30000; i++) o['k' + i] = i;"
	  " let n = 0; for (const k in o) if (o['k' + k.slice(1)] === +k.slice(1)) n++; n",
	    "30000" },
	/* Some of them collected, and made again. */
	{ "let n = 0; for (let r = 0; r < 3; r++) { const o = { self: null };"
	  " o.self = o; for (let i = 0; i < 20000; i++) o['r' + r + i] = ['v' + i];"
	  " n += Object.keys(o).length; } [n, 'pro' + 'totype' in Object]",
	    "[60003,true]" },
	/* Grown in place, into one that was there and on. */
	{ "let s = 'x'.repeat(5000), t = ''; for (let i = 0; i < 300; i++) s += 'toString';"
	  " for (const c of 'hasOwnProperty') t += c; [s.length, s.lastIndexOf('gt'), t in {}]",
	    "[7400,7391,true]" },
};

static void
run_sealed(const char *code, char *out)
{
	static const char *const none[] = { NULL };
	struct engine_job job = { .code = code,
		.code_len = strlen(code),
		.connectors = none,
		.result_max = RESULT_MAX };
	struct engine_host host = { .ctx = NULL };
	struct engine_result r;
	struct engine *g;
	struct err e;
	char *p = mmap(NULL, HEAP + ALIGN, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		return;
	p += -(uintptr_t)p & (ALIGN - 1);
	if ((g = engine_new(p, HEAP, &e)) == NULL)
		return;
	engine_seal(g);
	engine_run(g, &job, &host, &r);
	(void)snprintf(out, RESULT_BYTES, "%s%.*s", r.message, (int)r.json_len,
	    r.json);
}

static void
texts_are_the_same_wherever_they_were_first(void)
{
	char *out = mmap(NULL, RESULT_BYTES, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			run_sealed(programs[i].code, out);
			_exit(0);
		}
		CHECK(waitpid(pid, &status, 0) == pid && status == 0);
		CHECK_STR(out, programs[i].result);
	}
	(void)munmap(out, RESULT_BYTES);
}

int
main(void)
{
	TEST(texts_are_the_same_wherever_they_were_first);
	return tap_end();
}
