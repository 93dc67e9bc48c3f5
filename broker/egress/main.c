/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c -- cordon-egress --config DIR: the one process with the network and
 * the secrets.  Started by the broker with its end of the pair as descriptor 3;
 * lives as long as that is open.
 */
#include <curl/curl.h>
#include <ev.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/egress/memory.h"
#include "broker/egress/service.h"
#include "broker/egress/spawner.h"
#include "broker/filter.h"
#include "common/base/buf.h"
#include "common/base/frame.h"
#include "common/host/log.h"

#define EGRESS_FD 3
#define LARGE_BYTES (128 * 1024) /* glibc's own first choice */

static int status;

static void
on_ended(void *arg, const struct err *why)
{
	if (why->code != ERR_GONE) {
		log_error("the broker: %s", LOG_QUOTED(why->msg));
		status = 1;
	}
	ev_break(arg, EVBREAK_ALL);
}

/* The broker shows it to whoever waits for a call. */
static void
say_why(const struct err *why)
{
	struct frame f = { .type = FRAME_CTL };
	uint8_t head[FRAME_HEAD];
	struct buf b;

	log_error("%s", why->msg);
	frame_head(&f, head);
	buf_init(&b, FRAME_MAX);
	buf_add(&b, head, sizeof head);
	buf_adds(&b, "[\"abort\",[\"error\",\"Error\",");
	buf_add_json(&b, why->msg, strlen(why->msg));
	buf_adds(&b, "]]");
	if (buf_ok(&b) && write(EGRESS_FD, b.p, b.len) == -1)
		log_error("the broker is gone");
	buf_fini(&b);
}

/* Secrets: in no core file, not for other processes of the same user. */
static void
harden(void)
{
	const struct rlimit none = { 0, 0 };

	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
	/* Large replies go back to the system at once, and their pages with
	 * them; glibc would keep ever larger ones. */
	(void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
	(void)signal(SIGPIPE, SIG_IGN);
	/* Ctrl-C is for the broker, whose end we notice. */
	(void)signal(SIGINT, SIG_IGN);
}

int
main(int argc, char **argv)
{
	struct ev_loop *loop;
	struct connector_set *set;
	struct spawner *spawner;
	struct service *s = NULL;
	struct err e;
	int fd;

	log_open("cordon-egress", LOG_INFO);
	if (argc != 3 || strcmp(argv[1], "--config") != 0) {
		fputs("cordon-egress is started by cordon\n", stderr);
		return 2;
	}
	harden();
	/* While there is nothing in this process that it should not see. */
	if ((fd = spawner_fork(&e)) == -1) {
		say_why(&e);
		return 1;
	}
	memory_lock();
	loop = ev_default_loop(0);
	if (loop == NULL || memory_curl_init() == -1) {
		log_error("no event loop, or curl does not start");
		return 1;
	}
	if ((spawner = spawner_new(loop, fd)) == NULL)
		err_set(&e, ERR_NOMEM, "out of memory");
	else if ((set = connector_set_read(loop, spawner, argv[2], NULL,
		&e)) != NULL)
		s = service_new(loop, EGRESS_FD, argv[2], set, spawner,
		    on_ended, loop, &e);
	if (s == NULL || filter_egress(&e) == -1) {
		say_why(&e);
		return 1;
	}
	ev_run(loop, 0);
	service_free(s);
	spawner_free(spawner);
	curl_global_cleanup();
	return status;
}
