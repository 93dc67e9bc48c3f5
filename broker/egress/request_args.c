/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_args.c -- which argument is which parameter, and is it right?
 *
 * Faults say what a model needs to try again: the argument's pointer, what was
 * expected, and the operation's signature where names are at stake.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/request_int.h"
#include "common/base/near.h"
#include "common/host/json.h"
#include "typegen/names.h"

#define NUMBER_MAX 40 /* bytes of a number given as text */
#define NAMES_MAX 256
#define WHOLE_MAX 9007199254740992. /* beyond, not each integer is a double */
#define NOTED_MAX 1024 /* a text of that many is not taken for a number */

/* To the fields of the body that stand beside the parameters. */
static int
fold(json_t **folded, const char *key, json_t *v, struct err *e)
{
	if (*folded == NULL)
		*folded = json_object();
	return json_object_set(*folded, key, v) == 0 ? 0 :
	    err_set(e, ERR_NOMEM, "out of memory");
}

/* The parameter of that key: exactly, else by another spelling. */
static int64_t
find_param(const struct request_plan *p, const char *key)
{
	uint64_t h = names_hash(key);
	int64_t found = -1;
	uint32_t i;

	for (i = 0; i < p->op.params; i++) {
		if (strcmp(p->params[i].p.arg, key) == 0)
			return i;
		if (found == -1 && names_hash(p->params[i].p.arg) == h)
			found = i;
	}
	return found;
}

static int
unknown(const struct request_plan *p, const char *key, struct err *e)
{
	const char *names[NAMES_MAX], *near, *field;
	json_t *v;
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < p->op.params && n < NAMES_MAX; i++)
		names[n++] = p->params[i].p.arg;
	json_object_foreach(p->body_fields, field, v)
		if (n < NAMES_MAX)
			names[n++] = field;
	near = near_best(key, names, n);
	if (near != NULL)
		return err_set(e, ERR_INPUT,
		    "unknown argument \"%.100s\"; did you mean \"%s\"? %.200s",
		    key, near, p->op.signature);
	return err_set(e, ERR_INPUT, "unknown argument \"%.100s\": %.300s", key,
	    p->op.signature);
}

/* "7.0" is what a program writes as 7. */
static json_t *
whole(json_t *n)
{
	double d = json_real_value(n);

	if (!json_is_real(n) || !(d >= -WHOLE_MAX && d <= WHOLE_MAX) ||
	    (double)(json_int_t)d != d)
		return n;
	json_decref(n);
	return json_integer((json_int_t)d);
}

/* "7" where a number is wanted, 7 where text is: harmless in a URL. */
static json_t *
coerced(const json_t *v)
{
	char text[NUMBER_MAX];
	const char *s = json_string_value(v);
	struct buf b;
	json_t *n;

	if (json_is_number(v) || json_is_boolean(v)) {
		buf_init(&b, NUMBER_MAX);
		json_write(&b, v);
		n = buf_ok(&b) ? json_string(b.p) : NULL;
		buf_fini(&b);
		return n;
	}
	if (s == NULL || strlen(s) >= sizeof text)
		return NULL;
	n = json_loads(s, JSON_DECODE_ANY, NULL);
	if (json_is_number(n) || json_is_boolean(n))
		return whole(n);
	json_decref(n);
	return NULL;
}

/* One fault more of the same call, as far as there is room. */
static int
also(const struct err *one, bool first, struct err *e)
{
	size_t n, more = strlen(one->msg);

	if (e == NULL)
		return -1;
	if (first) {
		*e = *one;
	} else if ((n = strlen(e->msg)) + 2 + more < ERR_MSG_MAX) {
		memcpy(e->msg + n, "; ", 2);
		memcpy(e->msg + n + 2, one->msg, more + 1);
	}
	return -1;
}

/* The pointer of a fault starts at the arguments: "/body/name: ...". */
static int
check_at(const struct validate *check, const json_t *v, const char *arg,
    struct err *e)
{
	char at[128];

	(void)snprintf(at, sizeof at, "/%.100s", arg);
	return validate_value_at(check, v, true, at, e);
}

static void
note(const char *arg, const json_t *given, const json_t *taken,
    struct buf *notes)
{
	struct buf a, b;

