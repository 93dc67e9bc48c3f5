/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/replica.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/replica_int.h"
#include "worker/rseq.h"

#define ALIGN ((size_t)2 * 1024 * 1024)
#define SMALL 65536U
#define LINE ((uint64_t)1 << 32)
#define STATICS_MAX 256 /* words of the program's data that warming sets */
#define MAPPED_MAX 128 /* a worker has 30 */
#define MAPS_BYTES 16384 /* of /proc/self/maps, on the stack */

struct making {
	int fd;
	uint64_t *was, *first; /* the program's data, before and after one */
	size_t n_words;
	uint64_t *one, *two; /* heaps */
	size_t heap_bytes, used;
	struct range {
		uint64_t from, to;
	} mapped[MAPPED_MAX]; /* all memory there is, the program apart */
	size_t n_mapped;
	off_t end;
};

static bool
in_program(uint64_t v)
{
	return v >= (uintptr_t)__executable_start && v < (uintptr_t)_end;
}

/* An address that is the same in both engines, and not of the program: of the
 * stack, of another's memory, or of the first heap in the second engine.  It
 * would be stale where the copy goes. */
static bool
is_stale(const struct making *m, uint64_t v)
{
	size_t i = 0;

	if (v < PAGE)
		return false;
	while (i < m->n_mapped && v >= m->mapped[i].to)
		i++;
	return i < m->n_mapped && v >= m->mapped[i].from;
}

/* What a word is, from both engines' values of it; -1: it cannot be moved. */
static int
kind_of(const struct making *m, uint64_t one, uint64_t two)
{
	uint64_t from = (uintptr_t)m->one;

	if (one == two && in_program(one))
		return IS_PROGRAM;
	if (one == two)
		return is_stale(m, one) ? -1 : IS_PLAIN;
	/* Padding beside half a word, with what lay on the stack. */
	if ((uint32_t)one == (uint32_t)two)
		return IS_PLAIN;
	if (two - one != (uintptr_t)m->two - from || one - from > m->used)
		return -1;
	return IS_HEAP;
}

