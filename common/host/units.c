/* SPDX-License-Identifier: Apache-2.0 */
/* units.c -- see units.h. */
#include "common/host/units.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit times[] = {
	{"", 1}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {NULL, 0}};
static const struct unit sizes[] = {{"", 1}, {"b", 1}, {"kib", 1 << 10},
	{"k", 1 << 10}, {"mib", 1 << 20}, {"m", 1 << 20}, {"gib", 1 << 30},
	{"g", 1 << 30}, {NULL, 0}};

static int
read_units(const char *s, const struct unit *u, uint64_t most, uint64_t *ret,
    const char *want, struct err *e)
{
	size_t n = strspn(s, "0123456789");
	const char *unit = s + n + strspn(s + n, " ");
	uint64_t v;

	/* 10 digits times the largest unit stay below 2^64. */
	if (n == 0 || n > 10)
		return err_set(e, ERR_INPUT, "\"%s\" is not %s", s, want);
	v = strtoull(s, NULL, 10);
	for (; u->name != NULL; u++)
		if (strcasecmp(u->name, unit) == 0)
			break;
	if (u->name == NULL)
		return err_set(e, ERR_INPUT, "\"%s\" is not %s", s, want);
	v *= u->factor;
	if (v == 0 || v > most)
		return err_set(e, ERR_LIMIT, "\"%s\" is out of range", s);
	*ret = v;
	return 0;
}

int
units_ms(const char *s, uint32_t *ret, struct err *e)
{
	uint64_t v;

	if (read_units(s, times, UINT32_MAX, &v,
		"a duration such as 500ms or 30s", e) == -1)
		return -1;
	*ret = (uint32_t)v;
	return 0;
}

int
units_bytes(const char *s, size_t *ret, struct err *e)
{
	uint64_t v;

	if (read_units(s, sizes, SIZE_MAX, &v, "a size such as 64MiB", e) == -1)
		return -1;
	/* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): set when it is 0 */
	*ret = (size_t)v;
	return 0;
}
