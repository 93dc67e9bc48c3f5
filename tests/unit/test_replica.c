/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An engine that was warmed elsewhere runs programs as one that was warmed
 * here does: in another process, at other addresses of heap and program.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "tests/unit/tap.h"
#include "worker/engine.h"
#include "worker/replica.h"

#define HEAP ((size_t)16 * 1024 * 1024)
#define ALIGN ((size_t)2 * 1024 * 1024)
#define RESULT_BYTES 4096

static int replica = -1;

/* A little of everything that lies in a warm heap: texts by their hashes,
 * functions of ours and of Duktape's, shared tables, stamps. */
static const char *const programs[] = {
	"1 + 1",
	"Object.getOwnPropertyNames(globalThis).join()",
	"[/(?<y>\\d{4})-(\\d\\d)/.exec('on 2024-05').groups.y,"
	" 'a-b-c'.replace(/-/g, '+'), 'x1y2'.match(/\\d/g), /b/[Symbol.split]('abc')]",
	"async () => { const m = new Map([['a', 1], [{}, 2]]); m.set('b', 3);"
	" const s = await Promise.all([...m.values()].map(async (v) => v * 2));"
	" return { s, t: new Set(s).size, j: JSON.stringify([...m.keys()]) } }",
	"class A { #x = 1; get x() { return this.#x } static s = 5 };"
	" class B extends A { y = super.x + 1 }; [new B().y, B.s, new B() instanceof A]",
	"function* g(n) { while (n > 0) yield n-- }; [...g(5)].concat([3, 1, 2].sort(), [1, [2]].flat())",
	"[new Date(0).toISOString(), (12345.678).toFixed(1), parseInt('12px'),"
	" 2n ** 70n + '', new Uint8Array([1, 2, 300]), 'ß'.toUpperCase()]",
	"function f() { return f() + 1 }; try { f() } catch (e) { e.name + e.message }",
	"const a = []; try { for (;;) a.push('x'.repeat(1e6) + a.length) } catch (e) { a.length > 3 && e.name }",
	"new Proxy({}, { get: (t, k) => k + '!' }).hello + Reflect.ownKeys([1]).join()",
	"null.f",
	"throw new RangeError('as I said')",
	"this is no program",
};

static void
run(struct engine *g, const char *code, char *out)
{
	static const char *const none[] = { NULL };
	struct engine_job job = { .code = code,
		.code_len = strlen(code),
		.connectors = none,
		.result_max = RESULT_MAX };
	struct engine_result r;

	engine_run(g, &job, &engine_alone, &r);
	if (r.ok)
		(void)snprintf(out, RESULT_BYTES, "%.*s", (int)r.json_len,
		    r.json);
	else
		(void)snprintf(out, RESULT_BYTES, "%s: %s at %u:%u", r.name,
		    r.message, r.line, r.column);
}

static void *
map_heap(void)
{
	char *p = mmap(NULL, HEAP + ALIGN, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p == MAP_FAILED ? NULL : p + (-(uintptr_t)p & (ALIGN - 1));
}

/* In a process of its own; what it says into `out`, shared with it. */
static void
in_engine(const char *code, int fd, char *out)
{
	void *heap = map_heap();
	struct engine *g;
	struct err e = { .msg = "no memory" };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		g = fd < 0 ? engine_new(heap, HEAP, &e) :
			     replica_load(fd, heap, HEAP, &e);
		if (g == NULL)
			(void)snprintf(out, RESULT_BYTES, "no engine: %s", e.msg);
		else
			run(g, code, out);
		_exit(0);
	}
	(void)waitpid(pid, &status, 0);
	if (status != 0)
		(void)snprintf(out, RESULT_BYTES, "died: %x", (unsigned)status);
}

static void
programs_run_as_in_an_engine_warmed_here(void)
{
	char *out = mmap(NULL, 2 * RESULT_BYTES, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		memset(out, 0, 2 * RESULT_BYTES);
		in_engine(programs[i], -1, out);
		in_engine(programs[i], replica, out + RESULT_BYTES);
		CHECK_STR(out + RESULT_BYTES, out);
		CHECK(strncmp(out, "no engine", 9) != 0 &&
		    strncmp(out, "died", 4) != 0);
	}
	(void)munmap(out, 2 * RESULT_BYTES);
}

/* A word's other half may be padding, with what lay on the stack. */
static bool
is_same(uint64_t a, uint64_t b)
{
	return a == b || (uint32_t)a == (uint32_t)b;
}

/* Two processes with heap and program at the same addresses: what is there of a
 * copy is what is there of an engine warmed on the spot. */
static size_t
words_of(void *heap, int fd, uint64_t *out)
{
	struct engine *g;
	size_t used = 0;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		engine_wipe();
		g = fd < 0 ? engine_new(heap, HEAP, NULL) :
			     replica_load(fd, heap, HEAP, NULL);
		if (g == NULL)
			_exit(1);
		used = engine_used(g);
		memcpy(out + 1, heap, used);
		out[0] = used;
		_exit(0);
	}
	(void)waitpid(pid, &status, 0);
	return status == 0 ? out[0] : 0;
}

