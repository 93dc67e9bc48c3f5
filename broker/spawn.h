/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawn.h -- one of our other programs, started.
 *
 * The child has: an empty environment but for PATH, HOME and what `env` names,
 * /dev/null as standard input and output, our standard error, one socket as
 * descriptor 3, and nothing else.  It dies when the broker dies
 * (PR_SET_PDEATHSIG), whatever it is doing.  Call from the main thread only:
 * the kernel ties the parent's death to the thread that forked.
 */
#ifndef CORDON_BROKER_SPAWN_H
#define CORDON_BROKER_SPAWN_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/base/err.h"

#define SPAWN_FD 3 /* what the child finds its socket under */

struct spawned {
	pid_t pid;
	int pidfd; /* readable when it is dead; the caller's */
	int fd; /* our end of the SOCK_SEQPACKET pair; the caller's */
};

/*
 * Fails if the program cannot be executed.  `env`: names of our variables that
 * the child may see besides, NULL-terminated, or NULL.
 */
int spawn_program(const char *const *argv, const char *const *env,
    struct spawned *ret, struct err *e);
/* A close-on-exec SOCK_SEQPACKET pair. */
int spawn_pair(int ret[2], struct err *e);
/* SIGKILL through the pidfd; a dead process is no error. */
void spawn_kill(int pidfd);
/* The process's id in our namespace, or -1. */
pid_t spawn_pid(int pidfd);
/* Waits for the death of a child that was just killed, and reaps it. */
void spawn_reap(int pidfd);
/* "exit status 3", "killed by signal 31 (Bad system call)". */
void spawn_status_text(int status, char *text, size_t n);

/*
 * Tells of a child's death, once, and reaps it.  `died` may free the watch.
 * In libev's default loop libev reaps children itself, so it is asked, too.
 */
struct spawn_watch {
	struct ev_loop *loop;
	ev_io io;
	ev_child child;
	bool known, late;
	int status;
	void (*died)(void *arg, const char *how);
	void *arg;
};

void spawn_watch_start(struct spawn_watch *w, struct ev_loop *loop,
    const struct spawned *child);
void spawn_watch_stop(struct spawn_watch *w);
bool spawn_watch_active(const struct spawn_watch *w);

#endif
