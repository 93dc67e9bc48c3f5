/* SPDX-License-Identifier: Apache-2.0 */
/* validate_nested.c -- objects and arrays, and what nobody evaluated. */
#include <stdio.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/validate_check.h"

#define STEP_MAX 128 /* of a pointer step shown */

/* A subschema on a property or item: the path grows by one step. */
static int
check_child(struct check *c, const json_t *schema, const json_t *value,
    const char *step, size_t index)
{
	size_t before = c->path.len;
	int r;

	if (step == NULL)
		buf_addf(&c->path, "/%zu", index);
	else {
		buf_addc(&c->path, '/');
		for (; *step != '\0' && c->path.len < before + STEP_MAX; step++)
			if (*step == '~' || *step == '/')
				buf_adds(&c->path, *step == '~' ? "~0" : "~1");
			else
				buf_addc(&c->path, *step);
	}
	r = validate_check(c, schema, value, NULL);
	/* Too long a path stays as it was: clear only what was added. */
	c->path.failed = false;
	if (c->path.p != NULL && c->path.len > before) {
		c->path.len = before;
		c->path.p[before] = '\0';
	}
	return r;
}

static int
check_count(struct check *c, const json_t *schema, const char *least,
    const char *most, size_t n, const char *what)
{
	const json_t *lo = json_object_get(schema, least);
	const json_t *hi = json_object_get(schema, most);
	char text[JSON_NUMBER_TEXT];

	if (json_is_number(lo) && (double)n < json_number_value(lo))
		return validate_fault(c, "at least %s %s expected, got %zu",
		    json_number_text(text, json_number_value(lo)), what, n);
	if (json_is_number(hi) && (double)n > json_number_value(hi))
		return validate_fault(c, "at most %s %s expected, got %zu",
		    json_number_text(text, json_number_value(hi)), what, n);
	return 0;
}

/* After a fault: is there one more worth telling? */
static bool
goes_on(const struct check *c)
{
	return c->quiet == 0 && !c->exhausted &&
	    c->faults < VALIDATE_FAULTS_MAX;
}

static int
check_required(struct check *c, const json_t *schema, const json_t *list,
    const json_t *value)
{
	const json_t *props = json_object_get(schema, "properties"), *one;
	size_t i;
	int r = 0;

	json_array_foreach((json_t *)(uintptr_t)list, i, one) {
		const char *name = json_string_value(one);

		if (name == NULL || json_object_get(value, name) != NULL)
			continue;
		if (c->request &&
		    json_is_true(json_object_get(json_object_get(props, name),
			"readOnly")))
			continue;
		r = validate_fault(c, "\"%.100s\" is missing", name);
		if (!goes_on(c))
			break;
	}
	return r;
}

/* One property under properties, patternProperties, additionalProperties. */
static int
check_property(struct check *c, const json_t *schema, const char *key,
    const json_t *value, bool *ret_seen)
{
	const json_t *own =
	    json_object_get(json_object_get(schema, "properties"), key);
	json_t *patterns = json_object_get(schema, "patternProperties"), *one;
	const json_t *more = json_object_get(schema, "additionalProperties");
	const char *pattern;
	bool known = own != NULL;

	if (own != NULL && check_child(c, own, value, key, 0) == -1)
		return -1;
	json_object_foreach(patterns, pattern, one) {
		if (!validate_matches(c, pattern, key, strlen(key)))
			continue;
		known = true;
		if (check_child(c, one, value, key, 0) == -1)
			return -1;
	}
	if (!known && json_is_false(more))
		return validate_fault(c, "\"%.100s\" is not allowed here", key);
	if (!known && more != NULL) {
		known = true;
		if (check_child(c, more, value, key, 0) == -1)
			return -1;
	}
	if (known && ret_seen != NULL)
		*ret_seen = true;
	return 0;
}

/* dependentRequired, dependentSchemas, and draft 7's name for both. */
static int
check_dependent(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	static const char *const words[] = {"dependentRequired",
	    "dependentSchemas", "dependencies", NULL};
	size_t n = json_object_size(value), k;
	const char *key;
	json_t *one;

	for (k = 0; words[k] != NULL; k++)
		json_object_foreach(json_object_get(schema, words[k]), key, one)
		{
			if (json_object_get(value, key) == NULL)
				continue;
			if (json_is_array(one)) {
				if (check_required(c, schema, one, value) == -1)
					return -1;
			} else if (validate_apply(c, one, value, seen, n,
				       false) == -1)
				return -1;
		}
	return 0;
}

