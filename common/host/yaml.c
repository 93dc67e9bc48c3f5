/* SPDX-License-Identifier: Apache-2.0 */
/* yaml.c -- see yaml.h.  libyaml's events, folded into a jansson tree. */
#include "common/host/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "common/host/file.h"
#include "common/host/yaml_scalar.h"

/* Real documents have a handful; each costs a search at every alias. */
#define ANCHORS_MAX 1024

struct anchor {
	char *name;
	json_t *value;
	size_t values; /* that one alias of it adds */
};

struct reader {
	yaml_parser_t parser;
	const struct json_limits *limits;
	struct err *e;
	size_t depth;
	size_t values;
	struct anchor *anchors;
	size_t n_anchors;
};

static json_t *read_node(struct reader *r, yaml_event_t *ev);

static void
complain(struct reader *r, const yaml_mark_t *at, const char *text)
{
	err_set(r->e, ERR_INPUT, "line %zu, column %zu: %s", at->line + 1,
	    at->column + 1, text);
}

static int
next(struct reader *r, yaml_event_t *ev)
{
	const yaml_parser_t *p = &r->parser;

	if (yaml_parser_parse(&r->parser, ev))
		return 0;
	if (p->error == YAML_READER_ERROR)
		return err_set(r->e, ERR_INPUT, "byte %zu: %s",
		    p->problem_offset, p->problem);
	complain(r, &p->problem_mark,
	    p->problem != NULL ? p->problem : "not YAML");
	return -1;
}

static int
count_values(struct reader *r, size_t n)
{
	r->values += n;
	if (r->values > r->limits->values)
		return err_set(r->e, ERR_LIMIT,
		    "YAML with more than %zu values, aliases expanded",
		    r->limits->values);
	return 0;
}

/* Remembers a finished node; a later anchor of the same name replaces it. */
static int
keep_anchor(struct reader *r, const char *name, json_t *v, size_t values)
{
	struct anchor *a;
	size_t i;

	for (i = 0; i < r->n_anchors; i++)
		if (strcmp(r->anchors[i].name, name) == 0)
			break;
	if (i == ANCHORS_MAX)
		return err_set(r->e, ERR_LIMIT, "YAML with more than %d anchors",
		    ANCHORS_MAX);
	a = &r->anchors[i];
	if (i == r->n_anchors) {
		a->name = strdup(name);
		if (a->name == NULL)
			return err_set(r->e, ERR_NOMEM, "out of memory");
		r->n_anchors++;
	} else
		json_decref(a->value);
	a->value = json_incref(v);
	a->values = values;
	return 0;
}

static json_t *
read_alias(struct reader *r, const yaml_event_t *ev)
{
	const char *name = (const char *)ev->data.alias.anchor;
	size_t i;

	for (i = 0; i < r->n_anchors; i++) {
		if (strcmp(r->anchors[i].name, name) != 0)
			continue;
		if (count_values(r, r->anchors[i].values) == -1)
			return NULL;
		return json_incref(r->anchors[i].value);
	}
	complain(r, &ev->start_mark, "alias of an anchor that is not there");
	return NULL;
}

/* One key of a mapping: its text, which the caller frees. */
static char *
read_key(struct reader *r, const yaml_event_t *ev)
{
	size_t n;
	char *key;

	if (ev->type != YAML_SCALAR_EVENT) {
		complain(r, &ev->start_mark, "a key must be plain text");
		return NULL;
	}
	n = ev->data.scalar.length;
	if (memchr(ev->data.scalar.value, '\0', n) != NULL) {
		complain(r, &ev->start_mark, "a key with a NUL byte");
		return NULL;
	}
	key = strdup((const char *)ev->data.scalar.value);
	if (key == NULL)
		err_set(r->e, ERR_NOMEM, "out of memory");
	return key;
}

