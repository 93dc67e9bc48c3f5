/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault_pool.h -- texts made of secrets, together in the vault's pages.
 *
 * For what is built of secrets and other texts and then used as they are, as an
 * environment or headers; a secret by itself has pages of its own (vault.h).
 */
#ifndef CORDON_BROKER_EGRESS_VAULT_POOL_H
#define CORDON_BROKER_EGRESS_VAULT_POOL_H

#include <stddef.h>

struct vault_pool {
	struct vault_chunk *chunks; /* NULL: empty, as {0} is */
};

/* n zero bytes and one more behind, for as long as the pool; NULL without
 * memory. */
char *vault_pool_get(struct vault_pool *p, size_t n);
/* The parts behind one another, up to a NULL.  NULL without memory. */
char *vault_pool_join(struct vault_pool *p, const char *const *parts);
void vault_pool_fini(struct vault_pool *p); /* wipes */

#endif
