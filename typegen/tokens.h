/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokens.h -- how many tokens a text costs a model, estimated.
 *
 * The text is cut into the pieces o200k_base cuts it into (that part is
 * exact for ASCII); what a piece costs is the mean of its kind and length,
 * measured over API documents and declarations.  tests/bench/types.mjs
 * prints the error against the real vocabulary: within 6 % on each document
 * of the collection.  No vocabulary is shipped: it has 2 MB.
 */
#ifndef CORDON_TYPEGEN_TOKENS_H
#define CORDON_TYPEGEN_TOKENS_H

#include <stddef.h>

size_t tokens_estimate(const char *text, size_t n);

#endif
