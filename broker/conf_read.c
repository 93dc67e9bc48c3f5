/* SPDX-License-Identifier: Apache-2.0 */
/* conf_read.c -- see conf_read.h. */
#include "broker/conf_read.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/near.h"
#include "common/host/units.h"
#include "common/host/yaml.h"

/* A configuration file is written by people: far below a document's limits. */
static const struct json_limits limits = {
	.bytes = 1024 * 1024,
	.depth = 32,
	.values = 20000,
};

json_t *
conf_read_yaml(const char *path, struct err *e)
{
	json_t *v = yaml_read_file(path, &limits, e);

	if (v == NULL || json_is_object(v) || json_is_null(v))
		return v;
	json_decref(v);
	err_set(e, ERR_INPUT, "%s: \"key: value\" lines are wanted", path);
	return NULL;
}

char *
conf_read_dup(const char *s, struct err *e)
{
	char *d = strdup(s);

	if (d == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return d;
}

int
conf_read_keys(const json_t *obj, const char *const *keys, struct err *e)
{
	const char *key, *near;
	json_t *v;
	size_t n = 0;

	if (!json_is_object(obj))
		return err_set(e, ERR_INPUT, "\"key: value\" lines are wanted");
	while (keys[n] != NULL)
		n++;
	json_object_foreach((json_t *)(uintptr_t)obj, key, v) {
		size_t i;

		for (i = 0; i < n && strcmp(keys[i], key) != 0; i++)
			continue;
		if (i < n)
			continue;
		near = near_best(key, keys, n);
		if (near != NULL)
			return err_set(e, ERR_INPUT,
			    "unknown key \"%s\"; did you mean \"%s\"?", key,
			    near);
		return err_set(e, ERR_INPUT, "unknown key \"%s\"", key);
	}
	return 0;
}

/* Bytes are said as they are written. */
static int
out_of_range(const char *key, size_t got, size_t least, size_t most,
    struct err *e)
{
	const size_t mib = (size_t)1024 * 1024;

	if (least % mib == 0 && most % mib == 0)
		return err_set(e, ERR_LIMIT,
		    "%s: %zu bytes is not within %zuMiB to %zuMiB", key, got,
		    least / mib, most / mib);
	return err_set(e, ERR_LIMIT, "%s: %zu is not within %zu to %zu", key,
	    got, least, most);
}

int
conf_read_size(const json_t *obj, const char *key, size_t least, size_t most,
    size_t *ret, struct err *e)
{
	const json_t *v = json_object_get(obj, key);
	size_t got;

	if (v == NULL)
		return 0;
	if (json_is_string(v)) {
		if (units_bytes(json_string_value(v), &got, e) == -1)
			return err_prefix(e, "%s", key);
	} else if (json_is_integer(v) && json_integer_value(v) >= 0)
		got = (size_t)json_integer_value(v);
	else
		return err_set(e, ERR_INPUT, "%s: a number is wanted", key);
	if (got < least || got > most)
		return out_of_range(key, got, least, most, e);
	*ret = got;
	return 0;
}

int
conf_read_bool(const json_t *obj, const char *key, bool *ret, struct err *e)
{
	const json_t *v = json_object_get(obj, key);

	if (v == NULL)
		return 0;
	if (!json_is_boolean(v))
		return err_set(e, ERR_INPUT, "%s: true or false is wanted",
		    key);
	*ret = json_is_true(v);
	return 0;
}

int
conf_read_ms(const json_t *obj, const char *key, uint32_t most, uint32_t *ret,
    struct err *e)
{
	const json_t *v = json_object_get(obj, key);
	json_int_t n = json_integer_value(v);
	uint32_t ms = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;

	if (v == NULL)
		return 0;
	if (json_is_string(v) ?
		units_ms(json_string_value(v), &ms, e) == -1 : n < 1)
		return err_set(e, ERR_INPUT,
		    "%s: a duration such as 30s is wanted", key);
	if (ms > most)
		return err_set(e, ERR_LIMIT, "%s: at most %u ms", key, most);
	*ret = ms;
	return 0;
}

int
conf_read_text(const json_t *obj, const char *key, char **ret, struct err *e)
{
	const json_t *v = json_object_get(obj, key);

	*ret = NULL;
	if (v == NULL)
		return 0;
	if (!json_is_string(v) || json_string_length(v) == 0)
		return err_set(e, ERR_INPUT, "%s: text is wanted", key);
	*ret = conf_read_dup(json_string_value(v), e);
	return *ret != NULL ? 0 : -1;
}

int
conf_read_words(const json_t *obj, const char *key, char sep, char **ret,
    struct err *e)
{
	const json_t *v = json_object_get(obj, key), *word;
	struct buf b;
	size_t i;

	*ret = NULL;
	if (v == NULL)
		return 0;
	buf_init(&b, 4096);
	json_array_foreach((json_t *)(uintptr_t)v, i, word) {
		const char *s = json_string_value(word);

		if (s == NULL || *s == '\0' || strchr(s, sep) != NULL)
			break;
		if (i > 0)
			buf_addc(&b, sep);
		buf_adds(&b, s);
	}
	if (!json_is_array(v) || i < json_array_size(v) || !buf_ok(&b)) {
		buf_fini(&b);
		return err_set(e, ERR_INPUT, "%s: a list of words is wanted",
		    key);
	}
	if (i > 0)
		*ret = buf_steal(&b);
	return 0;
}

int
conf_read_choice(const char *key, const char *value, const char *const *words,
    struct err *e)
{
	struct buf b;
	int i;

	for (i = 0; words[i] != NULL; i++)
		if (strcmp(words[i], value) == 0)
			return i;
	buf_init(&b, 256);
	for (i = 0; words[i] != NULL; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "", words[i]);
	err_set(e, ERR_INPUT, "%s: \"%s\" is none of %s", key, value,
	    b.p != NULL ? b.p : "");
	buf_fini(&b);
	return -1;
}
