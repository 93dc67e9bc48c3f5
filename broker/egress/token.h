/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.h -- a secret that is had from elsewhere and ends: asked for when it is
 * first needed, again at 80 % of its life while the old one is still used, by
 * one request for all who wait.
 *
 * Who asks is the source: oauth.h (a token server) or program.h (a program).
 * A failure is told to all who wait, and is the answer for TOKEN_PAUSE_MS.
 */
#ifndef CORDON_BROKER_EGRESS_TOKEN_H
#define CORDON_BROKER_EGRESS_TOKEN_H

#include <stdint.h>

#include "broker/egress/redact.h"
#include "broker/egress/vault.h"

/* After a failure, before the source is asked again. */
#define TOKEN_PAUSE_MS 2000
/* Where the source does not say (RFC 6749, 5.1), and at most. */
#define TOKEN_LIFE_S 300
#define TOKEN_LIFE_MAX_S 86400

struct token;

struct token_value {
	struct secret *secret; /* never NULL */
	struct secret *session, *key_id; /* of AWS keys, or NULL */
};

struct token_source {
	/* Asks once; ends in token_got() or token_failed(), not before it
	 * returns.  False: not even that is possible. */
	bool (*ask)(void *source);
	bool (*asking)(void *source);
	void (*free)(void *source); /* stops asking */
};

/* New; `name` is the connector's, for the log.  `also` (or NULLs) are hidden in
 * replies, too; all are borrowed.  NULL without memory. */
#define TOKEN_ALSO 2
struct token *token_new(const char *name,
    const struct secret *const also[TOKEN_ALSO],
    const struct token_source *ops, void *source);
void token_free(struct token *t); /* wipes; waiters are not told */
/* Before its first use: has the other's value until there is a new one, which
 * is asked for when it is first used. */
void token_inherit(struct token *t, const struct token *other);

/* Its users ------------------------------------------------------------ */

struct token_waiter {
	struct token_waiter *next;
	/* Once for each token_wait(); `why` NULL: there is one now. */
	void (*ready)(void *arg, const char *why);
	void *arg;
};

/* What to use now, or NULL: wait.  Renews one that ages. */
const struct token_value *token_value(struct token *t);
/* After token_value() gave NULL.  Both may be called from ready(). */
void token_wait(struct token *t, struct token_waiter *w);
void token_unwait(struct token *t, struct token_waiter *w);
/* Why there is none, when nothing is under way to get one; else NULL. */
const char *token_failure(const struct token *t);
/* An upstream refused (401) what was sent at that time, clock_mono_ms(): if it
 * was this one, it is not used again. */
void token_refused(struct token *t, uint64_t sent_ms);
/* Hides all of it, and the value before, which may not have ended yet. */
const struct redact *token_redact(const struct token *t);

/* Its source ----------------------------------------------------------- */

/* Takes the value's secrets. */
void token_got(struct token *t, struct token_value *v, int64_t life_s);
void token_failed(struct token *t, const char *why);

#endif
