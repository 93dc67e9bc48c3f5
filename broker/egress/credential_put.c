/* SPDX-License-Identifier: Apache-2.0 */
/* credential_put.c -- a credential in its place; see credential.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/credential_int.h"
#include "broker/egress/encode.h"
#include "broker/egress/sigv4.h"
#include "common/host/clock.h"

/* base64 is 4/3, and a signature has a session in it. */
#define LINE_MAX_BYTES (2 * VAULT_SECRET_MAX + 4096)

/* The request's headers, as they are put together. */
struct lines {
	struct curl_slist *list;
	struct buf cookie;
	bool ok;
};

void
credential_wipe(struct curl_slist *headers)
{
	struct curl_slist *h;

	for (h = headers; h != NULL; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	curl_slist_free_all(headers);
}

static void
add_line(struct lines *l, const char *s)
{
	struct curl_slist *more = l->ok ? curl_slist_append(l->list, s) : NULL;

	if (more != NULL)
		l->list = more;
	else
		l->ok = false;
}

static void
wipe(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->len);
	buf_fini(b);
}

static bool
is_header(const char *line, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(line, name, n) == 0 && line[n] == ':';
}

/* The program's own word for a header that is the credential's, or that would
 * be taken for one. */
static bool
is_ours(const struct conf_auth *a, const char *line)
{
	const char *name = a->kind == AUTH_HEADER ||
		(a->kind == AUTH_APIKEY && a->in == AUTH_IN_HEADER) ?
	    a->name : NULL;

	return is_header(line, "Authorization") ||
	    is_header(line, "Proxy-Authorization") ||
	    (name != NULL && is_header(line, name)) ||
	    (a->kind == AUTH_AWS && strncasecmp(line, "X-Amz-", 6) == 0 &&
		!sigv4_signs(line));
}

/* libcurl sends no header without a value unless it ends in ";". */
static void
add_other(struct lines *l, char *line)
{
	char *colon = strchr(line, ':');

	if (colon != NULL && colon[1 + strspn(colon + 1, " \t")] == '\0') {
		colon[0] = ';';
		colon[1] = '\0';
	}
	add_line(l, line);
}

static void
add_given(const struct credential *c, struct lines *l, char *text)
{
	char *line, *save = NULL;

	for (line = text == NULL ? NULL : strtok_r(text, "\n", &save);
	     line != NULL; line = strtok_r(NULL, "\n", &save))
		if (is_header(line, "Cookie"))
			buf_adds(&l->cookie, line);
		else if (!is_ours(c->auth, line))
			add_other(l, line);
}

/* Takes every "name=..." out of a list that begins at `from`: the program's
 * own word for what is the credential's, in any case: some servers see none. */
static void
drop_pairs(struct buf *b, size_t from, const char *name, char sep)
{
	size_t n = strlen(name), i = from, to = from;

	while (i < b->len) {
		size_t skip = sep == ';' ? strspn(b->p + i, " ") : 0;
		const char *end = memchr(b->p + i, sep, b->len - i);
		size_t len = end == NULL ? b->len - i :
					   (size_t)(end - b->p) + 1 - i;
		bool ours = len >= skip + n &&
		    strncasecmp(b->p + i + skip, name, n) == 0 &&
		    strchr("=&;", b->p[i + skip + n]) != NULL;

		if (!ours) {
			memmove(b->p + to, b->p + i, len);
			to += len;
		}
		i += len;
	}
	/* The separator before what was the last. */
	while (to > from && (b->p[to - 1] == sep || b->p[to - 1] == ' '))
		to--;
	b->len = to;
	b->p[to] = '\0';
}

static void
drop_query(struct buf *url, const char *name)
{
	struct buf encoded;
	char *mark = strchr(url->p, '?');

	if (mark == NULL)
		return;
	buf_init(&encoded, 4096);
	encode_percent(&encoded, name, strlen(name), false);
	if (buf_ok(&encoded) && encoded.p != NULL)
		drop_pairs(url, (size_t)(mark + 1 - url->p), encoded.p, '&');
	buf_fini(&encoded);
	if (url->p[url->len - 1] == '?')
		url->p[--url->len] = '\0';
}

static void
drop_cookie(struct buf *cookie, const char *name)
{
	size_t from = strlen("Cookie: ");

	if (cookie->len <= from)
		return;
	drop_pairs(cookie, from, name, ';');
	if (cookie->len <= from)
		buf_clear(cookie);
}

static void
add_query(const char *name, const struct secret *secret, struct buf *url)
{
	drop_query(url, name);
	buf_addc(url, strchr(url->p, '?') == NULL ? '?' : '&');
	encode_percent(url, name, strlen(name), false);
	buf_addc(url, '=');
	encode_percent(url, vault_text(secret), vault_len(secret), false);
}

