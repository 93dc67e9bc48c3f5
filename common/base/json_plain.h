/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_plain.h -- text that stands in a JSON string as it is, eight bytes at a
 * time; for who reads or writes such strings.
 */
#ifndef CORDON_COMMON_BASE_JSON_PLAIN_H
#define CORDON_COMMON_BASE_JSON_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define JSON_EACH(byte) (0x0101010101010101u * (uint64_t)(byte))

static inline uint64_t
json_eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return v;
}

/* The signs of those of eight bytes that are a quote, a backslash, a control
 * (DEL too) or part of a longer character.  A subtraction borrows into the sign
 * of a byte that is less, and adding one carries into that of DEL; what follows
 * the first of them may have a sign for nothing. */
static inline uint64_t
json_special(uint64_t v)
{
	uint64_t quote = v ^ JSON_EACH('"'), slash = v ^ JSON_EACH('\\');

	return (v | (v + JSON_EACH(1)) | ((v - JSON_EACH(0x20)) & ~v) |
		   ((quote - JSON_EACH(1)) & ~quote) |
		   ((slash - JSON_EACH(1)) & ~slash)) &
	    JSON_EACH(0x80);
}

/* How many of the n bytes at s come before the first that is not plain. */
static inline size_t
json_plain_run(const char *s, size_t n)
{
	uint64_t special;
	size_t i = 0;

	for (; n - i >= 8; i += 8)
		if ((special = json_special(json_eight(s + i))) != 0) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			return i + (size_t)(__builtin_ctzll(special) >> 3);
#else
			break;
#endif
		}
	while (i < n && s[i] >= 0x20 && s[i] < 0x7f && s[i] != '"' &&
	    s[i] != '\\')
		i++;
	return i;
}

#endif
