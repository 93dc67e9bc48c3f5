/* SPDX-License-Identifier: Apache-2.0 */
/* vault_pool.c -- see vault_pool.h. */
#include "broker/egress/vault_pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/vault.h"

#define CHUNK_BYTES 4095 /* a page, with the vault's own byte behind */

struct vault_chunk {
	struct vault_chunk *next;
	struct secret *pages;
	size_t used, size;
};

static struct vault_chunk *
add_chunk(struct vault_pool *p, size_t size)
{
	struct vault_chunk *c = calloc(1, sizeof *c);

	if (c == NULL || (c->pages = vault_new(size)) == NULL) {
		free(c);
		return NULL;
	}
	c->size = size;
	c->next = p->chunks;
	p->chunks = c;
	return c;
}

char *
vault_pool_get(struct vault_pool *p, size_t n)
{
	struct vault_chunk *c = p->chunks;
	char *at;

	if (n >= SIZE_MAX / 2)
		return NULL;
	if (c == NULL || c->size - c->used < n + 1)
		c = add_chunk(p, n < CHUNK_BYTES ? CHUNK_BYTES : n + 1);
	if (c == NULL)
		return NULL;
	at = vault_bytes(c->pages) + c->used;
	c->used += n + 1;
	return at;
}

char *
vault_pool_join(struct vault_pool *p, const char *const *parts)
{
	size_t i, n = 0;
	char *text, *to;

	for (i = 0; parts[i] != NULL; i++)
		n += strlen(parts[i]);
	if ((text = to = vault_pool_get(p, n)) == NULL)
		return NULL;
	for (i = 0; parts[i] != NULL; i++) {
		n = strlen(parts[i]);
		memcpy(to, parts[i], n);
		to += n;
	}
	return text;
}

void
vault_pool_fini(struct vault_pool *p)
{
	struct vault_chunk *c;

	while ((c = p->chunks) != NULL) {
		p->chunks = c->next;
		vault_free(c->pages);
		free(c);
	}
}
