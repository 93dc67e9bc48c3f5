/* SPDX-License-Identifier: Apache-2.0 */
/* server.c -- see server.h. */
#include "mcp/server.h"

#include <stdlib.h>
#include <string.h>

#include "mcp/ask.h"
#include "mcp/era.h"
#include "mcp/listen.h"

/* Tools, instructions and all; cordon's own is below 6 kB. */
#define FIXED_MAX (1024 * 1024)
/* How long a client of the new era may keep a list: the tools change only
 * with the installation, the instructions with the configuration. */
#define TTL_MS "300000"

struct server {
	struct server_info info;
	unsigned changes;
	struct buf list[2]; /* legacy, modern */
	struct buf discover;
	struct buf tail;
	struct asks *asks;
	struct session_list *sessions;
};

static void
field(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_addf(b, ",\"%s\":", name);
	buf_add_json(b, value, strlen(value));
}

static void
write_tool(struct buf *b, const struct mcp_tool *t)
{
	buf_adds(b, "{\"name\":");
	buf_add_json(b, t->name, strlen(t->name));
	field(b, "title", t->title);
	field(b, "description", t->description);
	buf_adds(b, ",\"inputSchema\":");
	buf_adds(b, t->input_schema);
	if (t->annotations != NULL) {
		buf_adds(b, ",\"annotations\":");
		buf_adds(b, t->annotations);
	}
	buf_addc(b, '}');
}

static void
write_identity(struct buf *b, const struct server_info *i)
{
	buf_adds(b, "{\"name\":");
	buf_add_json(b, i->name, strlen(i->name));
	field(b, "title", i->title);
	field(b, "version", i->version);
	buf_addc(b, '}');
}

static void
write_tail(struct server *s)
{
	buf_adds(&s->tail,
	    ",\"resultType\":\"complete\",\"_meta\":{\"" ERA_META
	    "serverInfo\":");
	write_identity(&s->tail, &s->info);
	buf_adds(&s->tail, "}}");
}

static void
write_list(struct server *s, struct buf *b, bool modern)
{
	size_t i;

	buf_adds(b, "{\"tools\":[");
	for (i = 0; i < s->info.n; i++) {
		if (i > 0)
			buf_addc(b, ',');
		write_tool(b, &s->info.tools[i]);
	}
	buf_addc(b, ']');
	if (modern) {
		buf_adds(b, ",\"ttlMs\":" TTL_MS ",\"cacheScope\":\"private\"");
		buf_adds(b, s->tail.p);
	} else
		buf_addc(b, '}');
}

static void
write_capabilities(const struct server *s, bool modern, struct buf *b)
{
	const char *more = s->info.capabilities[modern];

	buf_addf(b, "\"capabilities\":{\"tools\":{\"listChanged\":true}%s%s}",
	    more != NULL ? "," : "", more != NULL ? more : "");
}

static void
write_discover(struct server *s)
{
	struct buf *b = &s->discover;

	buf_adds(b, "{\"supportedVersions\":[\"" ERA_MODERN "\"],");
	write_capabilities(s, true, b);
	field(b, "instructions", s->info.instructions);
	buf_adds(b, ",\"ttlMs\":" TTL_MS ",\"cacheScope\":\"private\"");
	buf_adds(b, s->tail.p);
}

static int
copy(const char **s)
{
	if (*s == NULL)
		return 0;
	*s = strdup(*s);
	return *s == NULL ? -1 : 0;
}

static int
write_all(struct server *s, struct err *e)
{
	buf_clear(&s->list[0]);
	buf_clear(&s->list[1]);
	buf_clear(&s->discover);
	write_list(s, &s->list[0], false);
	write_list(s, &s->list[1], true);
	write_discover(s);
	if (buf_ok(&s->list[0]) && buf_ok(&s->list[1]) && buf_ok(&s->discover))
		return 0;
	return err_set(e, ERR_LIMIT, "the tools' descriptions are too large");
}

