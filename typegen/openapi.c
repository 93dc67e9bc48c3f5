/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.c -- an OpenAPI document compiled: see catalog.h. */
#include "typegen/openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/file.h"
#include "common/host/json.h"
#include "typegen/names.h"

#define SIGNATURE_MAX (1024 * 1024)
#define SUMMARY_MAX 200

static const char *const methods[] = {"get", "put", "post", "delete",
    "options", "head", "patch", "trace", NULL};

/* Takes a name and its prefixes; a clash gets a number. */
static void
unique_name(struct api *a, struct buf *name)
{
	size_t len = name->len;
	unsigned n = 1;
	char *p;

	/* Neither an operation of that name, nor a namespace. */
	while (json_object_get(a->names, name->p) != NULL) {
		name->len = len;
		buf_addf(name, "%u", ++n);
	}
	for (p = strchr(name->p, '.'); p != NULL; p = strchr(p + 1, '.')) {
		*p = '\0';
		/* "a" is an operation already: "a.b" becomes "a_.b". */
		if (json_integer_value(json_object_get(a->names, name->p)) ==
		    1) {
			struct buf b;

			buf_init(&b, 4096);
			buf_addf(&b, "%s_.%s", name->p, p + 1);
			buf_clear(name);
			buf_add(name, b.p, b.len);
			buf_fini(&b);
			unique_name(a, name);
			return;
		}
		json_object_set_new(a->names, name->p, json_integer(2));
		*p = '.';
	}
	json_object_set_new(a->names, name->p, json_integer(1));
}

static void
code_name(struct api *a, const struct op *o, struct buf *name)
{
	const char *id = json_str(o->op, "operationId");

	if (id != NULL && id[0] != '\0')
		names_from_id(name, id);
	else
		names_from_path(name, o->method, o->path);
	unique_name(a, name);
}

/* One line: the summary, or the description's start. */
static void
summary(const struct op *o, struct buf *out)
{
	const char *s = json_str(o->op, "summary");
	size_t i;

	if (s == NULL || s[0] == '\0')
		s = json_str(o->op, "description");
	for (i = 0; s != NULL && s[i] != '\0' && s[i] != '\n'; i++) {
		if (i >= SUMMARY_MAX && ((unsigned char)s[i] & 0xc0) != 0x80)
			break;
		if (s[i] == '*' && s[i + 1] == '/')
			continue;
		if ((unsigned char)s[i] >= ' ')
			buf_addc(out, s[i]);
	}
}

static uint32_t
put_buf(struct api *a, const struct buf *b)
{
	return cat_write_string(&a->out, buf_ok(b) && b->p != NULL ? b->p : "");
}

/* "github.issues.list(args: {...}): Promise<Issue[]>" */
static void
put_signature(struct api *a, struct op *o, struct cat_op *entry,
    const char *name)
{
	struct buf sig, reply;

	buf_init(&sig, SIGNATURE_MAX);
	buf_init(&reply, SIGNATURE_MAX);
	openapi_put_reply(a, o, entry, &reply);
	buf_addf(&sig, "%s.%s(", a->connector, name);
	if (o->args.len > 0)
		buf_addf(&sig, "args%s: { %s }", o->args_required ? "" : "?",
		    o->args.p);
	buf_addf(&sig, "): Promise<%s>", reply.p != NULL ? reply.p : "unknown");
	if (!buf_ok(&sig)) {
		doc_lose(&a->doc, o->where, "a type too long to print");
		buf_clear(&sig);
		buf_addf(&sig, "%s.%s(args: any): Promise<unknown>",
		    a->connector, name);
	}
	entry->signature = put_buf(a, &sig);
	buf_fini(&sig);
	buf_fini(&reply);
}

static void
put_deps(struct api *a, uint32_t *first, uint32_t *n)
{
	uint32_t i;

	*first = cat_write_count(&a->out, CAT_DEPS);
	*n = a->ts.n_deps;
	for (i = 0; i < a->ts.n_deps; i++)
		cat_write_add(&a->out, CAT_DEPS, &a->ts.deps[i]);
}

static void
put_op(struct api *a, struct op *o)
{
	struct cat_op entry = {0};
	uint32_t place = cat_write_count(&a->out, CAT_OPS);
	const char *id = json_str(o->op, "operationId");
	struct buf name, text;
	char *server = openapi_server(a, o);
	char method[16];
	size_t i;

	buf_init(&name, 4096);
	buf_init(&text, 4096);
	buf_init(&o->args, SIGNATURE_MAX);
	code_name(a, o, &name);
	for (i = 0; o->method[i] != '\0' && i + 1 < sizeof method; i++)
		method[i] = (char)(o->method[i] - 32);
	method[i] = '\0';
	entry.id = cat_write_string(&a->out, id);
	entry.name = put_buf(a, &name);
	entry.method = cat_write_string(&a->out, method);
	entry.path = cat_write_string(&a->out, o->path);
	entry.server = cat_write_string(&a->out, server);
	summary(o, &text);
	entry.summary = put_buf(a, &text);
	if (json_bool(o->op, "deprecated", false))
		entry.flags |= CAT_DEPRECATED;
	ts_begin(&a->ts);
	openapi_put_params(a, o, &entry);
	openapi_put_body(a, o, &entry);
	put_signature(a, o, &entry, name.p);
	put_deps(a, &entry.first_dep, &entry.deps);
	cat_write_add(&a->out, CAT_OPS, &entry);
	cat_write_name(&a->out, name.p, place);
	if (id != NULL && strcmp(id, name.p) != 0)
		cat_write_name(&a->out, id, place);
	openapi_index(a, o, name.p);
	buf_fini(&name);
	buf_fini(&text);
	buf_fini(&o->args);
	free(server);
}