static void *
map(size_t bytes)
{
	return mmap(NULL, bytes, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

/* What is left of a heap's address when half of it was overwritten, a small
 * number, looks like an address just above a multiple of 4 GiB: heaps lie where
 * nothing else does, two of those below all other memory. */
static char *
map_apart(size_t bytes)
{
	char *p = map(bytes), *apart;
	uintptr_t line = (uintptr_t)p / LINE;

	if (p == MAP_FAILED || line < 4)
		return p;
	apart = mmap((void *)((line - 2) * LINE + LINE / 4), bytes,
	    PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (apart == MAP_FAILED)
		return p;
	(void)munmap(p, bytes);
	return apart;
}

static int
map_all(struct making *m, struct err *e)
{
	const size_t all = 2 * (m->heap_bytes + ALIGN);
	char *p = map_apart(all);

	m->n_words = (size_t)(_end - __data_start) / sizeof(uint64_t);
	m->was = map(m->n_words * sizeof *m->was);
	m->first = map(m->n_words * sizeof *m->first);
	if (p == MAP_FAILED || m->was == MAP_FAILED || m->first == MAP_FAILED)
		return err_sys(e, "map two heaps");
	p += -(uintptr_t)p & (ALIGN - 1);
	m->one = (void *)p;
	p += m->heap_bytes;
	p += -(uintptr_t)p & (ALIGN - 1);
	m->two = (void *)p;
	return 0;
}

/* No page of it was ever touched: nothing lies there to be pointed at. */
static bool
is_untouched(uint64_t from)
{
	uint64_t pages[SMALL / PAGE], any = 0;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd < 0)
		return false;
	n = pread(fd, pages, sizeof pages,
	    (off_t)(from / PAGE * sizeof pages[0]));
	(void)close(fd);
	for (size_t i = 0; i < SMALL / PAGE; i++)
		any |= pages[i] >> 62; /* present, or swapped */
	return n == (ssize_t)sizeof pages && any == 0;
}

/* A small number beside what is left of an address (see kind_of) looks like one
 * just above a multiple of 4 GiB.  Where memory lies across that, one layout in
 * twenty, it is hardly ever used just there. */
static void
note_range(struct making *m, uint64_t from, uint64_t to)
{
	uint64_t line = to / LINE * LINE;

	if (line >= from && to - line > SMALL && is_untouched(line)) {
		if (line > from)
			m->mapped[m->n_mapped++] = (struct range){ from, line };
		from = line + SMALL;
	}
	m->mapped[m->n_mapped++] = (struct range){ from, to };
}

/* One line of /proc/self/maps, in order of addresses.  At the top is what is
 * the kernel's (vsyscall): no engine points there, but a string's hash beside
 * "no index" (0xffffffff) is one such address in a million. */
static const char *
note_line(struct making *m, const char *text)
{
	uint64_t from, to;
	char *end;

	from = strtoull(text, &end, 16);
	if (*end != '-' || m->n_mapped + 2 > MAPPED_MAX)
		return NULL;
	to = strtoull(end + 1, &end, 16);
	if (!in_program(from) && from <= INT64_MAX)
		note_range(m, from, to);
	return strchr(end, '\n');
}

static int
note_mapped(struct making *m, struct err *e)
{
	char text[MAPS_BYTES] = "";
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	const char *at = text;
	size_t len = 0;
	ssize_t n = -1;

	while (fd >= 0 && len < sizeof text - 1 &&
	    (n = read(fd, text + len, sizeof text - 1 - len)) > 0)
		len += (size_t)n;
	if (fd >= 0)
		(void)close(fd);
	if (n != 0)
		return replica_none(e, "/proc/self/maps cannot be read");
	while (*at != '\0') {
		if ((at = note_line(m, at)) == NULL)
			return replica_none(e, "/proc/self/maps is odd");
		at++;
	}
	return 0;
}

static int
put(struct making *m, const void *p, size_t n)
{
	if (pwrite(m->fd, p, n, m->end) != (ssize_t)n)
		return -1;
	m->end += (off_t)n;
	return 0;
}

static int
put_page(struct making *m, struct head *h, size_t page, struct err *e)
{
	const uint64_t *one = m->one + page * WORDS, *two = m->two + page * WORDS;
	struct leaf leaf = { .page = page };
	uint64_t any = 0;

	for (size_t i = 0; i < WORDS; i++) {
		int kind = kind_of(m, one[i], two[i]);

		if (kind < 0)
			return replica_none(e, "a word of it is no address");
		any |= one[i];
		if (kind == IS_HEAP)
			leaf.heap[i / 64] |= 1ULL << i % 64;
		if (kind == IS_PROGRAM)
			leaf.program[i / 64] |= 1ULL << i % 64;
	}
	if (any == 0)
		return 0;
	h->pages++;
	return put(m, &leaf, sizeof leaf) < 0 || put(m, one, PAGE) < 0 ?
	    err_sys(e, "write an engine's copy") :
	    0;
}

/* What warming set of the program's data: functions of Duktape's that ours
 * stand before. */
static int
put_statics(struct making *m, struct head *h, struct err *e)
{
	const uint64_t *now = (const void *)__data_start;

	for (size_t i = 0; i < m->n_words; i++) {
		struct word w = { .at = (uint32_t)i, .value = m->first[i] };
		int kind;

		if (now[i] == m->was[i] && m->first[i] == m->was[i])
			continue;
		kind = kind_of(m, m->first[i], now[i]);
		if (kind < 0 || h->statics == STATICS_MAX)
			return replica_none(e, "data outside of it changes");
		w.kind = (uint32_t)kind;
		h->statics++;
		if (put(m, &w, sizeof w) < 0)
			return err_sys(e, "write an engine's copy");
	}
	return 0;
}

/* A small number beside such padding must not look like an address. */
static bool
program_is_apart(void)
{
	uint32_t from = (uint32_t)(uintptr_t)__executable_start,
		 to = (uint32_t)(uintptr_t)_end;

	return from >= SMALL && from < to;
}

/* The same frame for both: an engine notes where the stack is. */
static struct engine *
warm(const struct making *m, unsigned i, struct err *e)
{
	return engine_new(i == 0 ? m->one : m->two, m->heap_bytes, e);
}

static int
write_all(struct making *m, struct err *e)
{
	struct head h = { .heap_bytes = m->heap_bytes,
		.program = (uintptr_t)__executable_start };
	struct engine *g[2];
	size_t bytes;

	if (!program_is_apart())
		return replica_none(e, "the program lies where small numbers are");
	if (map_all(m, e) < 0)
		return -1;
	bytes = m->n_words * sizeof *m->was;
	rseq_end();
	engine_wipe();
	engine_moved(); /* where the stack is: as often as data is compared */
	memcpy(m->was, __data_start, bytes);
	for (unsigned i = 0; i < 2; i++) {
		if ((g[i] = warm(m, i, e)) == NULL)
			return -1;
		engine_moved();
		if (i == 0)
			memcpy(m->first, __data_start, bytes);
	}
	h.heap = (uintptr_t)m->one;
	h.engine = (uintptr_t)g[0] - h.heap;
	m->used = engine_used(g[0]);
	if (m->used != engine_used(g[1]))
		return replica_none(e, "two are not of one size");
	m->end = sizeof h;
	if (note_mapped(m, e) < 0)
		return -1;
	if (put_statics(m, &h, e) < 0)
		return -1;
	for (size_t i = 0; i < (m->used + PAGE - 1) / PAGE; i++)
		if (put_page(m, &h, i, e) < 0)
			return -1;
	return pwrite(m->fd, &h, sizeof h, 0) == (ssize_t)sizeof h ? 0 :
	    err_sys(e, "write an engine's copy");
}

#if defined(CORDON_REPLICA) && CORDON_REPLICA
static int
seal(int fd, struct err *e)
{
	return fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW |
	    F_SEAL_WRITE) < 0 ?
	    err_sys(e, "seal an engine's copy") :
	    0;
}

/* The file is the only way to tell why there is none. */
__attribute__((noreturn)) static void
write_or_say(struct making *m)
{
	struct err e = { .code = ERR_NONE };

	if (write_all(m, &e) == 0)
		_exit(0);
	(void)!pwrite(m->fd, e.msg, sizeof e.msg, 0);
	_exit(1);
}

static const char *
heard(int fd, char *why)
{
	if (pread(fd, why, ERR_MSG_MAX, 0) != ERR_MSG_MAX)
		return "making it failed";
	why[ERR_MSG_MAX - 1] = '\0';
	return why;
}

int
replica_make(size_t heap_bytes, struct err *e)
{
	struct making m = { .heap_bytes = heap_bytes };
	char why[ERR_MSG_MAX];
	int status = -1;
	pid_t pid = -1;

	m.fd = memfd_create("cordon-engine", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (m.fd < 0)
		return err_sys(e, "a file for an engine's copy");
	/* Without: of where we are, as in a template. */
	(void)!getrandom(&engine_hash_seed, sizeof engine_hash_seed, 0);
	pid = fork();
	if (pid == 0)
		write_or_say(&m);
	if (pid < 0)
		(void)err_sys(e, "fork");
	else if (waitpid(pid, &status, 0) != pid || status != 0)
		(void)replica_none(e, heard(m.fd, why));
	else if (seal(m.fd, e) == 0)
		return m.fd;
	(void)close(m.fd);
	return -1;
}
#else
int
replica_make(size_t heap_bytes, struct err *e)
{
	(void)heap_bytes;
	(void)write_all;
	return err_set(e, ERR_NOTFOUND,
	    "an engine cannot be copied in this build");
}
#endif
