/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_lower MS FILE... -- compiles each program again and again for that
 * long, and prints its best time, a line each: "microseconds bytes file".
 * Processor time: what others do meanwhile is not ours.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/limits.h"
#include "common/host/file.h"
#include "worker/lower/lower.h"

#define TIMES_MIN 3
#define TIMES_MAX 2000

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
measure(const char *path, double most_us)
{
	double begun = cpu_us(), best = 1e12;
	struct lower_diag d;
	struct buf in, out;
	struct err e;

	buf_init(&in, 8UL * CODE_MAX);
	buf_init(&out, 64UL * CODE_MAX);
	if (file_read(path, &in, &e) == -1) {
		fprintf(stderr, "%s\n", e.msg);
		exit(1);
	}
	for (unsigned i = 0; i < TIMES_MAX; i++) {
		double t = cpu_us(), us;

		if (i >= TIMES_MIN && t - begun > most_us)
			break;
		if (lower(in.p, in.len, LOWER_PROGRAM | LOWER_MARKS, &out,
			&d) != 0) {
			fprintf(stderr, "%s:%u:%u: %s\n", path, d.line,
			    d.column, d.msg);
			exit(1);
		}
		us = cpu_us() - t;
		best = us < best ? us : best;
	}
	printf("%.1f %zu %s\n", best, in.len, path);
	buf_fini(&in);
	buf_fini(&out);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: bench_lower MS FILE...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		measure(argv[i], strtod(argv[1], NULL) * 1000);
	return 0;
}
