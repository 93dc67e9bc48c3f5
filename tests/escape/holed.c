/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holed.c -- the wall, built with a filter that forgot a system call: getpid
 * is allowed (see CMakeLists.txt).  The canaries must find it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker/lockdown.h"
#include "worker/template.h"

static void
say(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		_exit(3);
}

int
main(void)
{
	struct lockdown_canaries c;
	struct lockdown_opts o = { .rpc_fd = WORKER_FD, .canaries = &c };
	uint32_t active;
	struct err e;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0 ||
	    dup2(pair[1], WORKER_FD) < 0)
		return 1;
	if (lockdown_template(&o, &active, &e) < 0) {
		(void)fprintf(stderr, "# %s\n", e.msg);
		return 1;
	}
	if (lockdown_canaries_end(&c, &e) == 0) {
		say("not ok 1 - a canary that lives is noticed\n1..1\n");
		_exit(1);
	}
	say("# ");
	say(e.msg);
	if (strstr(e.msg, "layer filter") == NULL ||
	    strstr(e.msg, "its pid") == NULL) {
		say("\nnot ok 1 - the layer and the act are named\n1..1\n");
		_exit(1);
	}
	say("\nok 1 - a canary that lives is noticed, layer and act named\n1..1\n");
	_exit(0);
}
