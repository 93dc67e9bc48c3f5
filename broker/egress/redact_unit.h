/* SPDX-License-Identifier: Apache-2.0 */
/* redact_unit.h -- a character of text that may be escaped, a few deep. */
#ifndef CORDON_BROKER_EGRESS_REDACT_UNIT_H
#define CORDON_BROKER_EGRESS_REDACT_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNIT_WAYS 4 /* as it is, and with one to three escapes undone */
/* Bytes of the longest that is seen; three deep in &#x26; it is 216. */
#define UNIT_MAX 1023

/* A character: its code, and the bytes it took. */
struct unit {
	uint32_t code;
	size_t len;
	bool byte; /* up to 0xff, code is a byte and no character */
};

#define UNIT_KEPT 256 /* places whose characters are kept, by layer */

/* A text that is read: each place of it is read once, however many characters
 * of the layers above have a part in it.  All zero at first. */
struct units {
	const char *s;
	size_t n;
	uint64_t base;
	struct unit_kept {
		uint64_t key; /* the base and the place; 0: nothing */
		struct unit unit;
	} kept[UNIT_WAYS - 1][UNIT_KEPT];
};

/* Another text, borrowed. */
void units_begin(struct units *t, const char *s, size_t n);
/*
 * The ways to read what is at a place (before the end), as many as are
 * returned, at least one: "%25" is "%", or the "%" of "%25".  *ret_more: there
 * might be another, if the text went on.
 */
size_t unit_ways(struct units *t, size_t at, struct unit ways[UNIT_WAYS],
    bool *ret_more);
bool unit_escapes(char c); /* an escape may begin with it */
int unit_hex_digit(uint32_t c); /* its value, or -1 */

#endif
