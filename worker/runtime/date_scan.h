/* SPDX-License-Identifier: Apache-2.0 */
/* date_scan.h -- the numbers, words and signs of a date's text. */
#ifndef CORDON_WORKER_RUNTIME_DATE_SCAN_H
#define CORDON_WORKER_RUNTIME_DATE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind { END, NUMBER, SYMBOL, SPACE, WORD };
enum word { OTHER, MONTH, HALF, ZONE, TEE };

struct token {
	enum kind kind;
	char symbol;
	int32_t n; /* NUMBER: the value; WORD: what it stands for */
	size_t len; /* characters */
	enum word word;
};

struct scan {
	const uint8_t *p, *end;
	struct token t; /* the next one */
};

/* date_scan_next moves on; take returns the token moved over; the others ask
 * what the next one is. */
void date_scan_next(struct scan *s);
struct token date_scan_take(struct scan *s);
bool date_scan_at(const struct scan *s, char c);
bool date_scan_skip(struct scan *s, char c);
bool date_scan_at_sign(const struct scan *s);
bool date_scan_at_digits(const struct scan *s, size_t len, int32_t low,
    int32_t high);
bool date_scan_at_zulu(const struct scan *s);
int32_t date_scan_milliseconds(const struct token *t);

#endif
