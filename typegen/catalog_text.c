/* SPDX-License-Identifier: Apache-2.0 */
/* catalog_text.c -- nearest names, and declarations put together. */
#include <stdlib.h>
#include <string.h>

#include "common/base/near.h"
#include "typegen/catalog_read.h"

#define NEAREST_MAX 16
/* Of the names of types that found no room; then they are counted. */
#define TYPE_NAMES_BYTES 200

struct near_op {
	uint32_t op;
	unsigned distance;
};

/* Edits between the last parts, plus a little where the first parts differ. */
static unsigned
distance(const char *a, const char *b)
{
	const char *x = strrchr(a, '.'), *y = strrchr(b, '.');
	size_t nx = x != NULL ? (size_t)(x - a) : 0;
	size_t ny = y != NULL ? (size_t)(y - b) : 0;
	unsigned d = near_edits(x != NULL ? x + 1 : a, y != NULL ? y + 1 : b,
	    12);

	if (nx != ny || strncmp(a, b, nx) != 0)
		d += nx > 0 && ny > 0 ? 3 : 2;
	return d;
}

static void
insert(struct near_op *best, unsigned *n, unsigned most, struct near_op one)
{
	unsigned i = *n < most ? (*n)++ : most;

	for (; i > 0 && best[i - 1].distance > one.distance; i--)
		if (i < most)
			best[i] = best[i - 1];
	if (i < most)
		best[i] = one;
}

void
catalog_nearest(const struct catalog *c, const char *name, unsigned most,
    struct buf *out)
{
	struct near_op best[NEAREST_MAX];
	unsigned n = 0, i;
	uint32_t op;

	if (most > NEAREST_MAX)
		most = NEAREST_MAX;
	for (op = 0; op < catalog_ops(c); op++) {
		const struct cat_op *o = cat_entry(c, CAT_OPS, op);
		struct near_op one = {op,
		    distance(name, cat_string(c, o->name))};

		if (one.distance <= 12)
			insert(best, &n, most, one);
	}
	for (i = 0; i < n; i++) {
		const struct cat_op *o = cat_entry(c, CAT_OPS, best[i].op);

		buf_addf(out, "%s%s", i > 0 ? ", " : "",
		    cat_string(c, o->name));
	}
}

/* What is reachable from deps [first, first + n), the nearest first; returns
 * how many. */
static uint32_t
reach(const struct catalog *c, uint32_t first, uint32_t n, uint32_t *queue,
    bool *seen)
{
	uint32_t types = c->h->count[CAT_TYPES], len = 0, at = 0, i;

	for (;;) {
		for (i = 0; i < n && n <= c->h->count[CAT_DEPS]; i++) {
			const uint32_t *d = cat_entry(c, CAT_DEPS, first + i);

			if (*d < types && !seen[*d]) {
				seen[*d] = true;
				queue[len++] = *d;
			}
		}
		if (at == len)
			return len;
		const struct cat_type *t = cat_entry(c, CAT_TYPES,
		    queue[at++]);
		first = t->first_dep;
		n = t->deps;
	}
}

/* Types in the order of the queue while they fit, then names. */
static void
put_types(const struct catalog *c, const uint32_t *queue, uint32_t n,
    size_t budget, struct buf *out)
{
	size_t end = out->len + budget;
	bool cut = false;
	uint32_t i;

	for (i = 0; i < n; i++) {
		const struct cat_type *t = cat_entry(c, CAT_TYPES, queue[i]);
		const char *text = cat_string(c, t->text);

		if (!cut && strlen(text) <= end - out->len) {
			buf_adds(out, text);
			continue;
		}
		if (out->len >= end && cut && i + 1 < n) {
			buf_addf(out, ", and %u more", n - i);
			break;
		}
		buf_addf(out, "%s%s", cut ? ", " : "// not shown: ",
		    cat_string(c, t->name));
		if (!cut)
			end = out->len + TYPE_NAMES_BYTES;
		cut = true;
	}
	if (cut)
		buf_addc(out, '\n');
}

