/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/url/idna.h"

/* The standard takes any ASCII as it is, punycode included. */
static bool
is_ascii(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return false;
	return true;
}

int
idna_to_ascii(const char *s, size_t n, struct buf *out)
{
	size_t i;

	if (!is_ascii(s, n))
		return -1;
	for (i = 0; i < n; i++)
		buf_addc(out,
		    (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 32 : s[i]));
	return 0;
}
