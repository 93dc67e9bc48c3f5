/* SPDX-License-Identifier: Apache-2.0 */
/* gen_bidi.c -- Bidi_Class and Joining_Type, as far as IDNA asks. */
#include "worker/unicode/gen/gen.h"

void
gen_bidi(void)
{
	/* In the order of enum unicode_bidi and unicode_joining. */
	static const char *const bidi[] = { "", "R", "AL", "AN", "EN", "ES",
		"CS", "ET", "ON", "BN", "NSM" };
	static const char *const joining[] = { "", "L", "R", "D", "T" };

	gen_values_read(gen_open(gen_dir, "extracted/DerivedBidiClass.txt",
			    true),
	    bidi, 11);
	/* What is neither is L, or has no place in a domain. */
	gen_values_put("bidi_runs");
	gen_values_read(gen_open(gen_dir, "extracted/DerivedJoiningType.txt",
			    true),
	    joining, 5);
	gen_values_put("joining_runs");
}
