/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url_parse.c -- "basic URL parser": a function for each state.
 *
 * A state sees one byte, or END after the last; it may move `at`, which is
 * advanced after each step.
 */
#include "worker/url/url_parse.h"

#include <string.h>

static bool
is_alpha(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* A backslash is a slash in special URLs. */
static bool
is_slash(const struct parser *p, int c)
{
	return c == '/' || (c == '\\' && url_special(p->u));
}

static void
back(struct parser *p, enum url_state s)
{
	p->state = s;
	p->at--;
}

static bool
next_is(const struct parser *p, char c)
{
	return p->at + 1 < p->n && p->s[p->at + 1] == c;
}

static void
begin_query(struct parser *p)
{
	buf_clear(&p->u->query);
	p->u->has_query = true;
	p->state = QUERY;
}

static void
begin_fragment(struct parser *p)
{
	buf_clear(&p->u->fragment);
	p->u->has_fragment = true;
	p->state = FRAGMENT;
}

static enum step
scheme_start(struct parser *p, int c)
{
	if (is_alpha(c)) {
		buf_addc(&p->b, (char)(c | 32));
		p->state = SCHEME;
	} else if (!p->override) {
		back(p, NO_SCHEME);
	} else {
		return FAIL;
	}
	return GO;
}

/* protocol = "...": a special scheme stays special, and so on. */
static enum step
change_scheme(struct parser *p)
{
	struct url *u = p->u;

	if ((url_default_port(&u->scheme) >= 0) !=
		(url_default_port(&p->b) >= 0) ||
	    ((url_has_credentials(u) || u->port >= 0) &&
		url_is(&p->b, "file")) ||
	    (url_is(&u->scheme, "file") && u->host.len == 0))
		return DONE;
	url_copy(&u->scheme, &p->b);
	if (u->port == url_default_port(&u->scheme))
		u->port = -1;
	return DONE;
}

static enum step
scheme(struct parser *p, int c)
{
	if (is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.') {
		buf_addc(&p->b, (char)(is_alpha(c) ? c | 32 : c));
		return GO;
	}
	if (c != ':') {
		if (p->override)
			return FAIL;
		buf_clear(&p->b);
		p->state = NO_SCHEME;
		p->at = -1;
		return GO;
	}
	if (p->override)
		return change_scheme(p);
	url_copy(&p->u->scheme, &p->b);
	buf_clear(&p->b);
	if (url_is(&p->u->scheme, "file")) {
		p->state = FILE_STATE;
	} else if (url_special(p->u)) {
		p->state =
		    p->base != NULL && url_is(&p->u->scheme, p->base->scheme.p)
		    ? SPECIAL_RELATIVE
		    : SPECIAL_SLASHES;
	} else if (next_is(p, '/')) {
		p->state = PATH_OR_AUTHORITY;
		p->at++;
	} else {
		p->u->opaque = true;
		p->state = OPAQUE_PATH;
	}
	return GO;
}

static void
copy_host(struct url *u, const struct url *base)
{
	url_copy(&u->username, &base->username);
	url_copy(&u->password, &base->password);
	url_copy(&u->host, &base->host);
	u->has_host = base->has_host;
	u->port = base->port;
}

static void
copy_query(struct url *u, const struct url *base)
{
	url_copy(&u->query, &base->query);
	u->has_query = base->has_query;
}

static enum step
no_scheme(struct parser *p, int c)
{
	const struct url *base = p->base;

	if (base == NULL || (base->opaque && c != '#'))
		return FAIL;
	if (base->opaque) {
		url_copy(&p->u->scheme, &base->scheme);
		url_copy(&p->u->path, &base->path);
		p->u->opaque = true;
		copy_query(p->u, base);
		begin_fragment(p);
	} else {
		back(p, url_is(&base->scheme, "file") ? FILE_STATE : RELATIVE);
	}
	return GO;
}

static enum step
special_relative(struct parser *p, int c)
{
	if (c == '/' && next_is(p, '/')) {
		p->state = IGNORE_SLASHES;
		p->at++;
	} else {
		back(p, RELATIVE);
	}
	return GO;
}

static enum step
path_or_authority(struct parser *p, int c)
{
	if (c == '/')
		p->state = AUTHORITY;
	else
		back(p, PATH);
	return GO;
}

/* What follows a base's path: a query, a fragment, or another path. */
static void
after_base(struct parser *p, int c, bool keep_path)
{
	if (c == '?') {
		begin_query(p);
	} else if (c == '#') {
		begin_fragment(p);
	} else if (c != END) {
		buf_clear(&p->u->query);
		p->u->has_query = false;
		if (keep_path)
			url_shorten(p->u);
		else
			buf_clear(&p->u->path);
		back(p, PATH);
	}
}

static enum step
relative(struct parser *p, int c)
{
	url_copy(&p->u->scheme, &p->base->scheme);
	if (is_slash(p, c)) {
		p->state = RELATIVE_SLASH;
		return GO;
	}
	copy_host(p->u, p->base);
	url_copy(&p->u->path, &p->base->path);
	copy_query(p->u, p->base);
	after_base(p, c, true);
	return GO;
}

static enum step
relative_slash(struct parser *p, int c)
{
	if (url_special(p->u) && is_slash(p, c)) {
		p->state = IGNORE_SLASHES;
	} else if (c == '/') {
		p->state = AUTHORITY;
	} else {
		copy_host(p->u, p->base);
		back(p, PATH);
	}
	return GO;
}

static enum step
special_slashes(struct parser *p, int c)
{
	if (c == '/' && next_is(p, '/')) {
		p->state = IGNORE_SLASHES;
		p->at++;
	} else {
		back(p, IGNORE_SLASHES);
	}
	return GO;
}

static enum step
ignore_slashes(struct parser *p, int c)
{
	if (c != '/' && c != '\\')
		back(p, AUTHORITY);
	return GO;
}

static enum step
query(struct parser *p, int c)
{
	if (!p->override && c == '#')
		begin_fragment(p);
	else if (c != END)
		url_encode(&p->u->query, (uint8_t)c,
		    url_special(p->u) ? SET_SPECIAL_QUERY : SET_QUERY);
	return GO;
}

static enum step
fragment(struct parser *p, int c)
{
	if (c != END)
		url_encode(&p->u->fragment, (uint8_t)c, SET_FRAGMENT);
	return GO;
}

static enum step
file(struct parser *p, int c)
{
	struct url *u = p->u;
	bool base = p->base != NULL && url_is(&p->base->scheme, "file");

	buf_clear(&u->scheme);
	buf_adds(&u->scheme, "file");
	buf_clear(&u->host);
	u->has_host = true;
	if (c == '/' || c == '\\') {
		p->state = FILE_SLASH;
	} else if (base) {
		url_copy(&u->host, &p->base->host);
		u->has_host = p->base->has_host;
		url_copy(&u->path, &p->base->path);
		copy_query(u, p->base);
		after_base(p, c,
		    !url_starts_with_drive(p->s + p->at,
			(size_t)(p->n - p->at)));
	} else {
		back(p, PATH);
	}
	return GO;
}

static enum step
file_slash(struct parser *p, int c)
{
	const struct url *base = p->base;

	if (c == '/' || c == '\\') {
		p->state = FILE_HOST;
		return GO;
	}
	if (base != NULL && url_is(&base->scheme, "file")) {
		url_copy(&p->u->host, &base->host);
		p->u->has_host = base->has_host;
		if (!url_starts_with_drive(p->s + p->at,
			(size_t)(p->n - p->at)) &&
		    url_path_has_drive(base))
			buf_add(&p->u->path, base->path.p, 3);
	}
	back(p, PATH);
	return GO;
}

static enum step
opaque_path(struct parser *p, int c)
{
	if (c == '?')
		begin_query(p);
	else if (c == '#')
		begin_fragment(p);
	else if (c == ' ' && (next_is(p, '?') || next_is(p, '#')))
		buf_adds(&p->u->path, "%20");
	else if (c != END)
		url_encode(&p->u->path, (uint8_t)c, SET_C0);
	return GO;
}

static enum step
path_start(struct parser *p, int c)
{
	if (url_special(p->u)) {
		p->state = PATH;
		if (c != '/' && c != '\\')
			p->at--;
	} else if (!p->override && c == '?') {
		begin_query(p);
	} else if (!p->override && c == '#') {
		begin_fragment(p);
	} else if (c != END) {
		p->state = PATH;
		if (c != '/')
			p->at--;
	} else if (p->override && !p->u->has_host) {
		buf_addc(&p->u->path, '/');
	}
	return GO;
}

static enum step
path(struct parser *p, int c)
{
	bool slash = is_slash(p, c);
	bool end = !p->override && (c == '?' || c == '#');

	if (c != END && !slash && !end) {
		url_encode(&p->b, (uint8_t)c, SET_PATH);
		return GO;
	}
	url_add_segment(p->u, &p->b, slash);
	buf_clear(&p->b);
	if (end && c == '?')
		begin_query(p);
	else if (end)
		begin_fragment(p);
	return GO;
}

static enum step (*const states[STATES])(struct parser *, int) = {
	[SCHEME_START] = scheme_start,
	[SCHEME] = scheme,
	[NO_SCHEME] = no_scheme,
	[SPECIAL_RELATIVE] = special_relative,
	[PATH_OR_AUTHORITY] = path_or_authority,
	[RELATIVE] = relative,
	[RELATIVE_SLASH] = relative_slash,
	[SPECIAL_SLASHES] = special_slashes,
	[IGNORE_SLASHES] = ignore_slashes,
	[AUTHORITY] = url_state_authority,
	[HOST] = url_state_host,
	[HOSTNAME] = url_state_host,
	[PORT] = url_state_port,
	[FILE_STATE] = file,
	[FILE_SLASH] = file_slash,
	[FILE_HOST] = url_state_file_host,
	[PATH_START] = path_start,
	[PATH] = path,
	[OPAQUE_PATH] = opaque_path,
	[QUERY] = query,
	[FRAGMENT] = fragment,
};

static int
run(struct parser *p)
{
	enum step r = GO;
	int c;

	for (; r == GO; p->at++) {
		c = p->at < p->n ? (uint8_t)p->s[p->at] : END;
		r = states[p->state](p, c);
		if (r == GO && c == END && p->at >= p->n)
			break;
	}
	return r == FAIL ? -1 : 0;
}

/* Tabs and line ends are no part of a URL. */
static int
run_clean(struct parser *p, const char *s, size_t n)
{
	struct url *u = p->u;
	struct buf clean;
	size_t i;
	int rc;

	buf_init(&clean, URL_BYTES_MAX);
	buf_init(&p->b, URL_BYTES_MAX);
	for (i = 0; i < n; i++)
		if (s[i] != '\t' && s[i] != '\n' && s[i] != '\r')
			buf_addc(&clean, s[i]);
	p->s = clean.p == NULL ? "" : clean.p;
	p->n = (ptrdiff_t)clean.len;
	rc = buf_ok(&clean) ? run(p) : -1;
	if (!buf_ok(&p->b) || !buf_ok(&u->username) || !buf_ok(&u->password) ||
	    !buf_ok(&u->host) || !buf_ok(&u->path) || !buf_ok(&u->query) ||
	    !buf_ok(&u->fragment))
		rc = -1;
	buf_fini(&p->b);
	buf_fini(&clean);
	return rc;
}

int
url_parse(struct url *u, const char *s, size_t n, const struct url *base)
{
	struct parser p = { .u = u, .base = base, .state = SCHEME_START };

	for (; n > 0 && (uint8_t)s[0] <= ' '; s++)
		n--;
	for (; n > 0 && (uint8_t)s[n - 1] <= ' '; n--)
		;
	return run_clean(&p, s, n);
}

int
url_parse_part(struct url *u, const char *s, size_t n, enum url_state state)
{
	struct parser p = { .u = u,
		.state = state,
		.override = true,
		.first = state };

	return run_clean(&p, s, n);
}
