/* SPDX-License-Identifier: Apache-2.0 */
/* request_url.c -- the URL, and the proof that it goes where it should. */
#include <curl/curl.h>
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
	/* prove() would find it as well, but not say whose it is. */
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

void
request_origin(const char *url, struct planned_origin *o)
{
	CURLU *u = curl_url();

	memset(o, 0, sizeof *o);
	if (u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK) {
		curl_url_get(u, CURLUPART_SCHEME, &o->scheme, 0);
		curl_url_get(u, CURLUPART_HOST, &o->host, 0);
		curl_url_get(u, CURLUPART_PORT, &o->port, CURLU_DEFAULT_PORT);
	}
	curl_url_cleanup(u);
}

void
request_origin_fini(struct planned_origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
}

static bool
is_part(CURLU *u, CURLUPart part, const char *want)
{
	char *x = NULL;
	bool same;

	curl_url_get(u, part, &x, CURLU_DEFAULT_PORT);
	same = x != NULL && strcmp(x, want) == 0;
	curl_free(x);
	return same;
}

static bool
has_part(CURLU *u, CURLUPart part)
{
	char *x = NULL;

	curl_url_get(u, part, &x, 0);
	curl_free(x);
	return x != NULL;
}

/* Does `url` still have the origin and base path of the server? */
static int
prove(const struct request_plan *p, const char *url, struct err *e)
{
	const struct planned_origin *o = &p->origin;
	CURLU *u = curl_url();
	char *path = NULL;
	int r = -1;

	if (u == NULL || o->scheme == NULL || o->host == NULL ||
	    o->port == NULL)
		err_set(e, ERR_INPUT, "\"%.200s\" is no URL of a server",
		    p->op.server);
	else if (curl_url_set(u, CURLUPART_URL, url, CURLU_PATH_AS_IS) !=
	    CURLUE_OK)
		err_set(e, ERR_INPUT, "the arguments do not make a URL");
	else if (!is_part(u, CURLUPART_SCHEME, o->scheme) ||
	    !is_part(u, CURLUPART_HOST, o->host) ||
	    !is_part(u, CURLUPART_PORT, o->port) ||
	    has_part(u, CURLUPART_USER) || has_part(u, CURLUPART_PASSWORD) ||
	    strchr(url, '#') != NULL)
		err_set(e, ERR_DENIED,
		    "the arguments would lead to another server");
	else if (curl_url_get(u, CURLUPART_PATH, &path, 0) != CURLUE_OK ||
	    path_has_dots(path) || path_climbs(path))
		err_set(e, ERR_INPUT,
		    "\".\" and \"..\" cannot be segments of a path");
	else
		r = 0;
	curl_free(path);
	curl_url_cleanup(u);
	return r;
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
	return prove(p, r->url.p, e);
}
