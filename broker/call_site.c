/* SPDX-License-Identifier: Apache-2.0 */
/* call_site.c -- see call_site.h. */
#include "broker/call_site.h"

#include <string.h>

#include "common/base/limits.h"

#define KEYS_MAX 64 /* of one object */

/* A short text without U+0000 or a line's end: it is part of a message. */
static const char *
name_of(const json_t *v)
{
	const char *p = json_string_value(v);
	size_t i, n = json_string_length(v);

	if (p == NULL || n > NAME_MAX_BYTES)
		return NULL;
	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] < ' ')
			return NULL;
	return p;
}

/* [["a","b"]], as Cap'n Web writes an array; -1: it is none. */
static int
read_names(const json_t *v, const json_t **ret)
{
	const json_t *list = json_array_get(v, 0), *one;
	size_t i;

	if (json_array_size(v) != 1 || !json_is_array(list) ||
	    json_array_size(list) > KEYS_MAX)
		return -1;
	json_array_foreach(list, i, one) if (name_of(one) == NULL) return -1;
	*ret = list;
	return 0;
}

/* Both of a pair, or neither. */
static int
read_pair(const json_t *v, const char *given, const char *maybe,
    struct args_names *ret, bool *ret_seen)
{
	const json_t *a = json_object_get(v, given);
	const json_t *b = json_object_get(v, maybe);

	*ret_seen = a != NULL || b != NULL;
	if (!*ret_seen)
		return 0;
	return read_names(a, &ret->given) == -1 ||
		read_names(b, &ret->maybe) == -1
	    ? -1
	    : 0;
}

static int
read_place(const json_t *v, const char *key, uint32_t *ret)
{
	const json_t *o = json_object_get(v, key);
	json_int_t n = json_integer_value(o);

	if (!json_is_integer(o) || n < 0 || n > CODE_MAX + 1)
		return -1;
	*ret = (uint32_t)n;
	return 0;
}

int
call_site_read(const json_t *v, struct call_site *ret, struct err *e)
{
	struct call_site s = { .line = 0 };
	const json_t *wrong = json_object_get(v, "wrong");

	s.connector = name_of(json_object_get(v, "connector"));
	s.operation = name_of(json_object_get(v, "operation"));
	s.wrong = name_of(wrong);
	if (s.connector == NULL || s.operation == NULL ||
	    (wrong != NULL && s.wrong == NULL) ||
	    read_place(v, "line", &s.line) == -1 ||
	    read_place(v, "column", &s.column) == -1 ||
	    read_pair(v, "given", "maybe", &s.args, &s.seen) == -1 ||
	    read_pair(v, "body_given", "body_maybe", &s.body, &s.body_seen) ==
		-1)
		return err_set(e, ERR_PROTO, "a call site that is none");
	*ret = s;
	return 0;
}

int
call_sites_check(const json_t *list, struct err *e)
{
	struct call_site site;
	const json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CALL_SITES_MAX)
		return err_set(e, ERR_PROTO, "a check that is none");
	json_array_foreach(list, i, v)
	{
		if (call_site_read(v, &site, e) == -1)
			return -1;
	}
	return 0;
}
