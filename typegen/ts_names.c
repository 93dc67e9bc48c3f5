/* SPDX-License-Identifier: Apache-2.0 */
/* ts_names.c -- the table of named types; keys and comments. */
#include <stdlib.h>
#include <string.h>

#include "typegen/names.h"
#include "typegen/ts.h"

#define COMMENT_MAX 160 /* a sentence; the agent pays for each */

int
ts_open(struct ts *t, struct doc *d, struct err *e)
{
	const char *name;
	/* Names that declarations use themselves. */
	json_t *v, *used = json_pack("{s:b, s:b, s:b, s:b}", "Promise", 1,
	    "Uint8Array", 1, "AsyncIterable", 1, "ApiResponse", 1);
	uint32_t i = 0;

	memset(t, 0, sizeof *t);
	t->doc = d;
	t->n_types = (uint32_t)json_object_size(d->schemas);
	t->components = calloc(t->n_types + 1, sizeof *t->components);
	t->names = calloc(t->n_types + 1, sizeof *t->names);
	t->deps = calloc(t->n_types + 1, sizeof *t->deps);
	t->seen = calloc(t->n_types + 1, sizeof *t->seen);
	t->index = json_object();
	if (t->components == NULL || t->names == NULL || t->deps == NULL ||
	    t->seen == NULL || t->index == NULL || used == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	json_object_foreach(d->schemas, name, v) {
		struct buf b;
		unsigned n = 1;
		size_t len;

		buf_init(&b, 4096);
		names_type(&b, name);
		for (len = b.len; json_object_get(used, b.p) != NULL;) {
			b.len = len;
			buf_addf(&b, "%u", ++n);
		}
		json_object_set_new(used, b.p, json_true());
		json_object_set_new(t->index, name, json_integer(i));
		t->components[i] = name;
		t->names[i++] = buf_steal(&b);
	}
	json_decref(used);
	return 0;
}

void
ts_close(struct ts *t)
{
	uint32_t i;

	for (i = 0; i < t->n_types; i++)
		free(t->names[i]);
	free(t->names);
	free(t->components);
	free(t->deps);
	free(t->seen);
	json_decref(t->index);
}

void
ts_begin(struct ts *t)
{
	t->n_deps = 0;
	t->round++;
}

void
ts_key(struct buf *out, const char *key)
{
	if (names_plain(key))
		buf_adds(out, key);
	else
		buf_add_json(out, key, strlen(key));
}

void
ts_comment(struct buf *out, const char *indent, const char *text)
{
	size_t i, n = 0, len = text != NULL ? strlen(text) : 0;
	size_t start = out->len;

	while (n < len && (text[n] == ' ' || text[n] == '\n'))
		n++;
	if (n == len)
		return;
	buf_addf(out, "%s/** ", indent);
	for (i = n; i < len; i++) {
		char c = text[i];

		if (i - n >= COMMENT_MAX && ((unsigned char)c & 0xc0) != 0x80) {
			buf_adds(out, "...");
			break;
		}
		if (c == '*' && text[i + 1] == '/') {
			buf_adds(out, "*\\");
			continue;
		}
		if ((c == '.' && (text[i + 1] == ' ' || text[i + 1] == '\n')) ||
		    (c == '\n' && text[i + 1] == '\n'))
			break;
		buf_addc(out, (unsigned char)c < ' ' ? ' ' : c);
	}
	while (out->len > start && out->p[out->len - 1] == ' ')
		out->len--;
	buf_adds(out, " */\n");
}
