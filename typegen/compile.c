/* SPDX-License-Identifier: Apache-2.0 */
/* compile.c -- see compile.h. */
#include "typegen/compile.h"

#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"

#define SUMMARY_MAX 200

int
compile_open(struct compile *c, struct err *e)
{
	c->names = json_object();
	return c->names == NULL ? err_set(e, ERR_NOMEM, "out of memory") :
	    cat_write_open(&c->out, e) == -1 ||
		    search_index_open(&c->search, e) == -1 ||
		    ts_open(&c->ts, &c->doc, e) == -1 ? -1 : 0;
}

void
compile_close(struct compile *c)
{
	search_index_close(&c->search);
	cat_write_close(&c->out);
	ts_close(&c->ts);
	json_decref(c->names);
	doc_close(&c->doc);
}

/* "a" is an operation already: "a.b" becomes "a_.b". */
static void
move_aside(struct compile *c, struct buf *name, char *dot)
{
	struct buf b;

	buf_init(&b, 4096);
	*dot = '\0';
	buf_addf(&b, "%s_.%s", name->p, dot + 1);
	buf_clear(name);
	buf_add(name, b.p, b.len);
	buf_fini(&b);
	compile_name(c, name);
}

/* What c->names has of a name: what it is, and above it which number the last
 * one that wanted it got. */
#define AN_OPERATION 1
#define A_NAMESPACE 2
#define NUMBER 4

static json_int_t
taken_as(const struct compile *c, const char *name)
{
	return json_integer_value(json_object_get(c->names, name)) % NUMBER;
}

/* "list" is taken: "list2" or what follows.  Goes on where the last one ended:
 * a document may have one name 100,000 times. */
static void
number(struct compile *c, struct buf *name)
{
	json_t *taken = json_object_get(c->names, name->p);
	json_int_t v = json_integer_value(taken), n = v / NUMBER;
	size_t len = name->len;

	if (taken == NULL)
		return;
	n += n == 0;
	do {
		name->len = len;
		buf_addf(name, "%lld", (long long)++n);
	} while (taken_as(c, name->p) != 0);
	json_integer_set(taken, v % NUMBER + n * NUMBER);
}

void
compile_name(struct compile *c, struct buf *name)
{
	char *p;

	/* Neither an operation of that name, nor a namespace. */
	number(c, name);
	for (p = strchr(name->p, '.'); p != NULL; p = strchr(p + 1, '.')) {
		*p = '\0';
		if (taken_as(c, name->p) == AN_OPERATION) {
			move_aside(c, name, p);
			return;
		}
		if (taken_as(c, name->p) == 0)
			json_object_set_new(c->names, name->p,
			    json_integer(A_NAMESPACE));
		*p = '.';
	}
	json_object_set_new(c->names, name->p, json_integer(AN_OPERATION));
}

uint32_t
compile_string(struct compile *c, const struct buf *b)
{
	return cat_write_string(&c->out, buf_ok(b) && b->p != NULL ? b->p : "");
}

uint32_t
compile_schema(struct compile *c, const json_t *schema)
{
	return compile_default(c, schema, NULL);
}

uint32_t
compile_default(struct compile *c, const json_t *schema, const json_t *value)
{
	struct buf b;
	uint32_t at;

	buf_init(&b, COMPILE_SCHEMA_MAX);
	ts_schema(&c->ts, schema, &b);
	/* Only an object has room for it: `true` takes any value anyway. */
	if (value != NULL && buf_ok(&b) && b.p[b.len - 1] == '}') {
		b.len--;
		buf_adds(&b, b.len > 1 ? ",\"default\":" : "\"default\":");
		json_write(&b, value);
		buf_addc(&b, '}');
	}
	at = cat_write_string(&c->out, buf_ok(&b) ? b.p : "{}");
	buf_fini(&b);
	return at;
}

uint32_t
compile_signature(struct compile *c, const char *where, const char *name,
    const char *args, const struct buf *reply)
{
	struct buf sig;
	uint32_t at;

	buf_init(&sig, COMPILE_TEXT_MAX);
	buf_addf(&sig, "%s.%s(%s): Promise<%s>", c->connector, name,
	    args != NULL ? args : "",
	    buf_ok(reply) && reply->p != NULL ? reply->p : "unknown");
	if (!buf_ok(&sig)) {
		doc_lose(&c->doc, where, "a type too long to print");
		buf_clear(&sig);
		buf_addf(&sig,
		    "%s.%s(args: any /* too long */): Promise<unknown>",
		    c->connector, name);
	}
	at = compile_string(c, &sig);
	buf_fini(&sig);
	return at;
}

