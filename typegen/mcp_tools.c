/* SPDX-License-Identifier: Apache-2.0 */
/* mcp_tools.c -- see mcp_tools.h. */
#include "typegen/mcp_tools.h"

#include <stdio.h>
#include <string.h>

#include "common/host/json.h"
#include "common/host/yaml.h"
#include "typegen/compile.h"
#include "typegen/names.h"
#include "typegen/search_fields.h"

#define TOOL_NAME_MAX 1024 /* real ones have 64 at most */

struct tools {
	struct compile c;
	json_t *shared; /* text of a "$defs" to the file that has it */
};

/* One tool while its parts are gathered. */
struct tool {
	const json_t *from;
	const char *name, *where;
	json_t *input, *output; /* own copies, references rewritten */
};

const json_t *
mcp_tools_list(const json_t *answer)
{
	const json_t *r = json_object_get(answer, "result");

	if (json_is_array(answer))
		return answer;
	r = json_object_get(r != NULL ? r : answer, "tools");
	return json_is_array(r) ? r : NULL;
}

/* The definitions of a schema, moved to a file that equal ones share. */
static void
share_defs(struct tools *t, json_t *schema, const char *word)
{
	json_t *defs = json_object_get(schema, word), *have, *root;
	struct buf text;
	int n;

	if (!json_is_object(defs))
		return;
	buf_init(&text, COMPILE_SCHEMA_MAX);
	buf_adds(&text, word);
	json_write(&text, defs);
	have = buf_ok(&text) ? json_object_get(t->shared, text.p) : NULL;
	if (have != NULL)
		n = (int)json_integer_value(have);
	else {
		root = json_pack("{s:O}", word, defs);
		n = doc_add_tree(&t->c.doc, root);
		if (n >= 0 && buf_ok(&text))
			json_object_set_new(t->shared, text.p,
			    json_integer(n));
		if (n >= 0)
			doc_rewrite(&t->c.doc, root, (unsigned)n);
	}
	if (n >= 0)
		doc_rewrite_defs(&t->c.doc, schema, (unsigned)n, word);
	buf_fini(&text);
}

/* A copy of a tool's schema whose references hold anywhere.  New or NULL. */
static json_t *
own_schema(struct tools *t, const json_t *schema)
{
	json_t *copy;
	int n;

	if (!json_is_object(schema))
		return NULL;
	copy = json_deep_copy(schema);
	share_defs(t, copy, "$defs");
	share_defs(t, copy, "definitions");
	n = doc_add_tree(&t->c.doc, json_incref(copy));
	if (n < 0) {
		json_decref(copy);
		return NULL;
	}
	doc_rewrite(&t->c.doc, copy, (unsigned)n);
	return copy;
}

static uint32_t
flags_of(const json_t *tool)
{
	const json_t *a = json_object_get(tool, "annotations");
	bool reads = json_bool(a, "readOnlyHint", false);

	return CAT_TOOL | (reads ? CAT_READ_ONLY : 0) |
	    /* The protocol's own defaults. */
	    (!reads && json_bool(a, "destructiveHint", true) ? CAT_DESTRUCTIVE :
							       0) |
	    (json_bool(a, "idempotentHint", false) ? CAT_IDEMPOTENT : 0);
}

static bool
anything_required(const json_t *schema)
{
	return json_array_size(json_object_get(schema, "required")) > 0 ||
	    doc_ref(schema) != NULL ||
	    json_object_get(schema, "allOf") != NULL ||
	    json_object_get(schema, "anyOf") != NULL ||
	    json_object_get(schema, "oneOf") != NULL;
}

/* "args: { a: string }", or nothing if the tool takes nothing. */
static void
put_args(struct tools *t, const json_t *input, struct buf *out)
{
	const json_t *more = json_object_get(input, "additionalProperties");

	if (!anything_required(input) && !json_is_object(more) &&
	    json_object_size(json_object_get(input, "properties")) == 0)
		return;
	buf_adds(out, anything_required(input) ? "args: " : "args?: ");
	ts_put(&t->c.ts, input, TS_INPUT, out);
}

static void
index_tool(struct tools *t, const struct tool *o, const char *name)
{
	struct search_index *s = &t->c.search;

	search_index_op(s, name, "TOOL", false);
	search_index_text(s, FIELD_SUMMARY, json_str(o->from, "title"));
	search_index_text(s, FIELD_SUMMARY,
	    json_str(json_object_get(o->from, "annotations"), "title"));
	search_index_prose(s, json_str(o->from, "description"));
	search_fields_params(&t->c.doc, s, o->input);
	if (o->output != NULL)
		search_fields(&t->c.doc, s, FIELD_REPLY, o->output);
}

