/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool_template.h -- one template process, and the workers forked from it.
 *
 * Speaks worker/template.h.  A template is started, gets ready or fails, forks
 * on request, and dies; when it dies the kernel has killed its workers.  What
 * it says is checked as if it were hostile: a wrong word kills it.
 */
#ifndef CORDON_BROKER_POOL_TEMPLATE_H
#define CORDON_BROKER_POOL_TEMPLATE_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/err.h"

struct pool_template;

/* How a worker ended. */
struct pool_exit {
	bool known; /* the template said; else it died first */
	int status; /* as of wait4 */
	uint32_t cpu_ms;
	uint64_t cpu_us; /* of the living only */
	uint64_t maxrss_kib;
	pid_t pid; /* what it was in our namespace; 0: not known */
};

enum pool_worker_state { WORKER_FORKING, WORKER_READY, WORKER_TAKEN };

struct pool_worker {
	uint32_t id; /* unique in the broker's life */
	enum pool_worker_state state;
	int fd; /* our end; -1 once the taker owns it */
	int pidfd; /* -1 until forked */
	pid_t pid; /* of it in our namespace; 0 until then */
	struct pool_template *of;
	struct pool_worker *next, *prev; /* of its template */
	struct pool_worker *next_idle; /* the pool's */
	/* The taker's; called once, last thing before the worker is freed. */
	void (*exited)(void *arg, const struct pool_exit *x);
	void *arg;
};

struct pool_template_ops {
	void (*ready)(void *arg, struct pool_template *t);
	void (*forked)(void *arg, struct pool_worker *w);
	/* An idle or forking worker died; freed on return. */
	void (*lost)(void *arg, struct pool_worker *w);
	/* Its workers are gone, each told of.  Free it, now or later. */
	void (*dead)(void *arg, struct pool_template *t, const char *why);
};

struct pool_template_opts {
	const char *const *argv;
	const char *const *env;
	const struct pool_template_ops *ops;
	void *arg;
};

struct pool_template *pool_template_new(struct ev_loop *loop,
    const struct pool_template_opts *o, struct err *e);
/* Kills it and its workers, without telling anybody. */
void pool_template_free(struct pool_template *t);
/* No more forks: its idle workers are killed, it dies with the last taken. */
void pool_template_drain(struct pool_template *t);
/* Asks for one more worker; `forked` follows.  NULL if it cannot now. */
struct pool_worker *pool_template_fork(struct pool_template *t, uint32_t id);
bool pool_template_ready(const struct pool_template *t);
bool pool_template_was_ready(const struct pool_template *t); /* once */
/* It told why it cannot go on, or was condemned: not killed from outside. */
bool pool_template_said(const struct pool_template *t);
/* Layers it goes without, comma-separated, as configuration allows; and, after
 * a ';', what its cordoned workers lack. */
const char *pool_template_lacks(const struct pool_template *t);
uint32_t pool_template_forks(const struct pool_template *t);
size_t pool_template_forking(const struct pool_template *t);
double pool_template_born(const struct pool_template *t); /* ev_now() */
size_t pool_template_workers(const struct pool_template *t);
pid_t pool_template_pid(const struct pool_template *t);

#endif
