/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_parse.h -- JSON text that is right, read fast; for json.c only.
 *
 * jansson reads a byte at a time through a callback, which is half of what
 * compiling an API's description takes.  This reads what is ordinary; of all
 * else, mistakes first of all, it says nothing and leaves it to jansson: so
 * there is one authority on what is refused, and one source of messages.
 */
#ifndef CORDON_COMMON_HOST_JSON_PARSE_H
#define CORDON_COMMON_HOST_JSON_PARSE_H

#include <jansson.h>
#include <stddef.h>

struct json_limits;

/* Returns new, what json_loadb would with JSON_REJECT_DUPLICATES and
 * JSON_DECODE_ANY, but for what is "wide"; or NULL: ask that.  Counts depth
 * and values as json_prescan does, and gives up where that refuses. */
json_t *json_parse(const char *s, size_t n, const struct json_limits *l);

#endif