/* "<<": the keys of a mapping, or of several, that `into` lacks. */
static int
merge(struct reader *r, json_t *into, json_t *from, const yaml_mark_t *at)
{
	json_t *one;
	size_t i;

	if (json_is_object(from))
		return json_object_update_missing(into, from);
	json_array_foreach(from, i, one)
		if (!json_is_object(one) ||
		    json_object_update_missing(into, one) == -1)
			break;
	if (json_is_array(from) && i == json_array_size(from))
		return 0;
	complain(r, at, "\"<<\" wants a mapping");
	return -1;
}

static int
read_pair(struct reader *r, json_t *obj, json_t *merges, yaml_event_t *ev)
{
	bool is_merge = ev->type == YAML_SCALAR_EVENT &&
	    ev->data.scalar.plain_implicit &&
	    strcmp((const char *)ev->data.scalar.value, "<<") == 0;
	yaml_mark_t at = ev->start_mark;
	char *key = read_key(r, ev);
	yaml_event_t vev;
	json_t *v = NULL;
	int ret = -1;

	if (key == NULL || next(r, &vev) == -1)
		goto out;
	v = read_node(r, &vev);
	yaml_event_delete(&vev);
	if (v == NULL)
		goto out;
	if (is_merge)
		ret = json_array_append(merges, v);
	else if (json_object_get(obj, key) != NULL)
		complain(r, &at, "duplicate key");
	else if ((ret = json_object_set(obj, key, v)) == -1)
		complain(r, &at, "a key that is not UTF-8");
out:
	json_decref(v);
	free(key);
	return ret;
}

static json_t *
read_mapping(struct reader *r, const yaml_mark_t *at)
{
	json_t *obj = json_object(), *merges = json_array(), *m;
	yaml_event_t ev;
	size_t i;
	int ret = 0;

	while (ret == 0 && (ret = next(r, &ev)) == 0) {
		yaml_event_type_t type = ev.type;

		if (type != YAML_MAPPING_END_EVENT)
			ret = read_pair(r, obj, merges, &ev);
		yaml_event_delete(&ev);
		if (type == YAML_MAPPING_END_EVENT)
			break;
	}
	if (ret == 0)
		json_array_foreach(merges, i, m)
			if ((ret = merge(r, obj, m, at)) == -1)
				break;
	json_decref(merges);
	if (ret == 0)
		return obj;
	json_decref(obj);
	return NULL;
}

static json_t *
read_sequence(struct reader *r)
{
	json_t *arr = json_array(), *v;
	yaml_event_t ev;

	while (next(r, &ev) == 0) {
		if (ev.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&ev);
			return arr;
		}
		v = read_node(r, &ev);
		yaml_event_delete(&ev);
		if (v == NULL || json_array_append_new(arr, v) == -1)
			break;
	}
	json_decref(arr);
	return NULL;
}

static json_t *
read_text(struct reader *r, const yaml_event_t *ev)
{
	const char *tag = (const char *)ev->data.scalar.tag;
	const char *s = (const char *)ev->data.scalar.value;
	size_t n = ev->data.scalar.length;
	json_t *v;

	if (tag != NULL && strcmp(tag, YAML_STR_TAG) != 0) {
		complain(r, &ev->start_mark, "tags are not supported");
		return NULL;
	}
	v = tag == NULL && ev->data.scalar.plain_implicit ?
	    yaml_scalar(s, n) : json_stringn(s, n);
	if (v == NULL)
		complain(r, &ev->start_mark, "text that is not UTF-8");
	return v;
}

static json_t *
read_collection(struct reader *r, const yaml_event_t *ev)
{
	json_t *v;

	if (++r->depth > r->limits->depth) {
		err_set(r->e, ERR_LIMIT, "YAML nested deeper than %zu",
		    r->limits->depth);
		return NULL;
	}
	v = ev->type == YAML_MAPPING_START_EVENT ?
	    read_mapping(r, &ev->start_mark) : read_sequence(r);
	r->depth--;
	return v;
}

