/* SPDX-License-Identifier: Apache-2.0 */
/* sigv4.c -- see sigv4.h. */
#include "broker/egress/sigv4.h"

#include <ctype.h>
#include <curl/curl.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "broker/egress/encode.h"

#define HEX_SIZE (2 * SHA256_DIGEST_SIZE + 1)
#define PAIRS_MAX 1024 /* of a query; a URL holds no more to speak of */
#define CANONICAL_MAX (4 * REQUEST_URL_MAX)
#define HEADERS_MAX 64 /* that mean something to AWS, of one request */

/* What is said of a request beside itself. */
struct stated {
	char stamp[20]; /* 20150830T123600Z */
	char day[12];
	char body[HEX_SIZE]; /* its hash */
};

struct signed_headers { /* "name:value" each */
	struct buf lines;
	size_t n, at[HEADERS_MAX];
	const char *sorted[HEADERS_MAX];
};

static void
to_hex(const uint8_t *d, char ret[HEX_SIZE])
{
	size_t i;

	for (i = 0; i < SHA256_DIGEST_SIZE; i++)
		(void)snprintf(ret + 2 * i, 3, "%02x", d[i]);
}

static void
hash(const void *p, size_t n, char ret[HEX_SIZE])
{
	uint8_t d[SHA256_DIGEST_SIZE];
	struct sha256_ctx c;

	sha256_init(&c);
	sha256_update(&c, n, p == NULL ? (const uint8_t *)"" : p);
	sha256_digest(&c, sizeof d, d);
	to_hex(d, ret);
}

static void
mac(const uint8_t *key, size_t n, const char *text,
    uint8_t ret[SHA256_DIGEST_SIZE])
{
	struct hmac_sha256_ctx c;

	hmac_sha256_set_key(&c, n, key);
	hmac_sha256_update(&c, strlen(text), (const uint8_t *)text);
	hmac_sha256_digest(&c, SHA256_DIGEST_SIZE, ret);
	explicit_bzero(&c, sizeof c);
}

/* "AWS4" + secret, by day, region, service. */
static int
signature(const struct sigv4 *k, const struct stated *w, const char *text,
    char ret[HEX_SIZE])
{
	uint8_t d[SHA256_DIGEST_SIZE];
	size_t n = strlen(k->secret) + 4;
	char *first = malloc(n + 1);

	if (first == NULL)
		return -1;
	(void)snprintf(first, n + 1, "AWS4%s", k->secret);
	mac((const uint8_t *)first, n, w->day, d);
	explicit_bzero(first, n);
	free(first);
	mac(d, sizeof d, k->region, d);
	mac(d, sizeof d, k->service, d);
	mac(d, sizeof d, "aws4_request", d);
	mac(d, sizeof d, text, d);
	to_hex(d, ret);
	explicit_bzero(d, sizeof d);
	return 0;
}

/* Once, what is escaped being so already. */
static void
add_escaped(const char *s, size_t n, const char *stays, struct buf *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strchr(stays, s[i]) != NULL)
			buf_addc(out, s[i]);
		else
			encode_percent(out, s + i, 1, false);
}

/* The name of what is stored, whose slashes are not escaped. */
static void
add_key(const char *path, struct buf *out)
{
	size_t n;

	for (; *path != '\0'; path += n) {
		for (n = 0; path[n] != '\0' &&
		     strncasecmp(path + n, "%2f", 3) != 0; n++)
			;
		add_escaped(path, n, "%/", out);
		if (path[n] != '\0') {
			buf_addc(out, '/');
			n += 3;
		}
	}
}

/* All but S3 encode what is sent once more, without the slashes that mean
 * nothing. */
static void
add_path(const struct sigv4 *k, const char *path, struct buf *out)
{
	size_t n;

	if (strcmp(k->service, "s3") == 0) {
		add_key(path, out);
		return;
	}
	for (; *path != '\0'; path += n) {
		n = strspn(path, "/");
		if (n > 0)
			buf_addc(out, '/');
		path += n;
		n = strcspn(path, "/");
		encode_percent(out, path, n, false);
	}
}

static int
by_text(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	size_t n = strcspn(x, "="), m = strcspn(y, "=");
	int r = strncmp(x, y, n < m ? n : m);

	return r != 0 ? r : n != m ? (n < m ? -1 : 1) : strcmp(x, y);
}

/* Pairs in order, and what a URL may have as it is (the commas of a list)
 * escaped; "+" is none of ours. */
