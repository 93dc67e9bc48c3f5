/* SPDX-License-Identifier: Apache-2.0 */
/* gen_case.c -- upper case, lower case, simple folding, special casing. */
#include <string.h>

#include "worker/unicode/gen/gen.h"

static uint32_t upper[CP_MAX], lower[CP_MAX], folded[CP_MAX];
static uint8_t special[CP_MAX]; /* upper case is more than one character */

static void
put_map(const char *name, const uint32_t *map)
{
	uint32_t c = 0, n, step;

	printf("static const struct case_run %s[] = {\n", name);
	while (c < CP_MAX) {
		if (map[c] == c) {
			c++;
			continue;
		}
		/* Every second one, or one after the other. */
		step = c + 2 < CP_MAX && map[c + 1] == c + 1 &&
			map[c + 2] != c + 2 &&
			map[c + 2] - c - 2 == map[c] - c ? 2 : 1;
		for (n = 1; c + n * step < CP_MAX &&
		    map[c + n * step] != c + n * step &&
		    map[c + n * step] - n * step == map[c] &&
		    (step == 1 || map[c + n * 2 - 1] == c + n * 2 - 1); n++)
			;
		printf("{%u,%u,%u,%d},", c, n, step,
		    (int)map[c] - (int)c);
		c += (n - 1) * step + 1;
	}
	printf("\n};\n");
}

static void
read_simple(void)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "UnicodeData.txt", true);
	uint32_t c;

	for (c = 0; c < CP_MAX; c++)
		upper[c] = lower[c] = folded[c] = c;
	while (gen_line(f, &l)) {
		if (l.n < 14)
			gen_die("UnicodeData.txt: a line of %zu fields", l.n);
		(void)gen_points(l.f[12], &upper[l.lo], 1);
		(void)gen_points(l.f[13], &lower[l.lo], 1);
	}
	f = gen_open(gen_dir, "CaseFolding.txt", true);
	while (gen_line(f, &l))
		if (l.f[1][0] == 'C' || l.f[1][0] == 'S')
			(void)gen_points(l.f[2], &folded[l.lo], 1);
}

/* Unconditional: { character, then up to three of them }. */
static void
put_special(const char *name, size_t field)
{
	static struct line l;
	FILE *f = gen_open(gen_dir, "SpecialCasing.txt", true);
	uint32_t to[3];
	size_t n;

	printf("static const uint32_t %s[][4] = {\n", name);
	while (gen_line(f, &l)) {
		if (l.n > 5 && l.f[4][0] != '\0')
			continue;
		memset(to, 0, sizeof(to));
		n = gen_points(l.f[field], to, 3);
		if (n < 2)
			continue;
		if (field == 3)
			special[l.lo] = 1;
		printf("{%u,%u,%u,%u},", l.lo, to[0], to[1], to[2]);
	}
	printf("\n};\n");
}

void
gen_case(void)
{
	uint32_t c;

	read_simple();
	put_special("special_upper", 3);
	put_special("special_lower", 1);
	put_map("map_upper", upper);
	put_map("map_lower", lower);
	put_map("map_fold", folded);
	/* Without the flags u and v: one unit to one unit, and nothing outside
	 * ASCII to ASCII. */
	for (c = 0; c < CP_MAX; c++)
		if (special[c] || c > 0xffff || upper[c] > 0xffff ||
		    (c >= 128 && upper[c] < 128))
			upper[c] = c;
	put_map("map_canon", upper);
}
