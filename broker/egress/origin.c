/* SPDX-License-Identifier: Apache-2.0 */
/* origin.c -- see origin.h. */
#include "broker/egress/origin.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

struct origin {
	char *scheme, *host, *port;
};

static bool
read_origin(CURLU *u, struct origin *o)
{
	return curl_url_get(u, CURLUPART_SCHEME, &o->scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &o->host, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_PORT, &o->port, CURLU_DEFAULT_PORT) ==
	    CURLUE_OK;
}

static void
origin_fini(struct origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
}

static bool
same(const struct origin *a, const struct origin *b)
{
	return strcasecmp(a->scheme, b->scheme) == 0 &&
	    strcasecmp(a->host, b->host) == 0 && strcmp(a->port, b->port) == 0;
}

static int
follow(CURLU *u, struct buf *url, const char *location, struct err *e)
{
	struct origin before = { NULL, NULL, NULL },
		      after = { NULL, NULL, NULL };
	char *text = NULL;
	int r = -1;

	if (curl_url_set(u, CURLUPART_URL, url->p, 0) != CURLUE_OK ||
	    !read_origin(u, &before) ||
	    curl_url_set(u, CURLUPART_URL, location, 0) != CURLUE_OK ||
	    !read_origin(u, &after))
		err_set(e, ERR_UPSTREAM, "it redirects to what is no URL");
	else if (!same(&before, &after))
		err_set(e, ERR_DENIED, "it redirects to %s://%s, another "
		    "origin than %s://%s: not followed", after.scheme,
		    after.host, before.scheme, before.host);
	else {
		curl_url_set(u, CURLUPART_USER, NULL, 0);
		curl_url_set(u, CURLUPART_PASSWORD, NULL, 0);
		curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
		if (curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK) {
			buf_clear(url);
			buf_adds(url, text);
			r = buf_ok(url) ? 0 :
					  err_set(e, ERR_LIMIT,
					      "it redirects to a URL too long");
		} else
			err_set(e, ERR_NOMEM, "out of memory");
	}
	curl_free(text);
	origin_fini(&before);
	origin_fini(&after);
	return r;
}

int
origin_follow(struct buf *url, const char *location, struct err *e)
{
	CURLU *u = curl_url();
	int r;

	if (u == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	r = follow(u, url, location, e);
	curl_url_cleanup(u);
	return r;
}

bool
origin_same(const char *x, const char *y)
{
	struct origin a = { NULL, NULL, NULL }, b = { NULL, NULL, NULL };
	CURLU *u = curl_url(), *v = curl_url();
	bool r;

	r = u != NULL && v != NULL &&
	    curl_url_set(u, CURLUPART_URL, x, 0) == CURLUE_OK &&
	    curl_url_set(v, CURLUPART_URL, y, CURLU_PATH_AS_IS) == CURLUE_OK &&
	    read_origin(u, &a) && read_origin(v, &b) && same(&a, &b);
	origin_fini(&a);
	origin_fini(&b);
	curl_url_cleanup(u);
	curl_url_cleanup(v);
	return r;
}

size_t
origin_length(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	if (host == NULL || !origin_same(url, url))
		return 0;
	host += 3;
	n = strcspn(host, "/?#");
	return memchr(host, '@', n) != NULL || memchr(host, '\\', n) != NULL ?
	    0 : (size_t)(host - url) + n;
}