static int
add_query(const char *query, struct buf *out)
{
	char *pairs[PAIRS_MAX], *save = NULL, *p;
	size_t n = 0, i;
	struct buf b;

	buf_init(&b, CANONICAL_MAX);
	for (; query != NULL && *query != '\0'; query += i) {
		i = strcspn(query, "=&");
		add_escaped(query, i, "%", &b);
		/* Of a value, "=" is escaped as well. */
		if (query[i] == '=') {
			query += i + 1;
			i = strcspn(query, "&");
			buf_addc(&b, '=');
			add_escaped(query, i, "%", &b);
		}
		i += query[i] == '&';
		buf_addc(&b, '&');
	}
	for (p = b.p == NULL ? NULL : strtok_r(b.p, "&", &save);
	     p != NULL && n < PAIRS_MAX; p = strtok_r(NULL, "&", &save))
		pairs[n++] = p;
	qsort(pairs, n, sizeof pairs[0], by_text);
	for (i = 0; i < n; i++)
		buf_addf(out, "%s%s%s", i > 0 ? "&" : "", pairs[i],
		    strchr(pairs[i], '=') == NULL ? "=" : "");
	out->failed |= !buf_ok(&b);
	buf_fini(&b);
	return p == NULL ? 0 : -1;
}

struct target {
	char *host, *port, *path, *query;
};

static int
read_target(const char *url, struct target *t)
{
	CURLU *u = curl_url();
	int r = -1;

	if (u != NULL &&
	    curl_url_set(u, CURLUPART_URL, url, CURLU_PATH_AS_IS) ==
		CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &t->host, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_PATH, &t->path, 0) == CURLUE_OK) {
		(void)curl_url_get(u, CURLUPART_PORT, &t->port,
		    CURLU_NO_DEFAULT_PORT);
		(void)curl_url_get(u, CURLUPART_QUERY, &t->query, 0);
		r = 0;
	}
	curl_url_cleanup(u);
	return r;
}

static void
target_fini(struct target *t)
{
	curl_free(t->host);
	curl_free(t->port);
	curl_free(t->path);
	curl_free(t->query);
}

/* The headers that are signed ------------------------------------------ */

static void
add_header(struct signed_headers *h, const char *name, const char *value)
{
	size_t n = strlen(name), i;
	const char *sep = "";

	if (h->n == HEADERS_MAX) {
		h->lines.failed = true;
		return;
	}
	h->at[h->n++] = h->lines.len;
	for (i = 0; i < n; i++)
		buf_addc(&h->lines, (char)tolower((unsigned char)name[i]));
	buf_addc(&h->lines, ':');
	/* Blanks in a row count as one. */
	for (i = strspn(value, " \t"); value[i] != '\0';
	     i += strspn(value + i, " \t")) {
		n = strcspn(value + i, " \t");
		buf_adds(&h->lines, sep);
		buf_add(&h->lines, value + i, n);
		sep = " ";
		i += n;
	}
	buf_addc(&h->lines, '\0');
}

bool
sigv4_signs(const char *line)
{
	static const char *const own[] = { "Algorithm", "Content-Sha256",
		"Credential", "Date", "Expires", "Security-Token", "Signature",
		"SignedHeaders" };
	size_t i, n;

	if (strncasecmp(line, "X-Amz-", 6) != 0)
		return false;
	for (i = 0; i < sizeof own / sizeof own[0]; i++) {
		n = strlen(own[i]);
		if (strncasecmp(line + 6, own[i], n) == 0 && line[6 + n] == ':')
			return false;
	}
	return true;
}

/* The request's own, which mean something to AWS. */
static void
add_given(struct signed_headers *h, const struct buf *headers)
{
	const char *line = headers->p, *end;
	char *one, *colon;

	for (; line != NULL && (end = strchr(line, '\n')) != NULL;
	     line = end + 1) {
		if (!sigv4_signs(line))
			continue;
		one = strndup(line, (size_t)(end - line));
		colon = one == NULL ? NULL : strchr(one, ':');
		if (colon != NULL) {
			*colon = '\0';
			add_header(h, one, colon + 1);
		}
		h->lines.failed |= colon == NULL;
		free(one);
	}
}

static int
by_name(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t n = strcspn(x, ":"), m = strcspn(y, ":");
	int r = strncmp(x, y, n < m ? n : m);

	return r != 0 ? r : n < m ? -1 : n > m;
}

