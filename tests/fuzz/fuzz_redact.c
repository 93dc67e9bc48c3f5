/* SPDX-License-Identifier: Apache-2.0 */
/* "secret\nsize of chunks\ntext": in chunks and in one go it is the same, and
 * the secret itself is not in it. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECRET_MAX 64

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *end = size == 0 ? NULL : memchr(data, '\n', size);
	size_t n = end == NULL ? 0 : (size_t)(end - (const char *)data), at, step;
	struct buf whole, parts, held;
	char secret[SECRET_MAX + 1];
	const char *secrets[1] = { secret };
	struct redact *r;

	if (end == NULL || n > SECRET_MAX || size - n < 3)
		return 0;
	memcpy(secret, data, n);
	secret[n] = '\0';
	step = 1 + data[n + 1] % 64;
	data += n + 2;
	size -= n + 2;
	r = redact_new(secrets, 1);
	buf_init(&whole, 1 << 20);
	buf_init(&parts, 1 << 20);
	buf_init(&held, 1 << 20);
	redact_text(r, (const char *)data, size, &whole);
	for (at = 0; at < size; at += step)
		redact_add(r, &held, (const char *)data + at,
		    step < size - at ? step : size - at, 0, &parts);
	redact_add(r, &held, "", 0, 1, &parts);
	assert(whole.len == parts.len &&
	    (whole.len == 0 || memcmp(whole.p, parts.p, whole.len) == 0));
	/* Unless what is put in its place makes a new one. */
	if (strlen(secret) >= REDACT_SECRET_MIN && whole.len > 0 &&
	    strpbrk(secret, "[]") == NULL)
		assert(memmem(whole.p, whole.len, secret, strlen(secret)) ==
		    NULL || memmem(REDACT_WITH, strlen(REDACT_WITH), secret,
		    1) != NULL || memmem(REDACT_WITH, strlen(REDACT_WITH),
		    secret + strlen(secret) - 1, 1) != NULL);
	buf_fini(&whole);
	buf_fini(&parts);
	buf_fini(&held);
	redact_free(r);
	return 0;
}
