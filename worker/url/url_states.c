/* SPDX-License-Identifier: Apache-2.0 */
/* url_states.c -- the states of authorities, and what a path is made of. */
#include <string.h>

#include "worker/url/url_parse.h"

/* The authority, the host, the port end here. */
static bool
ends(const struct parser *p, int c)
{
	return c == END || c == '/' || c == '?' || c == '#' ||
	    (c == '\\' && url_special(p->u));
}

static void
add_credentials(struct parser *p)
{
	size_t i;

	/* Of two '@' the first belongs to what is before the second. */
	if (p->at_seen)
		buf_adds(p->password_seen ? &p->u->password : &p->u->username,
		    "%40");
	p->at_seen = true;
	for (i = 0; i < p->b.len; i++) {
		if (p->b.p[i] == ':' && !p->password_seen)
			p->password_seen = true;
		else
			url_encode(p->password_seen ? &p->u->password
						    : &p->u->username,
			    (uint8_t)p->b.p[i], SET_USERINFO);
	}
	buf_clear(&p->b);
}

enum step
url_state_authority(struct parser *p, int c)
{
	if (c == '@') {
		add_credentials(p);
	} else if (ends(p, c)) {
		if (p->at_seen && p->b.len == 0)
			return FAIL;
		p->at -= (ptrdiff_t)p->b.len + 1;
		buf_clear(&p->b);
		p->state = HOST;
	} else {
		buf_addc(&p->b, (char)c);
	}
	return GO;
}

static bool
set_host(struct parser *p)
{
	struct buf host;
	bool ok;

	buf_init(&host, URL_BYTES_MAX);
	ok = url_parse_host(p->b.p == NULL ? "" : p->b.p, p->b.len,
		 !url_special(p->u), &host) == 0 &&
	    buf_ok(&host);
	if (ok) {
		url_copy(&p->u->host, &host);
		p->u->has_host = true;
	}
	buf_fini(&host);
	buf_clear(&p->b);
	return ok;
}

enum step
url_state_host(struct parser *p, int c)
{
	if (p->override && url_is(&p->u->scheme, "file")) {
		p->at--;
		p->state = FILE_HOST;
	} else if (c == ':' && !p->in_brackets) {
		if (p->b.len == 0 || p->first == HOSTNAME)
			return FAIL;
		if (!set_host(p))
			return FAIL;
		p->state = PORT;
	} else if (ends(p, c)) {
		p->at--;
		if (p->b.len == 0 &&
		    (url_special(p->u) ||
			(p->override &&
			    (url_has_credentials(p->u) || p->u->port >= 0))))
			return FAIL;
		if (!set_host(p))
			return FAIL;
		p->state = PATH_START;
		if (p->override)
			return DONE;
	} else {
		if (c == '[')
			p->in_brackets = true;
		else if (c == ']')
			p->in_brackets = false;
		buf_addc(&p->b, (char)c);
	}
	return GO;
}

enum step
url_state_port(struct parser *p, int c)
{
	int32_t port = 0;
	size_t i;

	if (c >= '0' && c <= '9') {
		buf_addc(&p->b, (char)c);
		return GO;
	}
	if (!ends(p, c) && !p->override)
		return FAIL;
	if (p->b.len > 0) {
		for (i = 0; i < p->b.len && port <= 65535; i++)
			port = port * 10 + (p->b.p[i] - '0');
		if (port > 65535)
			return FAIL;
		p->u->port =
		    port == url_default_port(&p->u->scheme) ? -1 : port;
		buf_clear(&p->b);
		if (p->override)
			return DONE;
	}
	if (p->override)
		return FAIL;
	p->state = PATH_START;
	p->at--;
	return GO;
}

static bool
is_drive(const char *s, size_t n)
{
	return n == 2 && (s[0] | 32) >= 'a' && (s[0] | 32) <= 'z' &&
	    (s[1] == ':' || s[1] == '|');
}

enum step
url_state_file_host(struct parser *p, int c)
{
	if (c != END && c != '/' && c != '\\' && c != '?' && c != '#') {
		buf_addc(&p->b, (char)c);
		return GO;
	}
	p->at--;
	if (!p->override && p->b.len == 2 && is_drive(p->b.p, 2)) {
		p->state = PATH; /* the buffer is its first segment */
		return GO;
	}
	if (p->b.len == 0) {
		buf_clear(&p->u->host);
		p->u->has_host = true;
	} else {
		if (!set_host(p))
			return FAIL;
		if (url_is(&p->u->host, "localhost"))
			buf_clear(&p->u->host);
	}
	if (p->override)
		return DONE;
	p->state = PATH_START;
	return GO;
}

bool
url_starts_with_drive(const char *s, size_t n)
{
	return n >= 2 && is_drive(s, 2) &&
	    (n == 2 || strchr("/\\?#", s[2]) != NULL);
}

bool
url_path_has_drive(const struct url *u)
{
	const struct buf *b = &u->path;

	return b->len >= 3 && b->p[0] == '/' && is_drive(b->p + 1, 2) &&
	    b->p[2] == ':' && (b->len == 3 || b->p[3] == '/');
}

static void
cut(struct buf *b, size_t len)
{
	if (b->p == NULL)
		return;
	b->len = len;
	b->p[len] = '\0';
}

void
url_shorten(struct url *u)
{
	size_t n = u->path.len;

	if (url_is(&u->scheme, "file") && n == 3 && url_path_has_drive(u))
		return;
	while (n > 0 && u->path.p[n - 1] != '/')
		n--;
	cut(&u->path, n > 0 ? n - 1 : 0);
}

/* How many dots the segment is, written or encoded; 0 when it is none. */
static int
dots(const struct buf *b)
{
	int count = 0;
	size_t i = 0;

	while (i < b->len) {
		if (b->p[i] == '.')
			i++;
		else if (b->len - i >= 3 && b->p[i] == '%' &&
		    b->p[i + 1] == '2' && (b->p[i + 2] | 32) == 'e')
			i += 3;
		else
			return 0;
		count++;
	}
	return count > 2 ? 0 : count;
}

void
url_add_segment(struct url *u, const struct buf *b, bool slash)
{
	int n = dots(b);
	size_t from = u->path.len;

	if (n == 2)
		url_shorten(u);
	if (n > 0) {
		if (!slash)
			buf_addc(&u->path, '/');
		return;
	}
	buf_addc(&u->path, '/');
	if (b->len > 0)
		buf_add(&u->path, b->p, b->len);
	if (from == 0 && b->len == 2 && url_is(&u->scheme, "file") &&
	    is_drive(b->p, 2) && buf_ok(&u->path))
		u->path.p[2] = ':';
}
