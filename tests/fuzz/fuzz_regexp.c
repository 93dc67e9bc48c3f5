/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern and a text: one byte of flags, the pattern up to a zero byte, the
 * text.  Bytes from 0x80 on stand for characters that matter. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "worker/regexp/regexp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define UNITS_MAX 4096
#define STEPS 20000

static void *
memory(void *ctx, void *p, size_t n)
{
	(void)ctx;
	if (n == 0) {
		free(p);
		return NULL;
	}
	return realloc(p, n);
}

static size_t
units(const uint8_t *s, size_t n, uint16_t *out)
{
	static const uint16_t special[16] = { 0xd83d, 0xde00, 0xd800, 0xdfff,
		0x17f, 0x212a, 0x3c3, 0x3c2, 0x130, 0x131, 0x2028, 0xdf, 0x1e9e,
		0xe9, 0xffff, 0x1c5 };
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = s[i] < 0x80 ? s[i] : special[s[i] & 15];
	return n;
}

static void
match(const struct re_prog *p, const struct re_subject *s, bool sticky,
    int32_t *caps, enum re_result *ret)
{
	struct re_stack stack = { { memory, NULL }, NULL, 0, STEPS };
	unsigned i;

	*ret = re_exec(p, s, s->len / 3, sticky, caps, &stack);
	re_stack_fini(&stack);
	if (*ret != RE_MATCH)
		return;
	assert(caps[0] >= 0 && caps[1] >= caps[0]);
	for (i = 0; i < re_prog_groups(p); i++) {
		assert(caps[2 * i] >= -1 && caps[2 * i + 1] >= -1);
		assert(caps[2 * i] <= (int32_t)s->len);
		assert(caps[2 * i + 1] <= (int32_t)s->len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint16_t pattern[UNITS_MAX], text[UNITS_MAX];
	struct re_memory m = { memory, NULL };
	const uint8_t *zero;
	struct re_subject s = { text, 0, true };
	struct re_prog *p;
	struct re_error e;
	enum re_result a, b;
	int32_t *wide, *narrow;
	size_t n, bytes, i;

	if (size < 3 || size > UNITS_MAX ||
	    (zero = memchr(data + 1, 0, size - 1)) == NULL)
		return 0;
	/* u and v exclude each other. */
	if ((data[0] & 0x60) == 0x60)
		return 0;
	n = units(data + 1, (size_t)(zero - data - 1), pattern);
	s.len = units(zero + 1, (size_t)(data + size - zero - 1), text);
	p = re_compile(pattern, n, data[0], &m, &bytes, &e);
	if (p == NULL) {
		assert(e.at <= n);
		return 0;
	}
	wide = calloc(re_prog_groups(p) * 4, sizeof(*wide));
	narrow = wide + re_prog_groups(p) * 2;
	match(p, &s, (data[0] & RE_STICKY) != 0, wide, &a);
	for (i = 0; i < s.len && zero[1 + i] < 0x80; i++)
		;
	if (i == s.len) {
		s.text = zero + 1;
		s.wide = false;
		match(p, &s, (data[0] & RE_STICKY) != 0, narrow, &b);
		assert(a == b);
		assert(a != RE_MATCH || memcmp(wide, narrow,
		    re_prog_groups(p) * 2 * sizeof(*wide)) == 0);
	}
	free(wide);
	free(p);
	return 0;
}
