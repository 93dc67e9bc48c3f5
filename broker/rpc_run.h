/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_run.h -- the message that hands a worker its program (rpc.h, run). */
#ifndef CORDON_BROKER_RPC_RUN_H
#define CORDON_BROKER_RPC_RUN_H

#include "broker/rpc_server.h"
#include "common/base/buf.h"

/* The bodies have their streams already. */
void rpc_run_format(const struct rpc_run *r, struct buf *b);

#endif
