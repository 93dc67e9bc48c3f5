/* SPDX-License-Identifier: Apache-2.0 */
/* index.c -- see index.h. */
#include "broker/index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "broker/server_tools.h"
#include "common/base/near.h"
#include "common/host/file.h"
#include "typegen/functions.h"

static bool
newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

bool
index_stale(const struct conf_connector *c)
{
	struct stat cat, other;
	struct catalog *open;
	struct err e;

	if (stat(c->catalog, &cat) == -1)
		return true;
	/* A document that is gone makes nothing stale: what was compiled
	 * from it still holds. */
	if (stat(c->document, &other) == 0 && newer(&other, &cat))
		return true;
	if (stat(c->file, &other) == 0 && newer(&other, &cat))
		return true;
	open = catalog_open(c->catalog, &e);
	catalog_close(open);
	return open == NULL;
}

/* DIR of DIR/connectors.d/NAME.yaml. */
static char *
config_dir(const struct conf_connector *c)
{
	char *dir = strdup(c->file), *slash;
	int i;

	for (i = 0; i < 2 && dir != NULL; i++)
		if ((slash = strrchr(dir, '/')) != NULL)
			*slash = '\0';
	return dir;
}

static int
compile(const struct conf_connector *c, struct catalog_report *ret,
    struct err *e)
{
	if (c->kind == CONF_MCP)
		return server_tools_compile(c, ret, e);
	if (c->kind == CONF_CAPNWEB)
		return catalog_build_functions(c->name, c->document, c->catalog,
		    ret, e);
	return catalog_build_openapi(c->name, c->document, c->url, c->catalog,
	    ret, e);
}

/* Egress names it already, and once is enough. */
static int
of_connector(const char *name, struct err *e)
{
	size_t n = strlen(name);

	if (strncmp(e->msg, name, n) == 0 && strncmp(e->msg + n, ": ", 2) == 0)
		memmove(e->msg, e->msg + n + 2, strlen(e->msg + n + 2) + 1);
	return err_prefix(e, "connector %s", name);
}

int
index_ask(const struct conf_connector *c, struct err *e)
{
	char *dir;
	int r;

	if (c->mcp == NULL || c->mcp->tools != NULL)
		return 0;
	if ((dir = config_dir(c)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	r = server_tools_fetch(dir, c, e);
	free(dir);
	return r == -1 ? of_connector(c->name, e) : 0;
}

/* An MCP server that nobody has asked yet: it has no catalog so far. */
static bool
unseen(const struct conf_connector *c)
{
	return c->mcp != NULL && !file_exists(c->document) &&
	    !file_exists(c->catalog);
}

bool
index_damaged(const struct conf_connector *c)
{
	struct catalog *open;
	struct err e;
	bool bad;

	if (index_stale(c))
		return true;
	open = catalog_open(c->catalog, &e);
	bad = open == NULL || catalog_verify(open, &e) == -1;
	catalog_close(open);
	return bad;
}

int
index_build(const struct conf_connector *c, struct catalog_report *ret,
    struct err *e)
{
	char *slash, *dir = strdup(c->catalog);
	int r;

	memset(ret, 0, sizeof *ret);
	buf_init(&ret->losses, 1024 * 1024);
	if (dir == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	slash = strrchr(dir, '/');
	*slash = '\0';
	r = file_mkdirs(dir, 0755, e);
	free(dir);
	if (r == 0)
		r = compile(c, ret, e);
	if (r == -1) {
		buf_fini(&ret->losses);
		return err_prefix(e, "connector %s", c->name);
	}
	return 0;
}

int
index_refresh(const struct conf *conf, struct err *e)
{
	struct catalog_report report;
	size_t i;

	for (i = 0; i < conf->n; i++) {
		if (!index_stale(&conf->connectors[i]) ||
		    unseen(&conf->connectors[i]))
			continue;
		if (index_build(&conf->connectors[i], &report, e) == -1)
			return -1;
		buf_fini(&report.losses);
	}
	return 0;
}

int
index_open(const struct conf *conf, struct index_set *ret, struct err *e)
{
	struct index_set s = { NULL, 0 };
	size_t i;

	if (index_refresh(conf, e) == -1)
		return -1;
	s.list = calloc(conf->n + 1, sizeof *s.list);
	if (s.list == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < conf->n; i++) {
		if (unseen(&conf->connectors[i]))
			continue;
		s.list[s.n] = catalog_open(conf->connectors[i].catalog, e);
		if (s.list[s.n] == NULL) {
			index_close(&s);
			return -1;
		}
		s.n++;
	}
	*ret = s;
	return 0;
}

void
index_close(struct index_set *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		catalog_close((struct catalog *)(uintptr_t)s->list[i]);
	free(s->list);
	*s = (struct index_set){ NULL, 0 };
}

const struct catalog *
index_find(const struct index_set *s, const char *name, struct err *e)
{
	const char **names, *best;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (strcmp(catalog_name(s->list[i]), name) == 0)
			return s->list[i];
	names = calloc(s->n + 1, sizeof *names);
	for (i = 0; names != NULL && i < s->n; i++)
		names[i] = catalog_name(s->list[i]);
	best = names != NULL ? near_best(name, names, s->n) : NULL;
	if (best == NULL && s->n == 1)
		best = names != NULL ? names[0] : NULL;
	if (best != NULL)
		err_set(e, ERR_NOTFOUND,
		    "there is no connector \"%.80s\"; did you mean \"%s\"?",
		    name, best);
	else
		err_set(e, ERR_NOTFOUND, "there is no connector \"%.80s\"",
		    name);
	free(names);
	return NULL;
}
