/* SPDX-License-Identifier: Apache-2.0 */
/* gen_bidi.c -- Bidi_Class and Joining_Type, as far as IDNA asks. */
#include <string.h>

#include "worker/unicode/gen/gen.h"

static uint8_t value[CP_MAX];

/* The file's second field, by its place in names; 0 for all others. */
static void
read_values(const char *file, const char *const *names, uint8_t count)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, file, true);
	uint8_t k;

	memset(value, 0, sizeof(value));
	while (gen_line(f, &l)) {
		if (l.n < 2)
			gen_die("%s: a line of %zu fields", file, l.n);
		for (k = 1; k < count && strcmp(names[k], l.f[1]) != 0; k++)
			;
		if (k < count)
			memset(value + l.lo, k, (size_t)l.hi - l.lo + 1);
	}
}

static void
put_runs(const char *name)
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
}

void
gen_bidi(void)
{
	/* In the order of enum unicode_bidi and unicode_joining. */
	static const char *const bidi[] = { "", "R", "AL", "AN", "EN", "ES",
		"CS", "ET", "ON", "BN", "NSM" };
	static const char *const joining[] = { "", "L", "R", "D", "T" };

	read_values("extracted/DerivedBidiClass.txt", bidi, 11);
	/* What is neither is L, or has no place in a domain. */
	put_runs("bidi_runs");
	read_values("extracted/DerivedJoiningType.txt", joining, 5);
	put_runs("joining_runs");
}
