/* SPDX-License-Identifier: Apache-2.0 */
/* server.c -- see server.h. */
#include "mcp/server.h"

#include <stdlib.h>
#include <string.h>

#include "mcp/ask.h"
#include "mcp/era.h"

/* Tools, instructions and all; cordon's own is below 6 kB. */
#define FIXED_MAX (1024 * 1024)
/* How long a client of the new era may keep a list: the tools change only
 * with the installation, the instructions with the configuration. */
#define TTL_MS "300000"

struct server {
	struct server_info info;
	struct buf list[2]; /* legacy, modern */
	struct buf discover;
	struct buf tail;
	struct asks *asks;
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
write_discover(struct server *s)
{
	struct buf *b = &s->discover;

	buf_adds(b,
	    "{\"supportedVersions\":[\"" ERA_MODERN
	    "\"],\"capabilities\":{\"tools\":{}}");
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

struct server *
server_new(const struct server_info *info, struct err *e)
{
	struct server *s = calloc(1, sizeof *s);

	if (s == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	s->info = *info;
	buf_init(&s->tail, FIXED_MAX);
	buf_init(&s->list[0], FIXED_MAX);
	buf_init(&s->list[1], FIXED_MAX);
	buf_init(&s->discover, FIXED_MAX);
	/* All four even when one fails: server_free frees all four. */
	if ((copy(&s->info.name) | copy(&s->info.title) |
		copy(&s->info.version) | copy(&s->info.instructions)) == 0) {
		write_tail(s);
		write_list(s, &s->list[0], false);
		write_list(s, &s->list[1], true);
		write_discover(s);
	}
	s->asks = asks_new();
	if (s->asks == NULL || s->tail.len == 0 || !buf_ok(&s->tail) || !buf_ok(&s->list[0]) ||
	    !buf_ok(&s->list[1]) || !buf_ok(&s->discover)) {
		err_set(e, ERR_LIMIT, "the tools' descriptions are too large");
		server_free(s);
		return NULL;
	}
	return s;
}

void
server_free(struct server *s)
{
	if (s == NULL)
		return;
	asks_free(s->asks);
	buf_fini(&s->tail);
	buf_fini(&s->list[0]);
	buf_fini(&s->list[1]);
	buf_fini(&s->discover);
	free((void *)(uintptr_t)s->info.name);
	free((void *)(uintptr_t)s->info.title);
	free((void *)(uintptr_t)s->info.version);
	free((void *)(uintptr_t)s->info.instructions);
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
	buf_adds(out, ",\"capabilities\":{\"tools\":{}},\"serverInfo\":");
	write_identity(out, &s->info);
	field(out, "instructions", s->info.instructions);
	buf_addc(out, '}');
}
