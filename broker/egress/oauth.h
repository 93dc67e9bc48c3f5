/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oauth.h -- access tokens by client credentials (RFC 6749, 4.4): fetched when
 * first needed, again at 80 % of their life, by one request at a time.
 */
#ifndef CORDON_BROKER_EGRESS_OAUTH_H
#define CORDON_BROKER_EGRESS_OAUTH_H

#include "broker/conf.h"
#include "broker/egress/fetch_loop.h"
#include "broker/egress/redact.h"
#include "broker/egress/vault.h"

struct oauth;

/* Asked for once by each oauth_wait(); `why` NULL: there is a token. */
struct oauth_waiter {
	struct oauth_waiter *next;
	void (*ready)(void *arg, const char *why);
	void *arg;
};

/* New; borrows all.  NULL without memory. */
struct oauth *oauth_new(struct ev_loop *loop, const struct conf_connector *cc,
    const struct secret *client_secret);
void oauth_free(struct oauth *o); /* wipes; waiters are not told */
/* The token to use now, or NULL: wait.  Refreshes one that ages. */
const struct secret *oauth_token(struct oauth *o);
/* After oauth_token() gave NULL.  Both may be called from ready(). */
void oauth_wait(struct oauth *o, struct oauth_waiter *w);
void oauth_unwait(struct oauth *o, struct oauth_waiter *w);
/* The upstream refused the token (401): the next is a new one. */
void oauth_forget(struct oauth *o);
/* Why there is none, when nothing is under way to get one; else NULL. */
const char *oauth_failure(const struct oauth *o);
/* The client's secret and the token. */
const struct redact *oauth_redact(const struct oauth *o);

#endif
