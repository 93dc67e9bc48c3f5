/* SPDX-License-Identifier: Apache-2.0 */
/* Frames and the JSON inside them, as the broker reads them from a worker. */
#include <stdlib.h>

#include "common/base/frame.h"
#include "common/host/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame f;
	json_t *v;

	if (frame_parse(data, size, &f, NULL) == -1 || f.type == FRAME_BODY)
		return 0;
	if (f.type == FRAME_BOTH) {
		if (f.text_len + 2 + f.len != size - FRAME_HEAD)
			abort();
		f.payload = f.text;
		f.len = f.text_len;
	}
	v = json_read((const char *)f.payload, f.len, &json_limits_rpc, NULL);
	json_decref(v);
	return 0;
}
