/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.c -- an OpenAPI document compiled: see catalog.h. */
#include "typegen/openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/file.h"
#include "common/host/json.h"
#include "common/host/json_pool.h"
#include "typegen/names.h"

static const char *const methods[] = {"get", "put", "post", "delete",
    "options", "head", "patch", "trace", "query", NULL};

#define METHOD_MAX 32 /* letters; PROPPATCH is the longest one about */

/* An operationId that another operation has, too: whoever wrote a rule for one
 * of them wants to know. */
static void
tell_numbered(struct api *a, const struct op *o, const char *id,
    const char *name)
{
	char what[512];

	(void)snprintf(what, sizeof what,
	    "the name of operationId \"%.160s\" is taken: this one is %.160s",
	    id, name);
	doc_lose(&a->c.doc, o->where, what);
}

static void
code_name(struct api *a, const struct op *o, struct buf *name)
{
	const char *id = json_str(o->op, "operationId");
	size_t wanted;

	if (id != NULL && id[0] != '\0')
		names_from_id(name, id);
	else
		names_from_path(name, o->method, o->path);
	wanted = name->len;
	compile_name(&a->c, name);
	if (id != NULL && id[0] != '\0' && name->len > wanted &&
	    strspn(name->p + wanted, "0123456789") == name->len - wanted)
		tell_numbered(a, o, id, name->p);
}

/* One line: the summary, or the description's start. */
static void
summary(const struct op *o, struct buf *out)
{
	const char *s = json_str(o->op, "summary");

	if (s == NULL || s[0] == '\0')
		s = json_str(o->op, "description");
	compile_summary(s, out);
	if (o->unsent[0] != '\0') {
		buf_adds(out, out->len > 0 ? " (" : "(");
		compile_summary(o->unsent, out);
		buf_addc(out, ')');
	}
}

static uint32_t
put_signature(struct api *a, struct op *o, struct cat_op *entry,
    const char *name)
{
	struct buf reply, args;
	uint32_t at;

	buf_init(&reply, COMPILE_TEXT_MAX);
	buf_init(&args, COMPILE_TEXT_MAX);
	openapi_put_reply(a, o, entry, &reply);
	if (o->args.len > 0)
		buf_addf(&args, "args%s: { %s }", o->args_required ? "" : "?",
		    buf_ok(&o->args) ? o->args.p : "[key: string]: any");
	at = compile_signature(&a->c, o->where, name, args.p, &reply);
	buf_fini(&reply);
	buf_fini(&args);
	return at;
}

static void
put_op(struct api *a, struct op *o)
{
	struct cat_op entry = {0};
	uint32_t place = cat_write_count(&a->c.out, CAT_OPS);
	const char *id = json_str(o->op, "operationId");
	struct buf name, text;
	char *server = openapi_server(a, o);

	buf_init(&name, 4096);
	buf_init(&text, 4096);
	buf_init(&o->args, COMPILE_TEXT_MAX);
	code_name(a, o, &name);
	entry.id = cat_write_string(&a->c.out, id);
	entry.name = compile_string(&a->c, &name);
	entry.method = cat_write_string(&a->c.out, o->sent);
	entry.path = cat_write_string(&a->c.out, o->path);
	entry.server = cat_write_string(&a->c.out, server);
	if (json_bool(o->op, "deprecated", false))
		entry.flags |= CAT_DEPRECATED;
	ts_begin(&a->c.ts);
	openapi_put_params(a, o, &entry);
	openapi_put_body(a, o, &entry);
	summary(o, &text);
	entry.summary = compile_string(&a->c, &text);
	entry.input_deps = a->c.ts.n_deps;
	entry.signature = put_signature(a, o, &entry, name.p);
	compile_deps(&a->c, &entry.first_dep, &entry.deps);
	cat_write_add(&a->c.out, CAT_OPS, &entry);
	cat_write_name(&a->c.out, name.p, place);
	if (id != NULL && strcmp(id, name.p) != 0)
		cat_write_name(&a->c.out, id, place);
	openapi_index(a, o, name.p);
	buf_fini(&name);
	buf_fini(&text);
	buf_fini(&o->args);
	free(server);
}

