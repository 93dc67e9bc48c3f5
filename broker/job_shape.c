/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_shape.c -- a TypeError about what an operation gave is told what it gives.
 *
 * Who guessed `page.data` wrong needs the type, and would have to search for
 * it.  The worker's message names an expression; where the program's text gives
 * its first word nothing but `await connector.operation(...)`, the catalog
 * knows.  Message and text are hostile: they are looked through, once each.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "broker/job_run.h"
#include "broker/visible.h"
#include "common/base/limits.h"
#include "common/base/words.h"

#define TYPES_MAX (64 * 1024) /* looked through for the one */
#define SHAPE_BYTES 400 /* of it, told */

/* `github.issues.list` of `await github.issues.list(` at i; or none. */
static struct words
awaited_at(struct words t, size_t i)
{
	size_t from;

	if (!words_begin(t, i, "await "))
		return (struct words){ NULL, 0 };
	from = i = words_past_space(t, i + strlen("await "));
	while (i < t.n && (words_has(t.s[i]) || t.s[i] == '.'))
		i++;
	return words_begin(t, i, "(") ? (struct words){ t.s + from, i - from } :
	    (struct words){ NULL, 0 };
}

/* What every `word = ` of the text awaits, if it is one operation. */
static struct words
given(struct words t, struct words word)
{
	struct words all = { NULL, 0 }, one;
	size_t i = words_next(t, 0, word), k;

	for (; i < t.n; i = words_next(t, i + 1, word)) {
		k = words_past_space(t, i + word.n);
		if (!words_begin(t, k, "=") || words_begin(t, k, "=="))
			continue;
		one = awaited_at(t, words_past_space(t, k + 1));
		if (one.n == 0 ||
		    (all.n > 0 && (all.n != one.n ||
			memcmp(all.s, one.s, one.n) != 0)))
			return (struct words){ NULL, 0 };
		all = one;
	}
	return all;
}

static bool
find(const struct job *j, struct words name, const struct catalog **ret_c,
    uint32_t *ret_op)
{
	char text[2 * NAME_MAX_BYTES], *dot;
	int64_t op;

	if (name.n == 0 || name.n >= sizeof text)
		return false;
	memcpy(text, name.s, name.n);
	text[name.n] = '\0';
	if ((dot = strchr(text, '.')) == NULL)
		return false;
	*dot = '\0';
	*ret_c = visible_catalog(j->edition, j->tenant, text);
	op = *ret_c == NULL ? -1 : catalog_find(*ret_c, dot + 1);
	if (op < 0 || !visible_op(j->edition, j->tenant, *ret_c, (uint32_t)op))
		return false;
	*ret_op = (uint32_t)op;
	return true;
}

/* On one line, without comments, up to its end or what is enough. */
static void
add_line(struct buf *b, const char *s, const char *end)
{
	const size_t most = b->len + SHAPE_BYTES;

	while (s < end && b->len < most) {
		if (strncmp(s, "/**", 3) == 0 && strstr(s, "*/") != NULL) {
			s = strstr(s, "*/") + 2;
			while (s < end && isspace((unsigned char)*s))
				s++;
		} else if (isspace((unsigned char)*s)) {
			buf_addc(b, ' ');
			while (s < end && isspace((unsigned char)*s))
				s++;
		} else
			buf_addc(b, *s++);
	}
	/* Not through a character. */
	while (s < end && s[0] != '\0' && ((uint8_t)s[0] & 0xc0) == 0x80)
		buf_addc(b, *s++);
	if (s < end)
		buf_adds(b, " ...");
}

/* `Page = { ... }` for a type that has a name. */
static void
add_type(struct buf *b, const struct catalog *c, uint32_t op, struct words type)
{
	char head[NAME_MAX_BYTES + 16];
	const char *p, *end;
	struct buf all;
	size_t n = 0;

	while (n < type.n && words_has(type.s[n]))
		n++;
	if (n == 0 || n > NAME_MAX_BYTES)
		return;
	memcpy(head, "\ntype ", 6);
	memcpy(head + 6, type.s, n);
	memcpy(head + 6 + n, " = ", 4);
	buf_init(&all, TYPES_MAX);
	catalog_describe(c, op, &all);
	p = all.p == NULL ? NULL : strstr(all.p, head);
	if (p != NULL && (end = strstr(p + 6, ";\n")) != NULL) {
		/* The brace that closes an object's stands alone. */
		if (p[6 + n + 3] == '{' && strstr(p, "\n};\n") != NULL)
			end = strstr(p, "\n};\n") + 2;
		if (n < type.n)
			buf_adds(b, ", ");
		add_line(b, n < type.n ? p + 6 : p + 6 + n, end);
	}
	buf_fini(&all);
}

static void
tell(struct job *j, const struct catalog *c, uint32_t op)
{
	struct catalog_op o;
	struct words type;
	const char *p, *q;
	struct buf b;

	catalog_op(c, op, &o);
	for (p = NULL, q = o.signature; (q = strstr(q, "): Promise<")) != NULL; q++)
		p = q;
	if (p == NULL)
		return;
	type.s = p + strlen("): Promise<");
	type.n = strlen(type.s);
	type.n -= type.n > 0;
	if (words_begin(type, 0, "unknown") || words_begin(type, 0, "void"))
		return;
	buf_init(&b, strlen(j->message) + 4096);
	buf_addf(&b, "%s; %s.%s gives ", j->message, catalog_name(c), o.name);
	add_line(&b, type.s, type.s + type.n);
	add_type(&b, c, op, type);
	if (buf_ok(&b)) {
		free(j->message);
		j->message = buf_steal(&b);
	}
	buf_fini(&b);
}

void
job_shape_tell(struct job *j)
{
	struct words path, code, head, name;
	const struct catalog *c;
	uint32_t op;

	if (j->name == NULL || j->message == NULL || j->code_again == NULL ||
	    strcmp(j->name, "TypeError") != 0 ||
	    strstr(j->message, "await it") != NULL)
		return;
	code.s = j->code_again->bytes.p;
	code.n = j->code_again->bytes.len;
	path = words_spoken_of(j->message);
	if (words_begin(path, 0, "(await "))
		name = awaited_at(path, 1);
	else {
		head = (struct words){ path.s, words_past(path, 0) };
		name = given(code, head);
	}
	if (find(j, name, &c, &op))
		tell(j, c, op);
}