static void
list_headers(const struct sigv4 *k, const struct request *r,
    const struct target *t, const struct stated *w, struct signed_headers *h)
{
	char host[512];
	size_t i;

	(void)snprintf(host, sizeof host, "%s%s%s", t->host,
	    t->port != NULL ? ":" : "", t->port != NULL ? t->port : "");
	add_header(h, "host", host);
	if (strcmp(k->service, "s3") == 0)
		add_header(h, "x-amz-content-sha256", w->body);
	add_header(h, "x-amz-date", w->stamp);
	if (k->session != NULL)
		add_header(h, "x-amz-security-token", k->session);
	add_given(h, &r->headers);
	for (i = 0; buf_ok(&h->lines) && i < h->n; i++)
		h->sorted[i] = h->lines.p + h->at[i];
	qsort(h->sorted, i, sizeof h->sorted[0], by_name);
}

static void
add_names(const struct signed_headers *h, struct buf *out)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (i > 0)
			buf_addc(out, ';');
		buf_add(out, h->sorted[i], strcspn(h->sorted[i], ":"));
	}
}

static int
canonical(const struct sigv4 *k, const struct request *r,
    const struct stated *w, struct signed_headers *h, struct buf *out)
{
	struct target t = { NULL, NULL, NULL, NULL };
	int ret = read_target(r->url.p, &t);
	size_t i;

	if (ret == 0) {
		buf_addf(out, "%s\n", r->method);
		add_path(k, t.path, out);
		buf_addc(out, '\n');
		ret = add_query(t.query, out);
		buf_addc(out, '\n');
		list_headers(k, r, &t, w, h);
		if (!buf_ok(&h->lines))
			ret = -1;
	}
	for (i = 0; ret == 0 && i < h->n; i++)
		buf_addf(out, "%s\n", h->sorted[i]);
	if (ret == 0) {
		buf_addc(out, '\n');
		add_names(h, out);
		buf_addf(out, "\n%s", w->body);
	}
	target_fini(&t);
	return ret == 0 && buf_ok(out) ? 0 : -1;
}

static void
put_lines(const struct sigv4 *k, const struct stated *w,
    const struct signed_headers *h, const char *sig, struct buf *out)
{
	buf_addf(out, "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s/%s/%s/"
	    "aws4_request, SignedHeaders=", k->key_id, w->day, k->region,
	    k->service);
	add_names(h, out);
	buf_addf(out, ", Signature=%s\nX-Amz-Date: %s\n", sig, w->stamp);
	if (strcmp(k->service, "s3") == 0)
		buf_addf(out, "X-Amz-Content-Sha256: %s\n", w->body);
	if (k->session != NULL)
		buf_addf(out, "X-Amz-Security-Token: %s\n", k->session);
}

static int
state(const struct request *r, uint64_t unix_seconds, struct stated *ret)
{
	time_t t = (time_t)unix_seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(ret->stamp, sizeof ret->stamp, "%Y%m%dT%H%M%SZ", &tm) ==
		0 ||
	    strftime(ret->day, sizeof ret->day, "%Y%m%d", &tm) == 0)
		return -1;
	hash(r->has_body ? r->body.p : NULL, r->has_body ? r->body.len : 0,
	    ret->body);
	return 0;
}

int
sigv4_sign(const struct sigv4 *k, const struct request *r,
    uint64_t unix_seconds, struct buf *out, struct err *e)
{
	char whole[HEX_SIZE], sig[HEX_SIZE];
	struct signed_headers h = { .n = 0 };
	struct stated w;
	struct buf b;
	int ret;

	if (state(r, unix_seconds, &w) == -1)
		return err_set(e, ERR_INPUT, "the clock has no date");
	buf_init(&b, CANONICAL_MAX);
	buf_init(&h.lines, CANONICAL_MAX);
	ret = canonical(k, r, &w, &h, &b);
	if (ret == 0) {
		hash(b.p, b.len, whole);
		buf_clear(&b);
		buf_addf(&b, "AWS4-HMAC-SHA256\n%s\n%s/%s/%s/aws4_request\n%s",
		    w.stamp, w.day, k->region, k->service, whole);
		ret = buf_ok(&b) ? signature(k, &w, b.p, sig) : -1;
	}
	if (ret == 0)
		put_lines(k, &w, &h, sig, out);
	buf_fini(&b);
	if (h.lines.p != NULL) /* the session is among them */
		explicit_bzero(h.lines.p, h.lines.len);
	buf_fini(&h.lines);
	if (ret == -1)
		return err_set(e, ERR_LIMIT,
		    "the request is too long to be signed");
	return buf_ok(out) ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}