/* "Key {secret}" */
static void
add_template(const struct conf_auth *a, const char *secret, struct buf *b)
{
	const char *hole = strstr(a->value, "{secret}");

	buf_addf(b, "%s: ", a->name);
	buf_add(b, a->value, (size_t)(hole - a->value));
	buf_adds(b, secret);
	buf_adds(b, hole + strlen("{secret}"));
}

/* What it is now; NULL, and why. */
static const struct token_value *
value_of(const struct credential *c, struct token_value *own, struct err *e)
{
	const struct token_value *v;

	*own = (struct token_value){ c->secret, c->session, NULL };
	v = c->token != NULL ? token_value(c->token) : own;
	if (v == NULL)
		err_set(e, ERR_UPSTREAM, "%s",
		    "its access token has just ended");
	return v;
}

/* Before the request's headers are taken apart. */
static int
sign(const struct credential *c, const struct request *r, struct lines *l,
    struct err *e)
{
	struct token_value own;
	const struct token_value *v = value_of(c, &own, e);
	const struct conf_auth *a = c->auth;
	struct sigv4 k = { .key_id = a->key_id, .region = a->region,
		.service = a->service };
	char *line, *save = NULL;
	struct buf b;
	int ret;

	if (v == NULL)
		return -1;
	k.secret = vault_text(v->secret);
	if (v->key_id != NULL)
		k.key_id = vault_text(v->key_id);
	if (v->session != NULL)
		k.session = vault_text(v->session);
	buf_init(&b, LINE_MAX_BYTES);
	ret = sigv4_sign(&k, r, clock_wall_ms() / 1000, &b, e);
	for (line = ret == -1 ? NULL : strtok_r(b.p, "\n", &save);
	     line != NULL; line = strtok_r(NULL, "\n", &save))
		add_line(l, line);
	wipe(&b);
	return ret;
}

/* The one line of the kinds that have one. */
static void
header_line(const struct credential *c, const char *secret, struct buf *b)
{
	switch (c->auth->kind) {
	case AUTH_BEARER:
	case AUTH_OAUTH2:
		buf_adds(b, "Authorization: Bearer ");
		buf_adds(b, secret);
		break;
	case AUTH_BASIC:
		buf_adds(b, "Authorization: Basic ");
		encode_base64(b, secret, strlen(secret));
		break;
	case AUTH_APIKEY:
		if (c->auth->in == AUTH_IN_HEADER)
			buf_addf(b, "%s: %s", c->auth->name, secret);
		break;
	case AUTH_HEADER:
		add_template(c->auth, secret, b);
		break;
	case AUTH_NONE:
	case AUTH_AWS:
	case AUTH_MTLS:
		break;
	}
}

static int
add_credential(const struct credential *c, struct request *r, struct lines *l,
    struct err *e)
{
	struct token_value own;
	const struct token_value *v = value_of(c, &own, e);
	const struct conf_auth *a = c->auth;
	const struct secret *s;
	struct buf b;

	if (v == NULL)
		return -1;
	s = v->secret;
	if (a->kind == AUTH_APIKEY && a->in == AUTH_IN_QUERY)
		add_query(a->name, s, &r->url);
	if (a->kind == AUTH_APIKEY && a->in == AUTH_IN_COOKIE) {
		drop_cookie(&l->cookie, a->name);
		buf_addf(&l->cookie, "%s%s=%s",
		    l->cookie.len == 0 ? "Cookie: " : "; ", a->name,
		    vault_text(s));
	}
	buf_init(&b, LINE_MAX_BYTES);
	header_line(c, vault_text(s), &b);
	if (b.len > 0)
		add_line(l, b.p);
	l->ok &= buf_ok(&b) && buf_ok(&r->url);
	wipe(&b);
	return 0;
}

struct curl_slist *
credential_apply(const struct credential *c, struct request *r, bool with,
    struct err *e)
{
	struct lines l = { .ok = true };
	int ret = 0;

	buf_init(&l.cookie, LINE_MAX_BYTES + REQUEST_HEADERS_MAX);
	r->url.max += 3 * VAULT_SECRET_MAX + 512;
	if (with && c->auth->kind == AUTH_AWS)
		ret = sign(c, r, &l, e);
	add_given(c, &l, r->headers.len == 0 ? NULL : r->headers.p);
	if (with && c->auth->kind != AUTH_AWS)
		ret = add_credential(c, r, &l, e);
	if (l.cookie.len > 0)
		add_line(&l, l.cookie.p);
	l.ok &= buf_ok(&l.cookie);
	if (r->has_body || l.list == NULL) /* a list of none is a fault */
		add_line(&l, "Expect:");
	else if (strcmp(r->method, "POST") == 0)
		add_line(&l, "Content-Type:");
	wipe(&l.cookie);
	if (ret == 0 && !l.ok)
		ret = err_set(e, ERR_NOMEM, "out of memory");
	if (ret == 0)
		return l.list;
	credential_wipe(l.list);
	return NULL;
}
