/* SPDX-License-Identifier: Apache-2.0 */
/*
 * variables.h -- the variables that secrets come from (env:), kept for the
 * children that are to see them and for nobody else.
 *
 * They are moved out of our environment, where /proc/PID/environ, a core file
 * and every child would have them, into a file in memory that is not mapped:
 * the broker's own memory does not hold a secret but while it starts egress.
 */
#ifndef CORDON_BROKER_VARIABLES_H
#define CORDON_BROKER_VARIABLES_H

#include <stddef.h>

#include "broker/conf.h"

#define VARIABLES_MAX 128 /* that egress sees */

/* Returns new "NAME=VALUE" of what was taken, or else is set; NULL: neither.
 * Free by variables_free(). */
char *variables_get(const char *name);
void variables_free(char *text); /* wipes */
/* What cordon-egress is to see, NULL behind the last; takes those of secrets.
 * conf may be NULL. */
void variables_of_egress(const struct conf *conf,
    const char *env[VARIABLES_MAX + 1]);

#endif
