/* SPDX-License-Identifier: Apache-2.0 */
/* redact.c -- see redact.h. */
#include "broker/egress/redact.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/encode.h"
#include "broker/egress/redact_match.h"
#include "broker/egress/vault.h"

/* Plain, hex, and base64 in two alphabets at three alignments. */
#define FORMS_PER_SECRET 8
/* Of the longest secret: 1 + 2 + 6 * 4/3 times its length, and ends. */
#define FORM_BYTES(n) (11 * (n) + 64)
#define HELD_MAX (1024 * 1024)
/* What is held is read again for so much more only: in chunks of a byte, the
 * start of a long secret over and over would take minutes. */
#define HELD_STEP 4096

struct redact {
	unsigned owners;
	struct secret *bytes; /* the forms' */
	size_t used;
	struct form *forms;
	size_t n;
	unsigned char starts[256]; /* bytes that forms start with */
	unsigned char first[256]; /* and those that may start such a byte */
};

static void
add_form(struct redact *r, const char *s, struct form f)
{
	char *to = vault_bytes(r->bytes) + r->used;
	size_t i;

	if (f.n < REDACT_SECRET_MIN)
		return;
	for (i = 0; i < r->n; i++)
		if (r->forms[i].n == f.n && memcmp(r->forms[i].s, s, f.n) == 0)
			return;
	memcpy(to, s, f.n);
	r->used += f.n;
	f.s = to;
	r->forms[r->n++] = f;
	r->starts[(unsigned char)to[0]] = 1;
	if (f.hex)
		r->starts[toupper((unsigned char)to[0])] = 1;
	if (to[0] == ' ')
		r->starts['+'] = 1;
}

static void
to_url_alphabet(char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = s[i] == '+' ? '-' : s[i] == '/' ? '_' : s[i];
}

/* Base64 of the secret behind 0, 1 or 2 other bytes: what does not depend on
 * its neighbours. */
static void
add_base64(struct redact *r, const char *s, size_t n, struct buf *b)
{
	static const size_t skip[3] = { 0, 2, 3 };
	size_t k;

	for (k = 0; k < 3; k++) {
		struct form f = { .lines = true };
		size_t whole = n + k, end;
		struct buf raw;

		buf_init(&raw, VAULT_SECRET_MAX + 16);
		buf_add(&raw, "\0\0", k);
		buf_add(&raw, s, n);
		buf_clear(b);
		if (buf_ok(&raw))
			encode_base64(b, raw.p, raw.len);
		/* The last character knows of what follows, unless whole. */
		end = whole / 3 * 4 + (whole % 3 > 0 ? whole % 3 : 0);
		if (buf_ok(b) && b->len > 0 && end > skip[k]) {
			f.n = end - skip[k];
			add_form(r, b->p + skip[k], f);
			to_url_alphabet(b->p, b->len);
			add_form(r, b->p + skip[k], f);
		}
		if (raw.p != NULL)
			explicit_bzero(raw.p, raw.len);
		buf_fini(&raw);
	}
}

static void
add_secret(struct redact *r, const char *s)
{
	struct form plain = { .n = strlen(s) };
	struct form hex = { .n = 2 * plain.n, .hex = true };
	struct buf b;
	size_t i;

	add_form(r, s, plain);
	buf_init(&b, 2 * VAULT_SECRET_MAX + 64);
	for (i = 0; i < plain.n; i++)
		buf_addf(&b, "%02x", (unsigned)(unsigned char)s[i]);
	if (buf_ok(&b))
		add_form(r, b.p, hex);
	add_base64(r, s, plain.n, &b);
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
}

struct redact *
redact_new(const char *const *secrets, size_t n)
{
	struct redact *r = calloc(1, sizeof *r);
	size_t i, bytes = 0;

	for (i = 0; i < n; i++)
		bytes += FORM_BYTES(strlen(secrets[i]));
	if (r != NULL)
		r->owners = 1;
	if (r == NULL ||
	    (r->forms = calloc(n * FORMS_PER_SECRET + 1, sizeof *r->forms)) ==
		NULL ||
	    (r->bytes = vault_new(bytes + 1)) == NULL) {
		redact_free(r);
		return NULL;
	}
	for (i = 0; i < n; i++)
		if (strlen(secrets[i]) >= REDACT_SECRET_MIN)
			add_secret(r, secrets[i]);
	memcpy(r->first, r->starts, sizeof r->first);
	if (r->n > 0)
		r->first['%'] = r->first['\\'] = r->first['&'] = 1;
	return r;
}

const struct redact *
redact_ref(const struct redact *r)
{
	if (r != NULL)
		((struct redact *)(uintptr_t)r)->owners++;
	return r;
}

void
redact_free(const struct redact *counted)
{
	struct redact *r = (struct redact *)(uintptr_t)counted;

	if (r == NULL || --r->owners > 0)
		return;
	vault_free(r->bytes);
	free(r->forms);
	free(r);
}

/* The longest form at s, or 0; *ret_maybe: one might go on past the end. */
static size_t
match(const struct redact *r, const char *s, size_t n, int *ret_maybe)
{
	size_t i, best = 0;

	*ret_maybe = 0;
	if (!match_may_start(r->starts, s, n))
		return 0;
	for (i = 0; i < r->n; i++) {
		bool more;
		size_t len = match_form(&r->forms[i], s, n, &more);

		if (more)
			*ret_maybe = 1;
		if (len > best)
			best = len;
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
	if (!last && held->len / HELD_STEP == (held->len + n) / HELD_STEP) {
		buf_add(held, s, n);
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

	buf_init(&held, HELD_MAX);
	redact_add(r, &held, s, n, 1, out);
	buf_fini(&held);
}
