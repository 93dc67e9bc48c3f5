/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_types.c -- `cordon types`: the declarations, as TypeScript. */
#include <stdio.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/index.h"
#include "broker/options.h"

/* Microsoft Graph's declarations have 30 MB. */
#define TYPES_MAX ((size_t)512 * 1024 * 1024)

static int
put(struct buf *b)
{
	if (!buf_ok(b)) {
		(void)fprintf(stderr, "cordon: more than %zu bytes\n", b->max);
		return CMD_REFUSED;
	}
	if (b->p != NULL && b->len > 0) {
		(void)fwrite(b->p, 1, b->len, stdout);
		if (b->p[b->len - 1] != '\n')
			(void)putchar('\n');
	}
	return fflush(stdout) == 0 ? CMD_OK : CMD_REFUSED;
}

/* "github.issues.list" names its connector itself. */
static const char *
after_connector(const struct catalog *c, const char *name)
{
	size_t n = strlen(catalog_name(c));

	return strncmp(name, catalog_name(c), n) == 0 && name[n] == '.'
	    ? name + n + 1
	    : NULL;
}

static int
find(const struct index_set *set, const char *connector, const char *name,
    const struct catalog **ret_catalog, int64_t *ret_op)
{
	size_t i;

	for (i = 0; i < set->n; i++) {
		const struct catalog *c = set->list[i];
		const char *short_name = after_connector(c, name);

		if (connector != NULL &&
		    strcmp(catalog_name(c), connector) != 0)
			continue;
		*ret_catalog = c;
		*ret_op = short_name != NULL ? catalog_find(c, short_name) : -1;
		if (*ret_op == -1)
			*ret_op = catalog_find(c, name);
		if (*ret_op != -1)
			return 0;
	}
	return -1;
}

/* As programs write them: "github.issues.create". */
static void
add_nearest(const struct catalog *c, const char *name, struct buf *b)
{
	struct buf near;
	char *one, *rest;

	buf_init(&near, 65536);
	catalog_nearest(c, name, 3, &near);
	rest = buf_ok(&near) ? near.p : NULL;
	while ((one = strsep(&rest, ",")) != NULL)
		buf_addf(b, "%s%s.%s", b->len > 0 ? ", " : "", catalog_name(c),
		    one + strspn(one, " "));
	buf_fini(&near);
}

static void
say_nearest(const struct index_set *set, const char *connector,
    const char *name)
{
	const struct catalog *c;
	bool meant = false;
	struct buf b;
	size_t i;

	buf_init(&b, 65536);
	for (i = 0; connector == NULL && i < set->n; i++)
		if (after_connector(set->list[i], name) != NULL)
			meant = true;
	for (i = 0; i < set->n; i++) {
		c = set->list[i];
		if (meant && after_connector(c, name) != NULL)
			add_nearest(c, after_connector(c, name), &b);
		else if (!meant &&
		    (connector == NULL ||
			strcmp(catalog_name(c), connector) == 0))
			add_nearest(c, name, &b);
	}
	(void)fprintf(stderr, "cordon: there is no operation \"%s\"%s%s\n",
	    name, b.len > 0 ? "; the nearest: " : "", b.len > 0 ? b.p : "");
	buf_fini(&b);
}

static int
print(const struct index_set *set, const char *connector, const char *name)
{
	const struct catalog *c;
	struct buf b;
	int64_t op;
	size_t i;
	int status;

	buf_init(&b, TYPES_MAX);
	if (name != NULL) {
		if (find(set, connector, name, &c, &op) == -1) {
			say_nearest(set, connector, name);
			return CMD_REFUSED;
		}
		catalog_describe(c, (uint32_t)op, &b);
	}
	for (i = 0; name == NULL && i < set->n; i++)
		if (connector == NULL ||
		    strcmp(catalog_name(set->list[i]), connector) == 0)
			catalog_types(set->list[i], &b);
	status = put(&b);
	buf_fini(&b);
	return status;
}

int
cmd_types(const char *config, int argc, char **argv)
{
	const char *connector = NULL;
	const struct option_row rows[] = { { "--connector", &connector, NULL },
		{ NULL, NULL, NULL } };
	struct index_set set;
	struct conf *conf;
	struct err e;
	int status, n = options_read(argc, argv, rows, &e);

	if (n > 1)
		n = err_set(&e, ERR_INPUT, "one operation at a time");
	if (n == -1)
		return cmd_misuse("types", &e);
	conf = conf_read(config, &e);
	if (conf == NULL)
		return cmd_refuse(&e);
	if (index_open(conf, &set, &e) == -1)
		status = cmd_refuse(&e);
	else {
		if (connector != NULL &&
		    index_find(&set, connector, &e) == NULL)
			status = cmd_refuse(&e);
		else
			/* A connector's name alone means all of it. */
			status = connector == NULL && n == 1 &&
				conf_find(conf, argv[0]) != NULL
			    ? print(&set, argv[0], NULL)
			    : print(&set, connector, n == 1 ? argv[0] : NULL);
		index_close(&set);
	}
	conf_free(conf);
	return status;
}
