/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edition.h -- one reading of the configuration, with its open catalogs.
 *
 * A job keeps the edition it began with: what its program saw stays true to
 * its end, however often the configuration is read anew meanwhile.
 */
#ifndef CORDON_BROKER_EDITION_H
#define CORDON_BROKER_EDITION_H

#include <stdbool.h>

#include "broker/conf.h"
#include "broker/skills.h"
#include "typegen/catalog.h"

struct edition {
	const struct conf *conf;
	struct conf *owned; /* the same, when it is freed with it */
	struct catalog **catalogs; /* in conf's order, without the broken */
	const char **names; /* of the catalogs */
	const char **values; /* of them, the Cap'n Web ones */
	size_t n, n_values;
	struct skills skills;
	unsigned users;
};

/* Opens the catalogs; one that is broken is left out, and logged.  Borrows
 * conf, or with `own` takes it.  Returns new with one user, or NULL without
 * memory. */
struct edition *edition_new(const struct conf *conf, struct conf *own);
struct edition *edition_keep(struct edition *e); /* one user more */
void edition_drop(struct edition *e); /* NULL is fine */

/* The open catalog of that connector, or NULL. */
const struct catalog *edition_catalog(const struct edition *e,
    const char *name);
/* Is it one of Cap'n Web's values? */
bool edition_values(const struct edition *e, const char *name);
size_t edition_catalogs(const struct edition *e,
    const struct catalog *const **ret);
/* What one offers otherwise than the other: a set of these. */
enum edition_difference { EDITION_OPERATIONS = 1, EDITION_SKILLS = 2 };
unsigned edition_differ(const struct edition *a, const struct edition *b);

#endif
