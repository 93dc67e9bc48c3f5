/* SPDX-License-Identifier: Apache-2.0 */
/* a_lane.h -- one lane of the pool, of fake workers, and the loop it is in. */
#ifndef CORDON_TESTS_A_LANE_H
#define CORDON_TESTS_A_LANE_H

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "broker/pool_lane.h"
#include "common/host/clock.h"

#define IDLE 4
#define PATIENCE_MS 60000 /* a busy machine, a sanitizer */

static struct ev_loop *loop;
static struct pool_lane *lane;
static uint32_t ids;

static void
on_tick(struct ev_loop *l, ev_timer *w, int revents)
{
	(void)l;
	(void)w;
	(void)revents;
}

/* Turns the loop until `so`, or says that it never was. */
static bool
until(bool (*so)(void))
{
	uint64_t end = clock_mono_ms() + PATIENCE_MS;
	ev_timer tick;

	ev_timer_init(&tick, on_tick, 0.005, 0.005);
	ev_timer_start(loop, &tick);
	while (!so() && clock_mono_ms() < end)
		ev_run(loop, EVRUN_ONCE);
	ev_timer_stop(loop, &tick);
	return so();
}

/* heap 3: its templates are never ready (tests/fakes/fake_worker.c). */
static void
open_lane(const char *heap)
{
	static char program[PATH_MAX + 16];
	static const char *argv[] = { program, "--template", "--heap", NULL,
		NULL };
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	self[n < 0 ? 0 : n] = '\0';
	(void)snprintf(program, sizeof program, "%s/fake_worker",
	    dirname(self));
	argv[3] = heap;
	lane = pool_lane_new(loop, NULL, argv, IDLE, &ids);
}

#endif
