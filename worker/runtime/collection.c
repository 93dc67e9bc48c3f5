/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/collection.h"

#include <math.h>
#include <string.h>

#include "worker/runtime/inside.h"

#define CAP_MIN 4u
#define CAP_MAX (1u << 24) /* what V8 allows too */

#define TABLE DUK_HIDDEN_SYMBOL("coll")
#define ENTS DUK_HIDDEN_SYMBOL("ents")

static struct coll_rec *
recs(const struct coll *c)
{
	return (struct coll_rec *)(void *)((char *)(uintptr_t)c + sizeof(*c));
}

static uint32_t *
slots(const struct coll *c)
{
	return (uint32_t *)(void *)(recs(c) + c->cap);
}

static size_t
bytes(uint32_t cap, uint32_t nslots)
{
	return sizeof(struct coll) + cap * sizeof(struct coll_rec) +
	    nslots * sizeof(uint32_t);
}

struct coll *
coll_of(duk_context *ctx, duk_idx_t idx, enum coll_kind kind)
{
	struct coll *c = NULL;

	if (!duk_is_object(ctx, idx))
		return NULL;
	if (duk_get_prop_literal(ctx, idx, TABLE))
		c = duk_get_buffer_data(ctx, -1, NULL);
	duk_pop(ctx); /* the owner keeps it alive */
	if (c == NULL || c->owner != duk_get_heapptr(ctx, idx) ||
	    c->kind != kind)
		return NULL;
	return c;
}

void
coll_init(duk_context *ctx, duk_idx_t idx, enum coll_kind kind)
{
	struct coll *c;
	void *ents;

	idx = duk_normalize_index(ctx, idx);
	duk_push_bare_array(ctx);
	ents = duk_get_heapptr(ctx, -1);
	duk_put_prop_literal(ctx, idx, ENTS);
	c = duk_push_dynamic_buffer(ctx, sizeof(*c));
	c->owner = duk_get_heapptr(ctx, idx);
	c->ents = ents;
	c->kind = kind;
	duk_put_prop_literal(ctx, idx, TABLE);
}

static uint32_t
mix(uint64_t h)
{
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdULL;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53ULL;
	h ^= h >> 33;
	return (uint32_t)h;
}

/* Strings are interned and nothing moves: a pointer is an identity. */
static uint32_t
hash_key(duk_context *ctx, duk_idx_t key)
{
	uint64_t bits;
	double d;

	if (duk_is_number(ctx, key)) {
		d = duk_get_number(ctx, key);
		if (isnan(d))
			return 1;
		d += 0.0; /* one zero */
		memcpy(&bits, &d, sizeof(bits));
		return mix(bits);
	}
	if (duk_is_boolean(ctx, key))
		return duk_get_boolean(ctx, key) ? 2 : 3;
	return mix((uint64_t)(uintptr_t)duk_get_heapptr(ctx, key));
}

static uint32_t
stride(const struct coll *c)
{
	return c->kind == COLL_MAP || c->kind == COLL_WEAKMAP ? 2 : 1;
}

static void
push_at(duk_context *ctx, const struct coll *c, uint32_t i)
{
	duk_push_heapptr(ctx, c->ents);
	if (!inside_push_element(ctx, -1, i))
		duk_get_prop_index(ctx, -1, i);
	duk_remove(ctx, -2);
}

/* Takes the value on the top. */
static void
set_at(duk_context *ctx, const struct coll *c, uint32_t i)
{
	duk_push_heapptr(ctx, c->ents);
	duk_insert(ctx, -2);
	if (!inside_set_element(ctx, -2, i))
		duk_put_prop_index(ctx, -2, i);
	duk_pop(ctx);
}

void
coll_push_key(duk_context *ctx, const struct coll *c, int64_t e)
{
	push_at(ctx, c, (uint32_t)e * stride(c));
}

void
coll_push_value(duk_context *ctx, const struct coll *c, int64_t e)
{
	push_at(ctx, c, (uint32_t)e * stride(c) + (stride(c) - 1));
}

/* SameValueZero of an entry's key. */
static bool
same(duk_context *ctx, const struct coll *c, uint32_t e, duk_idx_t key)
{
	bool eq;

	push_at(ctx, c, e * stride(c));
	if (duk_is_number(ctx, -1) && duk_is_number(ctx, key)) {
		double a = duk_get_number(ctx, -1), b = duk_get_number(ctx, key);

		eq = a == b || (isnan(a) && isnan(b));
	} else {
		eq = duk_strict_equals(ctx, -1, key);
	}
	duk_pop(ctx);
	return eq;
}

int64_t
coll_find(duk_context *ctx, const struct coll *c, duk_idx_t key)
{
	const uint32_t *s = slots(c);
	const struct coll_rec *r = recs(c);
	uint32_t h, i, e;

	if (c->slots == 0)
		return -1;
	key = duk_normalize_index(ctx, key);
	h = hash_key(ctx, key);
	for (i = h & (c->slots - 1); s[i] != 0; i = (i + 1) & (c->slots - 1)) {
		e = s[i] - 1;
		if (r[e].hash == h && same(ctx, c, e, key))
			return e;
	}
	return -1;
}

