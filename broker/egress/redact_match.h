/* SPDX-License-Identifier: Apache-2.0 */
/*
 * redact_match.h -- all forms of some secrets against text that may be escaped.
 *
 * One pass over the text with every place that a form may have come to
 * (Thompson's simulation, CACM 11(6), 1968): a text costs its length times the
 * places that are alive, most often none, whatever escapes it is made of.
 */
#ifndef CORDON_BROKER_EGRESS_REDACT_MATCH_H
#define CORDON_BROKER_EGRESS_REDACT_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct form {
	const char *s;
	size_t n;
	bool hex; /* either case */
	bool lines; /* base64: line ends may be within */
};

struct range {
	size_t from, to;
};

struct match;

/* `forms` are borrowed; NULL without memory. */
struct match *match_new(const struct form *forms, size_t n);
void match_free(struct match *m); /* NULL: nothing */
/*
 * Finds the forms in a text: *ret_found, *ret_n of them, borrowed until the
 * next call, in order and apart from each other (those that overlap are one).
 * The answer is where what has to be looked at again with more text begins, n
 * if nothing has to; no range goes beyond it.  With `last` there is no more.
 */
size_t match_text(struct match *m, const char *s, size_t n, bool last,
    const struct range **ret_found, size_t *ret_n);
/* False: it took more than there is (memory, or places alive at once), and
 * what the last match_text() found is not all. */
bool match_whole(const struct match *m);
/* Steps taken since match_new(): what the texts cost, whatever the machine. */
uint64_t match_steps(const struct match *m);

#endif
