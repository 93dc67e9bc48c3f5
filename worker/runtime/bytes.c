/* SPDX-License-Identifier: Apache-2.0 */
/* bytes.c -- digests, and bytes as text in the forms programs ask for. */
#include "worker/runtime/rt.h"

#include <string.h>

#include "worker/runtime/sha.h"

/* digest("SHA-256", bytes): a buffer, or undefined for another name. */
static duk_ret_t
native_digest(duk_context *ctx)
{
	static const char *const names[] = { "SHA-1", "SHA-256", "SHA-384",
		"SHA-512" };
	const char *name = duk_require_string(ctx, 0);
	uint8_t out[SHA_BYTES_MAX];
	size_t n, len;
	unsigned k;
	void *p;

	p = duk_require_buffer_data(ctx, 1, &n);
	for (k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		if (strcmp(name, names[k]) == 0)
			break;
	if (k == sizeof(names) / sizeof(names[0]))
		return 0;
	len = sha_digest((enum sha_kind)k, p, n, out);
	memcpy(duk_push_fixed_buffer(ctx, len), out, len);
	return 1;
}

/* hex(bytes) */
static duk_ret_t
native_hex(duk_context *ctx)
{
	static const char digits[] = "0123456789abcdef";
	size_t n, i;
	const uint8_t *p = duk_require_buffer_data(ctx, 0, &n);
	char *out = duk_push_fixed_buffer(ctx, 2 * n + 1);

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	duk_push_lstring(ctx, out, 2 * n);
	return 1;
}

/* latin1(bytes): each byte a character. */
static duk_ret_t
native_latin1(duk_context *ctx)
{
	size_t n, i, k = 0;
	const uint8_t *p = duk_require_buffer_data(ctx, 0, &n);
	char *out = duk_push_fixed_buffer(ctx, 2 * n + 1);

	for (i = 0; i < n; i++) {
		if (p[i] < 0x80) {
			out[k++] = (char)p[i];
		} else {
			out[k++] = (char)(0xc0 | p[i] >> 6);
			out[k++] = (char)(0x80 | (p[i] & 63));
		}
	}
	duk_push_lstring(ctx, out, k);
	return 1;
}

static const struct rt_fn fns[] = {
	{ "digest", native_digest, 2, 2, 0 },
	{ "hex", native_hex, 1, 1, 0 },
	{ "latin1", native_latin1, 1, 1, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

void
rt_bytes(duk_context *ctx)
{
	rt_put(ctx, -1, fns);
}
