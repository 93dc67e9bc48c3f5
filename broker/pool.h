/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pool.h -- workers, ready before they are needed.
 *
 * A lane is a template and its idle workers: one lane for everybody, and one
 * each for tenants that get their own; a cordoned tenant's "template" makes
 * workers by exec, which share nothing (worker/fresh.c), with half the limits.  A lane whose template died starts
 * another at once; one whose template cannot start says why to all who wait,
 * and tries again ever more slowly.  Templates are replaced regularly, so that
 * no layout or seed lives long.
 * A worker is taken once, runs one job and is killed.
 */
#ifndef CORDON_BROKER_POOL_H
#define CORDON_BROKER_POOL_H

#include <ev.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/pool_template.h"
#include "common/base/err.h"

struct pool;
struct pool_lane;

/* Who shares what with whom: see policy/score.h. */
enum pool_kind {
	POOL_SHARED, /* a fork of everybody's template */
	POOL_OWN, /* a fork of the tenant's template */
	POOL_FRESH, /* a program of its own */
};

struct pool_conf {
	const char *program; /* path of cordon-worker; copied, as all here */
	size_t heap_bytes;
	uint32_t cpu_ms; /* of one worker */
	const char *may_lack; /* layers, comma-separated; "" for none */
	uint32_t idle; /* workers kept ready in the shared lane */
	bool pretouch; /* what any run writes is a worker's own before it */
	uint32_t fresh_idle; /* and for each cordoned tenant */
	uint32_t forks_max; /* of one template; 0: the usual */
	/* The shared lane's first template cannot start; or NULL.  Who still
	 * waits has been told. */
	void (*refused)(void *arg, const char *why);
	void *arg;
};

/* One who waits for a worker.  Exactly one of the two is called, once;
 * pool_get() may call it before it returns. */
struct pool_wait {
	void (*ready)(void *arg, struct pool_worker *w);
	void (*failed)(void *arg, const char *why);
	void *arg;
	struct pool_lane *lane; /* the pool's from here on */
	struct pool_wait *next, *prev;
};

struct pool *pool_new(struct ev_loop *loop, const struct pool_conf *c,
    struct err *e);
/* Kills every template and worker; nobody is told. */
void pool_free(struct pool *p);

/* `tenant` is of no matter to the shared lane. */
void pool_get(struct pool *p, const char *tenant, enum pool_kind kind,
    struct pool_wait *w);
/* Starts what pool_get() will ask for, ahead of need. */
void pool_prepare(struct pool *p, const char *tenant, enum pool_kind kind);
void pool_cancel(struct pool *p, struct pool_wait *w);
/* Takes over the worker's descriptor. */
int pool_worker_fd(struct pool_worker *w);
/* CPU time so far, and memory now, of a living worker; 0 where unknown. */
void pool_usage(const struct pool_worker *w, struct pool_exit *ret);
uint64_t pool_resident_kib(const struct pool_worker *w);
/* Layers it goes without, comma-separated; "" for none. */
void pool_worker_lacks(const struct pool_worker *w, char *ret, size_t n);
/* SIGKILL; `exited` is still to come. */
void pool_kill(struct pool_worker *w);
/* SIGKILL, and `exited` is not called. */
void pool_forget(struct pool_worker *w);

bool pool_ready(const struct pool *p); /* the shared lane has a template */
size_t pool_idle(const struct pool *p);
/* Why the shared lane has no template, or NULL. */
const char *pool_failure(const struct pool *p);
pid_t pool_template_of(const struct pool *p); /* 0: none */

#endif