static const char *
anchor_of(const yaml_event_t *ev)
{
	switch ((int)ev->type) {
	case YAML_SCALAR_EVENT:
		return (const char *)ev->data.scalar.anchor;
	case YAML_SEQUENCE_START_EVENT:
		return (const char *)ev->data.sequence_start.anchor;
	case YAML_MAPPING_START_EVENT:
		return (const char *)ev->data.mapping_start.anchor;
	default:
		return NULL;
	}
}

static json_t *
read_node(struct reader *r, yaml_event_t *ev)
{
	size_t before = r->values;
	const char *name = anchor_of(ev);
	json_t *v;

	if (ev->type == YAML_ALIAS_EVENT)
		return read_alias(r, ev);
	if (count_values(r, 1) == -1)
		return NULL;
	v = ev->type == YAML_SCALAR_EVENT ? read_text(r, ev) :
	    read_collection(r, ev);
	if (v == NULL || name == NULL)
		return v;
	if (keep_anchor(r, name, v, r->values - before) == 0)
		return v;
	json_decref(v);
	return NULL;
}

/* The one document: stream and document starts are passed over. */
static json_t *
read_stream(struct reader *r)
{
	json_t *v = NULL;
	yaml_event_t ev;
	yaml_event_type_t type;

	do {
		if (next(r, &ev) == -1) {
			json_decref(v);
			return NULL;
		}
		type = ev.type;
		if (type == YAML_DOCUMENT_START_EVENT && v != NULL) {
			complain(r, &ev.start_mark, "a second document");
			json_decref(v);
			v = NULL;
			type = YAML_STREAM_END_EVENT;
		} else if (type == YAML_SCALAR_EVENT ||
		    type == YAML_ALIAS_EVENT ||
		    type == YAML_SEQUENCE_START_EVENT ||
		    type == YAML_MAPPING_START_EVENT) {
			v = read_node(r, &ev);
			if (v == NULL)
				type = YAML_STREAM_END_EVENT;
		} else if (type == YAML_STREAM_END_EVENT && v == NULL)
			v = json_null();
		yaml_event_delete(&ev);
	} while (type != YAML_STREAM_END_EVENT);
	return v;
}

static json_t *
read_yaml(const char *s, size_t n, const struct json_limits *l, struct err *e)
{
	struct reader r = {.limits = l, .e = e};
	json_t *v;

	if (n > l->bytes) {
		err_set(e, ERR_LIMIT, "%zu bytes, limit %zu", n, l->bytes);
		return NULL;
	}
	r.anchors = calloc(ANCHORS_MAX, sizeof *r.anchors);
	if (r.anchors == NULL || !yaml_parser_initialize(&r.parser)) {
		free(r.anchors);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)s, n);
	v = read_stream(&r);
	while (r.n_anchors > 0) {
		struct anchor *a = &r.anchors[--r.n_anchors];

		json_decref(a->value);
		free(a->name);
	}
	free(r.anchors);
	yaml_parser_delete(&r.parser);
	return v;
}

static bool
looks_like_json(const char *s, size_t n)
{
	while (n > 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		n--;
	}
	return n > 0 && (*s == '{' || *s == '[');
}

json_t *
yaml_read(const char *s, size_t n, const struct json_limits *l, struct err *e)
{
	struct err second;
	json_t *v;

	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	if (!looks_like_json(s, n))
		return read_yaml(s, n, l, e);
	v = json_read(s, n, l, e);
	/* YAML's own flow style, or what of JSON only libyaml takes. */
	if (v == NULL && e != NULL && e->code == ERR_INPUT)
		v = read_yaml(s, n, l, &second);
	return v;
}

json_t *
yaml_read_file(const char *path, const struct json_limits *l, struct err *e)
{
	struct err own;
	struct buf b;
	json_t *v = NULL;

	if (e == NULL)
		e = &own;
	buf_init(&b, l->bytes);
	if (file_read(path, &b, e) == 0) {
		v = yaml_read(b.p != NULL ? b.p : "", b.len, l, e);
		if (v == NULL)
			err_prefix(e, "%s", path);
	}
	buf_fini(&b);
	return v;
}
