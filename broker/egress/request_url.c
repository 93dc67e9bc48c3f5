/* SPDX-License-Identifier: Apache-2.0 */
/* request_url.c -- the URL, from the server on. */
#include <stdint.h>
#include <string.h>

#include "broker/egress/path.h"
#include "broker/egress/request_int.h"
#include "broker/egress/style.h"

static int64_t
path_param(const struct request_plan *p, const char *name, size_t n)
{
	uint32_t i;

	for (i = 0; i < p->op.params; i++)
		if (p->params[i].p.in == PARAM_PATH &&
		    strlen(p->params[i].p.name) == n &&
		    memcmp(p->params[i].p.name, name, n) == 0)
			return i;
	return -1;
}

/* A list or object without any is empty in every style. */
static bool
has_members(const json_t *v)
{
	const char *key;
	json_t *one;
	size_t i;

	if (!json_is_array(v) && !json_is_object(v))
		return true;
	json_array_foreach((json_t *)(uintptr_t)v, i, one)
		if (!json_is_null(one))
			return true;
	json_object_foreach((json_t *)(uintptr_t)v, key, one)
		if (!json_is_null(one))
			return true;
	return false;
}

static int
put_segment(const struct planned_param *q, const json_t *v, bool whole,
    struct buf *url, struct err *e)
{
	struct style s = {q->p.name, q->p.style, q->p.explode, false, false};
	size_t from = url->len;

	if (v == NULL || json_is_null(v))
		return err_set(e, ERR_INPUT, "/%s: it is part of the path and "
					     "cannot be null", q->p.arg);
	if (has_members(v))
		style_simple(url, &s, v);
	if (url->len == from)
		return err_set(e, ERR_INPUT, "/%s: it is part of the path and "
					     "cannot be empty", q->p.arg);
	/* The proof would find it as well, but not say whose it is. */
	if (whole && url->p[from - 1] == '/' &&
	    (strcmp(url->p + from, ".") == 0 ||
	    strcmp(url->p + from, "..") == 0))
		return err_set(e, ERR_INPUT, "/%s: \".\" and \"..\" cannot "
		    "be segments of a path", q->p.arg);
	if (path_climbs(url->p + from))
		return err_set(e, ERR_INPUT, "/%s: \"..\" cannot be a segment "
		    "of a path, nor of what stands in one", q->p.arg);
	return 0;
}

static int
put_path(const struct request_plan *p, const struct request_args *a,
    struct buf *url, struct err *e)
{
	const char *s = p->op.path;

	/* Some documents tell operations of one path apart by a fragment, which
	 * nobody sends. */
	while (*s != '\0') {
		size_t n = strcspn(s, "{#");
		int64_t i;

		buf_add(url, s, n);
		s += n;
		if (*s != '{')
			break;
		n = strcspn(++s, "}");
		i = path_param(p, s, n);
		if (i == -1)
			return err_set(e, ERR_INPUT,
			    "the description has no parameter for {%.*s}",
			    (int)n, s);
		if (put_segment(&p->params[i], a->values[i],
		    s[n] == '}' && (s[n + 1] == '\0' || s[n + 1] == '/'), url,
		    e) == -1)
			return -1;
		s += n + (s[n] == '}');
	}
	return 0;
}

/* All of a query (OpenAPI 3.2): fields of a form, else JSON or text. */
static void
put_whole(struct buf *q, const struct style *s, const json_t *v)
{
	const char *key;
	json_t *one;

	if (s->style != STYLE_FORM || !json_is_object(v)) {
		style_simple(q, s, v);
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, one) {
		struct style field = {key,
			json_is_object(one) ? STYLE_JSON : STYLE_FORM, true,
			s->reserved, false};

		style_pairs(q, &field, one, "&");
	}
}

static void
put_query(const struct request_plan *p, const struct request_args *a,
    struct buf *url)
{
	struct buf q;
	uint32_t i;

	buf_init(&q, REQUEST_URL_MAX);
	for (i = 0; i < p->op.params; i++) {
		const struct catalog_param *c = &p->params[i].p;
		struct style s = {c->name, c->style, c->explode,
			c->allow_reserved, false};

		if (a->values[i] == NULL)
			continue;
		if (c->in == PARAM_QUERY)
			style_pairs(&q, &s, a->values[i], "&");
		else if (c->in == PARAM_QUERYSTRING)
			put_whole(&q, &s, a->values[i]);
	}
	if (q.len > 0)
		buf_addf(url, "%c%s", url->p != NULL &&
			strchr(url->p, '?') != NULL ? '&' : '?', q.p);
	url->failed |= !buf_ok(&q);
	buf_fini(&q);
}

int
request_url(const struct request_plan *p, const struct request_args *a,
    struct request *r, struct err *e)
{
	if (p->op.server[0] == '\0')
		return err_set(e, ERR_INPUT,
		    "the description names no server: configure the "
		    "connector's \"url\"");
	buf_adds(&r->url, p->op.server);
	if (put_path(p, a, &r->url, e) == -1)
		return -1;
	if (buf_ok(&r->url) &&
	    request_is_others(p, r->url.p + strlen(p->op.server)))
		return err_set(e, ERR_DENIED, "these arguments make its path "
		    "that of another operation of this method: if that is "
		    "meant, call it");
	put_query(p, a, &r->url);
	if (!buf_ok(&r->url))
		return err_set(e, ERR_LIMIT, "a URL longer than %d bytes",
		    REQUEST_URL_MAX);
	return request_proof_plain(&p->origin, r->url.p) ? 0 :
	    request_proof_whole(p, r->url.p, e);
}
