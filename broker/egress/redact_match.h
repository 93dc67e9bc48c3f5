/* SPDX-License-Identifier: Apache-2.0 */
/* redact_match.h -- one form of a secret against text that may be escaped. */
#ifndef CORDON_BROKER_EGRESS_REDACT_MATCH_H
#define CORDON_BROKER_EGRESS_REDACT_MATCH_H

#include <stdbool.h>
#include <stddef.h>

struct form {
	const char *s;
	size_t n;
	bool hex; /* either case */
	bool lines; /* base64: line ends may be within */
};

#define MATCH_NONE 0

/* How many bytes at s are this form, or MATCH_NONE; *ret_more: it might be one,
 * or a longer one, if the text went on. */
size_t match_form(const struct form *f, const char *s, size_t n,
    bool *ret_more);
/* May a form start at s, given the bytes that forms start with?  A cheap no
 * for most of a text. */
bool match_may_start(const unsigned char starts[256], const char *s, size_t n);

#endif
