/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential.h -- what a connector's configuration adds to each request.
 *
 * bearer: "Authorization: Bearer SECRET" (RFC 6750); basic: the secret is
 * "user:password" (RFC 7617); apiKey: a header, query parameter or cookie.
 * A secret that could end a header line is refused when it is read.
 */
#ifndef CORDON_BROKER_EGRESS_CREDENTIAL_H
#define CORDON_BROKER_EGRESS_CREDENTIAL_H

#include <curl/curl.h>

#include "broker/conf.h"
#include "broker/egress/redact.h"
#include "broker/egress/request.h"
#include "common/base/err.h"

struct credential;

/* New; for a connector without auth, one that adds nothing. */
struct credential *credential_new(const struct conf_connector *cc,
    struct err *e);
void credential_free(struct credential *c); /* wipes */
/*
 * The request's header lines and the credential as curl's list; a query
 * parameter goes to r->url.  What the program gave under the credential's own
 * name is dropped.  NULL without memory; free by credential_wipe().
 */
struct curl_slist *credential_apply(const struct credential *c,
    struct request *r);
void credential_wipe(struct curl_slist *headers);
const struct redact *credential_redact(const struct credential *c);

#endif
