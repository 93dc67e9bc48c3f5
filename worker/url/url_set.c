/* SPDX-License-Identifier: Apache-2.0 */
/* url_set.c -- the attribute setters. */
#include "worker/url/url_int.h"

static bool
no_credentials_or_port(const struct url *u)
{
	return !u->has_host || u->host.len == 0 || url_is(&u->scheme, "file");
}

static void
set_credential(struct url *u, struct buf *b, const char *s, size_t n)
{
	if (no_credentials_or_port(u))
		return;
	buf_clear(b);
	url_encode_all(b, s, n, SET_USERINFO);
}

static void
set_port(struct url *u, const char *s, size_t n)
{
	if (no_credentials_or_port(u))
		return;
	if (n == 0)
		u->port = -1;
	else
		(void)url_parse_part(u, s, n, PORT);
}

static void
set_protocol(struct url *u, const char *s, size_t n)
{
	struct buf b;

	buf_init(&b, URL_BYTES_MAX);
	buf_add(&b, s, n);
	buf_addc(&b, ':');
	if (buf_ok(&b))
		(void)url_parse_part(u, b.p, b.len, SCHEME_START);
	buf_fini(&b);
}

static void
set_tail(struct url *u, struct buf *b, bool *has, const char *s, size_t n)
{
	char mark = b == &u->query ? '?' : '#';

	buf_clear(b);
	*has = n > 0;
	if (n == 0)
		return;
	if (s[0] == mark) {
		s++;
		n--;
	}
	(void)url_parse_part(u, s, n, mark == '?' ? QUERY : FRAGMENT);
}

void
url_set(struct url *u, enum url_part part, const char *s, size_t n)
{
	switch (part) {
	case URL_PROTOCOL: set_protocol(u, s, n); break;
	case URL_USERNAME: set_credential(u, &u->username, s, n); break;
	case URL_PASSWORD: set_credential(u, &u->password, s, n); break;
	case URL_HOST:
		if (!u->opaque)
			(void)url_parse_part(u, s, n, HOST);
		break;
	case URL_HOSTNAME:
		if (!u->opaque)
			(void)url_parse_part(u, s, n, HOSTNAME);
		break;
	case URL_PORT: set_port(u, s, n); break;
	case URL_PATHNAME:
		if (u->opaque)
			break;
		buf_clear(&u->path);
		(void)url_parse_part(u, s, n, PATH_START);
		break;
	case URL_SEARCH: set_tail(u, &u->query, &u->has_query, s, n); break;
	case URL_HASH: set_tail(u, &u->fragment, &u->has_fragment, s, n); break;
	}
}
