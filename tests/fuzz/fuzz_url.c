/* SPDX-License-Identifier: Apache-2.0 */
/* Two texts, the second relative to the first: what a URL prints reads back
 * as itself, and no setter breaks that. */
#include <assert.h>
#include <string.h>

#include "worker/url/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
reads_back(const struct url *u)
{
	struct buf href, again;
	struct url back;

	buf_init(&href, 4 * (size_t)URL_BYTES_MAX);
	buf_init(&again, 4 * (size_t)URL_BYTES_MAX);
	url_href(u, &href);
	url_init(&back);
	/* A space at the end of an opaque path is cut when it is read. */
	if (url_parse(&back, href.p, href.len, NULL) == 0) {
		url_href(&back, &again);
		assert((again.len == href.len &&
			   memcmp(again.p, href.p, href.len) == 0) ||
		    u->opaque);
	} else {
		assert(false);
	}
	url_fini(&back);
	buf_fini(&again);
	buf_fini(&href);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	const char *s = (const char *)p, *nl = n > 0 ? memchr(s, 1, n) : NULL;
	size_t cut = nl == NULL ? n : (size_t)(nl - s);
	struct url base, u;
	bool has_base;

	url_init(&base);
	has_base = url_parse(&base, s, cut, NULL) == 0;
	if (has_base)
		reads_back(&base);
	if (nl != NULL) {
		url_init(&u);
		if (url_parse(&u, nl + 1, n - cut - 1,
			has_base ? &base : NULL) == 0) {
			reads_back(&u);
			url_set(&u, (enum url_part)(n % (URL_HASH + 1)), s,
			    cut);
			reads_back(&u);
		}
		url_fini(&u);
	}
	url_fini(&base);
	return 0;
}
