/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listen.h -- a listening socket from "ADDR:PORT", "[ADDR]:PORT" or
 * "unix:PATH", or the one that systemd passes (sd_listen_fds(3)).
 */
#ifndef CORDON_BROKER_LISTEN_H
#define CORDON_BROKER_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/err.h"

struct listener {
	int fd;
	bool local; /* a Unix socket */
	bool passed; /* by systemd: its mode is the operator's choice */
	bool loopback; /* only this host can connect */
	char name[160]; /* "http://127.0.0.1:8787/mcp", "unix:/run/x" */
	const char *path; /* to unlink at the end, or NULL; borrows `where` */
};

int listen_open(const char *where, struct listener *ret, struct err *e);
/* 1: there was one; 0: none was passed; -1. */
int listen_passed(struct listener *ret, struct err *e);

#endif
