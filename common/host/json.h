/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h -- JSON text that came from outside, read within bounds.
 *
 * jansson alone costs 310 ms and 56 MB for one hostile megabyte; so depth and
 * values are counted while it is read (json_parse.h), and by a prescan before
 * jansson sees what that gave up on.  Messages of our own processes, clients'
 * messages and documents differ only in the limits.
 */
#ifndef CORDON_COMMON_HOST_JSON_H
#define CORDON_COMMON_HOST_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"
#include "common/base/err.h"

struct json_limits {
	size_t bytes;
	size_t depth;
	size_t values;
	bool wide; /* an integer beyond 64 bits is a real, as in YAML */
};

extern const struct json_limits json_limits_rpc; /* a worker's message */
extern const struct json_limits json_limits_message; /* an MCP message */
extern const struct json_limits json_limits_document; /* an API document */

/* Pure one-pass check of the limits; not a validator. */
int json_prescan(const char *s, size_t n, const struct json_limits *l,
    struct err *e);
/* Returns new; any JSON value.  The error names line and column. */
json_t *json_read(const char *s, size_t n, const struct json_limits *l,
    struct err *e);
/* Appends compact text; reals in the fewest digits that read as the same. */
void json_write(struct buf *b, const json_t *v);
/* The same of a string.  It fails of what is no UTF-8; buf_add_json does not. */
void json_write_string(struct buf *b, const char *s, size_t n);
#define JSON_NUMBER_TEXT 32 /* a number's text has 24 characters at most */
/* A number for a person to read, in as few digits: 10, 19.99, 1e+21.  Returns
 * text. */
const char *json_number_text(char text[JSON_NUMBER_TEXT], double d);
/* Shorthands that accept NULL and wrong types. */
const char *json_str(const json_t *obj, const char *key); /* or NULL */
json_int_t json_int(const json_t *obj, const char *key, json_int_t otherwise);
bool json_bool(const json_t *obj, const char *key, bool otherwise);

#endif
