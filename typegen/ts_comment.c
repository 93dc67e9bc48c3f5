/* SPDX-License-Identifier: Apache-2.0 */
/* ts_comment.c -- keys, and what stands between comment signs. */
#include <string.h>

#include "common/host/json.h"
#include "typegen/names.h"
#include "typegen/ts.h"

#define SENTENCE_MAX 160 /* the agent pays for each */
#define VALUE_MAX 40 /* of a default, a pattern; longer ones say little */

void
ts_key(struct buf *out, const char *key)
{
	if (names_plain(key))
		buf_adds(out, key);
	else
		buf_add_json(out, key, strlen(key));
}

/* The end of the first sentence, or of what fits. */
static size_t
sentence_end(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++) {
		bool space = s[i + 1] == ' ' || s[i + 1] == '\n' ||
		    s[i + 1] == '\0';

		if (i >= SENTENCE_MAX && ((unsigned char)s[i] & 0xc0) != 0x80)
			return i;
		if (s[i] == '\n' && s[i + 1] == '\n')
			return i;
		/* "e.g. this" goes on. */
		if (s[i] == '.' && space && i > 2 && s[i - 2] != '.')
			return i;
	}
	return i;
}

/* Appends text made safe to stand in a comment, cut to a sentence. */
static void
put_sentence(struct buf *out, const char *text)
{
	size_t i = strspn(text, " \t\r\n"), end;
	char last = '\0';

	text += i;
	end = sentence_end(text);
	for (i = 0; i < end; i++) {
		char c = (unsigned char)text[i] < ' ' ? ' ' : text[i];

		if (c == ' ' && (last == ' ' || last == '\0'))
			continue;
		if (c == '/' && last == '*')
			buf_adds(out, "\\/");
		else
			buf_addc(out, c);
		last = c;
	}
	while (out->len > 0 && out->p[out->len - 1] == ' ')
		out->p[--out->len] = '\0';
	if (end >= SENTENCE_MAX && text[end] != '\0')
		buf_adds(out, "...");
}

/* " (a, b" and so on: one fact among several. */
static void
put_fact(struct buf *out, bool *any, const char *name, const json_t *v)
{
	struct buf b;

	if (v == NULL || json_is_object(v))
		return;
	buf_init(&b, VALUE_MAX);
	json_write(&b, v);
	if (buf_ok(&b) && b.p != NULL && strstr(b.p, "*/") == NULL) {
		const char *s = b.p;
		size_t n = b.len;

		if (json_is_string(v) && strcmp(name, "default") != 0) {
			s++;
			n -= 2;
		}
		buf_addf(out, "%s%s%s%.*s", *any ? ", " : "", name,
		    *name != '\0' ? " " : "", (int)n, s);
		*any = true;
	}
	buf_fini(&b);
}

static bool
said(const json_t *format)
{
	static const char *const words[] = {"int32", "int64", "binary",
	    "string", "float", "double", "integer", "boolean", NULL};
	const char *s = json_string_value(format);
	size_t i;

	for (i = 0; s != NULL && words[i] != NULL; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return s == NULL;
}

/* "1 <= x <= 100" as "1..100". */
static void
put_range(struct buf *out, bool *any, const struct keywords *s)
{
	const json_t *lo = s->v[KW_MINIMUM], *hi = s->v[KW_MAXIMUM];

	if (json_is_number(lo) && json_is_number(hi)) {
		buf_addf(out, "%s%.10g..%.10g", *any ? ", " : "",
		    json_number_value(lo), json_number_value(hi));
		*any = true;
	} else {
		put_fact(out, any, "min", json_is_number(lo) ? lo : NULL);
		put_fact(out, any, "max", json_is_number(hi) ? hi : NULL);
	}
}

static void
put_facts(struct buf *out, const struct keywords *s)
{
	size_t start = out->len;
	bool any = false;

	buf_adds(out, start > 0 ? " (" : "(");
	if (!said(s->v[KW_FORMAT]))
		put_fact(out, &any, "", s->v[KW_FORMAT]);
	put_fact(out, &any, "default", s->v[KW_DEFAULT]);
	put_range(out, &any, s);
	put_fact(out, &any, "length >=", s->v[KW_MIN_LENGTH]);
	put_fact(out, &any, "length <=", s->v[KW_MAX_LENGTH]);
	put_fact(out, &any, "pattern", s->v[KW_PATTERN]);
	if (!any) {
		out->len = start;
		if (out->p != NULL)
			out->p[start] = '\0';
		put_fact(out, &any, start > 0 ? " e.g." : "e.g.",
		    s->v[KW_EXAMPLE]);
	} else
		buf_addc(out, ')');
}

void
ts_comment(struct buf *out, const char *indent, const struct keywords *s)
{
	const char *text = keywords_str(s, KW_DESCRIPTION);
	struct buf b;

	buf_init(&b, 4096);
	if (keywords_true(s, KW_DEPRECATED))
		buf_adds(&b, "@deprecated ");
	if (text != NULL)
		put_sentence(&b, text);
	put_facts(&b, s);
	if (buf_ok(&b) && b.len > 0) {
		buf_adds(out, indent);
		buf_adds(out, "/** ");
		buf_add(out, b.p, b.len);
		buf_adds(out, " */\n");
	}
	buf_fini(&b);
}
