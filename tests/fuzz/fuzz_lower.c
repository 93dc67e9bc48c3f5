/* SPDX-License-Identifier: Apache-2.0 */
/* Programs: whatever the text, an answer, and never a crash. */
#include <stdlib.h>

#include "worker/lower/lower.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lower_diag d;
	struct buf out;

	for (unsigned mode = LOWER_PROGRAM; mode <= LOWER_FUNCTION; mode++) {
		buf_init(&out, 1 << 22);
		if (lower((const char *)data, size,
			mode | (size % 2 != 0 ? LOWER_MARKS : 0), &out,
			&d) != 0 &&
		    d.msg[0] == '\0')
			abort(); /* a refusal says why */
		buf_fini(&out);
	}
	return 0;
}