static void
it_is_word_for_word_one_warmed_here(void)
{
	const size_t bytes = HEAP + sizeof(uint64_t);
	uint64_t *copy = mmap(NULL, 2 * bytes, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0), *here = copy + bytes / 8;
	void *heap = map_heap();
	size_t n = words_of(heap, replica, copy) / 8, other = 0;

	CHECK(n * 8 > 256UL * 1024 && words_of(heap, -1, here) / 8 == n);
	for (size_t i = 0; i < n; i++) {
		if (is_same(copy[i + 1], here[i + 1]))
			continue;
		if (other++ < 10)
			printf("# %zx: %lx, warmed here %lx\n", i * 8,
			    copy[i + 1], here[i + 1]);
	}
	CHECK(other == 0);
	(void)munmap(copy, 2 * bytes);
}

static void
a_file_that_is_none_is_refused(void)
{
	int zero = memfd_create("none", MFD_CLOEXEC);
	struct err e;

	CHECK(replica_load(zero, map_heap(), HEAP, &e) == NULL);
	CHECK(replica_load(replica, map_heap(), HEAP / 2, &e) == NULL);
	(void)close(zero);
}

/* In a process of its own: is it said, or died of, that a copy is wrong? */
static bool
works(int fd)
{
	void *heap = map_heap();
	struct engine *g;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		g = replica_load(fd, heap, HEAP, NULL);
		_exit(g != NULL && replica_works(g) ? 0 : 1);
	}
	(void)waitpid(pid, &status, 0);
	(void)munmap(heap, HEAP);
	return status == 0;
}

/* One bit of the file says of a word that it is an address. */
static void
a_copy_with_stale_addresses_is_found_out(void)
{
	static unsigned char all[4 << 20];
	ssize_t n = pread(replica, all, sizeof all, 0);
	int damaged = memfd_create("damaged", MFD_CLOEXEC);
	const size_t leaf = 8 + 128 + 4096;
	unsigned found = 0, tried = 0;

	CHECK(n > 0 && (size_t)n < sizeof all && works(replica));
	/* A page's map of the heap's addresses, cleared: every tenth page that
	 * has one. */
	for (size_t at = (size_t)n % leaf; at + leaf <= (size_t)n;
	    at += 10 * leaf) {
		static const unsigned char none[64];
		unsigned char was[64];

		if (memcmp(all + at + 8, none, sizeof none) == 0)
			continue;
		memcpy(was, all + at + 8, sizeof was);
		memset(all + at + 8, 0, sizeof was);
		CHECK(pwrite(damaged, all, (size_t)n, 0) == n);
		memcpy(all + at + 8, was, sizeof was);
		tried++;
		found += !works(damaged);
	}
	printf("# %u of %u\n", found, tried);
	CHECK(tried > 5 && found == tried);
	(void)close(damaged);
}

static void
its_file_cannot_be_written(void)
{
	CHECK(pwrite(replica, "x", 1, 0) == -1);
	CHECK(ftruncate(replica, 0) == -1);
}

/* Memory across a multiple of 4 GiB, below which all other lies: a small number
 * beside half an address that was overwritten looks like an address there. */
static void
it_is_made_in_any_layout(void)
{
	const uint64_t line = (uint64_t)(uintptr_t)map_heap() >> 32 << 32;
	const size_t side = (size_t)1024 * 1024;
	char *across = mmap((void *)(uintptr_t)(line - side), 2 * side,
	    PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
	    -1, 0);
	struct err e = { .msg = "" };
	int fd = replica_make(HEAP, &e);

	/* Taken: then this layout is one of those anyway. */
	if (across == MAP_FAILED)
		printf("# it is\n");
	if (fd < 0)
		printf("# %s\n", e.msg);
	CHECK(fd >= 0 || strstr(e.msg, "small numbers") != NULL);
	(void)close(fd);
}

/* A program of its own, with another layout than the one that made it. */
static int
make_and_execute(char *self)
{
	char fd[16], seed[16], *argv[] = { self, fd, seed, NULL }, *again[] = { self, NULL };
	struct err e = { .msg = "" };

	replica = replica_make(HEAP, &e);
	/* One layout in five hundred: another, then. */
	if (replica < 0 && strstr(e.msg, "small numbers") != NULL)
		(void)execv("/proc/self/exe", again);
	if (replica < 0) {
		printf("not ok 1 - an engine is copied: %s\n1..1\n", e.msg);
		return 1;
	}
	(void)snprintf(fd, sizeof fd, "%d", dup(replica));
	(void)snprintf(seed, sizeof seed, "%u", engine_hash_seed);
	(void)execv("/proc/self/exe", argv);
	/* A processor in software: then in this one. */
	printf("# no program of its own\n");
	return -1;
}

int
main(int argc, char **argv)
{
#ifndef CORDON_REPLICA
	printf("skip: engines cannot be copied in this build\n");
	return 77;
#endif
	if (argc < 2 && make_and_execute(argv[0]) > 0)
		return 1;
	if (argc >= 3) {
		replica = atoi(argv[1]);
		engine_hash_seed = (uint32_t)strtoul(argv[2], NULL, 10);
	}
	TEST(programs_run_as_in_an_engine_warmed_here);
	TEST(it_is_word_for_word_one_warmed_here);
	TEST(a_file_that_is_none_is_refused);
	TEST(a_copy_with_stale_addresses_is_found_out);
	TEST(its_file_cannot_be_written);
	TEST(it_is_made_in_any_layout);
	return tap_end();
}
