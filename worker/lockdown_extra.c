/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lockdown_extra.c -- against what the processor shares.
 *
 * None of it is a layer: most machines lack some, and what is lacking is said,
 * not refused.  All of it lasts over exec.
 */
#include <errno.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "worker/lockdown_int.h"

/* linux/prctl.h; older headers lack some. */
#define SPECULATION_SET 53 /* PR_SET_SPECULATION_CTRL */
#define SPEC_STORE_BYPASS 0
#define SPEC_BRANCH 1
#define SPEC_FORCE_OFF 8UL
#define CORE_SCHED 62 /* PR_SCHED_CORE */
#define CORE_SCHED_CREATE 1
#define SCOPE_THREAD_GROUP 1
#define CORDONED_NICE 10

static const char *const names[EXTRA_MAX] = {
	[EXTRA_UID] = "own_uid",
	[EXTRA_CORE] = "own_core",
	[EXTRA_SSB] = "no_store_bypass",
	[EXTRA_BRANCH] = "no_branch_speculation",
	[EXTRA_CORE_SCHED] = "core_scheduling",
};

const char *
lockdown_extra_name(enum lockdown_extra x)
{
	return x < EXTRA_MAX ? names[x] : "unknown";
}

static bool
pin(int core)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	if (core < 0 || core >= CPU_SETSIZE)
		return false;
	CPU_SET((size_t)core, &one);
	return sched_setaffinity(0, sizeof one, &one) == 0;
}

uint32_t
lockdown_harden(int core)
{
	uint32_t had = 0;

	/* Whoever shares that core comes first. */
	(void)setpriority(PRIO_PROCESS, 0, CORDONED_NICE);
	if (pin(core))
		had |= 1U << EXTRA_CORE;
	if (prctl(SPECULATION_SET, SPEC_STORE_BYPASS, SPEC_FORCE_OFF, 0, 0) == 0)
		had |= 1U << EXTRA_SSB;
	if (prctl(SPECULATION_SET, SPEC_BRANCH, SPEC_FORCE_OFF, 0, 0) == 0)
		had |= 1U << EXTRA_BRANCH;
	if (prctl(CORE_SCHED, CORE_SCHED_CREATE, 0, SCOPE_THREAD_GROUP, 0) == 0)
		had |= 1U << EXTRA_CORE_SCHED;
	return had;
}
