/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential.h -- what a connector's configuration adds to each request.
 *
 * bearer: "Authorization: Bearer SECRET" (RFC 6750); basic: the secret is
 * "user:password" (RFC 7617); apiKey: a header, query parameter or cookie;
 * header: a template; oauth2: a token by client credentials; aws: signed
 * (Signature Version 4); mtls: a client certificate.
 *
 * It is bound: to one origin, and to the tenants, methods and path that the
 * configuration names.  Any other request goes out without it.  A secret that
 * could end a header line is refused when it is read.
 */
#ifndef CORDON_BROKER_EGRESS_CREDENTIAL_H
#define CORDON_BROKER_EGRESS_CREDENTIAL_H

#include <curl/curl.h>

#include "broker/conf.h"
#include "broker/egress/redact.h"
#include "broker/egress/request.h"
#include "broker/egress/spawner.h"
#include "broker/egress/token.h"
#include "common/base/err.h"

struct credential;

/* New; borrows all but `before`, which is the connector's of the last reading,
 * or NULL: a secret from the same place that cannot be read now, because it is
 * just being written, say, stays what it was, and that is logged.  For a
 * connector without auth, one that adds nothing. */
struct credential *credential_new(struct ev_loop *loop,
    struct spawner *spawner, const struct conf_connector *cc,
    const struct credential *before, struct err *e);
void credential_free(struct credential *c); /* wipes */
/* Where it may go if the configuration does not say: before the first
 * credential_apply(). */
void credential_bind(struct credential *c, const char *url);
/* Does it belong to this request? */
bool credential_bound(const struct credential *c, const struct request *r,
    const char *tenant);
/* May it go where a redirect leads?  A signature is of one URL only. */
bool credential_follows(const struct credential *c);
/* Of kind oauth2, or of a program (exec:); else NULL.  Its value is to be there
 * before credential_apply(). */
struct token *credential_token(const struct credential *c);
/* The key of a client certificate (PEM), else NULL; its certificate's path. */
const struct secret *credential_key(const struct credential *c,
    const char **ret_cert);
/*
 * The request's header lines and, if `with`, the credential as curl's list; a
 * query parameter goes to r->url.  What the program gave under the
 * credential's own name is dropped, and so is "Authorization".  NULL, and why;
 * free by credential_wipe().
 */
struct curl_slist *credential_apply(const struct credential *c,
    struct request *r, bool with, struct err *e);
void credential_wipe(struct curl_slist *headers);
const struct redact *credential_redact(const struct credential *c);

#endif
