/* SPDX-License-Identifier: Apache-2.0 */
/* redact.c -- see redact.h. */
#include "broker/egress/redact.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/encode.h"

#define FORMS_PER_SECRET 12
#define FORM_MAX 65536

struct form {
	char *s;
	size_t n;
};

struct redact {
	struct form *forms;
	size_t n;
	size_t longest;
	unsigned char first[256]; /* may a form start with this byte? */
};

static void
add_form(struct redact *r, const char *s, size_t n)
{
	size_t i;

	if (n < REDACT_SECRET_MIN)
		return;
	for (i = 0; i < r->n; i++)
		if (r->forms[i].n == n && memcmp(r->forms[i].s, s, n) == 0)
			return;
	r->forms[r->n].s = malloc(n);
	if (r->forms[r->n].s == NULL)
		return;
	memcpy(r->forms[r->n].s, s, n);
	r->forms[r->n++].n = n;
	r->first[(unsigned char)s[0]] = 1;
	if (n > r->longest)
		r->longest = n;
}

/* Base64 of the secret behind 0, 1 or 2 other bytes: what does not depend on
 * its neighbours. */
static void
add_base64(struct redact *r, const char *s, size_t n, struct buf *b)
{
	static const size_t skip[3] = {0, 2, 3};
	size_t k, i, end;
	struct buf raw;

	for (k = 0; k < 3; k++) {
		buf_init(&raw, FORM_MAX);
		buf_add(&raw, "\0\0", k);
		buf_add(&raw, s, n);
		buf_clear(b);
		encode_base64(b, raw.p, raw.len);
		end = raw.len / 3 * 4 + (raw.len % 3 > 0 ? raw.len % 3 : 0);
		if (buf_ok(b) && end > skip[k]) {
			add_form(r, b->p + skip[k], end - skip[k]);
			for (i = 0; i < b->len; i++)
				b->p[i] = b->p[i] == '+' ? '-' :
				    b->p[i] == '/'	 ? '_' :
							   b->p[i];
			add_form(r, b->p + skip[k], end - skip[k]);
		}
		if (raw.p != NULL)
			explicit_bzero(raw.p, raw.len);
		buf_fini(&raw);
	}
}

static void
add_secret(struct redact *r, const char *s)
{
	size_t n = strlen(s), i;
	struct buf b;

	add_form(r, s, n);
	buf_init(&b, FORM_MAX);
	encode_percent(&b, s, n, false);
	add_form(r, b.p, b.len);
	for (i = 0; i < b.len; i++) /* %2f as well as %2F */
		if (b.p[i] == '%' && i + 2 < b.len) {
			b.p[i + 1] = (char)(b.p[i + 1] |
			    (b.p[i + 1] > '9' ? 32 : 0));
			b.p[i + 2] = (char)(b.p[i + 2] |
			    (b.p[i + 2] > '9' ? 32 : 0));
		}
	add_form(r, b.p, b.len);
	buf_clear(&b);
	buf_add_json(&b, s, n);
	if (b.len > 2)
		add_form(r, b.p + 1, b.len - 2);
	buf_clear(&b);
	for (i = 0; i < n; i++)
		buf_addf(&b, "%02x", (unsigned)(unsigned char)s[i]);
	add_form(r, b.p, b.len);
	buf_clear(&b);
	for (i = 0; i < n; i++)
		buf_addf(&b, "%02X", (unsigned)(unsigned char)s[i]);
	add_form(r, b.p, b.len);
	add_base64(r, s, n, &b);
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
}

struct redact *
redact_new(const char *const *secrets, size_t n)
{
	struct redact *r = calloc(1, sizeof *r);
	size_t i;

	if (r == NULL)
		return NULL;
	r->forms = calloc(n * FORMS_PER_SECRET + 1, sizeof *r->forms);
	if (r->forms == NULL) {
		free(r);
		return NULL;
	}
	for (i = 0; i < n; i++)
		if (strlen(secrets[i]) >= REDACT_SECRET_MIN)
			add_secret(r, secrets[i]);
	return r;
}

void
redact_free(struct redact *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->n; i++) {
		explicit_bzero(r->forms[i].s, r->forms[i].n);
		free(r->forms[i].s);
	}
	free(r->forms);
	free(r);
}

/* The longest form at s, or 0; *ret_maybe: one might go on past the end. */
static size_t
match(const struct redact *r, const char *s, size_t n, int *ret_maybe)
{
	size_t i, best = 0;

	*ret_maybe = 0;
	for (i = 0; i < r->n; i++) {
		const struct form *f = &r->forms[i];

		if (f->n <= n) {
			if (f->n > best && memcmp(f->s, s, f->n) == 0)
				best = f->n;
		} else if (memcmp(f->s, s, n) == 0)
			*ret_maybe = 1;
	}
	return best;
}

static void
scan(const struct redact *r, const char *s, size_t n, int last,
    struct buf *held, struct buf *out)
{
	size_t i = 0, from = 0;

	while (i < n) {
		int maybe;
		size_t len;

		if (!r->first[(unsigned char)s[i]]) {
			i++;
			continue;
		}
		len = match(r, s + i, n - i, &maybe);
		if (maybe && !last)
			break;
		if (len == 0) {
			i++;
			continue;
		}
		buf_add(out, s + from, i - from);
		buf_adds(out, REDACT_WITH);
		i += len;
		from = i;
	}
	buf_add(out, s + from, i - from);
	buf_clear(held);
	buf_add(held, s + i, n - i);
}

void
redact_add(const struct redact *r, struct buf *held, const char *s, size_t n,
    int last, struct buf *out)
{
	struct buf whole;

	if (r == NULL || r->n == 0) {
		buf_add(out, s, n);
		return;
	}
	if (held->len == 0) {
		scan(r, s, n, last, held, out);
		return;
	}
	buf_init(&whole, held->len + n + 1);
	buf_add(&whole, held->p, held->len);
	buf_add(&whole, s, n);
	scan(r, whole.p, whole.len, last, held, out);
	explicit_bzero(whole.p, whole.len);
	buf_fini(&whole);
}

void
redact_text(const struct redact *r, const char *s, size_t n, struct buf *out)
{
	struct buf held;

	buf_init(&held, FORM_MAX);
	redact_add(r, &held, s, n, 1, out);
	buf_fini(&held);
}