static void
read_op(struct api *a, const char *path, const char *method,
    const json_t *item, const json_t *op)
{
	struct op o = {.path = path, .method = method, .item = item, .op = op};

	snprintf(o.where, sizeof o.where, "%s %s", method, path);
	if (openapi_params(a, &o) == 0) {
		put_op(a, &o);
		a->report->ops++;
	} else
		a->report->ops_lost++;
	json_decref(o.params);
	json_decref(o.own_body);
}

static void
read_paths(struct api *a)
{
	json_t *paths = json_object_get(a->doc.root, "paths"), *v;
	const char *path;
	size_t i;

	json_object_foreach(paths, path, v) {
		const json_t *item = doc_deref(&a->doc, v, path);

		if (path[0] != '/')
			continue; /* x-... */
		if (!json_is_object(item)) {
			a->report->ops_lost++;
			continue;
		}
		for (i = 0; methods[i] != NULL; i++) {
			const json_t *op = json_object_get(item, methods[i]);

			if (json_is_object(op))
				read_op(a, path, methods[i], item, op);
		}
	}
}

struct order {
	const char *component;
	uint32_t type;
};

static int
by_component(const void *x, const void *y)
{
	return strcmp(((const struct order *)x)->component,
	    ((const struct order *)y)->component);
}

static void
put_type(struct api *a, uint32_t i, struct cat_type *ret)
{
	const json_t *schema = json_object_get(a->doc.schemas,
	    a->ts.components[i]);
	json_t *alone = ts_schema(&a->ts, schema);
	struct buf b;

	ret->component = cat_write_string(&a->out, a->ts.components[i]);
	ret->name = cat_write_string(&a->out, a->ts.names[i]);
	buf_init(&b, SIGNATURE_MAX);
	ts_begin(&a->ts);
	ts_declaration(&a->ts, i, &b);
	if (!buf_ok(&b)) {
		buf_clear(&b);
		buf_addf(&b, "type %s = unknown;\n", a->ts.names[i]);
		doc_lose(&a->doc, a->ts.components[i],
		    "a type too long to print");
	}
	ret->text = put_buf(a, &b);
	buf_clear(&b);
	json_write(&b, alone);
	ret->schema = put_buf(a, &b);
	put_deps(a, &ret->first_dep, &ret->deps);
	buf_fini(&b);
	json_decref(alone);
}

/* Types are sorted by component name; dependencies follow the new places. */
static int
put_types(struct api *a, struct err *e)
{
	uint32_t n = a->ts.n_types, i;
	struct order *order = calloc(n + 1, sizeof *order);
	uint32_t *place = calloc(n + 1, sizeof *place);
	uint32_t *deps;

	if (order == NULL || place == NULL) {
		free(order);
		free(place);
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	for (i = 0; i < n; i++)
		order[i] = (struct order){a->ts.components[i], i};
	qsort(order, n, sizeof *order, by_component);
	for (i = 0; i < n; i++) {
		struct cat_type t = {0};

		place[order[i].type] = i;
		put_type(a, order[i].type, &t);
		cat_write_add(&a->out, CAT_TYPES, &t);
	}
	deps = (uint32_t *)(void *)a->out.table[CAT_DEPS].p;
	for (i = 0; i < cat_write_count(&a->out, CAT_DEPS); i++)
		deps[i] = place[deps[i]];
	free(order);
	free(place);
	return 0;
}

static int
compile(struct api *a, const char *path, struct err *e)
{
	const json_t *info = json_object_get(a->doc.root, "info");

	if (ts_open(&a->ts, &a->doc, e) == -1)
		return -1;
	read_paths(a);
	if (a->report->ops == 0)
		return err_set(e, ERR_INPUT, "no operation in the document%s",
		    a->report->ops_lost > 0 ? ": all were lost" : "");
	if (put_types(a, e) == -1)
		return -1;
	search_index_write(&a->search, &a->out);
	return cat_write_file(&a->out, a->connector, json_str(info, "title"),
	    path, e);
}

int
catalog_build_openapi(const char *connector, const char *document,
    const char *url, const char *path, struct catalog_report *ret,
    struct err *e)
{
	struct api a = {.connector = connector, .url = url, .report = ret};
	int r;

	memset(ret, 0, sizeof *ret);
	buf_init(&ret->losses, DOC_LOSSES_MAX);
	if (doc_open(&a.doc, document, &ret->losses, e) == -1)
		return -1;
	a.names = json_object();
	r = cat_write_open(&a.out, e);
	if (r == 0)
		r = search_index_open(&a.search, e);
	if (r == 0 && (r = compile(&a, path, e)) == -1)
		err_prefix(e, "%s", document);
	search_index_close(&a.search);
	cat_write_close(&a.out);
	ts_close(&a.ts);
	json_decref(a.names);
	doc_close(&a.doc);
	return r;
}
