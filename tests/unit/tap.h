/* SPDX-License-Identifier: Apache-2.0 */
/* tap.h -- the whole test framework: TAP, one function a sentence. */
#ifndef CORDON_TESTS_UNIT_TAP_H
#define CORDON_TESTS_UNIT_TAP_H

#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed, tap_bad_checks;

#define CHECK(x) \
	do { \
		if (!(x)) { \
			tap_bad_checks++; \
			printf("# %s:%d: not so: %s\n", __FILE__, __LINE__, \
			    #x); \
		} \
	} while (0)
#define CHECK_STR(a, b) \
	do { \
		const char *a_ = (a), *b_ = (b); \
		if (a_ == NULL || b_ == NULL || strcmp(a_, b_) != 0) { \
			tap_bad_checks++; \
			printf("# %s:%d: got  %s\n# wanted %s\n", __FILE__, \
			    __LINE__, a_ ? a_ : "(null)", b_ ? b_ : "(null)"); \
		} \
	} while (0)
#define TEST(f) tap_run(#f, f)

static inline void
tap_run(const char *name, void (*f)(void))
{
	tap_bad_checks = 0;
	f();
	if (tap_bad_checks > 0)
		tap_failed++;
	printf("%sok %d - %s\n", tap_bad_checks > 0 ? "not " : "", ++tap_count,
	    name);
	(void)fflush(stdout);
}

static inline int
tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed > 0 || tap_count == 0;
}

#endif
