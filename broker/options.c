/* SPDX-License-Identifier: Apache-2.0 */
/* options.c -- see options.h. */
#include "broker/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/near.h"

#define OPTIONS_MAX 32 /* no command has half as many */

static const struct option_row *
find(const struct option_row *rows, const char *arg, size_t n)
{
	for (; rows->name != NULL; rows++)
		if (strlen(rows->name) == n && strncmp(rows->name, arg, n) == 0)
			return rows;
	return NULL;
}

static int
unknown(const struct option_row *rows, const char *arg, struct err *e)
{
	const char *names[OPTIONS_MAX], *best;
	size_t n = 0;

	for (; rows->name != NULL && n < OPTIONS_MAX; rows++)
		names[n++] = rows->name;
	best = near_best(arg, names, n);
	if (best == NULL)
		return err_set(e, ERR_INPUT, "unknown option %s", arg);
	return err_set(e, ERR_INPUT, "unknown option %s; did you mean %s?", arg,
	    best);
}

/* Reads the option at argv[*i], moving *i to its last word. */
static int
take(int argc, char **argv, int *i, const struct option_row *rows,
    struct err *e)
{
	const char *arg = argv[*i];
	const char *eq = strncmp(arg, "--", 2) == 0 ? strchr(arg, '=') : NULL;
	size_t n = eq != NULL ? (size_t)(eq - arg) : strlen(arg);
	const struct option_row *row = find(rows, arg, n);

	if (row == NULL)
		return unknown(rows, arg, e);
	if (row->value == NULL) {
		if (eq != NULL)
			return err_set(e, ERR_INPUT, "%s takes no value",
			    row->name);
		*row->flag = true;
		return 0;
	}
	if (*row->value != NULL)
		return err_set(e, ERR_INPUT, "%s is given twice", row->name);
	if (eq == NULL && ++*i >= argc)
		return err_set(e, ERR_INPUT, "%s wants a value", row->name);
	*row->value = eq != NULL ? eq + 1 : argv[*i];
	return 0;
}

int
options_read(int argc, char **argv, const struct option_row *rows,
    struct err *e)
{
	bool ended = false;
	int i, n = 0;

	for (i = 1; i < argc; i++) {
		if (!ended && strcmp(argv[i], "--") == 0)
			ended = true;
		else if (ended || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[n++] = argv[i];
		else if (take(argc, argv, &i, rows, e) == -1)
			return -1;
	}
	return n;
}

int
options_number(const char *name, const char *text, unsigned long least,
    unsigned long most, unsigned long *ret, struct err *e)
{
	unsigned long v;
	char *end;

	errno = 0;
	v = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    v < least || v > most)
		return err_set(e, ERR_INPUT,
		    "%s wants a number from %lu to %lu, not \"%.40s\"", name,
		    least, most, text);
	*ret = v;
	return 0;
}
