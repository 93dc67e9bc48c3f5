/* SPDX-License-Identifier: Apache-2.0 */
/* What a program of a secret prints: a secret, or an error without one. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct token_value v = { NULL, NULL, NULL };
	char *text = malloc(size + 1);
	int64_t life = -1;
	struct err e;

	if (text == NULL || size > PROGRAM_OUTPUT_MAX) {
		free(text);
		return 0;
	}
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (program_read(text, size, 1767323045000, &v, &life, &e) == 0) {
		assert(v.secret != NULL && vault_len(v.secret) > 0);
		assert(life >= 0 && life <= TOKEN_LIFE_MAX_S);
	} else
		assert(e.msg[0] != '\0');
	vault_free(v.secret);
	vault_free(v.session);
	vault_free(v.key_id);
	free(text);
	return 0;
}
