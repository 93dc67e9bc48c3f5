/* SPDX-License-Identifier: Apache-2.0 */
/* token.c -- see token.h. */
#include "broker/egress/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/host/clock.h"
#include "common/host/log.h"

/* One that was refused so soon is not the fault of its age: what is wrong will
 * be wrong with the next one. */
#define FRESH_MS 10000

struct token {
	const char *name;
	const struct secret *also[TOKEN_ALSO];
	struct token_value value, before; /* secret NULL: none */
	uint64_t got_at, refresh_at, ends_at, not_before; /* clock_mono_ms() */
	struct redact *redact;
	struct token_waiter *waiters;
	const struct token_source *ops;
	void *source;
	char why[256]; /* of the last failure */
};

static void
wipe_value(struct token_value *v)
{
	vault_free(v->secret);
	vault_free(v->session);
	vault_free(v->key_id);
	memset(v, 0, sizeof *v);
}

/* What replies are searched for: replaced when the value is. */
static bool
renew_redact(struct token *t)
{
	const struct secret *all[] = { t->also[0], t->also[1],
		t->value.secret, t->value.session, t->before.secret,
		t->before.session };
	const char *texts[sizeof all / sizeof all[0]];
	struct redact *r;
	size_t i, n = 0;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i] != NULL)
			texts[n++] = vault_text(all[i]);
	if ((r = redact_new(texts, n)) == NULL)
		return false;
	redact_free(t->redact); /* what is under way keeps it */
	t->redact = r;
	return true;
}

struct token *
token_new(const char *name, const struct secret *const also[TOKEN_ALSO],
    const struct token_source *ops, void *source)
{
	struct token *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->name = name;
	if (also != NULL)
		memcpy(t->also, also, sizeof t->also);
	t->ops = ops;
	t->source = source;
	if (renew_redact(t))
		return t;
	free(t);
	return NULL;
}

void
token_free(struct token *t)
{
	if (t == NULL)
		return;
	t->ops->free(t->source);
	wipe_value(&t->value);
	wipe_value(&t->before);
	redact_free(t->redact);
	free(t);
}

static struct secret *
copy(const struct secret *s)
{
	return s == NULL ? NULL : vault_copy(vault_text(s), vault_len(s));
}

void
token_inherit(struct token *t, const struct token *other)
{
	const struct token_value *v = &other->value;

	if (v->secret == NULL || clock_mono_ms() >= other->ends_at)
		return;
	t->value.secret = copy(v->secret);
	t->value.session = copy(v->session);
	t->value.key_id = copy(v->key_id);
	t->got_at = other->got_at;
	t->ends_at = other->ends_at;
	t->refresh_at = 0;
	/* All of it, or nothing. */
	if (t->value.secret == NULL ||
	    (v->session != NULL && t->value.session == NULL) ||
	    (v->key_id != NULL && t->value.key_id == NULL) || !renew_redact(t))
		wipe_value(&t->value);
}

static void
tell(struct token *t, const char *why)
{
	struct token_waiter *w = t->waiters, *next;

	t->waiters = NULL;
	for (; w != NULL; w = next) {
		next = w->next;
		w->ready(w->arg, why);
	}
}

void
token_got(struct token *t, struct token_value *v, int64_t life_s)
{
	uint64_t now = clock_mono_ms(), life;

	if (life_s < 1 || life_s > TOKEN_LIFE_MAX_S)
		life_s = life_s < 1 ? 1 : TOKEN_LIFE_MAX_S;
	life = (uint64_t)life_s;
	wipe_value(&t->before);
	t->before = t->value;
	t->value = *v;
	memset(v, 0, sizeof *v);
	t->got_at = now;
	t->ends_at = now + life * 1000;
	t->refresh_at = now + life * 800;
	if (renew_redact(t)) {
		tell(t, NULL);
		return;
	}
	wipe_value(&t->value);
	token_failed(t, "out of memory");
}

void
token_failed(struct token *t, const char *why)
{
	(void)snprintf(t->why, sizeof t->why, "%s", why);
	t->not_before = clock_mono_ms() + TOKEN_PAUSE_MS;
	log_error("connector=%s %s", t->name, LOG_QUOTED(t->why));
	tell(t, t->why);
}

const struct token_value *
token_value(struct token *t)
{
	uint64_t now = clock_mono_ms();
	bool good = t->value.secret != NULL && now < t->ends_at;

	if (!t->ops->asking(t->source) && (!good || now >= t->refresh_at) &&
	    now >= t->not_before && !t->ops->ask(t->source))
		(void)snprintf(t->why, sizeof t->why, "out of memory");
	return good ? &t->value : NULL;
}

const char *
token_failure(const struct token *t)
{
	if (t->ops->asking(t->source))
		return NULL;
	return t->why[0] != '\0' ? t->why : "there is no access token";
}

void
token_wait(struct token *t, struct token_waiter *w)
{
	struct token_waiter **at = &t->waiters;

	while (*at != NULL)
		at = &(*at)->next;
	w->next = NULL;
	*at = w;
}

void
token_unwait(struct token *t, struct token_waiter *w)
{
	struct token_waiter **at = &t->waiters;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	if (*at == w)
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): w is not NULL */
		*at = w->next;
}

void
token_refused(struct token *t, uint64_t sent_ms)
{
	if (t->got_at <= sent_ms && clock_mono_ms() - t->got_at > FRESH_MS)
		t->ends_at = 0;
}

const struct redact *
token_redact(const struct token *t)
{
	return t->redact;
}
