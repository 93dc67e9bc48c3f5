/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search_answer.h -- hits as a text that a model can afford.
 *
 * Operations in the detail that is asked for while they fit, then names, then
 * nothing: whoever asks says how many there are.  The whole is at most
 * SEARCH_ANSWER_TOKENS of o200k_base (tests/conformance/46-answers).  One that
 * is asked for alone, by its name or with a limit of 1, and in full is the
 * exception: it has all of a tool's answer.
 */
#ifndef CORDON_BROKER_SEARCH_ANSWER_H
#define CORDON_BROKER_SEARCH_ANSWER_H

#include "common/base/buf.h"
#include "typegen/catalog.h"

#define SEARCH_ANSWER_TOKENS 1200

enum search_detail { DETAIL_NAMES, DETAIL_SIGNATURES, DETAIL_FULL };

/* Appends to b, whose text counts already; alone_bytes: of one asked for
 * alone.  Returns how many of the n hits are there. */
size_t search_answer_add(struct buf *b, const struct catalog_hit *hits,
    size_t n, enum search_detail detail, size_t alone_bytes);
/* Takes the end off a text, where a character ends.  True if there was one. */
bool search_answer_cut(struct buf *text, size_t bytes);

#endif
