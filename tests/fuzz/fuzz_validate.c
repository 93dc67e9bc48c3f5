/* SPDX-License-Identifier: Apache-2.0 */
/* {"schema": ..., "data": ...}: any schema against any value. */
#include "common/host/json.h"
#include "typegen/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct json_limits limits = {
		.bytes = 16384, .depth = 64, .values = 2000};
	json_t *v = json_read((const char *)data, size, &limits, NULL);
	json_t *schema = json_object_get(v, "schema");
	json_t *value = json_object_get(v, "data");
	struct validate *checker = NULL;

	if (schema != NULL && value != NULL)
		checker = validate_new(schema, NULL, NULL, NULL);
	if (checker != NULL)
		validate_value(checker, value, true, NULL);
	validate_free(checker);
	json_decref(v);
	return 0;
}
