/* SPDX-License-Identifier: Apache-2.0 */
/* gen_values.c -- a property with some named values, as a table of runs. */
#include <string.h>

#include "worker/unicode/gen/gen.h"

static uint8_t value[CP_MAX];

void
gen_values_read(FILE *f, const char *const *names, uint8_t count)
{
	static struct line l;
	uint8_t k;

	if (f == NULL)
		return;
	while (gen_line(f, &l)) {
		if (l.n < 2)
			gen_die("a property's value: a line of %zu fields",
			    l.n);
		for (k = 1; k < count && strcmp(names[k], l.f[1]) != 0; k++)
			;
		if (k < count)
			memset(value + l.lo, k, (size_t)l.hi - l.lo + 1);
	}
}

void
gen_values_change(const struct line *l, uint8_t from, uint8_t to)
{
	uint32_t c;

	for (c = l->lo; c <= l->hi; c++)
		if (value[c] == from)
			value[c] = to;
}

void
gen_values_put(const char *name)
{
	uint32_t c = 0, from;

	printf("static const struct value_run %s[] = {\n", name);
	while (c < CP_MAX) {
		from = c;
		while (c < CP_MAX && value[c] == value[from])
			c++;
		if (value[from] != 0)
			printf("{%u,%u,%d},", from, c - 1, value[from]);
	}
	printf("\n};\n");
	memset(value, 0, sizeof(value));
}
