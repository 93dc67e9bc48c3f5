/* SPDX-License-Identifier: Apache-2.0 */
/* validate_keywords.c -- numbers, strings, combinations, dynamic scope. */
#include <stdio.h>
#include <string.h>

#include "common/host/json.h"
#include "typegen/validate_check.h"

static bool
get_number(const json_t *schema, const char *key, double *ret)
{
	const json_t *v = json_object_get(schema, key);

	*ret = json_number_value(v);
	return json_is_number(v);
}

static int
bound(struct check *c, const char *words, double limit, const json_t *value)
{
	char text[80], number[JSON_NUMBER_TEXT];

	(void)snprintf(text, sizeof text, "%s %s", words,
	    json_number_text(number, limit));
	return validate_expected(c, text, value);
}

static int
check_number(struct check *c, const json_t *s, const json_t *value)
{
	double x = json_number_value(value), lim;
	/* OpenAPI 3.0: a boolean that makes the other bound strict. */
	bool above = json_is_true(json_object_get(s, "exclusiveMinimum"));
	bool below = json_is_true(json_object_get(s, "exclusiveMaximum"));

	if (get_number(s, "minimum", &lim) && (above ? x <= lim : x < lim))
		return bound(c, above ? "a number above" : "at least", lim,
		    value);
	if (get_number(s, "maximum", &lim) && (below ? x >= lim : x > lim))
		return bound(c, below ? "a number below" : "at most", lim,
		    value);
	if (get_number(s, "exclusiveMinimum", &lim) && x <= lim)
		return bound(c, "a number above", lim, value);
	if (get_number(s, "exclusiveMaximum", &lim) && x >= lim)
		return bound(c, "a number below", lim, value);
	if (get_number(s, "multipleOf", &lim) && !validate_multiple(value, lim))
		return bound(c, "a multiple of", lim, value);
	return 0;
}

bool
validate_matches(struct check *c, const char *pattern, const char *text,
    size_t n)
{
	const struct pattern *p = validate_pattern(c->v, pattern);
	pcre2_match_data *m;
	pcre2_match_context *ctx;
	int r = 0;

	if (p == NULL || p->code == NULL)
		return true;
	m = pcre2_match_data_create(1, NULL);
	ctx = pcre2_match_context_create(NULL);
	if (m != NULL && ctx != NULL) {
		pcre2_set_match_limit(ctx, VALIDATE_MATCH_MAX);
		pcre2_set_depth_limit(ctx, VALIDATE_MATCH_MAX);
		r = pcre2_match(p->code, (PCRE2_SPTR)text, n, 0,
		    PCRE2_NO_UTF_CHECK, m, ctx);
	}
	pcre2_match_data_free(m);
	pcre2_match_context_free(ctx);
	/* A bomb is the document's fault: it is not the value's. */
	return r != PCRE2_ERROR_NOMATCH;
}

static int
check_string(struct check *c, const json_t *s, const json_t *value)
{
	const json_t *pattern = json_object_get(s, "pattern");
	double lim;

	if (get_number(s, "minLength", &lim) &&
	    (double)validate_length(value) < lim)
		return bound(c, "text of a length of at least", lim, value);
	if (get_number(s, "maxLength", &lim) &&
	    (double)validate_length(value) > lim)
		return bound(c, "text of a length of at most", lim, value);
	if (json_is_string(pattern) &&
	    !validate_matches(c, json_string_value(pattern),
		json_string_value(value), json_string_length(value))) {
		char text[160];

		snprintf(text, sizeof text, "text that matches %.120s",
		    json_string_value(pattern));
		return validate_expected(c, text, value);
	}
	return 0;
}

int
validate_scalar(struct check *c, const json_t *schema, const json_t *value)
{
	if (json_is_number(value))
		return check_number(c, schema, value);
	if (json_is_string(value))
		return check_string(c, schema, value);
	return 0;
}

