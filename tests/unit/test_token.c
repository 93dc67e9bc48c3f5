/* SPDX-License-Identifier: Apache-2.0 */
/* A secret that ends: asked for once, before it does, and not at once again
 * after a failure. */
#include <string.h>
#include <time.h>

#include "broker/egress/token.h"
#include "common/host/clock.h"

#include "tests/unit/tap.h"

static struct source {
	unsigned asked, freed;
	bool under_way;
} source;

static bool
ask(void *arg)
{
	struct source *s = arg;

	s->asked++;
	s->under_way = true;
	return true;
}

static bool
asking(void *arg)
{
	struct source *s = arg;

	return s->under_way;
}

static void
end(void *arg)
{
	struct source *s = arg;

	s->freed++;
}

static const struct token_source ops = { ask, asking, end };

static void
got(struct token *t, const char *text, int64_t life_s)
{
	struct token_value v = { vault_copy(text, strlen(text)), NULL, NULL };

	source.under_way = false;
	token_got(t, &v, life_s);
}

static void
wait_until(uint64_t at_ms)
{
	while (clock_mono_ms() < at_ms)
		(void)nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
}

static unsigned told;
static const char *told_why;

static void
on_ready(void *arg, const char *why)
{
	(void)arg;
	told++;
	told_why = why;
}

static const char *
value(struct token *t)
{
	const struct token_value *v = token_value(t);

	return v == NULL ? "none" : vault_text(v->secret);
}

static void
one_is_asked_for_by_all_who_wait(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);
	struct token_waiter w[3] = { { NULL, on_ready, NULL },
		{ NULL, on_ready, NULL }, { NULL, on_ready, NULL } };
	size_t i;

	memset(&source, 0, sizeof source);
	told = 0;
	for (i = 0; i < 3; i++) {
		CHECK_STR(value(t), "none");
		CHECK(token_failure(t) == NULL);
		token_wait(t, &w[i]);
	}
	token_unwait(t, &w[1]);
	CHECK(source.asked == 1);
	got(t, "first-secret", 60);
	CHECK(told == 2 && told_why == NULL);
	CHECK_STR(value(t), "first-secret");
	CHECK(source.asked == 1);
	token_free(t);
	CHECK(source.freed == 1);
}

static void
at_four_fifths_of_its_life_it_is_renewed_and_still_used(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);
	uint64_t from;

	memset(&source, 0, sizeof source);
	(void)value(t);
	from = clock_mono_ms();
	got(t, "first-secret", 1);
	wait_until(from + 700);
	/* On a machine that slept through it there is nothing to see. */
	if (clock_mono_ms() < from + 790) {
		CHECK_STR(value(t), "first-secret");
		CHECK(source.asked == 1 || clock_mono_ms() >= from + 800);
	}
	wait_until(from + 815);
	if (clock_mono_ms() < from + 980) {
		CHECK_STR(value(t), "first-secret");
		CHECK(source.asked == 2);
		(void)value(t);
		CHECK(source.asked == 2);
	}
	wait_until(from + 1010);
	CHECK_STR(value(t), "none");
	CHECK(source.asked == 2);
	got(t, "second-secret", 60);
	CHECK_STR(value(t), "second-secret");
	token_free(t);
}

static void
a_failure_is_the_answer_for_a_while(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);
	struct token_waiter w = { NULL, on_ready, NULL };
	uint64_t from;

	memset(&source, 0, sizeof source);
	told = 0;
	(void)value(t);
	token_wait(t, &w);
	from = clock_mono_ms();
	source.under_way = false;
	token_failed(t, "it says no");
	CHECK(told == 1);
	CHECK_STR(told_why, "it says no");
	if (clock_mono_ms() < from + TOKEN_PAUSE_MS - 100) {
		CHECK_STR(value(t), "none");
		CHECK(source.asked == 1);
		CHECK_STR(token_failure(t), "it says no");
	}
	wait_until(from + TOKEN_PAUSE_MS + 20);
	CHECK_STR(value(t), "none");
	CHECK(source.asked == 2);
	CHECK(token_failure(t) == NULL);
	token_free(t);
}

static void
a_renewal_that_fails_leaves_the_old_one(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);
	uint64_t from;

	memset(&source, 0, sizeof source);
	(void)value(t);
	from = clock_mono_ms();
	got(t, "first-secret", 1);
	wait_until(from + 810);
	(void)value(t);
	source.under_way = false;
	token_failed(t, "not now");
	if (clock_mono_ms() < from + 990)
		CHECK_STR(value(t), "first-secret");
	CHECK(source.asked == 2);
	token_free(t);
}

static void
one_that_is_refused_at_once_is_not_thrown_away(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);

	memset(&source, 0, sizeof source);
	(void)value(t);
	got(t, "first-secret", 60);
	token_refused(t, clock_mono_ms());
	CHECK_STR(value(t), "first-secret");
	token_free(t);
}

static void
the_one_before_is_hidden_too(void)
{
	struct token *t = token_new("c", NULL, &ops, &source);
	struct buf b;

	memset(&source, 0, sizeof source);
	(void)value(t);
	got(t, "first-secret", 60);
	got(t, "second-secret", 60);
	buf_init(&b, 256);
	redact_text(token_redact(t), "first-secret second-secret", 26, &b);
	CHECK_STR(b.p, REDACT_WITH " " REDACT_WITH);
	buf_fini(&b);
	token_free(t);
}

int
main(void)
{
	TEST(one_is_asked_for_by_all_who_wait);
	TEST(at_four_fifths_of_its_life_it_is_renewed_and_still_used);
	TEST(a_failure_is_the_answer_for_a_while);
	TEST(a_renewal_that_fails_leaves_the_old_one);
	TEST(one_that_is_refused_at_once_is_not_thrown_away);
	TEST(the_one_before_is_hidden_too);
	return tap_end();
}
