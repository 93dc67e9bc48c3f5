/* SPDX-License-Identifier: Apache-2.0 */
/* credential.c -- see credential.h. */
#include "broker/egress/credential.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/encode.h"
#include "broker/egress/vault.h"

#define LINE_MAX_BYTES (2 * VAULT_SECRET_MAX + 512) /* base64 is 4/3 */

struct credential {
	enum auth_kind kind;
	enum auth_in in;
	char *name; /* header, parameter, cookie; "Authorization" */
	struct secret *secret;
	struct redact *redact;
};

static int
check_text(const struct conf_connector *cc, const struct secret *s,
    struct err *e)
{
	const char *p = vault_text(s);
	size_t i, n = vault_len(s);

	if (n == 0)
		return err_set(e, ERR_INPUT, "%s: it is empty", cc->secret);
	for (i = 0; i < n; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
			return err_set(e, ERR_INPUT, "%s: it has a control "
			    "character (byte %zu); write the secret on one line",
			    cc->secret, i + 1);
	if (cc->auth == AUTH_BASIC && strchr(p, ':') == NULL)
		return err_set(e, ERR_INPUT,
		    "%s: basic wants \"user:password\"", cc->secret);
	return 0;
}

struct credential *
credential_new(const struct conf_connector *cc, struct err *e)
{
	struct credential *c = calloc(1, sizeof *c);
	const char *texts[2] = { NULL, NULL };
	size_t n = 0;

	if (c == NULL)
		goto nomem;
	c->kind = cc->auth;
	c->in = cc->auth == AUTH_APIKEY ? cc->auth_in : AUTH_IN_HEADER;
	c->name = strdup(cc->auth == AUTH_APIKEY && cc->auth_name != NULL ?
		cc->auth_name :
		"Authorization");
	if (c->name == NULL)
		goto nomem;
	if (c->kind != AUTH_NONE) {
		if ((c->secret = vault_read(cc->secret, e)) == NULL ||
		    check_text(cc, c->secret, e) == -1) {
			credential_free(c);
			return NULL;
		}
		texts[n++] = vault_text(c->secret);
		if (c->kind == AUTH_BASIC)
			texts[n++] = strchr(texts[0], ':') + 1;
	}
	if ((c->redact = redact_new(texts, n)) == NULL)
		goto nomem;
	return c;
nomem:
	err_set(e, ERR_NOMEM, "out of memory");
	credential_free(c);
	return NULL;
}

void
credential_free(struct credential *c)
{
	if (c == NULL)
		return;
	free(c->name);
	vault_free(c->secret);
	redact_free(c->redact);
	free(c);
}

const struct redact *
credential_redact(const struct credential *c)
{
	return c->redact;
}

void
credential_wipe(struct curl_slist *headers)
{
	struct curl_slist *h;

	for (h = headers; h != NULL; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	curl_slist_free_all(headers);
}

static bool
add_line(struct curl_slist **list, const char *s)
{
	struct curl_slist *l = curl_slist_append(*list, s);

	if (l == NULL)
		return false;
	*list = l;
	return true;
}

/* The credential's value as it stands in a header. */
static void
header_value(const struct credential *c, struct buf *b)
{
	const char *s = vault_text(c->secret);

	if (c->kind == AUTH_BEARER)
		buf_adds(b, "Bearer ");
	if (c->kind == AUTH_BASIC) {
		buf_adds(b, "Basic ");
		encode_base64(b, s, vault_len(c->secret));
	} else
		buf_adds(b, s);
}

static void
add_query(const struct credential *c, struct buf *url)
{
	buf_addc(url, strchr(url->p, '?') == NULL ? '?' : '&');
	encode_percent(url, c->name, strlen(c->name), false);
	buf_addc(url, '=');
	encode_percent(url, vault_text(c->secret), vault_len(c->secret), false);
}

static bool
is_header(const char *line, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(line, name, n) == 0 && line[n] == ':';
}

/* One line of the program's; true if it went into the list or was dropped. */
static bool
add_given(const struct credential *c, struct curl_slist **list, char *line,
    struct buf *cookie)
{
	if (is_header(line, "Cookie")) {
		buf_adds(cookie, line);
		return true;
	}
	if (c->kind != AUTH_NONE && c->in == AUTH_IN_HEADER &&
	    is_header(line, c->name))
		return true;
	return add_line(list, line);
}

static bool
add_credential(const struct credential *c, struct curl_slist **list,
    struct request *r, struct buf *cookie)
{
	struct buf b;
	bool ok = true;

	if (c->kind != AUTH_NONE && c->in == AUTH_IN_QUERY)
		add_query(c, &r->url);
	if (c->kind != AUTH_NONE && c->in == AUTH_IN_COOKIE) {
		buf_adds(cookie, cookie->len == 0 ? "Cookie: " : "; ");
		buf_addf(cookie, "%s=%s", c->name, vault_text(c->secret));
	}
	if (cookie->len > 0)
		ok = buf_ok(cookie) && add_line(list, cookie->p);
	if (!ok || c->kind == AUTH_NONE || c->in != AUTH_IN_HEADER)
		return ok && buf_ok(&r->url);
	buf_init(&b, LINE_MAX_BYTES);
	buf_addf(&b, "%s: ", c->name);
	header_value(c, &b);
	ok = buf_ok(&b) && add_line(list, b.p);
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
	return ok;
}

struct curl_slist *
credential_apply(const struct credential *c, struct request *r)
{
	struct curl_slist *list = NULL;
	struct buf cookie;
	char *line, *save = NULL;
	bool ok = true;

	buf_init(&cookie, LINE_MAX_BYTES + REQUEST_HEADERS_MAX);
	r->url.max += 3 * VAULT_SECRET_MAX + 512;
	for (line = r->headers.len == 0 ? NULL :
					  strtok_r(r->headers.p, "\n", &save);
	     ok && line != NULL; line = strtok_r(NULL, "\n", &save))
		ok = add_given(c, &list, line, &cookie);
	ok = ok && add_credential(c, &list, r, &cookie) &&
	    add_line(&list, "Expect:");
	if (ok && !r->has_body)
		ok = add_line(&list, "Content-Type:");
	if (cookie.p != NULL)
		explicit_bzero(cookie.p, cookie.len);
	buf_fini(&cookie);
	if (ok)
		return list;
	credential_wipe(list);
	return NULL;
}
