/* SPDX-License-Identifier: Apache-2.0 */
/* catalog.c -- see catalog.h.  Opening, and what is looked up by place. */
#include "typegen/catalog.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "typegen/catalog_read.h"
#include "typegen/names.h"

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

static uint32_t
header_check(struct cat_header h)
{
	const unsigned char *p = (const unsigned char *)&h;
	uint64_t f = 0xcbf29ce484222325u;
	size_t i;

	h.check = 0;
	for (i = 0; i < sizeof h; i++)
		f = (f ^ p[i]) * 0x100000001b3u;
	return (uint32_t)f;
}

static int
check_header(const struct cat_header *h, size_t size, const char *path,
    struct err *e)
{
	size_t i;

	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): it is mapped */
	if (memcmp(h->magic, CAT_MAGIC, sizeof h->magic) != 0)
		return err_set(e, ERR_INPUT, "%s: not a catalog", path);
	if (h->version != CAT_VERSION)
		return err_set(e, ERR_INPUT,
		    "%s: of version %u, this cordon reads %u: run cordon index",
		    path, h->version, CAT_VERSION);
	if (h->size != size || h->check != header_check(*h))
		return err_set(e, ERR_INPUT,
		    "%s: truncated or changed: run cordon index", path);
	for (i = 0; i < CAT_TABLES; i++)
		if (h->offset[i] % 8 != 0 || h->offset[i] > size ||
		    h->count[i] > (size - h->offset[i]) / entry_size[i])
			return err_set(e, ERR_INPUT,
			    "%s: table %zu leaves the file", path, i);
	if (h->count[CAT_STRINGS] == 0)
		return err_set(e, ERR_INPUT, "%s: no strings", path);
	return 0;
}

static int
map(struct catalog *c, int fd, const char *path, struct err *e)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) == -1)
		return err_sys(e, "stat %s", path);
	if (st.st_size < (off_t)sizeof(struct cat_header) ||
	    st.st_size > (off_t)CAT_SIZE_MAX)
		return err_set(e, ERR_INPUT, "%s: not a catalog", path);
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return err_sys(e, "map %s", path);
	c->base = p;
	c->size = (size_t)st.st_size;
	c->h = p;
	return 0;
}