	buf_init(&a, NOTED_MAX);
	buf_init(&b, NOTED_MAX);
	json_write(&a, given);
	json_write(&b, taken);
	if (buf_ok(&a) && buf_ok(&b) && buf_ok(notes))
		buf_addf(notes, "%s/%.60s: %.60s was taken as %.60s",
		    notes->len > 0 ? "; " : "", arg, a.p, b.p);
	buf_fini(&a);
	buf_fini(&b);
}

static int
check_param(const struct planned_param *q, json_t **v, struct buf *notes,
    struct err *e)
{
	json_t *other;

	if (q->check == NULL || json_is_null(*v) ||
	    check_at(q->check, *v, q->p.arg, e) == 0)
		return 0;
	other = coerced(*v);
	if (other != NULL && validate_value(q->check, other, true, NULL) == 0) {
		note(q->p.arg, *v, other, notes);
		json_decref(*v);
		*v = other;
		return 0;
	}
	json_decref(other);
	return -1;
}

static int
take_body(const struct request_plan *p, struct request_args *a,
    json_t *folded, struct err *e)
{
	if (json_object_size(folded) > 0 && a->body == NULL)
		a->body = json_incref(folded);
	else if (json_object_size(folded) > 0 && json_is_object(a->body)) {
		json_t *both = json_copy(a->body);

		json_object_update(both, folded);
		json_decref(a->body);
		a->body = both;
	} else if (json_object_size(folded) > 0)
		return err_set(e, ERR_INPUT,
		    "\"%.100s\" belongs into the body, which is no object",
		    json_object_iter_key(json_object_iter(folded)));
	if (a->body == NULL && p->op.body_required)
		return err_set(e, ERR_INPUT, "\"body\" is missing: %.300s",
		    p->op.signature);
	return a->body == NULL || p->body_check == NULL
	    ? 0
	    : check_at(p->body_check, a->body, "body", e);
}

static int
sort_args(const struct request_plan *p, const json_t *args,
    struct request_args *a, json_t **folded, struct err *e)
{
	bool has_body = p->op.body_media[0] != '\0';
	const char *key;
	json_t *v;

	json_object_foreach((json_t *)(uintptr_t)args, key, v) {
		int64_t i = find_param(p, key);

		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): made by request_args() */
		if (i >= 0 && a->values[i] == NULL)
			a->values[i] = json_incref(v);
		else if (strcmp(key, "body") == 0 && has_body)
			a->body = json_incref(v);
		else if (json_object_get(p->body_fields, key) != NULL) {
			if (fold(folded, key, v, e) == -1)
				return -1;
		} else
			return unknown(p, key, e);
	}
	return 0;
}

/* Each by itself: one call may have several faults. */
static int
take_params(const struct request_plan *p, struct request_args *a, struct err *e)
{
	struct err one;
	uint32_t i;
	int r = 0;

	for (i = 0; i < p->op.params; i++) {
		const struct planned_param *q = &p->params[i];
		int bad = 0;

		if (a->values[i] == NULL && q->filled != NULL)
			a->values[i] = json_incref(q->filled);
		if (a->values[i] != NULL)
			bad = check_param(q, &a->values[i], a->notes, &one);
		else if (q->p.required || q->p.filled)
			bad = err_set(&one, ERR_INPUT, "\"%s\" is missing: %.300s",
			    q->p.arg, p->op.signature);
		if (bad == -1)
			r = also(&one, r == 0, e);
	}
	return r;
}

int
request_args(const struct request_plan *p, const json_t *args,
    struct request_args *a, struct err *e)
{
	json_t *folded = NULL;
	struct err one;
	int r = 0;

	a->values = p->op.params <= REQUEST_ARGS_FEW ? a->few :
	    calloc(p->op.params, sizeof *a->values);
	if (a->values == NULL)
		r = err_set(e, ERR_NOMEM, "out of memory");
	else if (args != NULL && !json_is_object(args))
		r = err_set(e, ERR_INPUT,
		    "the argument is one object: %.300s", p->op.signature);
	if (r == 0)
		r = sort_args(p, args, a, &folded, e);
	if (r == 0) {
		r = take_params(p, a, e);
		if (take_body(p, a, folded, &one) == -1)
			r = also(&one, r == 0, e);
	}
	json_decref(folded);
	return r;
}

void
request_args_fini(const struct request_plan *p, struct request_args *a)
{
	uint32_t i;

	for (i = 0; a->values != NULL && i < p->op.params; i++)
		json_decref(a->values[i]);
	if (a->values != a->few)
		free(a->values);
	json_decref(a->body);
	memset(a, 0, sizeof *a);
}