int
validate_object(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	const json_t *names = json_object_get(schema, "propertyNames");
	const char *key;
	json_t *v;
	size_t i = 0;
	int r;

	if (!json_is_object(value) || validate_is_bytes(value))
		return 0;
	r = check_required(c, schema, json_object_get(schema, "required"),
	    value);
	if (r == 0)
		r = check_count(c, schema, "minProperties", "maxProperties",
		    json_object_size(value), "properties");
	json_object_foreach((json_t *)(uintptr_t)value, key, v) {
		if (r == -1 && !goes_on(c))
			return -1;
		if (check_property(c, schema, key, v,
			seen != NULL ? &seen[i] : NULL) == -1)
			r = -1;
		i++;
		if (names != NULL) {
			json_t *name = json_string(key);

			if (check_child(c, names, name, key, 0) == -1)
				r = -1;
			json_decref(name);
		}
	}
	return r == -1 ? -1 : check_dependent(c, schema, value, seen);
}

static int
check_items(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	const json_t *first = json_object_get(schema, "prefixItems");
	const json_t *rest = json_object_get(schema, "items"), *s;
	size_t i, n = json_array_size(value);

	if (json_is_array(rest)) { /* draft 7's tuple */
		first = rest;
		rest = json_object_get(schema, "additionalItems");
	}
	for (i = 0; i < n; i++) {
		s = i < json_array_size(first) ? json_array_get(first, i) : rest;
		if (s == NULL)
			break;
		if (seen != NULL)
			seen[i] = true;
		if (json_is_false(s))
			return validate_fault(c,
			    "at most %zu items expected, got %zu",
			    json_array_size(first), n);
		if (check_child(c, s, json_array_get(value, i), NULL, i) == -1)
			return -1;
	}
	return 0;
}

static int
check_contains(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	const json_t *s = json_object_get(schema, "contains");
	const json_t *lo = json_object_get(schema, "minContains");
	const json_t *hi = json_object_get(schema, "maxContains");
	size_t i, hits = 0;

	if (s == NULL)
		return 0;
	for (i = 0; i < json_array_size(value); i++) {
		int r;

		c->quiet++;
		r = validate_check(c, s, json_array_get(value, i), NULL);
		c->quiet--;
		hits += r == 0;
		if (r == 0 && seen != NULL)
			seen[i] = true;
	}
	if ((double)hits < (json_is_number(lo) ? json_number_value(lo) : 1))
		return validate_fault(c, "too few items are of the kind that "
					 "must be there (%zu)",
		    hits);
	if (json_is_number(hi) && (double)hits > json_number_value(hi))
		return validate_fault(c, "too many items of one kind (%zu)",
		    hits);
	return 0;
}

static int
check_unique(struct check *c, const json_t *value)
{
	size_t i, j, n = json_array_size(value);

	for (i = 1; i < n; i++)
		for (j = 0; j < i; j++) {
			if (++c->steps > VALIDATE_STEPS_MAX) {
				c->exhausted = true;
				return -1;
			}
			if (validate_equal(json_array_get(value, i),
				json_array_get(value, j)))
				return validate_fault(c,
				    "items %zu and %zu are equal", j, i);
		}
	return 0;
}

int
validate_array(struct check *c, const json_t *schema, const json_t *value,
    bool *seen)
{
	if (!json_is_array(value))
		return 0;
	if (check_count(c, schema, "minItems", "maxItems",
		json_array_size(value), "items") == -1 ||
	    check_items(c, schema, value, seen) == -1 ||
	    check_contains(c, schema, value, seen) == -1)
		return -1;
	return json_is_true(json_object_get(schema, "uniqueItems")) ?
	    check_unique(c, value) : 0;
}

int
validate_unevaluated(struct check *c, const json_t *schema,
    const json_t *value, bool *seen)
{
	bool object = json_is_object(value);
	const json_t *s = json_object_get(schema,
	    object ? "unevaluatedProperties" : "unevaluatedItems");
	const char *key;
	json_t *v;
	size_t i = 0;

	if (s == NULL || seen == NULL)
		return 0;
	if (object)
		json_object_foreach((json_t *)(uintptr_t)value, key, v) {
			if (!seen[i] && json_is_false(s))
				return validate_fault(c,
				    "\"%.100s\" is not allowed here", key);
			if (!seen[i] && check_child(c, s, v, key, 0) == -1)
				return -1;
			seen[i++] = true;
		}
	else if (json_is_array(value))
		json_array_foreach((json_t *)(uintptr_t)value, i, v) {
			if (!seen[i] && check_child(c, s, v, NULL, i) == -1)
				return -1;
			seen[i] = true;
		}
	return 0;
}