/* What its capabilities promise to tell of. */
static unsigned
changes_of(const struct server_info *i)
{
	static const struct {
		const char *name;
		unsigned change;
	} lists[] = { { "prompts", SERVER_PROMPTS },
		{ "resources", SERVER_RESOURCES } };
	unsigned changes = SERVER_TOOLS;
	struct buf b;
	json_t *v;
	size_t k;

	buf_init(&b, FIXED_MAX);
	buf_addf(&b, "{%s}",
	    i->capabilities[1] != NULL ? i->capabilities[1] : "");
	v = buf_ok(&b) ? json_loads(b.p, 0, NULL) : NULL;
	for (k = 0; k < sizeof lists / sizeof lists[0]; k++)
		if (json_bool(json_object_get(v, lists[k].name), "listChanged",
			false))
			changes |= lists[k].change;
	json_decref(v);
	buf_fini(&b);
	return changes;
}

struct server *
server_new(const struct server_info *info, struct err *e)
{
	struct server *s = calloc(1, sizeof *s);
	bool copied;

	if (s == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	s->info = *info;
	buf_init(&s->tail, FIXED_MAX);
	buf_init(&s->list[0], FIXED_MAX);
	buf_init(&s->list[1], FIXED_MAX);
	buf_init(&s->discover, FIXED_MAX);
	/* All of them even when one fails: server_free frees them all. */
	copied = (copy(&s->info.name) | copy(&s->info.title) |
		     copy(&s->info.version) | copy(&s->info.instructions) |
		     copy(&s->info.capabilities[0]) |
		     copy(&s->info.capabilities[1])) == 0;
	s->asks = asks_new();
	s->sessions = session_list_new();
	if (!copied || s->asks == NULL || s->sessions == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		server_free(s);
		return NULL;
	}
	s->changes = changes_of(&s->info);
	write_tail(s);
	if (write_all(s, e) == -1) {
		server_free(s);
		return NULL;
	}
	return s;
}

int
server_renew(struct server *s, const char *instructions,
    const struct mcp_tool *tools, size_t n, struct err *e)
{
	const char *text = instructions;

	if (copy(&text) == -1)
		return err_set(e, ERR_NOMEM, "out of memory");
	free((void *)(uintptr_t)s->info.instructions);
	s->info.instructions = text;
	s->info.tools = tools;
	s->info.n = n;
	return write_all(s, e);
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	asks_free(s->asks);
	session_list_free(s->sessions);
	buf_fini(&s->tail);
	buf_fini(&s->list[0]);
	buf_fini(&s->list[1]);
	buf_fini(&s->discover);
	free((void *)(uintptr_t)s->info.name);
	free((void *)(uintptr_t)s->info.title);
	free((void *)(uintptr_t)s->info.version);
	free((void *)(uintptr_t)s->info.instructions);
	free((void *)(uintptr_t)s->info.capabilities[0]);
	free((void *)(uintptr_t)s->info.capabilities[1]);
	free(s);
}

struct asks *
server_asks(const struct server *s)
{
	return s->asks;
}

const struct server_info *
server_info(const struct server *s)
{
	return &s->info;
}

const struct mcp_tool *
server_tool(const struct server *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->info.n; i++)
		if (strcmp(s->info.tools[i].name, name) == 0)
			return &s->info.tools[i];
	return NULL;
}

const struct mcp_method *
server_method(const struct server *s, const char *name, enum mcp_era era)
{
	const struct mcp_method *m = s->info.methods;
	size_t i;

	for (i = 0; i < s->info.n_methods; i++)
		if ((m[i].eras & era) != 0 && strcmp(m[i].name, name) == 0)
			return &m[i];
	return NULL;
}

unsigned
server_changes(const struct server *s)
{
	return s->changes;
}

struct session_list *
server_sessions(const struct server *s)
{
	return s->sessions;
}

const struct buf *
server_tools_list(const struct server *s, bool modern)
{
	return &s->list[modern];
}

const struct buf *
server_discover(const struct server *s)
{
	return &s->discover;
}

const char *
server_modern_tail(const struct server *s)
{
	return s->tail.p;
}

void
server_write_initialize(const struct server *s, const char *version,
    struct buf *out)
{
	buf_adds(out, "{\"protocolVersion\":");
	buf_add_json(out, version, strlen(version));
	buf_addc(out, ',');
	write_capabilities(s, false, out);
	buf_adds(out, ",\"serverInfo\":");
	write_identity(out, &s->info);
	field(out, "instructions", s->info.instructions);
	buf_addc(out, '}');
}
