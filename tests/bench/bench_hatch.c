/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_hatch.c -- what others notice of a worker that attacks the broker by
 * frames (tests/fakes/fake_attacks*.def).
 *
 *	bench_hatch [ROUNDS]
 *
 * One broker, two tenants.  An honest tenant's runs are timed, one after the
 * other, in turns: with nobody else there, beside a second honest tenant, and
 * beside one that attacks without pause.  Other runs cost time by themselves;
 * what attacks cost more than those is what counts.
 */
#include <stdlib.h>

#include "tests/unit/fake_broker.h"

#define ROUNDS 20
#define ROUNDS_MAX 200
#define RUNS 40 /* of each kind, in a round */
#define WAIT_MS 70000

static const char *const attacks[] = {
#define ATTACK(what, outcome, kind) "attack " #what,
#include "tests/fakes/fake_attacks.def"
#include "tests/fakes/fake_attacks_more.def"
#undef ATTACK
};
#define ATTACKS (sizeof attacks / sizeof attacks[0])

enum beside { NOBODY, HONEST, ATTACKING, BESIDE_MAX };

static const char *const kinds[BESIDE_MAX] = { "with nobody else",
	"beside honest runs", "beside attacks" };

static uint64_t us[BESIDE_MAX][ROUNDS_MAX * RUNS];
static size_t n_us[BESIDE_MAX];
static size_t n_attacks, n_failed;

static void
start(const char *tenant, const char *code, struct outcome *o)
{
	struct job_request r = { .tenant = tenant, .code = code,
		.code_len = strlen(code), .timeout_ms = 300 };
	struct err e;

	score_release(&tenants_find(broker.tenants, tenant)->score);
	*o = (struct outcome){ .started = clock_mono_ms() };
	ev_now_update(broker.loop);
	if (job_start(&broker, &r, on_done, o, &e) == NULL) {
		(void)fprintf(stderr, "bench_hatch: %s\n", e.msg);
		exit(1);
	}
}

/* Keeps the other tenant busy. */
static void
go_on(enum beside b, struct outcome *other)
{
	if (b == NOBODY || other->times == 0)
		return;
	if (b == HONEST)
		start("other", "ok", other);
	else
		start("other", attacks[n_attacks++ % ATTACKS], other);
}

static void
one(enum beside b, struct outcome *other)
{
	uint64_t began;
	struct outcome o;

	go_on(b, other);
	began = clock_mono_us();
	start("honest", "ok", &o);
	while (o.times == 0) {
		ev_run(broker.loop, EVRUN_ONCE);
		go_on(b, other);
	}
	us[b][n_us[b]++] = clock_mono_us() - began;
	n_failed += !o.ok;
}

static void
round_of(enum beside b)
{
	struct outcome other = { .times = 1 };

	for (size_t i = 0; i < RUNS; i++)
		one(b, &other);
	turn(other.times == 0 ? &other : NULL, other.times == 0 ? WAIT_MS : 20);
}

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void
print(enum beside b, const uint64_t *base)
{
	uint64_t *all = us[b];
	size_t n = n_us[b];

	qsort(all, n, sizeof *all, by_value);
	printf("%-20s %7llu %7llu %7llu us   %5.2f %5.2f\n", kinds[b],
	    (unsigned long long)all[n / 2],
	    (unsigned long long)all[n * 99 / 100],
	    (unsigned long long)all[n - 1],
	    (double)all[n / 2] / (double)base[n / 2],
	    (double)all[n * 99 / 100] / (double)base[n * 99 / 100]);
}

int
main(int argc, char **argv)
{
	long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;

	if (rounds < 1 || rounds > ROUNDS_MAX || argc > 2) {
		(void)fprintf(stderr, "usage: bench_hatch [ROUNDS]\n");
		return 2;
	}
	conf.pool = 8;
	open_broker(1 << 20, "x");
	for (long i = 0; i < rounds; i++)
		for (int b = NOBODY; b < BESIDE_MAX; b++)
			round_of((enum beside)b);
	printf("%-20s %7s %7s %7s      of honest runs\n", "an honest run",
	    "median", "p99", "most");
	for (int b = HONEST; b >= NOBODY; b--)
		print((enum beside)b, us[HONEST]);
	print(ATTACKING, us[HONEST]);
	printf("%zu attacks; %zu honest runs failed\n", n_attacks, n_failed);
	close_broker();
	return n_failed == 0 ? 0 : 1;
}
