/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h -- a command's options, by a table.
 *
 * Options stand anywhere; "--name VALUE" and "--name=VALUE" are the same; "--"
 * ends them; "-" alone is an operand.  An unknown option is an error that
 * names the nearest one.
 */
#ifndef CORDON_BROKER_OPTIONS_H
#define CORDON_BROKER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"

struct option_row {
	const char *name; /* "--json" or "-e"; NULL ends the table */
	const char **value; /* takes one, or NULL */
	bool *flag; /* takes none */
};

/*
 * Reads argv[1..]; operands are moved to the front of argv (from index 0).
 * Returns how many, or -1.
 */
int options_read(int argc, char **argv, const struct option_row *rows,
    struct err *e);
/* A decimal number within bounds. */
int options_number(const char *name, const char *text, unsigned long least,
    unsigned long most, unsigned long *ret, struct err *e);

#endif
