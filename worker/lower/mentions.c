/* SPDX-License-Identifier: Apache-2.0 */
/* mentions.c -- see mentions.h. */
#include "worker/lower/mentions.h"

#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct atom *
find(const struct atoms *t, const char *name)
{
	return atom_find(t, name, strlen(name));
}

/* As values: types run nothing. */
static bool
mentions_global(const struct atoms *t, const char *const *names, size_t n)
{
	const struct atom *a;

	for (size_t i = 0; i < n; i++) {
		a = find(t, names[i]);
		if (a != NULL && a->global)
			return true;
	}
	return false;
}

bool
mentions_bigint(const struct atoms *t)
{
	static const char *const globals[] = { "BigInt", "BigInt64Array",
		"BigUint64Array" };
	static const char *const methods[] = { "getBigInt64",
		"getBigUint64" };

	if (mentions_global(t, globals, COUNT(globals)))
		return true;
	for (size_t i = 0; i < COUNT(methods); i++) {
		if (find(t, methods[i]) != NULL)
			return true;
	}
	return false;
}

/* Through these any name may be computed.  That a text is evaluated, the
 * engine sees when it is. */
void
mentions_names(const struct atoms *t, const char *const *names, bool *named)
{
	static const char *const through[] = { "globalThis", "codemode" };
	bool all = mentions_global(t, through, COUNT(through));

	for (size_t i = 0; names[i] != NULL; i++)
		named[i] = all || find(t, names[i]) != NULL;
}
