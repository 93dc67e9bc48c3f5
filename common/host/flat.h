/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flat.h -- a short JSON text, checked, as the list of its values in order.
 *
 * For the messages of our own processes, hostile or not: no tree is built and
 * nothing is allocated; what is looked for is found by going along the list.
 * A value is followed by those within it (of an object: key, value, key, ...),
 * so an array's first item is the next of the list.
 *
 * Accepted is what jansson accepts (UTF-8, no duplicate keys, U+0000 in texts;
 * any value), with these differences: a number may be as large as it likes,
 * keys that differ only in how they are escaped are two, and a key may have
 * U+0000 in it, escaped.
 */
#ifndef CORDON_COMMON_HOST_FLAT_H
#define CORDON_COMMON_HOST_FLAT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/base/err.h"
#include "common/base/limits.h"

enum flat_type {
	FLAT_OBJECT,
	FLAT_ARRAY,
	FLAT_STRING,
	FLAT_INTEGER,
	FLAT_REAL,
	FLAT_WORD, /* true, false, null */
};

struct flat_value {
	const char *p; /* its text, borrowed; a string's, between its quotes */
	uint32_t len;
	uint32_t all; /* so many values are this one and those within it */
	uint32_t n; /* items, or members */
	enum flat_type type;
	bool escaped; /* a string with backslashes */
};

/* Of a text that keeps to the limits: each member has a key beside it. */
#define FLAT_MAX (2 * JSON_VALUES_MAX)

/* Reads the whole text into v, which has room for FLAT_MAX; the first is the
 * value itself.  At most FRAME_PAYLOAD_MAX bytes, JSON_VALUES_MAX values,
 * JSON_DEPTH_MAX deep.  -1 with ERR_PROTO. */
int flat_read(const char *s, size_t n, struct flat_value *v, struct err *e);

/* All take NULL, too: it has nothing. */

static inline bool
flat_is_array(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_ARRAY;
}

static inline bool
flat_is_object(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_OBJECT;
}

static inline bool
flat_is_true(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_WORD && v->p[0] == 't';
}

static inline bool
flat_is_string(const struct flat_value *v)
{
	return v != NULL && v->type == FLAT_STRING;
}

/* Is it this text of n bytes, without escapes? */
static inline bool
flat_is_word(const struct flat_value *v, const char *text, size_t n)
{
	/* Most differ at once: a string has a byte behind it, its quote. */
	return flat_is_string(v) && v->len == n && !v->escaped &&
	    v->p[0] == (n > 0 ? text[0] : '"') && memcmp(v->p, text, n) == 0;
}

static inline bool
flat_is(const struct flat_value *v, const char *text)
{
	return flat_is_word(v, text, strlen(text));
}

/* The i-th item of an array, or NULL. */
const struct flat_value *flat_item(const struct flat_value *v, size_t i);
size_t flat_items(const struct flat_value *v); /* 0: no array, or empty */
/* The value of a key that has no escapes, or NULL. */
const struct flat_value *flat_member(const struct flat_value *v,
    const char *key);
/* An integer from 0 to most. */
bool flat_number(const struct flat_value *v, uint64_t most, uint64_t *ret);
/* Copies a string of less than `room` bytes, and a NUL; false if it is none,
 * or longer, or has U+0000 in it. */
bool flat_text(const struct flat_value *v, char *out, size_t room);
/* How it stands in the text, a string's quotes included. */
const char *flat_raw(const struct flat_value *v, size_t *ret_len);
/* Returns new: its tree, for what is rare; NULL if there is no value, or
 * jansson does not like it (a number too large). */
json_t *flat_tree(const struct flat_value *v);

#endif
