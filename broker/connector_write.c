/* SPDX-License-Identifier: Apache-2.0 */
/* connector_write.c -- see connector_write.h. */
#include "broker/connector_write.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/conf_read.h"
#include "broker/index.h"
#include "broker/local_net.h"
#include "common/host/file.h"
#include "common/host/json.h"

/* An mcp.json entry is some hundred bytes; its arguments may be long. */
#define FILE_MAX (256 * 1024)

/* Values as JSON writes them, which YAML reads. */
static void
format(const struct connector_file *f, struct buf *b)
{
	const char *key, *url = json_str(f->keys, "url");
	struct buf nets;
	json_t *v;

	buf_addf(b,
	    "# MCP server \"%s\", written by `%s`; cordon.conf(5) explains "
	    "it.\n"
	    "kind: mcp\n",
	    f->name, f->by);
	json_object_foreach((json_t *)(uintptr_t)f->keys, key, v)
	{
		buf_addf(b, "%s: ", key);
		json_write(b, v);
		buf_addc(b, '\n');
	}
	buf_init(&nets, 1024);
	if (url != NULL && local_net_of_url(url, &nets))
		buf_addf(b,
		    "# Not a public address: allowed for this connector only.\n"
		    "network: [%s]\n",
		    nets.p);
	buf_fini(&nets);
}

static int
place(const struct connector_file *f, char *path, struct buf *before,
    bool *ret_had, struct err *e)
{
	int n = snprintf(path, PATH_MAX, "%s/connectors.d", f->dir);

	if (n < 0 || n >= PATH_MAX - 80)
		return err_set(e, ERR_LIMIT, "%s: path too long", f->dir);
	if (file_mkdirs(path, 0755, e) == -1)
		return -1;
	(void)snprintf(path + n, (size_t)(PATH_MAX - n), "/%s.yaml", f->name);
	*ret_had = file_exists(path);
	if (!*ret_had)
		return 0;
	if (!f->force)
		return err_set(e, ERR_DENIED,
		    "%.400s is there already; --force replaces it", path);
	return file_read(path, before, e);
}

static int
compile(const struct conf_connector *c, unsigned *ret_ops, struct err *e)
{
	struct catalog_report r;

	if (index_ask(c, e) == -1 || index_build(c, &r, e) == -1)
		return -1;
	*ret_ops = r.ops;
	buf_fini(&r.losses);
	return 0;
}

static void
undo(const char *path, bool had, const struct buf *before)
{
	struct err ignored;

	if (had)
		(void)file_write(path, before->p, before->len, 0644, &ignored);
	else
		(void)unlink(path);
}

int
connector_write(const struct connector_file *f, unsigned *ret_ops,
    bool *ret_written, struct err *e)
{
	struct conf_connector c;
	struct buf b, before;
	char path[PATH_MAX];
	bool had = false, valid = false;
	int r;

	*ret_written = false;
	buf_init(&b, FILE_MAX);
	buf_init(&before, FILE_MAX);
	format(f, &b);
	if ((r = place(f, path, &before, &had, e)) == 0 && !buf_ok(&b))
		r = err_set(e, ERR_LIMIT, "\"%s\" is too long", f->name);
	if (r == 0 && (r = file_write(path, b.p, b.len, 0644, e)) == 0) {
		r = conf_read_connector(f->dir, path, &c, e);
		valid = r == 0;
		if (valid)
			r = compile(&c, ret_ops, e);
		if (valid)
			conf_read_free(&c);
		*ret_written = r == 0 || (f->keep && valid);
		if (!*ret_written)
			undo(path, had, &before);
	}
	buf_fini(&b);
	buf_fini(&before);
	return r;
}

char *
connector_secret(const char *dir, const char *name, const char *key,
    const char *value, struct err *e)
{
	char path[PATH_MAX], *ret = NULL;
	int n = snprintf(path, sizeof path, "%s/secrets", dir);

	if (n < 0 || (size_t)n > sizeof path - 300 ||
	    strlen(name) + strlen(key) > 200 || strchr(key, '/') != NULL) {
		err_set(e, ERR_LIMIT, "\"%.80s\" is too long a name", key);
		return NULL;
	}
	if (file_mkdirs(path, 0700, e) == -1)
		return NULL;
	(void)snprintf(path + n, sizeof path - (size_t)n, "/%s.%s", name, key);
	if (file_write(path, value, strlen(value), 0600, e) == -1)
		return NULL;
	if (asprintf(&ret, "file:%s", path) == -1) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	return ret;
}
