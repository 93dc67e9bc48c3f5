/* SPDX-License-Identifier: Apache-2.0 */
/* A long slice and back, as the kernel has it; nothing else of it changes. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tests/unit/tap.h"
#include "worker/slice.h"

struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

static struct attr
now(void)
{
	struct attr a;

	memset(&a, 0, sizeof a);
	CHECK(syscall(SYS_sched_getattr, 0, &a, sizeof a, 0) == 0);
	return a;
}

/* Since 6.12; a seccomp profile of a container may forbid it. */
static bool
kernel_has_slices(void)
{
	struct utsname u;
	unsigned major = 0, minor = 0;

	return uname(&u) == 0 &&
	    sscanf(u.release, "%u.%u", &major, &minor) == 2 &&
	    major * 100 + minor >= 612;
}

static void
there_and_back(void)
{
	struct attr was = now(), in, back;

	slice_long();
	in = now();
	slice_usual();
	back = now();
	CHECK(in.nice == was.nice && in.policy == was.policy);
	CHECK(memcmp(&back, &was, sizeof was) == 0);
	if (kernel_has_slices() && was.runtime > 0)
		CHECK(in.runtime > was.runtime);
	else
		printf("# this kernel has no slices of one's own\n");
}

static void
a_long_slice_and_back(void)
{
	there_and_back();
}

static void
a_nice_value_stays(void)
{
	CHECK(setpriority(PRIO_PROCESS, 0, 5) == 0);
	there_and_back();
	CHECK(getpriority(PRIO_PROCESS, 0) == 5);
}

int
main(void)
{
	TEST(a_long_slice_and_back);
	TEST(a_nice_value_stays);
	return tap_end();
}
