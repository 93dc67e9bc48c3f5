/* SPDX-License-Identifier: Apache-2.0 */
/* replica_load.c -- the copy of an engine, put where there is room for it. */
#include <string.h>
#include <sys/uio.h>

#include "worker/replica.h"
#include "worker/replica_int.h"

int
replica_none(struct err *e, const char *why)
{
	return err_set(e, ERR_SYS, "an engine cannot be copied: %s", why);
}

struct loading {
	int fd;
	off_t at;
	struct head head;
	uint64_t heap_moved, program_moved; /* by so much */
	char *heap;
	size_t heap_bytes;
};

static int
take(struct loading *l, void *a, size_t a_len, void *b, size_t b_len)
{
	struct iovec iov[2] = { { a, a_len }, { b, b_len } };
	ssize_t n = preadv(l->fd, iov, b_len == 0 ? 1 : 2, l->at);

	if (n != (ssize_t)(a_len + b_len))
		return -1;
	l->at += n;
	return 0;
}

static void
move(uint64_t *words, const uint64_t *which, uint64_t by)
{
	for (size_t i = 0; i < WORDS / 64; i++)
		for (uint64_t left = which[i]; left != 0; left &= left - 1)
			words[i * 64 + (unsigned)__builtin_ctzll(left)] += by;
}

static int
load_page(struct loading *l)
{
	struct leaf leaf;
	uint64_t words[WORDS];
	char *to;

	if (take(l, &leaf, sizeof leaf, words, PAGE) < 0 ||
	    leaf.page >= l->heap_bytes / PAGE)
		return -1;
	to = l->heap + leaf.page * PAGE;
	move(words, leaf.heap, l->heap_moved);
	move(words, leaf.program, l->program_moved);
	memcpy(to, words, PAGE);
	return 0;
}

static int
load_static(struct loading *l)
{
	uint64_t *data = (void *)__data_start;
	struct word w;

	if (take(l, &w, sizeof w, NULL, 0) < 0 || w.at >= (size_t)(_end - __data_start) / sizeof w.value)
		return -1;
	if (w.kind == IS_HEAP)
		w.value += l->heap_moved;
	if (w.kind == IS_PROGRAM)
		w.value += l->program_moved;
	data[w.at] = w.value;
	return 0;
}

static int
load_all(struct loading *l)
{
	if (take(l, &l->head, sizeof l->head, NULL, 0) < 0 ||
	    l->head.heap_bytes != l->heap_bytes ||
	    l->head.engine >= l->heap_bytes)
		return -1;
	l->heap_moved = (uintptr_t)l->heap - l->head.heap;
	l->program_moved = (uintptr_t)__executable_start - l->head.program;
	for (uint32_t i = 0; i < l->head.statics; i++)
		if (load_static(l) < 0)
			return -1;
	for (uint32_t i = 0; i < l->head.pages; i++)
		if (load_page(l) < 0)
			return -1;
	return 0;
}

struct engine *
replica_load(int fd, void *heap, size_t heap_bytes, struct err *e)
{
	struct loading l = { .fd = fd, .heap = heap, .heap_bytes = heap_bytes };
	struct engine *g;

	if (load_all(&l) < 0) {
		(void)replica_none(e, "its file is no copy");
		return NULL;
	}
	g = (void *)(l.heap + l.head.engine);
	engine_moved();
	return g;
}