static void
put_signature(struct tools *t, const struct tool *o, struct cat_op *entry,
    const char *name)
{
	struct buf args, reply;

	buf_init(&args, COMPILE_TEXT_MAX);
	buf_init(&reply, COMPILE_TEXT_MAX);
	put_args(t, o->input, &args);
	entry->input_deps = t->c.ts.n_deps;
	if (o->output != NULL)
		ts_put(&t->c.ts, o->output, TS_OUTPUT, &reply);
	else
		buf_adds(&reply, "unknown");
	entry->signature = compile_signature(&t->c, o->where, name,
	    buf_ok(&args) ? args.p : "args: any /* too long */", &reply);
	buf_fini(&args);
	buf_fini(&reply);
}

static void
put_tool(struct tools *t, struct tool *o)
{
	struct cat_op entry = {.flags = flags_of(o->from)};
	uint32_t place = cat_write_count(&t->c.out, CAT_OPS);
	struct buf name, text;

	buf_init(&name, 4096);
	buf_init(&text, 4096);
	names_from_tool(&name, o->name);
	compile_name(&t->c, &name);
	compile_summary(json_str(o->from, "description"), &text);
	entry.id = cat_write_string(&t->c.out, o->name);
	entry.name = compile_string(&t->c, &name);
	entry.method = cat_write_string(&t->c.out, "TOOL");
	entry.summary = compile_string(&t->c, &text);
	entry.first_param = cat_write_count(&t->c.out, CAT_PARAMS);
	ts_begin(&t->c.ts);
	entry.body_media = cat_write_string(&t->c.out, "application/json");
	entry.body_schema = compile_schema(&t->c, o->input);
	if (o->output != NULL)
		entry.reply_schema = compile_schema(&t->c, o->output);
	put_signature(t, o, &entry, name.p);
	compile_deps(&t->c, &entry.first_dep, &entry.deps);
	cat_write_add(&t->c.out, CAT_OPS, &entry);
	cat_write_name(&t->c.out, name.p, place);
	if (strcmp(o->name, name.p) != 0)
		cat_write_name(&t->c.out, o->name, place);
	index_tool(t, o, o->name);
	buf_fini(&name);
	buf_fini(&text);
}

static void
lose(struct tools *t, const char *where, const char *what)
{
	struct buf b;

	buf_init(&b, 4096);
	buf_addf(&b, "%s: %s", where, what);
	doc_lose(&t->c.doc, "tool lost", b.p != NULL ? b.p : what);
	buf_fini(&b);
	t->c.report->ops_lost++;
}

static void
read_tool(struct tools *t, const json_t *v, size_t i)
{
	struct tool o = {.from = v, .name = json_str(v, "name")};
	char where[64];

	(void)snprintf(where, sizeof where, "tools[%zu]", i);
	o.where = where;
	if (o.name == NULL || o.name[0] == '\0')
		lose(t, where, "it has no name");
	else if (strlen(o.name) > TOOL_NAME_MAX)
		lose(t, where, "its name is too long");
	else if (json_object_get(v, "inputSchema") != NULL &&
	    !json_is_object(json_object_get(v, "inputSchema")))
		lose(t, o.name, "its inputSchema is not an object");
	else {
		o.where = o.name;
		o.input = own_schema(t, json_object_get(v, "inputSchema"));
		o.output = own_schema(t, json_object_get(v, "outputSchema"));
		if (o.input == NULL)
			o.input = json_object();
		put_tool(t, &o);
		t->c.report->ops++;
		json_decref(o.input);
		json_decref(o.output);
	}
}

static int
read_tools(struct tools *t, const json_t *answer, const char *path,
    struct err *e)
{
	const json_t *list = mcp_tools_list(answer), *v;
	const json_t *server = json_object_get(answer, "server");
	size_t i;

	if (compile_open(&t->c, e) == -1)
		return -1;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		read_tool(t, v, i);
	if (t->c.report->ops == 0)
		return err_set(e, ERR_INPUT, "no tool in the list%s",
		    t->c.report->ops_lost > 0 ? ": all were lost" : "");
	return compile_file(&t->c, json_is_object(server) ?
		json_str(server, "name") : NULL, path, e);
}

int
mcp_tools_build(const char *connector, const json_t *answer, const char *path,
    struct catalog_report *ret, struct err *e)
{
	struct tools t = {.c = {.connector = connector, .report = ret}};
	int r = -1;

	memset(ret, 0, sizeof *ret);
	buf_init(&ret->losses, DOC_LOSSES_MAX);
	if (mcp_tools_list(answer) == NULL)
		return err_set(e, ERR_INPUT,
		    "not an answer to tools/list: no \"tools\" in it");
	t.shared = json_object();
	if (doc_open_tree(&t.c.doc, json_object(), &ret->losses, e) == 0)
		r = read_tools(&t, answer, path, e);
	compile_close(&t.c);
	json_decref(t.shared);
	return r;
}

int
catalog_build_mcp(const char *connector, const char *tools, const char *path,
    struct catalog_report *ret, struct err *e)
{
	json_t *answer = yaml_read_file(tools, &json_limits_document, e);
	int r;

	memset(ret, 0, sizeof *ret);
	if (answer == NULL)
		return -1;
	r = mcp_tools_build(connector, answer, path, ret, e);
	if (r == -1)
		err_prefix(e, "%s", tools);
	json_decref(answer);
	return r;
}
