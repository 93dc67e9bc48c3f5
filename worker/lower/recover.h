/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recover.h -- how a program may be wrapped by who sent it.
 *
 * Models put Markdown around code, write quotes that a text processor makes,
 * or send an object alone.  The text is read as it is first; only when that
 * fails are the other readings tried, in this order, and then what is left of
 * the text without its prose.
 */
#ifndef CORDON_WORKER_LOWER_RECOVER_H
#define CORDON_WORKER_LOWER_RECOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reading {
	uint32_t from, to, line; /* the part that is the program */
	bool smart; /* curly quotes begin strings, and what nobody sees is none */
	bool object; /* one expression in braces */
	bool block; /* not an object, though it could be one */
};

#define READINGS_MAX 4

/* Fills all[]; returns how many, at least one. */
unsigned recover_readings(const char *s, uint32_t len,
    struct reading all[READINGS_MAX]);

/*
 * Copies of the text in which what is no code is blank, so that every place
 * is where it was; new, or NULL where there is nothing to blank.
 */
/* Of several fences of JavaScript or TypeScript, as of a notebook's cells. */
char *recover_cells(const char *s, uint32_t len);
/* Of sentences before and after code that has no fence. */
char *recover_code(const char *s, uint32_t len);
/* Of Markdown's quotes (every line after ">"), of the tags code and pre and of
 * those around all, of a difference's signs and of line numbers. */
char *recover_marks(const char *s, uint32_t len);
/* Are all its lines sentences? */
bool recover_is_prose(const char *s, uint32_t len);

#endif