static void
read_op(struct api *a, struct op o)
{
	(void)snprintf(o.where, sizeof o.where, "%s %s", o.method, o.path);
	if (openapi_params(a, &o) == 0) {
		put_op(a, &o);
		a->c.report->ops++;
	} else
		a->c.report->ops_lost++;
	json_decref(o.params);
	json_decref(o.own_body);
}

bool
openapi_token(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz"
			     "0123456789!#$%&'*+-.^_`|~");

	return n > 0 && s[n] == '\0';
}

/* A method under a name of the document's own (OpenAPI 3.2): it goes into a
 * request line; CONNECT asks for a tunnel. */
static bool
sendable(const char *method)
{
	return openapi_token(method) && strlen(method) < METHOD_MAX &&
	    strcasecmp(method, "connect") != 0;
}

static void
read_additional(struct api *a, struct op o)
{
	char lower[METHOD_MAX];
	json_t *v;
	size_t i;

	json_object_foreach(json_object_get(o.item, "additionalOperations"),
	    o.sent, v) {
		if (!json_is_object(v) || o.sent[0] == '\0')
			continue;
		if (!sendable(o.sent)) {
			doc_lose(&a->c.doc, o.path,
			    "a method that cannot be sent");
			a->c.report->ops_lost++;
			continue;
		}
		for (i = 0; o.sent[i] != '\0'; i++)
			lower[i] = (char)(o.sent[i] >= 'A' && o.sent[i] <= 'Z' ?
				o.sent[i] + 32 : o.sent[i]);
		lower[i] = '\0';
		o.method = lower;
		o.op = v;
		read_op(a, o);
	}
}

static void
read_item(struct api *a, const char *path, const json_t *item)
{
	struct op o = {.path = path, .item = item};
	char upper[METHOD_MAX];
	size_t i, k;

	for (i = 0; methods[i] != NULL; i++) {
		o.op = json_object_get(item, methods[i]);
		if (!json_is_object(o.op))
			continue;
		for (k = 0; methods[i][k] != '\0'; k++)
			upper[k] = (char)(methods[i][k] - 32);
		upper[k] = '\0';
		o.method = methods[i];
		o.sent = upper;
		read_op(a, o);
	}
	read_additional(a, o);
}

static void
read_paths(struct api *a)
{
	json_t *paths = json_object_get(a->c.doc.root, "paths"), *v;
	const char *path;

	json_object_foreach(paths, path, v) {
		const json_t *item = doc_deref(&a->c.doc, v, path);

		if (path[0] != '/')
			continue; /* x-... */
		if (json_is_object(item))
			read_item(a, path, item);
		else
			a->c.report->ops_lost++;
	}
}

static int
compile(struct api *a, const char *path, struct err *e)
{
	const json_t *info = json_object_get(a->c.doc.root, "info");

	if (compile_open(&a->c, e) == -1)
		return -1;
	read_paths(a);
	if (a->c.report->ops == 0)
		return err_set(e, ERR_INPUT, "no operation in the document%s",
		    a->c.report->ops_lost > 0 ? ": all were lost" : "");
	return compile_file(&a->c, json_str(info, "title"), path, e);
}

int
catalog_build_openapi(const char *connector, const char *document,
    const char *url, const char *path, struct catalog_report *ret,
    struct err *e)
{
	struct api a = {.c = {.connector = connector, .report = ret},
	    .url = url};
	int r;

	memset(ret, 0, sizeof *ret);
	buf_init(&ret->losses, DOC_LOSSES_MAX);
	json_pool_begin();
	r = doc_open(&a.c.doc, document, &ret->losses, e);
	if (r == 0) {
		if ((r = compile(&a, path, e)) == -1)
			err_prefix(e, "%s", document);
		json_decref(a.tags);
		compile_close(&a.c);
	}
	json_pool_end();
	return r;
}
