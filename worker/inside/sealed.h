/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sealed.h -- part of own.c: the table of strings of an engine that is sealed.
 *
 * A string that is new goes to a place of the table that its hash says: each of
 * the first few would copy another page of it.  So a sealed table stays as it is,
 * and is only looked into; what is new has a small table of its own, which grows
 * as every table does.  Sealed strings are never freed, so none ever leaves.
 */
#ifndef CORDON_WORKER_INSIDE_SEALED_H
#define CORDON_WORKER_INSIDE_SEALED_H

#define YOUNG_STRINGS 256 /* 2 KiB; a power of two */

static struct {
	duk_hstring **table;
	duk_uint32_t mask;
} sealed_strings; /* of the engine that is sealed, if one is */

void *
engine_sealed_string(const void *s, unsigned int n, unsigned int hash)
{
	duk_hstring *h;

	if (engine_sealed_bytes == 0 || sealed_strings.table == NULL)
		return NULL;
	h = sealed_strings.table[hash & sealed_strings.mask];
	for (; h != NULL; h = (duk_hstring *)h->hdr.h_next)
		if (DUK_HSTRING_GET_HASH(h) == hash && h->blen == n &&
		    memcmp(h + 1, s, n) == 0)
			return h;
	return NULL;
}

#endif
