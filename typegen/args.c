/* SPDX-License-Identifier: Apache-2.0 */
/* args.c -- see args.h; what is refused is what egress refuses
 * (broker/egress/request_args.c). */
#include "typegen/args.h"

#include <string.h>

#include "common/base/near.h"
#include "typegen/fields.h"
#include "typegen/names.h"
#include "typegen/validate.h"

#define NAMES_MAX 256 /* of which one may have been meant */
#define FAULTS_MAX 8 /* more says nothing more */

struct check {
	const struct catalog *c;
	uint32_t index;
	struct catalog_op op;
	json_t *schema; /* of the body, or of all arguments of a tool */
	json_t *fields; /* names of its properties, as keys */
	struct buf *out;
	unsigned faults;
};

static bool
has(const json_t *names, const char *name)
{
	const json_t *v;
	size_t i;

	json_array_foreach(names, i,
	    v) if (strcmp(json_string_value(v), name) == 0) return true;
	return false;
}

static bool
may_have(const struct args_names *a, const char *name)
{
	return has(a->given, name) || has(a->maybe, name);
}

static bool
fault(struct check *k)
{
	if (++k->faults > FAULTS_MAX)
		return false;
	if (k->out->len > 0)
		buf_adds(k->out, "; ");
	return true;
}

static void
missing(struct check *k, const char *name)
{
	if (fault(k))
		buf_addf(k->out, "\"%.100s\" is missing", name);
}

static void
unknown(struct check *k, const char *name, const char *const *known, size_t n)
{
	const char *near;

	if (!fault(k))
		return;
	buf_addf(k->out, "unknown argument \"%.100s\"", name);
	if ((near = near_best(name, known, n)) != NULL)
		buf_addf(k->out, "; did you mean \"%.100s\"?", near);
}

/* Names that may have been meant; returns how many. */
static size_t
known_names(const struct check *k, const char **names)
{
	const char *key;
	json_t *v;
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < k->op.params && n < NAMES_MAX; i++) {
		struct catalog_param p;

		catalog_op_param(k->c, k->index, i, &p);
		names[n++] = p.arg;
	}
	json_object_foreach(k->fields, key, v) if (n < NAMES_MAX) names[n++] =
	    key;
	return n;
}

/* A parameter's key in that or another spelling. */
static bool
is_param(const struct check *k, const char *name)
{
	uint64_t h = names_hash(name);
	uint32_t i;

	for (i = 0; i < k->op.params; i++) {
		struct catalog_param p;

		catalog_op_param(k->c, k->index, i, &p);
		if (strcmp(p.arg, name) == 0 || names_hash(p.arg) == h)
			return true;
	}
	return false;
}

static bool
is_body(const struct check *k, const char *name)
{
	return !k->op.tool && k->op.body_media[0] != '\0' &&
	    strcmp(name, "body") == 0;
}

/* Is the parameter among the names, in any spelling? */
static bool
is_among(const json_t *names, const char *arg)
{
	uint64_t h = names_hash(arg);
	const json_t *v;
	size_t i;

	json_array_foreach(names, i,
	    v) if (names_hash(json_string_value(v)) == h) return true;
	return false;
}

static void
check_params(struct check *k, const struct args_names *a)
{
	uint32_t i;

	for (i = 0; i < k->op.params; i++) {
		struct catalog_param p;

		catalog_op_param(k->c, k->index, i, &p);
		if (p.required && !is_among(a->given, p.arg) &&
		    !is_among(a->maybe, p.arg))
			missing(k, p.arg);
	}
}

/* Does egress or the server look at the body's schema at all?  One that is
 * not understood forbids nothing. */
static bool
is_understood(const struct check *k)
{
	struct validate *v =
	    validate_new(k->schema, fields_find, (void *)(uintptr_t)k->c, NULL);
	bool ok = v != NULL;

	validate_free(v);
	return ok;
}

/* What is demanded of the object and is neither in `a` nor in `b`. */
static void
check_required(struct check *k, const struct args_names *a,
    const struct args_names *b)
{
	json_t *required = fields_required(k->c, k->schema), *v;
	bool asked = false;
	const char *name;

	json_object_foreach(required, name, v)
	{
		if (may_have(a, name) || (b != NULL && may_have(b, name)))
			continue;
		if (!asked && !is_understood(k))
			break;
		asked = true;
		missing(k, name);
	}
	json_decref(required);
}

static void
check_closed(struct check *k, const struct args_names *a)
{
	const char *names[NAMES_MAX];
	const json_t *v;
	size_t i, n = 0;

	if (!fields_closed(k->c, k->schema) || !is_understood(k))
		return;
	if (k->op.tool)
		n = known_names(k, names);
	json_array_foreach(a->given, i,
	    v) if (json_object_get(k->fields, json_string_value(v)) == NULL)
	    unknown(k, json_string_value(v), names, n);
}

/* Names that are no parameter are the body's, or nothing's. */
static void
check_names(struct check *k, const struct args_names *a, bool *ret_folded)
{
	const char *names[NAMES_MAX];
	const json_t *v;
	size_t i;

	*ret_folded = false;
	json_array_foreach(a->given, i, v)
	{
		const char *name = json_string_value(v);

		if (is_param(k, name) || is_body(k, name) ||
		    strcmp(name, "signal") == 0)
			continue;
		if (json_object_get(k->fields, name) != NULL)
			*ret_folded = true;
		else
			unknown(k, name, names, known_names(k, names));
	}
}

/* May a name of these become part of the body? */
static bool
may_fold(const struct check *k, const json_t *names)
{
	const json_t *v;
	size_t i;

	json_array_foreach(names, i,
	    v) if (json_object_get(k->fields, json_string_value(v)) !=
	    NULL) return true;
	return false;
}

static void
check_body(struct check *k, const struct args_names *a,
    const struct args_names *body, bool folded)
{
	if (body != NULL) {
		check_required(k, body, a);
		check_closed(k, body);
	} else if (may_have(a, "body"))
		return; /* whatever it is */
	else if (folded)
		check_required(k, a, NULL);
	else if (k->op.body_required && !may_fold(k, a->maybe))
		missing(k, "body");
}

bool
args_check(const struct catalog *c, uint32_t op, const struct args_names *args,
    const struct args_names *body, struct buf *faults)
{
	struct check k = { .c = c, .index = op, .out = faults };
	bool folded;

	catalog_op(c, op, &k.op);
	k.schema = json_loads(k.op.body_schema == NULL ? "" : k.op.body_schema,
	    JSON_DECODE_ANY, NULL);
	k.fields = fields_of(c, k.schema);
	if (k.op.tool) {
		check_required(&k, args, NULL);
		check_closed(&k, args);
	} else {
		check_params(&k, args);
		check_names(&k, args, &folded);
		if (k.op.body_media != NULL && k.op.body_media[0] != '\0')
			check_body(&k, args, body, folded);
	}
	json_decref(k.schema);
	json_decref(k.fields);
	return k.faults == 0;
}
