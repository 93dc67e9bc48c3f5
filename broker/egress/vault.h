/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vault.h -- secrets: read, kept in locked memory out of dumps, wiped.
 *
 * file:/path  a regular file that only its owner can read, no symbolic link;
 *             one trailing newline does not count.
 * cred:NAME   the file NAME in $CREDENTIALS_DIRECTORY (systemd's).
 *             (exec: is program.h's, which takes its time.)
 * env:NAME    a variable of our environment, which is wiped when first read
 *             and remembered until we end.
 */
#ifndef CORDON_BROKER_EGRESS_VAULT_H
#define CORDON_BROKER_EGRESS_VAULT_H

#include <jansson.h>
#include <stddef.h>

#include "common/base/err.h"

/* A key or token; a JWT with many claims stays below. */
#define VAULT_SECRET_MAX 16384

struct secret; /* its bytes are in pages of their own */

/* Returns new.  Errors name the source, never what is in it. */
struct secret *vault_read(const char *source, struct err *e);
/* The same of many lines: a key as PEM. */
struct secret *vault_read_lines(const char *source, struct err *e);
/* Returns new, `size` zero bytes with one more behind; NULL without memory. */
struct secret *vault_new(size_t size);
/* Returns new; NULL without memory. */
struct secret *vault_copy(const char *text, size_t n);
void vault_free(struct secret *s); /* wipes; NULL does nothing */
const char *vault_text(const struct secret *s); /* NUL-terminated */
size_t vault_len(const struct secret *s); /* of a text: to its NUL */
/* Overwrites its texts, then lets go of it.  NULL does nothing. */
void vault_wipe_json(json_t *v);
char *vault_bytes(struct secret *s); /* to be written to */

#endif