/* The fault of a lone real alternative ("X or null") is worth telling. */
static const json_t *
only_alternative(const json_t *list, const json_t *value)
{
	const json_t *found = NULL, *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, one) {
		const char *t = json_string_value(json_object_get(one, "type"));

		if (t != NULL && !validate_is_type(value, t))
			continue;
		if (found != NULL)
			return NULL;
		found = one;
	}
	return found;
}

static int
check_any(struct check *c, const json_t *list, const json_t *value,
    bool *seen, size_t n, bool one_only)
{
	size_t i, count = json_array_size(list), agreed = 0;

	for (i = 0; i < count && (c->exhausted == false); i++) {
		if (validate_apply(c, json_array_get(list, i), value, seen, n,
			true) == 0)
			agreed++;
		if (agreed > 0 && !one_only && seen == NULL)
			return 0;
	}
	if (agreed == 1 || (agreed > 1 && !one_only))
		return 0;
	if (agreed > 1)
		return validate_fault(c,
		    "fits %zu of the alternatives, exactly one is expected",
		    agreed);
	if (c->quiet == 0 && only_alternative(list, value) != NULL)
		return validate_apply(c, only_alternative(list, value), value,
		    seen, n, false);
	return validate_fault(c, "fits none of the %zu alternatives", count);
}

static int
check_if(struct check *c, const json_t *schema, const json_t *value,
    bool *seen, size_t n)
{
	const json_t *cond = json_object_get(schema, "if");
	const json_t *then = json_object_get(schema, "then");
	const json_t *other = json_object_get(schema, "else");
	const json_t *next;

	if (cond == NULL)
		return 0;
	next = validate_apply(c, cond, value, seen, n, true) == 0 ? then : other;
	return next == NULL ? 0 :
	    validate_apply(c, next, value, seen, n, false);
}

int
validate_combine(struct check *c, const json_t *schema, const json_t *value,
    bool *seen, size_t n)
{
	const json_t *all = json_object_get(schema, "allOf");
	const json_t *any = json_object_get(schema, "anyOf");
	const json_t *one = json_object_get(schema, "oneOf");
	const json_t *not = json_object_get(schema, "not");
	size_t i;

	for (i = 0; i < json_array_size(all); i++)
		if (validate_apply(c, json_array_get(all, i), value, seen, n,
			false) == -1)
			return -1;
	if (json_is_array(any) &&
	    check_any(c, any, value, seen, n, false) == -1)
		return -1;
	/* Documents let alternatives overlap; their servers take what fits. */
	if (json_is_array(one) &&
	    check_any(c, one, value, seen, n, !c->request) == -1)
		return -1;
	if (not != NULL &&
	    validate_apply(c, not, value, NULL, n, true) == 0)
		return validate_fault(c, "fits what is excluded here");
	return check_if(c, schema, value, seen, n);
}

bool
validate_enter(struct check *c, const json_t *schema)
{
	const struct node *node = validate_node(c->v, schema);

	if (node == NULL ||
	    (c->n_scopes > 0 && c->scopes[c->n_scopes - 1] == node->base))
		return false;
	c->scopes[c->n_scopes++] = node->base;
	return true;
}

const json_t *
validate_dynamic(const struct check *c, const char *ref,
    const json_t *otherwise)
{
	const char *name = strchr(ref, '#'), *own;
	const struct anchor *a;
	unsigned i;

	/* 2020-12 core, 8.2.3.2: only where the plain meaning is dynamic. */
	if (name == NULL || otherwise == NULL)
		return otherwise;
	own = json_string_value(json_object_get(otherwise, "$dynamicAnchor"));
	if (own == NULL || strcmp(own, name + 1) != 0)
		return otherwise;
	for (i = 0; i < c->n_scopes; i++) {
		char uri[1024];
		int n = snprintf(uri, sizeof uri, "%s%s",
		    c->v->bases[c->scopes[i]], name);

		if (n < 0 || (size_t)n >= sizeof uri)
			continue;
		a = validate_anchor(c->v, uri);
		if (a != NULL && a->dynamic)
			return a->schema;
	}
	return otherwise;
}
