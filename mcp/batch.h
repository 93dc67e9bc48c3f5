/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h -- the answers to an array of messages, gathered into one array.
 * Only the revision 2025-03-26 has arrays.
 */
#ifndef CORDON_MCP_BATCH_H
#define CORDON_MCP_BATCH_H

#include "mcp/session.h"

struct batch;

struct batch *batch_new(const struct sink *out);
/* One more answer is to come; or it will not come after all. */
void batch_expect(struct batch *b);
void batch_unexpect(struct batch *b);
/* A sink's send; progress goes straight through, answers are kept. */
void batch_send(void *ctx, const struct outgoing *o);
/* No more messages.  Returns whether there is anything to answer.  The batch
 * frees itself with its last answer. */
bool batch_seal(struct batch *b);
/* Nobody listens any more. */
void batch_mute(struct batch *b);

#endif
