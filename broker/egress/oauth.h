/* SPDX-License-Identifier: Apache-2.0 */
/*
 * oauth.h -- access tokens by client credentials (RFC 6749, 4.4).
 */
#ifndef CORDON_BROKER_EGRESS_OAUTH_H
#define CORDON_BROKER_EGRESS_OAUTH_H

#include "broker/conf.h"
#include "broker/egress/fetch_loop.h"
#include "broker/egress/token.h"

/* New; borrows all.  NULL without memory. */
struct token *oauth_new(struct ev_loop *loop, const struct conf_connector *cc,
    const struct secret *client_secret);

#endif
