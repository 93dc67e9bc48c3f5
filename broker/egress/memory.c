/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c -- see memory.h. */
#include "broker/egress/memory.h"

#include <curl/curl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

void
memory_lock(void)
{
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	if (setrlimit(RLIMIT_MEMLOCK, &none) == 0)
		(void)mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

static void
wipe_free(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

/* Grown elsewhere, for what it leaves is wiped. */
static void *
wipe_realloc(void *p, size_t n)
{
	size_t had = p != NULL ? malloc_usable_size(p) : 0;
	void *q;

	if (p != NULL && n <= had && n >= had / 2)
		return p;
	if ((q = malloc(n)) == NULL)
		return NULL;
	if (p != NULL)
		memcpy(q, p, had < n ? had : n);
	wipe_free(p);
	return q;
}

int
memory_curl_init(void)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wipe_free,
		   wipe_realloc, strdup, calloc) == CURLE_OK
	    ? 0
	    : -1;
}