static void
link_entry(struct coll *c, uint32_t e)
{
	uint32_t *s = slots(c), i;

	for (i = recs(c)[e].hash & (c->slots - 1); s[i] != 0;)
		i = (i + 1) & (c->slots - 1);
	s[i] = e + 1;
}

/* Drops the tombstones: entries move down, their numbers stay. */
static void
compact(duk_context *ctx, struct coll *c)
{
	struct coll_rec *r = recs(c);
	uint32_t from, to = 0, k, n = stride(c);

	for (from = 0; from < c->used; from++) {
		push_at(ctx, c, from * n);
		if (duk_is_pointer(ctx, -1)) {
			duk_pop(ctx);
			continue;
		}
		set_at(ctx, c, to * n);
		for (k = 1; k < n; k++) {
			push_at(ctx, c, from * n + k);
			set_at(ctx, c, to * n + k);
		}
		r[to++] = r[from];
	}
	c->used = to;
	duk_push_heapptr(ctx, c->ents);
	duk_set_length(ctx, -1, (duk_size_t)to * n);
	duk_pop(ctx);
}

static void
relink(struct coll *c)
{
	uint32_t e;

	memset(slots(c), 0, c->slots * sizeof(uint32_t));
	for (e = 0; e < c->used; e++)
		link_entry(c, e);
}

/* Room for one more entry; the table may move. */
static struct coll *
make_room(duk_context *ctx, duk_idx_t owner, struct coll *c)
{
	uint32_t cap;

	if (c->used < c->cap)
		return c;
	if (c->live < c->used)
		compact(ctx, c);
	if (c->live > c->cap / 2 || c->cap == 0) {
		cap = c->cap == 0 ? CAP_MIN : c->cap * 2;
		if (cap > CAP_MAX)
			(void)duk_range_error(ctx,
			    "Map maximum size exceeded");
		duk_get_prop_literal(ctx, owner, TABLE);
		c = duk_resize_buffer(ctx, -1, bytes(cap, cap * 2));
		duk_pop(ctx);
		c->cap = cap;
		c->slots = cap * 2;
	}
	relink(c);
	return c;
}

void
coll_put(duk_context *ctx, duk_idx_t owner, struct coll *c, duk_idx_t key,
    duk_idx_t value)
{
	int64_t e;
	uint32_t i, n = stride(c);

	owner = duk_normalize_index(ctx, owner);
	key = duk_normalize_index(ctx, key);
	value = duk_normalize_index(ctx, value);
	e = coll_find(ctx, c, key);
	if (e >= 0) {
		if (n == 2) {
			duk_dup(ctx, value);
			set_at(ctx, c, (uint32_t)e * 2 + 1);
		}
		return;
	}
	c = make_room(ctx, owner, c);
	i = c->used;
	if (duk_is_number(ctx, key))
		duk_push_number(ctx, duk_get_number(ctx, key) + 0.0);
	else
		duk_dup(ctx, key);
	set_at(ctx, c, i * n);
	if (n == 2) {
		duk_dup(ctx, value);
		set_at(ctx, c, i * 2 + 1);
	}
	recs(c)[i].hash = hash_key(ctx, key);
	recs(c)[i].seq = c->next_seq++;
	c->used++;
	c->live++;
	link_entry(c, i);
}

bool
coll_remove(duk_context *ctx, struct coll *c, duk_idx_t key)
{
	int64_t e = coll_find(ctx, c, key);

	if (e < 0)
		return false;
	/* The collector may run a finalizer nowhere: ours are none. */
	duk_push_pointer(ctx, NULL);
	set_at(ctx, c, (uint32_t)e * stride(c));
	if (stride(c) == 2) {
		duk_push_undefined(ctx);
		set_at(ctx, c, (uint32_t)e * 2 + 1);
	}
	c->live--;
	return true;
}

void
coll_clear(duk_context *ctx, duk_idx_t owner, struct coll *c)
{
	owner = duk_normalize_index(ctx, owner);
	duk_push_heapptr(ctx, c->ents);
	duk_set_length(ctx, -1, 0);
	duk_pop(ctx);
	c->used = c->live = c->cap = c->slots = 0;
	duk_get_prop_literal(ctx, owner, TABLE);
	duk_resize_buffer(ctx, -1, sizeof(*c));
	duk_pop(ctx);
}

int64_t
coll_next(duk_context *ctx, const struct coll *c, uint32_t seq,
    uint32_t *ret_seq)
{
	const struct coll_rec *r = recs(c);
	uint32_t lo = 0, hi = c->used, mid;
	bool dead;

	/* Numbers ascend; without removals entry and number differ by a
	 * constant, so try that first. */
	if (c->used > 0 && seq >= r[0].seq && seq - r[0].seq < c->used &&
	    r[seq - r[0].seq].seq == seq)
		lo = hi = seq - r[0].seq;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (r[mid].seq < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < c->used; lo++) {
		push_at(ctx, c, lo * stride(c));
		dead = duk_is_pointer(ctx, -1) != 0;
		duk_pop(ctx);
		if (!dead) {
			*ret_seq = r[lo].seq + 1;
			return lo;
		}
	}
	return -1;
}
