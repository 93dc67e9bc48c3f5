/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gen.h -- unicode-gen UCD EMOJI OUT: the Unicode Character Database
 * (and the folder of emoji sequences) as constant tables of C.
 *
 * Runs while building.  A file that is missing or not understood ends it with
 * a message and status 1; only the emoji sequences may be missing.
 */
#ifndef CORDON_WORKER_UNICODE_GEN_H
#define CORDON_WORKER_UNICODE_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CP_MAX 0x110000
#define FIELDS_MAX 20

/* One line of a file: its fields, and the range that the first one names. */
struct line {
	char text[8192];
	char *f[FIELDS_MAX];
	size_t n;
	uint32_t lo, hi; /* 0, 0 when f[0] is no code point */
};

extern const char *gen_dir, *gen_emoji_dir;

void gen_die(const char *fmt, ...) __attribute__((noreturn,
    format(printf, 1, 2)));
/* Opens dir/name; NULL if it is missing and may be. */
FILE *gen_open(const char *dir, const char *name, bool must);
/* The next line with fields; false at the end. */
bool gen_line(FILE *f, struct line *l);
/* The code points of a field, separated by spaces; how many. */
size_t gen_points(const char *s, uint32_t *out, size_t max);

/* The file's second field, by its place in names; what has another name, or is
 * not in the file, stays what it was: 0 at first.  NULL: no file. */
void gen_values_read(FILE *f, const char *const *names, uint8_t count);
/* Of the points of a line those whose value is `from` have `to` now. */
void gen_values_change(const struct line *l, uint8_t from, uint8_t to);
/* Prints the runs of values but 0 as a table of that name, and forgets them. */
void gen_values_put(const char *name);

void gen_sets(void);
void gen_sequences(void);
void gen_case(void);
void gen_normal(void);
void gen_bidi(void);
void gen_breaks(void);

#endif
