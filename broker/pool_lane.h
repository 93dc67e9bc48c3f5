/* SPDX-License-Identifier: Apache-2.0 */
/* pool_lane.h -- one lane of the pool: see pool.h. */
#ifndef CORDON_BROKER_POOL_LANE_H
#define CORDON_BROKER_POOL_LANE_H

#include "broker/pool.h"

/* Templates that only wait for their last worker: with as many no successor
 * takes over, since each is some program's that still runs. */
#define LANE_OLD_MAX 64
#define LANE_WHY_MAX 512

struct pool_lane {
	struct ev_loop *loop;
	char *tenant; /* or NULL: everybody's */
	const char *const *argv;
	uint32_t keep; /* idle workers */
	uint32_t forks_max;
	uint32_t *next_id; /* the pool's */
	struct pool_template *current;
	double current_since;
	/* Its successor: to take over when it is ready, or a spare that waits
	 * for the current one's end. */
	struct pool_template *next_up;
	bool keeps_spare;
	bool wants_next; /* the current one is too old */
	ev_timer spare; /* when the next one is started */
	/* One of old[] whose idle workers serve until its successor's are
	 * there: a change of templates leaves no gap. */
	struct pool_template *stale;
	struct pool_template *old[LANE_OLD_MAX];
	size_t old_max; /* of them that are used */
	struct pool_worker *idle;
	size_t n_idle, n_forking;
	struct pool_wait *first, *last;
	size_t n_waiting;
	char why[LANE_WHY_MAX]; /* why there is no template; "" : none */
	double delay; /* before the next start or fork */
	double next_after; /* no successor is started before; 0: any time */
	/* Told when no template of it was ever ready; once. */
	void (*refused)(void *arg, const char *why);
	void *refused_arg;
	bool said; /* what its workers lack */
	bool served; /* an idle worker of this template was taken */
	unsigned silent; /* templates that died without a word, in a row */
	unsigned lost; /* refills whose idle workers died, in a row */
	uint32_t lost_before; /* workers from here on are of the next */
	double used_at;
	bool resting; /* see pool_rest.h */
	bool asked; /* for a worker, ever */
	ev_timer rest;
	ev_timer restart;
	ev_timer refill;
	struct pool_lane *next;
};

struct pool_lane *pool_lane_new(struct ev_loop *loop, const char *tenant,
    const char *const *argv, uint32_t keep, uint32_t *next_id);
void pool_lane_free(struct pool_lane *l);
void pool_lane_get(struct pool_lane *l, struct pool_wait *w);
/* Starts the successor of a template that is too old. */
void pool_lane_tend(struct pool_lane *l);
/* Another process for its workers to be forked from; NULL: see *e. */
struct pool_template *pool_lane_template(struct pool_lane *l, struct err *e);
/* No worker taken, nobody waiting. */
bool pool_lane_unused(const struct pool_lane *l);

#endif
