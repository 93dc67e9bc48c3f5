/* SPDX-License-Identifier: Apache-2.0 */
/* credential_int.h -- shared by credential*.c only. */
#ifndef CORDON_BROKER_EGRESS_CREDENTIAL_INT_H
#define CORDON_BROKER_EGRESS_CREDENTIAL_INT_H

#include "broker/egress/credential.h"
#include "broker/egress/vault.h"

struct credential {
	const struct conf_connector *cc;
	const struct conf_auth *auth; /* of cc */
	char *origin; /* the only one it goes to; NULL: none yet */
	size_t origin_len; /* origin_length() */
	struct secret *secret, *session; /* NULL: of the token */
	struct token *token; /* had from elsewhere, or NULL */
	struct redact *redact;
};

/* Is it fit to be sent as that kind? */
int credential_check(const struct conf_auth *a, const struct token_value *v,
    struct err *e);

#endif
