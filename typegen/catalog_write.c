/* SPDX-License-Identifier: Apache-2.0 */
/* catalog_write.c -- see catalog_write.h. */
#include "typegen/catalog_write.h"

#include <stdlib.h>
#include <string.h>

#include "common/host/file.h"
#include "typegen/names.h"

/* Of the hash of strings: where one is (0: none), and its hash. */
struct cat_slot {
	uint32_t at, hash;
};

static const size_t entry_size[CAT_TABLES] = {
	[CAT_OPS] = sizeof(struct cat_op),
	[CAT_PARAMS] = sizeof(struct cat_param),
	[CAT_TYPES] = sizeof(struct cat_type),
	[CAT_DEPS] = sizeof(uint32_t),
	[CAT_NAMES] = sizeof(struct cat_name),
	[CAT_TERMS] = sizeof(struct cat_term),
	[CAT_SLOTS] = sizeof(uint32_t),
	[CAT_POSTS] = sizeof(struct cat_post),
	[CAT_BITS] = sizeof(struct cat_bits),
	[CAT_RANKS] = sizeof(struct cat_rank),
	[CAT_STRINGS] = 1,
};

int
cat_write_open(struct cat_write *w, struct err *e)
{
	size_t i;

	memset(w, 0, sizeof *w);
	for (i = 0; i < CAT_TABLES; i++)
		buf_init(&w->table[i], CAT_SIZE_MAX / 2);
	w->strings.n = 1024;
	w->strings.slots = calloc(w->strings.n, sizeof *w->strings.slots);
	if (w->strings.slots == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	buf_add(&w->table[CAT_STRINGS], "", 1);
	return 0;
}

void
cat_write_close(struct cat_write *w)
{
	size_t i;

	for (i = 0; i < CAT_TABLES; i++)
		buf_fini(&w->table[i]);
	free(w->strings.slots);
}

static uint64_t
fnv(uint64_t h, const void *p, size_t n)
{
	const unsigned char *s = p;

	while (n-- > 0)
		h = (h ^ *s++) * 0x100000001b3u;
	return h;
}

#define FNV_START 0xcbf29ce484222325u

/* Of strings in this process only, eight bytes at a time: FNV takes a
 * multiplication for each. */
static uint32_t
quick_hash(const char *s, size_t n)
{
	uint64_t h = n, part;

	for (; n > 0; s += sizeof part, n -= sizeof part) {
		part = 0;
		memcpy(&part, s, n < sizeof part ? n : sizeof part);
		h = (h ^ part) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
		if (n <= sizeof part)
			break;
	}
	return (uint32_t)(h ^ h >> 32);
}

/* The slot of a string: its own, or the free one it would take. */
static uint32_t
find_slot(const struct cat_write *w, const char *s, uint32_t hash)
{
	const char *base = w->table[CAT_STRINGS].p;
	const struct cat_slot *slots = w->strings.slots;
	uint32_t i = hash & (w->strings.n - 1);

	while (slots[i].at != 0 &&
	    (slots[i].hash != hash || strcmp(base + slots[i].at, s) != 0))
		i = (i + 1) & (w->strings.n - 1);
	return i;
}

static void
grow_slots(struct cat_write *w)
{
	struct cat_slot *old = w->strings.slots;
	uint32_t n = w->strings.n, i, to;

	w->strings.slots = calloc((size_t)n * 2, sizeof *old);
	if (w->strings.slots == NULL) {
		w->strings.slots = old;
		w->table[CAT_STRINGS].failed = true;
		return;
	}
	w->strings.n = n * 2;
	for (i = 0; i < n; i++)
		if (old[i].at != 0) {
			/* They differ: the first free slot is it. */
			to = old[i].hash & (w->strings.n - 1);
			while (w->strings.slots[to].at != 0)
				to = (to + 1) & (w->strings.n - 1);
			w->strings.slots[to] = old[i];
		}
	free(old);
}

uint32_t
cat_write_string(struct cat_write *w, const char *s)
{
	struct buf *b = &w->table[CAT_STRINGS];
	uint32_t at, slot, hash;
	size_t n;

	if (s == NULL || *s == '\0' || !buf_ok(b))
		return 0;
	if (w->strings.used * 2 >= w->strings.n)
		grow_slots(w);
	n = strlen(s);
	hash = quick_hash(s, n);
	slot = find_slot(w, s, hash);
	if (w->strings.slots[slot].at != 0)
		return w->strings.slots[slot].at;
	at = (uint32_t)b->len;
	buf_add(b, s, n + 1);
	if (!buf_ok(b))
		return 0;
	w->strings.slots[slot] = (struct cat_slot){ at, hash };
	w->strings.used++;
	return at;
}

void
cat_write_add(struct cat_write *w, enum cat_table t, const void *entry)
{
	buf_add(&w->table[t], entry, entry_size[t]);
}

uint32_t
cat_write_count(const struct cat_write *w, enum cat_table t)
{
	return (uint32_t)(w->table[t].len / entry_size[t]);
}

void
cat_write_name(struct cat_write *w, const char *name, uint32_t op)
{
	uint64_t h = names_hash(name);
	struct cat_name n = {(uint32_t)(h >> 32), (uint32_t)h, op,
	    cat_write_string(w, name)};

	cat_write_add(w, CAT_NAMES, &n);
}

static int
by_hash(const void *a, const void *b)
{
	const struct cat_name *x = a, *y = b;

	if (x->hash_hi != y->hash_hi)
		return x->hash_hi < y->hash_hi ? -1 : 1;
	if (x->hash_lo != y->hash_lo)
		return x->hash_lo < y->hash_lo ? -1 : 1;
	return (x->op > y->op) - (x->op < y->op);
}

static void
pad(struct buf *b)
{
	static const char zero[8];

	buf_add(b, zero, (8 - b->len % 8) % 8);
}

int
cat_write_file(struct cat_write *w, const char *name, const char *title,
    const char *path, struct err *e)
{
	struct cat_header h = {.version = CAT_VERSION};
	struct buf out;
	size_t i;
	int r;

	memcpy(h.magic, CAT_MAGIC, sizeof h.magic);
	h.name = cat_write_string(w, name);
	h.title = cat_write_string(w, title);
	qsort(w->table[CAT_NAMES].p, cat_write_count(w, CAT_NAMES),
	    sizeof(struct cat_name), by_hash);
	buf_init(&out, CAT_SIZE_MAX);
	buf_add(&out, &h, sizeof h);
	for (i = 0; i < CAT_TABLES; i++) {
		pad(&out);
		h.offset[i] = (uint32_t)out.len;
		h.count[i] = cat_write_count(w, (enum cat_table)i);
		buf_add(&out, w->table[i].p != NULL ? w->table[i].p : "",
		    w->table[i].len);
		out.failed |= !buf_ok(&w->table[i]);
	}
	if (!buf_ok(&out)) {
		buf_fini(&out);
		return err_set(e, ERR_LIMIT,
		    "the catalog would be larger than %u bytes", CAT_SIZE_MAX);
	}
	h.size = out.len;
	h.content = fnv(FNV_START, out.p + sizeof h, out.len - sizeof h);
	h.check = (uint32_t)fnv(FNV_START, &h, sizeof h);
	memcpy(out.p, &h, sizeof h);
	r = file_write(path, out.p, out.len, 0644, e);
	buf_fini(&out);
	return r;
}
