/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fetch_url.c -- see fetch_int.h.
 *
 * libcurl reads a URL given as text, prints it, and reads that, for each
 * transfer; one given in parts is copied.  The parts of the last one serve
 * again, if the text up to the path is the same.
 */
#include <string.h>

#include "broker/egress/fetch_int.h"

/* Up to the path; 0: it has none, or its origin is more than a host. */
static size_t
origin_length(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	if (host == NULL)
		return 0;
	n = strcspn(host + 3, "/?#@\\");
	return host[3 + n] == '/' ? (size_t)(host - url) + 3 + n : 0;
}

/* May curl's setters be given it in parts?  They write escapes with small
 * letters, and know no empty query. */
static bool
in_parts(const char *path)
{
	const char *s;

	for (s = path; *s != '\0'; s++)
		if (*s <= ' ' || *s >= 0x7f || *s == '%' || *s == '#' ||
		    (*s == '?' && s[1] == '\0'))
			return false;
	return true;
}

static CURLUcode
set_parts(CURLU *u, char *path)
{
	char *mark = strchr(path, '?');
	CURLUcode r;

	if (mark != NULL)
		*mark = '\0';
	r = curl_url_set(u, CURLUPART_PATH, path, 0);
	if (mark != NULL)
		*mark = '?';
	return r != CURLUE_OK ? r :
	    curl_url_set(u, CURLUPART_QUERY, mark != NULL ? mark + 1 : NULL, 0);
}

static CURLUcode
set_whole(struct fetch_easy *h, const char *url)
{
	size_t n = origin_length(url);
	CURLUcode r;

	/* Nothing is relative to what was there before. */
	curl_url_set(h->url, CURLUPART_HOST, NULL, 0);
	r = curl_url_set(h->url, CURLUPART_URL, url, CURLU_PATH_AS_IS);
	if (r != CURLUE_OK || n >= sizeof h->origin)
		n = 0;
	memcpy(h->origin, url, n);
	h->origin[n] = '\0';
	return r;
}

int
fetch_url_set(struct fetch_easy *h, char *url)
{
	size_t n = strlen(h->origin);
	CURLUcode r = n > 0 && strncmp(url, h->origin, n) == 0 &&
		url[n] == '/' && in_parts(url + n) ?
	    set_parts(h->url, url + n) : set_whole(h, url);

	/* What cannot be read, curl says itself. */
	curl_easy_setopt(h->curl, CURLOPT_CURLU,
	    r == CURLUE_OK ? h->url : NULL);
	/* Or curl would print its own, to show it. */
	return curl_easy_setopt(h->curl, CURLOPT_URL, url) == CURLE_OK ? 0 :
									 -1;
}

void
fetch_url_forget(struct fetch_easy *h)
{
	curl_easy_setopt(h->curl, CURLOPT_URL, NULL);
	curl_url_set(h->url, CURLUPART_QUERY, NULL, 0);
	curl_url_set(h->url, CURLUPART_PATH, NULL, 0);
}
