/* SPDX-License-Identifier: Apache-2.0 */
/* edition.c -- see edition.h. */
#include "broker/edition.h"

#include <stdlib.h>
#include <string.h>

#include "common/host/file.h"
#include "common/host/log.h"

/* One that was just added is still compiled, or its server asked. */
static void
tell_left_out(const struct conf_connector *k, const struct err *e)
{
	if (!file_exists(k->catalog))
		log_warn("connector=%s is left out until %s", k->name,
		    k->kind == CONF_MCP ? "its server has told its tools" :
					  "its document is compiled");
	else
		log_error("connector=%s is left out: %s", k->name,
		    LOG_QUOTED(e->msg));
}

static int
open_catalogs(struct edition *d)
{
	size_t i, most = d->conf->n + 1;

	d->catalogs = calloc(most, sizeof *d->catalogs);
	d->names = calloc(most, sizeof *d->names);
	d->values = calloc(most, sizeof *d->values);
	if (d->catalogs == NULL || d->names == NULL || d->values == NULL)
		return -1;
	for (i = 0; i < d->conf->n; i++) {
		const struct conf_connector *k = &d->conf->connectors[i];
		struct catalog *c;
		struct err e;

		/* One broken connector must not take the others away. */
		if ((c = catalog_open(k->catalog, &e)) == NULL) {
			tell_left_out(k, &e);
			continue;
		}
		d->catalogs[d->n] = c;
		d->names[d->n++] = catalog_name(c);
		if (k->kind == CONF_CAPNWEB)
			d->values[d->n_values++] = catalog_name(c);
	}
	return 0;
}

struct edition *
edition_new(const struct conf *conf, struct conf *own)
{
	struct edition *d = calloc(1, sizeof *d);

	if (d == NULL) {
		conf_free(own);
		return NULL;
	}
	d->users = 1;
	d->owned = own;
	d->conf = own != NULL ? own : conf;
	if (open_catalogs(d) == 0 && skills_read(d->conf->dir, &d->skills) == 0)
		return d;
	edition_drop(d);
	return NULL;
}

struct edition *
edition_keep(struct edition *d)
{
	if (d != NULL)
		d->users++;
	return d;
}

void
edition_drop(struct edition *d)
{
	size_t i;

	if (d == NULL || --d->users > 0)
		return;
	for (i = 0; i < d->n; i++)
		catalog_close(d->catalogs[i]);
	free(d->catalogs);
	free(d->names);
	free(d->values);
	skills_fini(&d->skills);
	conf_free(d->owned);
	free(d);
}

const struct catalog *
edition_catalog(const struct edition *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (strcmp(d->names[i], name) == 0)
			return d->catalogs[i];
	return NULL;
}

bool
edition_values(const struct edition *d, const char *name)
{
	size_t i;

	for (i = 0; i < d->n_values; i++)
		if (strcmp(d->values[i], name) == 0)
			return true;
	return false;
}

size_t
edition_catalogs(const struct edition *d, const struct catalog *const **ret)
{
	union {
		struct catalog **in;
		const struct catalog *const *out;
	} list = { .in = d->catalogs };

	*ret = list.out;
	return d->n;
}

static bool
same_operations(const struct edition *a, const struct edition *b)
{
	size_t i;

	if (a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->names[i], b->names[i]) != 0 ||
		    catalog_content(a->catalogs[i]) !=
			catalog_content(b->catalogs[i]))
			return false;
	return true;
}

unsigned
edition_differ(const struct edition *a, const struct edition *b)
{
	return (same_operations(a, b) ? 0U : EDITION_OPERATIONS) |
	    (skills_same(&a->skills, &b->skills) ? 0U : EDITION_SKILLS);
}
