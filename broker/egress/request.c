/* SPDX-License-Identifier: Apache-2.0 */
/* request.c -- see request.h. */
#include "broker/egress/request.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/request_int.h"
#include "broker/egress/style.h"
#include "common/base/limits.h"
#include "common/host/json.h"
#include "typegen/fields.h"

#define NOTES_MAX 1024 /* what is beyond is not worth a word */
#define TYPICAL 200 /* bytes of a URL, of headers */

/* A checker for a schema text; *ret stays NULL when anything is allowed. */
static int
prepare(const struct catalog *c, json_t *schema, struct validate **ret,
    struct err *e)
{
	*ret = NULL;
	if (!json_is_object(schema) || json_object_size(schema) == 0)
		return 0;
	*ret = validate_new(schema, fields_find, (void *)(uintptr_t)c, e);
	/* A schema that cannot be understood forbids nothing. */
	return *ret == NULL && e->code == ERR_NOMEM ? -1 : 0;
}

static int
plan_body(struct request_plan *p, struct err *e)
{
	const struct catalog *c = p->catalog;

	p->encoding = json_loads(p->op.body_encoding, 0, NULL);
	p->body_schema = json_loads(p->op.body_schema, JSON_DECODE_ANY, NULL);
	p->body_fields = fields_of(c, p->body_schema);
	return prepare(c, p->body_schema, &p->body_check, e);
}

/* A token, RFC 9110: a method, a header's name. */
static bool
is_token(const char *s)
{
	return *s != '\0' && s[strspn(s, "!#$%&'*+-.^_`|~0123456789"
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] ==
	    '\0';
}

/* CR, LF and NUL would start another header. */
static bool
clean(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)s[i] < ' ' && s[i] != '\t') ||
		    s[i] == 0x7f)
			return false;
	return true;
}

/* What the description puts into a request's head by itself. */
static int
check_head(const struct request_plan *p, struct err *e)
{
	const char *accept = p->op.accept, *media = p->op.body_media;
	uint32_t i;

	if (!is_token(p->op.method) ||
	    strlen(p->op.method) > REQUEST_METHOD_MAX || !clean(accept, strlen(accept)) ||
	    !clean(media, strlen(media)))
		return err_set(e, ERR_INPUT, "the description has a method or "
		    "media type that cannot be sent");
	for (i = 0; i < p->op.params; i++)
		if (p->params[i].p.in == PARAM_HEADER &&
		    !is_token(p->params[i].p.name))
			return err_set(e, ERR_INPUT, "the description has a "
			    "header named \"%.80s\", which cannot be sent",
			    p->params[i].p.name);
	return 0;
}

struct request_plan *
request_plan_new(const struct catalog *c, uint32_t op, struct err *e)
{
	struct request_plan *p = calloc(1, sizeof *p);
	struct err own;
	uint32_t i;
	int r = 0;

	if (e == NULL)
		e = &own;
	if (p == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	p->catalog = c;
	catalog_op(c, op, &p->op);
	request_origin(p->op.server, &p->origin);
	p->params = calloc((size_t)p->op.params + 1, sizeof *p->params);
	if (p->params == NULL)
		r = err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; r == 0 && i < p->op.params; i++) {
		json_t *schema;

		catalog_op_param(c, op, i, &p->params[i].p);
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): r == 0 */
		schema = json_loads(p->params[i].p.schema, JSON_DECODE_ANY,
		    NULL);
		r = prepare(c, schema, &p->params[i].check, e);
		if (p->params[i].p.filled)
			p->params[i].filled = json_incref(
			    json_object_get(schema, "default"));
		json_decref(schema);
	}
	if (r == 0)
		r = check_head(p, e);
	if (r == 0 && request_others(p, op) == -1)
		r = err_set(e, ERR_NOMEM, "out of memory");
	if (r == 0)
		r = plan_body(p, e);
	if (r == 0)
		return p;
	request_plan_free(p);
	return NULL;
}

const char *
request_plan_name(const struct request_plan *p)
{
	return p->op.name;
}

void
request_plan_free(struct request_plan *p)
{
	uint32_t i;

	if (p == NULL)
		return;
	for (i = 0; p->params != NULL && i < p->op.params; i++) {
		validate_free(p->params[i].check);
		json_decref(p->params[i].filled);
	}
	free(p->params);
	free(p->others);
	request_origin_fini(&p->origin);
	validate_free(p->body_check);
	json_decref(p->body_schema);
	json_decref(p->body_fields);
	json_decref(p->encoding);
	free(p);
}

static int
put_headers(const struct request_plan *p, const struct request_args *a,
    struct request *r, struct err *e)
{
	struct buf cookies;
	uint32_t i;

	buf_init(&cookies, REQUEST_HEADERS_MAX);
	for (i = 0; i < p->op.params; i++) {
		const struct catalog_param *q = &p->params[i].p;
		struct style s = {q->name, q->style, q->explode,
			q->allow_reserved, q->in == PARAM_HEADER};
		size_t from = r->headers.len;

		if (a->values[i] == NULL || json_is_null(a->values[i]))
			continue;
		if (q->in == PARAM_COOKIE)
			style_pairs(&cookies, &s, a->values[i], "; ");
		if (q->in != PARAM_HEADER)
			continue;
		buf_addf(&r->headers, "%s: ", q->name);
		style_simple(&r->headers, &s, a->values[i]);
		if (buf_ok(&r->headers) &&
		    !clean(r->headers.p + from, r->headers.len - from)) {
			buf_fini(&cookies);
			return err_set(e, ERR_INPUT,
			    "/%s: a header's value cannot hold control "
			    "characters",
			    q->arg);
		}
		buf_addc(&r->headers, '\n');
	}
	if (cookies.len > 0)
		buf_addf(&r->headers, "Cookie: %s\n", cookies.p);
	buf_fini(&cookies);
	buf_adds(&r->headers, "Accept: ");
	buf_adds(&r->headers, p->op.accept[0] != '\0' ? p->op.accept : "*/*");
	buf_addc(&r->headers, '\n');
	return buf_ok(&r->headers) ? 0 : err_set(e, ERR_LIMIT,
		"headers longer than %d bytes", REQUEST_HEADERS_MAX);
}

int
request_build(const struct request_plan *p, const json_t *args,
    struct request *r, struct err *e)
{
	struct request_args a = {.notes = &r->notes};
	int ret;

	memset(r, 0, sizeof *r);
	memcpy(r->method, p->op.method,
	    strnlen(p->op.method, sizeof r->method - 1));
	buf_init(&r->url, REQUEST_URL_MAX);
	buf_init(&r->headers, REQUEST_HEADERS_MAX);
	buf_init(&r->body, 2 * ARGS_MAX);
	buf_init(&r->notes, NOTES_MAX);
	(void)buf_room(&r->url, TYPICAL);
	(void)buf_room(&r->headers, TYPICAL);
	ret = request_args(p, args, &a, e);
	if (ret == 0)
		ret = request_url(p, &a, r, e);
	if (ret == 0)
		ret = put_headers(p, &a, r, e);
	if (ret == 0 && a.body != NULL)
		ret = request_body(p, a.body, r, e);
	request_args_fini(p, &a);
	if (ret == -1)
		request_fini(r);
	return ret;
}

void
request_fini(struct request *r)
{
	buf_fini(&r->url);
	buf_fini(&r->headers);
	buf_fini(&r->body);
	buf_fini(&r->notes);
}
