/* SPDX-License-Identifier: Apache-2.0 */
/* rpc_receive.c -- see rpc_receive.h. */
#include "broker/rpc_receive.h"

#include <string.h>
#include <sys/socket.h>

#include "common/base/frame.h"

/* One for the process: it has one loop, and no read is inside another. */
static uint8_t packets[RPC_PACKETS][FRAME_MAX];

static int
receive_one(int fd, struct rpc_packet *ret)
{
	ssize_t n = recv(fd, packets[0], FRAME_MAX, MSG_DONTWAIT | MSG_TRUNC);

	if (n == -1)
		return -1;
	*ret = (struct rpc_packet){ packets[0], (size_t)n };
	return 1;
}

int
rpc_receive(int fd, unsigned most, struct rpc_packet ret[RPC_PACKETS])
{
	struct mmsghdr m[RPC_PACKETS];
	struct iovec iov[RPC_PACKETS];
	int i, n;

	if (most == 1)
		return receive_one(fd, ret);
	memset(m, 0, sizeof m);
	for (i = 0; i < RPC_PACKETS; i++) {
		iov[i] = (struct iovec){ packets[i], FRAME_MAX };
		m[i].msg_hdr.msg_iov = &iov[i];
		m[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(fd, m, RPC_PACKETS, MSG_DONTWAIT | MSG_TRUNC, NULL);
	for (i = 0; i < n; i++)
		ret[i] = (struct rpc_packet){ packets[i], m[i].msg_len };
	return n;
}
