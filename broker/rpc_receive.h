/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_receive.h -- the packets that wait in a link's socket.
 */
#ifndef CORDON_BROKER_RPC_RECEIVE_H
#define CORDON_BROKER_RPC_RECEIVE_H

#include <stddef.h>
#include <stdint.h>

#define RPC_PACKETS 4 /* at once */

struct rpc_packet {
	const uint8_t *p; /* until the next call */
	size_t len; /* as it was sent; FRAME_MAX of them are there */
};

/* How many packets came, at most `most` and RPC_PACKETS; -1 with errno.  One
 * alone costs the kernel less than one of several. */
int rpc_receive(int fd, unsigned most, struct rpc_packet ret[RPC_PACKETS]);

#endif
