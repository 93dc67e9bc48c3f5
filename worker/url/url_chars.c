/* SPDX-License-Identifier: Apache-2.0 */
/* url_chars.c -- percent encoding, schemes, serialisation. */
#include <string.h>

#include "worker/url/url_int.h"

static const struct {
	const char *scheme;
	int port;
} specials[] = {
	{ "http", 80 },
	{ "https", 443 },
	{ "file", 0 },
	{ "ws", 80 },
	{ "wss", 443 },
	{ "ftp", 21 },
};

static bool
in_set(uint8_t c, enum url_set set)
{
	static const char *const more[] = {
		[SET_C0] = "",
		[SET_FRAGMENT] = " \"<>`",
		[SET_QUERY] = " \"#<>",
		[SET_SPECIAL_QUERY] = " \"#<>'",
		[SET_PATH] = " \"#<>?^`{}",
		[SET_USERINFO] = " \"#<>?^`{}/:;=@[\\]|",
	};

	return c < 0x20 || c > 0x7e || strchr(more[set], c) != NULL;
}

void
url_encode(struct buf *out, uint8_t c, enum url_set set)
{
	static const char hex[] = "0123456789ABCDEF";
	char b[3] = { '%', hex[c >> 4], hex[c & 15] };

	if (in_set(c, set))
		buf_add(out, b, 3);
	else
		buf_addc(out, (char)c);
}

void
url_encode_all(struct buf *out, const char *s, size_t n, enum url_set set)
{
	size_t i;

	for (i = 0; i < n; i++)
		url_encode(out, (uint8_t)s[i], set);
}

static int
hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'f')
		return (c | 32) - 'a' + 10;
	return -1;
}

void
url_decode(struct buf *out, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '%' && n - i > 2 && hex_of(s[i + 1]) >= 0 &&
		    hex_of(s[i + 2]) >= 0) {
			buf_addc(out,
			    (char)(hex_of(s[i + 1]) << 4 | hex_of(s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, s[i]);
		}
	}
}

bool
url_is(const struct buf *b, const char *text)
{
	return b->len == strlen(text) &&
	    (b->len == 0 || memcmp(b->p, text, b->len) == 0);
}

void
url_copy(struct buf *to, const struct buf *from)
{
	buf_clear(to);
	if (from->len > 0)
		buf_add(to, from->p, from->len);
}

int
url_default_port(const struct buf *scheme)
{
	size_t i;

	for (i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (url_is(scheme, specials[i].scheme))
			return specials[i].port;
	return -1;
}

bool
url_special(const struct url *u)
{
	return url_default_port(&u->scheme) >= 0;
}

bool
url_has_credentials(const struct url *u)
{
	return u->username.len > 0 || u->password.len > 0;
}

void
url_init(struct url *u)
{
	memset(u, 0, sizeof(*u));
	buf_init(&u->scheme, URL_BYTES_MAX);
	buf_init(&u->username, URL_BYTES_MAX);
	buf_init(&u->password, URL_BYTES_MAX);
	buf_init(&u->host, URL_BYTES_MAX);
	buf_init(&u->path, URL_BYTES_MAX);
	buf_init(&u->query, URL_BYTES_MAX);
	buf_init(&u->fragment, URL_BYTES_MAX);
	u->port = -1;
}

void
url_fini(struct url *u)
{
	buf_fini(&u->scheme);
	buf_fini(&u->username);
	buf_fini(&u->password);
	buf_fini(&u->host);
	buf_fini(&u->path);
	buf_fini(&u->query);
	buf_fini(&u->fragment);
}

static void
add(struct buf *out, const struct buf *b)
{
	if (b->len > 0)
		buf_add(out, b->p, b->len);
}

void
url_host_text(const struct url *u, struct buf *out)
{
	add(out, &u->host);
	if (u->port >= 0)
		buf_addf(out, ":%d", u->port);
}

void
url_href(const struct url *u, struct buf *out)
{
	add(out, &u->scheme);
	buf_addc(out, ':');
	if (u->has_host) {
		buf_adds(out, "//");
		add(out, &u->username);
		if (u->password.len > 0) {
			buf_addc(out, ':');
			add(out, &u->password);
		}
		if (url_has_credentials(u))
			buf_addc(out, '@');
		url_host_text(u, out);
	} else if (!u->opaque && u->path.len > 1 && u->path.p[0] == '/' &&
	    u->path.p[1] == '/') {
		buf_adds(out, "/."); /* or it would read as a host */
	}
	add(out, &u->path);
	if (u->has_query) {
		buf_addc(out, '?');
		add(out, &u->query);
	}
	if (u->has_fragment) {
		buf_addc(out, '#');
		add(out, &u->fragment);
	}
}

void
url_origin(const struct url *u, struct buf *out)
{
	struct url inner;

	if (url_is(&u->scheme, "blob")) {
		url_init(&inner);
		if (url_parse(&inner, u->path.p == NULL ? "" : u->path.p,
			u->path.len, NULL) == 0 &&
		    (url_is(&inner.scheme, "http") ||
			url_is(&inner.scheme, "https")))
			url_origin(&inner, out);
		else
			buf_adds(out, "null");
		url_fini(&inner);
	} else if (url_default_port(&u->scheme) > 0) {
		add(out, &u->scheme);
		buf_adds(out, "://");
		url_host_text(u, out);
	} else {
		buf_adds(out, "null");
	}
}
