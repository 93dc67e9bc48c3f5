/* SPDX-License-Identifier: Apache-2.0 */
/* sigv4.c -- see sigv4.h. */
#include "broker/egress/sigv4.h"

#include <curl/curl.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker/egress/encode.h"

#define HEX_SIZE (2 * SHA256_DIGEST_SIZE + 1)
#define PAIRS_MAX 1024 /* of a query; a URL holds no more to speak of */
#define CANONICAL_MAX (4 * REQUEST_URL_MAX)

struct when {
	char stamp[20]; /* 20150830T123600Z */
	char day[12];
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
signature(const struct sigv4 *k, const struct when *w, const char *text,
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

/* S3 signs the path as it is sent; the others encode it once more. */
static void
add_path(const struct sigv4 *k, const char *path, struct buf *out)
{
	const char *end;

	if (strcmp(k->service, "s3") == 0) {
		buf_adds(out, path);
		return;
	}
	for (; *path != '\0'; path = end) {
		end = path + strcspn(path, "/");
		encode_percent(out, path, (size_t)(end - path), false);
		if (*end == '/') {
			buf_addc(out, '/');
			end++;
		}
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

/* Pairs in order; they are percent-encoded already, and "+" is none of ours. */
static int
add_query(char *query, struct buf *out)
{
	char *pairs[PAIRS_MAX], *save = NULL, *p;
	size_t n = 0, i;

	for (p = query == NULL ? NULL : strtok_r(query, "&", &save); p != NULL;
	     p = strtok_r(NULL, "&", &save)) {
		if (n == PAIRS_MAX)
			return -1;
		pairs[n++] = p;
	}
	qsort(pairs, n, sizeof pairs[0], by_text);
	for (i = 0; i < n; i++)
		buf_addf(out, "%s%s%s", i > 0 ? "&" : "", pairs[i],
		    strchr(pairs[i], '=') == NULL ? "=" : "");
	return 0;
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

/* The headers that are signed, in order, and their names. */
static void
add_headers(const struct sigv4 *k, const struct target *t, const char *body,
    const struct when *w, struct buf *out)
{
	bool s3 = strcmp(k->service, "s3") == 0;

	buf_addf(out, "host:%s%s%s\n", t->host, t->port != NULL ? ":" : "",
	    t->port != NULL ? t->port : "");
	if (s3)
		buf_addf(out, "x-amz-content-sha256:%s\n", body);
	buf_addf(out, "x-amz-date:%s\n", w->stamp);
	if (k->session != NULL)
		buf_addf(out, "x-amz-security-token:%s\n", k->session);
	buf_addf(out, "\nhost;%sx-amz-date%s",
	    s3 ? "x-amz-content-sha256;" : "",
	    k->session != NULL ? ";x-amz-security-token" : "");
}

static int
canonical(const struct sigv4 *k, const struct request *r,
    const struct when *w, const char *body, struct buf *out)
{
	struct target t = { NULL, NULL, NULL, NULL };
	int ret = read_target(r->url.p, &t);

	if (ret == 0) {
		buf_addf(out, "%s\n", r->method);
		add_path(k, t.path, out);
		buf_addc(out, '\n');
		ret = add_query(t.query, out);
		buf_addc(out, '\n');
		add_headers(k, &t, body, w, out);
		buf_addf(out, "\n%s", body);
	}
	target_fini(&t);
	return ret == 0 && buf_ok(out) ? 0 : -1;
}

static void
put_lines(const struct sigv4 *k, const struct when *w, const char *body,
    const char *sig, struct buf *out)
{
	bool s3 = strcmp(k->service, "s3") == 0;

	buf_addf(out, "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s/%s/%s/"
	    "aws4_request, SignedHeaders=host;%sx-amz-date%s, Signature=%s\n",
	    k->key_id, w->day, k->region, k->service,
	    s3 ? "x-amz-content-sha256;" : "",
	    k->session != NULL ? ";x-amz-security-token" : "", sig);
	buf_addf(out, "X-Amz-Date: %s\n", w->stamp);
	if (s3)
		buf_addf(out, "X-Amz-Content-Sha256: %s\n", body);
	if (k->session != NULL)
		buf_addf(out, "X-Amz-Security-Token: %s\n", k->session);
}

int
sigv4_sign(const struct sigv4 *k, const struct request *r,
    uint64_t unix_seconds, struct buf *out, struct err *e)
{
	char body[HEX_SIZE], whole[HEX_SIZE], sig[HEX_SIZE];
	time_t t = (time_t)unix_seconds;
	struct when w;
	struct buf b;
	struct tm tm;
	int ret;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(w.stamp, sizeof w.stamp, "%Y%m%dT%H%M%SZ", &tm) == 0 ||
	    strftime(w.day, sizeof w.day, "%Y%m%d", &tm) == 0)
		return err_set(e, ERR_INPUT, "the clock has no date");
	hash(r->has_body ? r->body.p : NULL, r->has_body ? r->body.len : 0,
	    body);
	buf_init(&b, CANONICAL_MAX);
	ret = canonical(k, r, &w, body, &b);
	if (ret == 0) {
		hash(b.p, b.len, whole);
		buf_clear(&b);
		buf_addf(&b, "AWS4-HMAC-SHA256\n%s\n%s/%s/%s/aws4_request\n%s",
		    w.stamp, w.day, k->region, k->service, whole);
		ret = buf_ok(&b) ? signature(k, &w, b.p, sig) : -1;
	}
	buf_fini(&b);
	if (ret == -1)
		return err_set(e, ERR_LIMIT,
		    "the request is too long to be signed");
	put_lines(k, &w, body, sig, out);
	return buf_ok(out) ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}
