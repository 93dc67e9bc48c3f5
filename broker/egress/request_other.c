/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request_other.c -- is the path that the arguments make another operation's?
 *
 * Rules allow and deny operations.  DELETE /files/{id} with the id "all" is
 * DELETE /files/all to a server, which looks for paths without parameters
 * first (OpenAPI 3.1, "Paths Object"); and with "7/grants" it is DELETE
 * /files/{id}/grants to one that undoes %2F before it looks, as WSGI has it, and
 * with "all;x" DELETE /files/all to one that does so with %3B.
 * Letters' case counts for some servers and not for others: not here.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/request_int.h"

/* No description has a path of so many; a longer one is nobody's. */
#define SEGMENTS_MAX 48

struct segments {
	size_t n; /* SEGMENTS_MAX + 1: too many */
	struct segment {
		const char *p;
		size_t len;
	} all[SEGMENTS_MAX];
};

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F'    ? c - 'A' + 10 :
				      -1;
}

/* In place; the path of a URL has no NUL but as %00, which is refused. */
static void
undo_escapes(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (s[0] == '%' && digit(s[1]) >= 0 && digit(s[2]) >= 0) {
			*to++ = (char)(digit(s[1]) << 4 | digit(s[2]));
			s += 2;
		} else
			*to++ = *s;
	*to = '\0';
}

/* What is empty or a dot, a server may leave out. */
static void
split_to(const char *path, const char *end, const char *separators,
    struct segments *ret)
{
	size_t n;

	for (ret->n = 0;; path += n) {
		path += strspn(path, separators);
		if (path >= end)
			return;
		n = strcspn(path, separators);
		if (n > (size_t)(end - path))
			n = (size_t)(end - path);
		if (n == 1 && *path == '.')
			continue;
		if (ret->n == SEGMENTS_MAX) {
			ret->n++;
			return;
		}
		ret->all[ret->n++] = (struct segment){ path, n };
	}
}

static void
split(const char *path, struct segments *ret)
{
	split_to(path, path + strcspn(path, "?#"), "/", ret);
}

/* The braces of a template's segment: what is before them and after. */
static bool
has_hole(const struct segment *t, size_t *before, size_t *after)
{
	const char *open = memchr(t->p, '{', t->len);
	const char *close = memrchr(t->p, '}', t->len);

	if (open == NULL || close == NULL || close < open)
		return false;
	*before = (size_t)(open - t->p);
	*after = t->len - (size_t)(close - t->p) - 1;
	return true;
}

static bool
fits(const struct segment *t, const struct segment *value)
{
	size_t before, after;

	if (!has_hole(t, &before, &after))
		return t->len == value->len &&
		    strncasecmp(t->p, value->p, t->len) == 0;
	return value->len > before + after &&
	    strncasecmp(t->p, value->p, before) == 0 &&
	    strncasecmp(t->p + t->len - after, value->p + value->len - after,
		after) == 0;
}

static bool
all_fit(const struct segments *t, const struct segments *path)
{
	size_t i;

	if (t->n != path->n || t->n > SEGMENTS_MAX)
		return false;
	for (i = 0; i < t->n; i++)
		if (!fits(&t->all[i], &path->all[i]))
			return false;
	return true;
}

/* How much of it is given: a server asks the one that says more first. */
static size_t
given(const struct segment *t)
{
	size_t before, after;

	return has_hole(t, &before, &after) ? before + after : SIZE_MAX;
}

/* May a path of `own` be one of `other`, and go there then? */
static bool
goes_before(const struct segments *other, const struct segments *own)
{
	bool decided = false, before = false;
	size_t i, a, b;

	if (other->n != own->n || own->n > SEGMENTS_MAX)
		return false;
	for (i = 0; i < own->n; i++) {
		a = given(&other->all[i]);
		b = given(&own->all[i]);
		if (a == SIZE_MAX && b == SIZE_MAX &&
		    !fits(&other->all[i], &own->all[i]))
			return false;
		if (a != b && !decided) {
			decided = true;
			before = a > b;
		}
	}
	return before;
}

static bool
same_place(const struct catalog_op *a, const struct catalog_op *b)
{
	return strcmp(a->method, b->method) == 0 &&
	    strcmp(a->server, b->server) == 0;
}

int
request_others(struct request_plan *p, uint32_t op)
{
	uint32_t i, n = catalog_ops(p->catalog);
	struct segments own, other;
	struct catalog_op o;

	if (strchr(p->op.path, '{') == NULL)
		return 0;
	split(p->op.path, &own);
	for (i = 0; i < n; i++) {
		catalog_op(p->catalog, i, &o);
		split(o.path, &other);
		if (i == op || !same_place(&o, &p->op) ||
		    !goes_before(&other, &own))
			continue;
		if (p->n_others % 16 == 0) {
			uint32_t *more = reallocarray(p->others,
			    p->n_others + 16, sizeof *more);

			if (more == NULL)
				return -1;
			p->others = more;
		}
		p->others[p->n_others++] = i;
	}
	return 0;
}

static bool
is_of(const struct request_plan *p, uint32_t op, const struct segments *path)
{
	struct segments t;
	struct catalog_op o;

	catalog_op(p->catalog, op, &o);
	if (!same_place(&o, &p->op))
		return false;
	split(o.path, &t);
	return all_fit(&t, path);
}

static bool
is_before(const struct request_plan *p, const struct segments *path)
{
	size_t i;

	for (i = 0; i < p->n_others; i++)
		if (is_of(p, p->others[i], path))
			return true;
	return false;
}

/* Each segment is one, whatever is escaped in it. */
static bool
as_it_is(const struct request_plan *p, const char *path)
{
	struct segments s;
	char *copy, *at;
	bool found;
	size_t i;

	if (p->n_others == 0 || (copy = strdup(path)) == NULL)
		return p->n_others > 0;
	split(path, &s);
	for (at = copy, i = 0; s.n <= SEGMENTS_MAX && i < s.n; i++) {
		memcpy(at, s.all[i].p, s.all[i].len);
		at[s.all[i].len] = '\0';
		undo_escapes(at);
		s.all[i] = (struct segment){ at, strlen(at) };
		at += s.all[i].len + 1;
	}
	found = is_before(p, &s);
	free(copy);
	return found;
}

/* In place: each segment without what may be its parameters, ";x=1". */
static void
drop_parameters(char *s)
{
	char *to = s;

	while (*s != '\0') {
		if (*s == ';')
			s += strcspn(s, "/\\");
		else
			*to++ = *s++;
	}
	*to = '\0';
}

/* Escaped separators are ones: then it may be any operation's but its own. */
static bool
undone(const struct request_plan *p, const char *path)
{
	uint32_t i, n = catalog_ops(p->catalog);
	struct segments s, own;
	bool found;
	char *copy;

	if (strstr(path, "%2F") == NULL && strstr(path, "%5C") == NULL &&
	    strstr(path, "%3B") == NULL)
		return false;
	if ((copy = strdup(path)) == NULL)
		return true;
	copy[strcspn(copy, "?#")] = '\0';
	undo_escapes(copy);
	drop_parameters(copy);
	split_to(copy, copy + strlen(copy), "/\\", &s);
	split(p->op.path, &own);
	found = is_before(p, &s);
	for (i = 0; !all_fit(&own, &s) && !found && i < n; i++)
		found = is_of(p, i, &s);
	free(copy);
	return found;
}

bool
request_is_others(const struct request_plan *p, const char *path)
{
	return as_it_is(p, path) || undone(p, path);
}