void
compile_deps(struct compile *c, uint32_t *first, uint32_t *n)
{
	uint32_t i;

	*first = cat_write_count(&c->out, CAT_DEPS);
	*n = c->ts.n_deps;
	for (i = 0; i < c->ts.n_deps; i++)
		cat_write_add(&c->out, CAT_DEPS, &c->ts.deps[i]);
}

void
compile_summary(const char *s, struct buf *out)
{
	size_t i;

	for (i = 0; s != NULL && s[i] != '\0' && s[i] != '\n'; i++) {
		if (i >= SUMMARY_MAX && ((unsigned char)s[i] & 0xc0) != 0x80)
			break;
		if (s[i] == '*' && s[i + 1] == '/')
			continue;
		if ((unsigned char)s[i] >= ' ')
			buf_addc(out, s[i]);
	}
}

struct order {
	const char *key;
	uint32_t type;
};

static int
by_key(const void *x, const void *y)
{
	return strcmp(((const struct order *)x)->key,
	    ((const struct order *)y)->key);
}

static void
put_type(struct compile *c, uint32_t i, struct cat_type *ret)
{
	struct buf b;

	ret->component = cat_write_string(&c->out, c->ts.types[i].key);
	ret->name = cat_write_string(&c->out, c->ts.types[i].name);
	buf_init(&b, COMPILE_TEXT_MAX);
	ts_begin(&c->ts);
	ts_declaration(&c->ts, i, &b);
	if (!buf_ok(&b)) {
		buf_clear(&b);
		buf_addf(&b, "type %s = unknown; // too long\n",
		    c->ts.types[i].name);
		doc_lose(&c->doc, c->ts.types[i].key,
		    "a type too long to print");
		ts_begin(&c->ts);
	}
	ret->text = compile_string(c, &b);
	/* What a caller may not send is a matter of the type as a whole. */
	if (!c->ts.types[i].input)
		ret->schema = compile_schema(c, c->ts.types[i].schema);
	compile_deps(c, &ret->first_dep, &ret->deps);
	buf_fini(&b);
}

/* Sorted by their keys; dependencies follow the new places. */
static int
place_types(struct compile *c, const struct cat_type *types, uint32_t n)
{
	struct order *order = calloc(n + 1, sizeof *order);
	uint32_t *place = calloc(n + 1, sizeof *place), i;
	uint32_t *deps = (uint32_t *)(void *)c->out.table[CAT_DEPS].p;

	if (order == NULL || place == NULL) {
		free(order);
		free(place);
		return -1;
	}
	for (i = 0; i < n; i++)
		order[i] = (struct order){c->ts.types[i].key, i};
	qsort(order, n, sizeof *order, by_key);
	for (i = 0; i < n; i++) {
		place[order[i].type] = i;
		cat_write_add(&c->out, CAT_TYPES, &types[order[i].type]);
	}
	for (i = 0; i < cat_write_count(&c->out, CAT_DEPS); i++)
		deps[i] = place[deps[i]];
	free(order);
	free(place);
	return 0;
}

/* Printing one may name new ones: until there are no more. */
static int
put_types(struct compile *c, struct err *e)
{
	struct cat_type *types = NULL, *more;
	uint32_t i;
	int r = 0;

	for (i = 0; r == 0 && i < c->ts.n_types; i++) {
		if ((i & (i + 1)) == 0 || i == 0) {
			more = realloc(types, 2 * ((size_t)i + 1) *
				sizeof *types);
			if (more == NULL) {
				r = -1;
				break;
			}
			types = more;
		}
		memset(&types[i], 0, sizeof types[i]);
		put_type(c, i, &types[i]);
	}
	if (r == 0)
		r = place_types(c, types, c->ts.n_types);
	free(types);
	if (c->ts.failed)
		return err_set(e, ERR_LIMIT, "more than %u types, or no memory "
		    "for them", TS_TYPES_MAX);
	return r == 0 ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}

int
compile_file(struct compile *c, const char *title, const char *path,
    struct err *e)
{
	if (put_types(c, e) == -1)
		return -1;
	search_index_write(&c->search, &c->out);
	return cat_write_file(&c->out, c->connector, title, path, e);
}
