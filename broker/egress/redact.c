/* SPDX-License-Identifier: Apache-2.0 */
/* redact.c -- see redact.h. */
#include "broker/egress/redact.h"

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
#define HELD_STEP 4096 /* held is read again at this, and at each double */

struct redact {
	unsigned owners;
	struct secret *bytes; /* the forms' */
	size_t used;
	struct form *forms;
	size_t n;
	struct match *match;
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
static bool
add_base64(struct redact *r, const char *s, size_t n, struct buf *b)
{
	static const size_t skip[3] = { 0, 2, 3 };
	bool ok = true;
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
		ok = ok && buf_ok(&raw) && buf_ok(b);
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
	return ok;
}

/* False without memory for a form of it. */
static bool
add_secret(struct redact *r, const char *s)
{
	struct form plain = { .n = strlen(s) };
	struct form hex = { .n = 2 * plain.n, .hex = true };
	struct buf b;
	size_t i;
	bool ok;

	add_form(r, s, plain);
	buf_init(&b, 2 * VAULT_SECRET_MAX + 64);
	for (i = 0; i < plain.n; i++)
		buf_addf(&b, "%02x", (unsigned)(unsigned char)s[i]);
	if ((ok = buf_ok(&b)))
		add_form(r, b.p, hex);
	ok = add_base64(r, s, plain.n, &b) && ok;
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
	return ok;
}

struct redact *
redact_new(const char *const *secrets, size_t n)
{
	struct redact *r = calloc(1, sizeof *r);
	size_t i, bytes = 0;
	bool ok = true;

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
			ok = add_secret(r, secrets[i]) && ok;
	if (!ok || (r->match = match_new(r->forms, r->n)) == NULL) {
		redact_free(r);
		return NULL;
	}
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
	match_free(r->match);
	vault_free(r->bytes);
	free(r->forms);
	free(r);
}

/* What is not kept would be missing, and nothing say so. */
static void
hold_back(struct buf *held, const char *s, size_t n, struct buf *out)
{
	buf_add(held, s, n);
	out->failed |= !buf_ok(held);
}

static void
scan(const struct redact *r, const char *s, size_t n, int last,
    struct buf *held, struct buf *out)
{
	const struct range *found;
	size_t i, count, from = 0;
	size_t hold = match_text(r->match, s, n, last != 0, &found, &count);

	if (!match_whole(r->match)) {
		out->failed = true;
		return;
	}
	for (i = 0; i < count; i++) {
		buf_add(out, s + from, found[i].from - from);
		buf_adds(out, REDACT_WITH);
		from = found[i].to;
	}
	buf_add(out, s + from, hold - from);
	buf_clear(held);
	if (hold < n) /* rarely: no memory is taken for nothing */
		hold_back(held, s + hold, n - hold, out);
}

/* Is what is held read again yet?  Each time there is twice as much: in chunks
 * of a byte, the start of a long secret over and over would take minutes. */
static int
due(size_t held, size_t n)
{
	size_t at = HELD_STEP;

	while (at <= held)
		at *= 2;
	return held + n >= at;
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
	if (!last && !due(held->len, n)) {
		hold_back(held, s, n, out);
		return;
	}
	buf_init(&whole, held->len + n + 1);
	buf_add(&whole, held->p, held->len);
	buf_add(&whole, s, n);
	if (buf_ok(&whole))
		scan(r, whole.p, whole.len, last, held, out);
	out->failed |= !buf_ok(&whole);
	if (whole.p != NULL)
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

bool
redact_finds(const struct redact *r, const char *s, size_t n)
{
	const struct range *found;
	size_t count;

	if (r == NULL || r->n == 0 || n == 0)
		return false;
	(void)match_text(r->match, s, n, true, &found, &count);
	return count > 0 || !match_whole(r->match);
}
