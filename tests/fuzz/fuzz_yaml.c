/* SPDX-License-Identifier: Apache-2.0 */
/* Documents and configuration files. */
#include "common/host/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {
		.bytes = 65536, .depth = 64, .values = 10000};

	json_decref(yaml_read((const char *)data, size, &limits, NULL));
	return 0;
}
