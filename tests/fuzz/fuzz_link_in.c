/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker reads, as a broker that is not ours might say it: packets of
 * two length bytes and their content, then the end.
 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker/link.h"

/* One process reads for one job; here each input begins anew. */
#include "worker/link_in.c"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Of one input: the socket holds so many without a reader. */
#define PACKETS_MAX 64

static int
open_pair(void)
{
	static int prepared, kept = -1;
	struct err e;
	int pair[2];

	if (!prepared && link_prepare(&e) < 0)
		return -1;
	/* Somebody else may have had that descriptor: a log, a terminal. */
	if (!prepared && kept == -1)
		kept = dup(WORKER_FD);
	prepared = 1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0)
		return -1;
	if (pair[1] != WORKER_FD) {
		if (pair[0] == WORKER_FD)
			pair[0] = dup(pair[0]);
		(void)dup2(pair[1], WORKER_FD);
		(void)close(pair[1]);
	}
	return pair[0];
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	int fd = open_pair();
	struct engine_job job;
	struct scan m;
	struct err e;

	if (fd < 0)
		return 0;
	in.kept = in.used = in.text_len = in.text_at = 0;
	in.n_bodies = 0;
	for (int i = 0; i < PACKETS_MAX && n >= 2; i++) {
		size_t len = (size_t)p[0] | (size_t)p[1] << 8;

		if (len > n - 2)
			len = n - 2;
		if (len > 0 && send(fd, p + 2, len, MSG_DONTWAIT) < 0)
			break;
		p += 2 + len;
		n -= 2 + len;
	}
	(void)close(fd);
	if (link_job(&job, &e) > 0) {
		/* All of it is to be readable. */
		volatile char last = job.code_len > 0 ?
		    job.code[job.code_len - 1] : 0;

		(void)last;
		for (size_t i = 0; job.connectors[i] != NULL; i++)
			(void)strlen(job.connectors[i]);
		while (link_in_next(&m, &e) > 0)
			/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): set when > 0 */
			(void)link_in_body(scan_item(m, 2));
	}
	return 0;
}