struct catalog *
catalog_open(const char *path, struct err *e)
{
	struct catalog *c = calloc(1, sizeof *c);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (c == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	else if (fd == -1)
		err_sys(e, "open %s", path);
	else if (map(c, fd, path, e) == 0 &&
	    check_header(c->h, c->size, path, e) == 0) {
		close(fd);
		return c;
	}
	if (fd != -1)
		close(fd);
	catalog_close(c);
	return NULL;
}

void
catalog_close(struct catalog *c)
{
	if (c != NULL && c->base != NULL)
		munmap((void *)(uintptr_t)c->base, c->size);
	free(c);
}

int
catalog_verify(const struct catalog *c, struct err *e)
{
	uint64_t f = 0xcbf29ce484222325u;
	size_t i;

	for (i = sizeof *c->h; i < c->size; i++)
		f = (f ^ c->base[i]) * 0x100000001b3u;
	return f == c->h->content ? 0 :
	    err_set(e, ERR_INPUT,
		"the catalog of %s was changed: run cordon index",
		catalog_name(c));
}

const char *
cat_string(const struct catalog *c, uint32_t at)
{
	/* The last byte of the table is NUL: cat_write ends every string. */
	const char *s = (const char *)c->base + c->h->offset[CAT_STRINGS];
	uint32_t n = c->h->count[CAT_STRINGS];

	return at < n && s[n - 1] == '\0' ? s + at : "";
}

const void *
cat_entry(const struct catalog *c, enum cat_table t, uint32_t i)
{
	static const union {
		struct cat_op op;
		struct cat_term term;
	} nothing;

	if (i >= c->h->count[t])
		return &nothing;
	return c->base + c->h->offset[t] + i * entry_size[t];
}

const char *
catalog_name(const struct catalog *c)
{
	return cat_string(c, c->h->name);
}

const char *
catalog_title(const struct catalog *c)
{
	return cat_string(c, c->h->title);
}

uint64_t
catalog_content(const struct catalog *c)
{
	return c->h->content;
}

uint32_t
catalog_ops(const struct catalog *c)
{
	return c->h->count[CAT_OPS];
}

void
catalog_op(const struct catalog *c, uint32_t i, struct catalog_op *ret)
{
	const struct cat_op *o = cat_entry(c, CAT_OPS, i);
	uint32_t params = c->h->count[CAT_PARAMS];

	ret->id = cat_string(c, o->id);
	ret->name = cat_string(c, o->name);
	ret->method = cat_string(c, o->method);
	ret->path = cat_string(c, o->path);
	ret->server = cat_string(c, o->server);
	ret->summary = cat_string(c, o->summary);
	ret->signature = cat_string(c, o->signature);
	ret->body_media = cat_string(c, o->body_media);
	ret->body_schema = cat_string(c, o->body_schema);
	ret->body_encoding = cat_string(c, o->body_encoding);
	ret->accept = cat_string(c, o->accept);
	ret->body_required = (o->flags & CAT_BODY_REQUIRED) != 0;
	ret->deprecated = (o->flags & CAT_DEPRECATED) != 0;
	/* Callers make room for so many. */
	ret->params = o->first_param <= params &&
		o->params <= params - o->first_param ? o->params : 0;
	ret->tool = (o->flags & CAT_TOOL) != 0;
	ret->read_only = (o->flags & CAT_READ_ONLY) != 0;
	ret->destructive = (o->flags & CAT_DESTRUCTIVE) != 0;
	ret->idempotent = (o->flags & CAT_IDEMPOTENT) != 0;
	ret->reply_schema = cat_string(c, o->reply_schema);
}

void
catalog_op_param(const struct catalog *c, uint32_t op, uint32_t i,
    struct catalog_param *ret)
{
	const struct cat_op *o = cat_entry(c, CAT_OPS, op);
	const struct cat_param *p = cat_entry(c, CAT_PARAMS,
	    o->first_param + i);

	ret->name = cat_string(c, p->name);
	ret->arg = cat_string(c, p->arg);
	ret->schema = cat_string(c, p->schema);
	ret->in = p->in <= PARAM_QUERYSTRING ? (enum param_in)p->in : PARAM_QUERY;
	ret->style = p->style <= STYLE_TAB ? (enum param_style)p->style :
					      STYLE_FORM;
	ret->explode = (p->flags & CAT_EXPLODE) != 0;
	ret->required = (p->flags & CAT_REQUIRED) != 0;
	ret->filled = (p->flags & CAT_FILLED) != 0;
	ret->allow_reserved = (p->flags & CAT_RESERVED) != 0;
}

/* The first entry of the sorted names with that hash, or past it. */
static uint32_t
first_name(const struct catalog *c, uint64_t h)
{
	uint32_t lo = 0, hi = c->h->count[CAT_NAMES];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct cat_name *n = cat_entry(c, CAT_NAMES, mid);

		if (((uint64_t)n->hash_hi << 32 | n->hash_lo) < h)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int64_t
catalog_find(const struct catalog *c, const char *name)
{
	uint64_t h = names_hash(name);
	uint32_t i = first_name(c, h), n = c->h->count[CAT_NAMES];
	int64_t found = -1;

	for (; i < n; i++) {
		const struct cat_name *e = cat_entry(c, CAT_NAMES, i);

		if (((uint64_t)e->hash_hi << 32 | e->hash_lo) != h)
			break;
		if (e->op >= catalog_ops(c))
			continue;
		/* The exact spelling wins over another one's equal words. */
		if (strcmp(cat_string(c, e->exact), name) == 0)
			return e->op;
		if (found == -1)
			found = e->op;
	}
	return found;
}

const char *
catalog_schema(const struct catalog *c, const char *name)
{
	uint32_t lo = 0, hi = c->h->count[CAT_TYPES];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct cat_type *t = cat_entry(c, CAT_TYPES, mid);
		int r = strcmp(cat_string(c, t->component), name);

		if (r == 0)
			return cat_string(c, t->schema);
		if (r < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}
