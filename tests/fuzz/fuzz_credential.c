/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "kind\nheaders\n\nsecret": a secret's file may hold anything, and a program
 * may give any header lines.  What goes out is lines of one line each, the
 * credential once, and nothing under its name but it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "broker/egress/credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX 20000
#define URL "https://api.example.com/v1/a?x=1&key=mine&y=2"

static char path[] = "/dev/shm/cordon-fuzz-XXXXXX", source[64];
static char name_key[] = "X-Key", name_query[] = "key", name_sid[] = "sid";
static char template[] = "Token t=\"{secret}\"", key_id[] = "AKID",
	    region[] = "eu", service[] = "s3";

static const struct conf_auth kinds[] = { { .kind = AUTH_BEARER },
	{ .kind = AUTH_BASIC },
	{ .kind = AUTH_APIKEY, .in = AUTH_IN_HEADER, .name = name_key },
	{ .kind = AUTH_APIKEY, .in = AUTH_IN_QUERY, .name = name_query },
	{ .kind = AUTH_APIKEY, .in = AUTH_IN_COOKIE, .name = name_sid },
	{ .kind = AUTH_HEADER, .name = name_key, .value = template },
	{ .kind = AUTH_AWS, .key_id = key_id, .region = region,
	    .service = service } };
#define KINDS (sizeof kinds / sizeof kinds[0])

static void
write_secret(const uint8_t *p, size_t n)
{
	static int fd = -1;

	if (fd == -1 && (fd = mkstemp(path)) == -1)
		abort();
	(void)snprintf(source, sizeof source, "file:%s", path);
	if (ftruncate(fd, 0) == -1 || pwrite(fd, p, n, 0) != (ssize_t)n)
		abort();
}

/* As request.c writes them: one a line, no other control character. */
static void
read_headers(const uint8_t *p, size_t n, struct buf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] == '\n' || p[i] == '\t' || (p[i] >= ' ' &&
		    p[i] != 0x7f))
			buf_addc(out, (char)p[i]);
	if (out->len > 0)
		buf_addc(out, '\n');
}

static unsigned
count(const struct curl_slist *h, const char *name)
{
	unsigned n = 0;

	for (; h != NULL; h = h->next)
		n += strncasecmp(h->data, name, strlen(name)) == 0 &&
		    h->data[strlen(name)] == ':';
	return n;
}

static void
check(const struct conf_auth *a, const struct curl_slist *list,
    const struct request *r)
{
	const struct curl_slist *h;
	const char *p, *key;
	unsigned n = 0;

	for (h = list; h != NULL; h = h->next)
		for (p = h->data; *p != '\0'; p++)
			assert(*p != '\r' && *p != '\n');
	assert(count(list, "Authorization") ==
	    (a->kind == AUTH_BEARER || a->kind == AUTH_BASIC ||
		a->kind == AUTH_AWS));
	assert(count(list, "Cookie") <= 1);
	if (a->name == name_key)
		assert(count(list, name_key) == 1);
	for (p = r->url.p; (key = strstr(p, "key=")) != NULL; p = key + 4)
		n += key[-1] == '?' || key[-1] == '&';
	assert(n == 1 && strchr(r->url.p, ' ') == NULL);
	/* In its place is nothing any more; ours is at the end. */
	if (a->name == name_query)
		assert(strncmp(r->url.p, URL, strcspn(URL, "&") + 1) == 0 &&
		    strstr(r->url.p, "&y=2&key=") != NULL);
}

static void
apply(const struct conf_connector *cc, const uint8_t *p, size_t n)
{
	struct request r = { .method = "GET" };
	struct curl_slist *list;
	struct credential *c;
	struct err e = { 0 };

	c = credential_new(NULL, NULL, cc, NULL, &e);
	if (c == NULL) {
		assert(e.msg[0] != '\0');
		return;
	}
	credential_bind(c, "https://api.example.com");
	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&r.headers, REQUEST_HEADERS_MAX);
	buf_init(&r.body, 16);
	buf_init(&r.notes, 16);
	buf_adds(&r.url, URL);
	read_headers(p, n, &r.headers);
	assert(credential_bound(c, &r, "t"));
	if (buf_ok(&r.headers) &&
	    (list = credential_apply(c, &r, true, &e)) != NULL) {
		check(&cc->auth, list, &r);
		credential_wipe(list);
	}
	request_fini(&r);
	credential_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_connector cc = { 0 };
	const uint8_t *end;

	if (size < 4 || size > INPUT_MAX)
		return 0;
	end = memmem(data + 1, size - 1, "\n\n", 2);
	if (end == NULL)
		return 0;
	write_secret(end + 2, (size_t)(data + size - end) - 2);
	cc.auth = kinds[data[0] % KINDS];
	cc.auth.secret = source;
	apply(&cc, data + 1, (size_t)(end - data) - 1);
	return 0;
}
