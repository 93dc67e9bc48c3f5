/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_proof.c -- does a finished URL go where the description says?
 *
 * That libcurl, who will read it, reads it so is the proof: its own parser
 * says.  But when the text begins with the server's scheme and authority, in
 * which nothing can be read in two ways, and with a slash behind them, no
 * parser can find another origin in it; then only the path is looked at.
 * fuzz_request holds the one against the other.
 */
#include <curl/curl.h>
#include <string.h>

#include "broker/egress/path.h"
#include "broker/egress/request_int.h"

/* Names, numbers and IPv6 addresses: no user, no escape, no other alphabet. */
#define AUTHORITY "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789.-_:[]"

static size_t
origin_text(const char *url)
{
	size_t scheme = strncmp(url, "https://", 8) == 0 ? 8 :
	    strncmp(url, "http://", 7) == 0		 ? 7 :
							   0;
	size_t n = scheme > 0 ? strspn(url + scheme, AUTHORITY) : 0;

	return n > 0 && (url[scheme + n] == '/' || url[scheme + n] == '\0') ?
	    scheme + n : 0;
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
	o->text = url;
	if (o->scheme != NULL && o->host != NULL && o->port != NULL)
		o->len = origin_text(url);
}

void
request_origin_fini(struct planned_origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
}

/* Printable, one way to read it, no fragment. */
static bool
is_plain(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '#' && c != '\\';
}

bool
request_proof_plain(const struct planned_origin *o, const char *url)
{
	bool dots = false, query = false;
	const char *s;

	if (o->len == 0 || strncmp(url, o->text, o->len) != 0 ||
	    url[o->len] != '/')
		return false;
	for (s = url + o->len; *s != '\0'; s++) {
		if (!is_plain((unsigned char)*s))
			return false;
		query |= *s == '?';
		dots |= !query && (*s == '%' || (*s == '/' && s[1] == '.'));
	}
	return !dots ||
	    (!path_has_dots(url + o->len) && !path_climbs(url + o->len));
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

int
request_proof_whole(const struct request_plan *p, const char *url,
    struct err *e)
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
