/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recover.h -- how a program may be wrapped by who sent it.
 *
 * Models put Markdown around code, write quotes that a text processor makes,
 * or send an object alone.  The text is read as it is first; only when that
 * fails are the other readings tried, in this order.
 */
#ifndef CORDON_WORKER_LOWER_RECOVER_H
#define CORDON_WORKER_LOWER_RECOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reading {
	uint32_t from, to, line; /* the part that is the program */
	bool smart; /* curly quotes begin strings */
	bool object; /* one expression in braces */
	bool block; /* not an object, though it could be one */
};

#define READINGS_MAX 4

/* Fills all[]; returns how many, at least one. */
unsigned recover_readings(const char *s, uint32_t len,
    struct reading all[READINGS_MAX]);

#endif
