/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sigv4.h -- AWS Signature Version 4 ("Create a signed AWS API request"): the
 * header lines that sign a request.  Pure but for the key in the secret.
 */
#ifndef CORDON_BROKER_EGRESS_SIGV4_H
#define CORDON_BROKER_EGRESS_SIGV4_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/egress/request.h"
#include "common/base/err.h"

struct sigv4 {
	const char *key_id, *secret, *session; /* session: or NULL */
	const char *region, *service;
};

/*
 * Appends "Authorization: ...", "X-Amz-Date: ..." and, where they belong,
 * "X-Amz-Content-Sha256" and "X-Amz-Security-Token", each line ended by '\n'.
 * Signs the host, those, and of the request's headers what sigv4_signs().
 */
int sigv4_sign(const struct sigv4 *k, const struct request *r,
    uint64_t unix_seconds, struct buf *out, struct err *e);

/* "X-Amz-Target: ...": does it mean something to AWS, and is it not the
 * signature's own to say? */
bool sigv4_signs(const char *line);

#endif