static void
describe(const struct catalog *c, const struct cat_op *o, uint32_t deps,
    size_t budget, struct buf *out)
{
	uint32_t n = c->h->count[CAT_TYPES];
	bool *seen = calloc(n + 1, sizeof *seen);
	uint32_t *queue = calloc(n + 1, sizeof *queue);

	buf_adds(out, cat_string(c, o->signature));
	buf_addc(out, '\n');
	if (seen == NULL || queue == NULL)
		out->failed = true;
	else
		put_types(c, queue, reach(c, o->first_dep, deps, queue, seen),
		    budget, out);
	free(seen);
	free(queue);
}

void
catalog_usage(const struct catalog *c, uint32_t op, size_t budget,
    struct buf *out)
{
	const struct cat_op *o = cat_entry(c, CAT_OPS, op);

	describe(c, o, o->input_deps, budget, out);
}

void
catalog_describe(const struct catalog *c, uint32_t op, struct buf *out)
{
	const struct cat_op *o = cat_entry(c, CAT_OPS, op);

	describe(c, o, o->deps, out->max, out);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
indent(struct buf *out, size_t depth)
{
	while (depth-- > 0)
		buf_adds(out, "  ");
}

/* How many leading parts two names share. */
static size_t
shared_parts(const char *a, const char *b, size_t *ret_bytes)
{
	size_t i, parts = 0;

	*ret_bytes = 0;
	for (i = 0; a[i] != '\0' && a[i] == b[i]; i++)
		if (a[i] == '.') {
			parts++;
			*ret_bytes = i + 1;
		}
	return parts;
}

/* One operation in the tree of interfaces; `last` is the one before. */
static void
put_op(const struct catalog *c, uint32_t op, const char *last, size_t *depth,
    struct buf *out)
{
	struct catalog_op o;
	const char *sig, *name;
	size_t bytes, parts, n;

	catalog_op(c, op, &o);
	parts = shared_parts(last, o.name, &bytes);
	while (*depth > parts) {
		indent(out, (*depth)-- + 1);
		buf_adds(out, "};\n");
	}
	for (name = o.name + bytes; (n = strcspn(name, ".")), name[n] == '.';
	    name += n + 1) {
		indent(out, ++*depth + 1);
		buf_add(out, name, n);
		buf_adds(out, ": {\n");
	}
	if (o.summary[0] != '\0') {
		indent(out, *depth + 2);
		buf_addf(out, "/** %s%s */\n", o.deprecated ? "@deprecated " :
							     "", o.summary);
	}
	/* "github.issues.list(args: ...)": what follows the name. */
	sig = strchr(o.signature, '(');
	indent(out, *depth + 2);
	buf_addf(out, "%s%s;\n", name, sig != NULL ? sig : "(): unknown");
}

void
catalog_types(const struct catalog *c, struct buf *out)
{
	uint32_t n = catalog_ops(c), i;
	const char **names = calloc(n + 1, sizeof *names);
	const char *last = "";
	size_t depth = 0;

	if (names == NULL) {
		out->failed = true;
		return;
	}
	buf_addf(out, "declare namespace %s {\n", catalog_name(c));
	for (i = 0; i < c->h->count[CAT_TYPES]; i++) {
		const struct cat_type *t = cat_entry(c, CAT_TYPES, i);

		buf_adds(out, cat_string(c, t->text));
	}
	buf_adds(out, "interface $Api {\n");
	for (i = 0; i < n; i++) {
		const struct cat_op *o = cat_entry(c, CAT_OPS, i);

		names[i] = cat_string(c, o->name);
	}
	qsort(names, n, sizeof *names, by_name);
	for (i = 0; i < n; i++) {
		int64_t op = catalog_find(c, names[i]);

		if (op >= 0)
			put_op(c, (uint32_t)op, last, &depth, out);
		last = names[i];
	}
	for (; depth > 0; depth--) {
		indent(out, depth + 1);
		buf_adds(out, "};\n");
	}
	buf_addf(out, "}\n}\ndeclare const %s: %s.$Api;\n", catalog_name(c),
	    catalog_name(c));
	free(names);
}
