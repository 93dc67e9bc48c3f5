/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auth.h -- who may call the HTTP server.
 *
 * The file "tokens" of the configuration has a line `NAME SHA256` for each
 * bearer token, the hash in hexadecimal of the token's text; '#' begins a
 * comment.  So the file tells nobody a token.  A token is 32 random bytes:
 * no dictionary finds it, a slow hash would only slow the server.
 *
 * The file may change while we run.  A token has a number for as long as its
 * line stays, so that what was begun with one that went is found and ended.
 * Once there was a token none comes in without, whatever becomes of the file.
 */
#ifndef CORDON_BROKER_AUTH_H
#define CORDON_BROKER_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

#define AUTH_TOKENS_MAX 1000 /* each request looks at all */
#define AUTH_TOKEN_TEXT 48 /* "cdn_", 43 characters, and a NUL */

struct auth;

/* A missing file has no tokens.  Errors say file and line. */
struct auth *auth_read(const char *dir, struct err *e);
/* Reads it anew; on failure all is as before. */
int auth_renew(struct auth *a, const char *dir, struct err *e);
void auth_free(struct auth *a);
size_t auth_count(const struct auth *a);
/* No token is there, nor was one. */
bool auth_open(const struct auth *a);
/* The name of the token's owner, which lives as long as a, and the token's
 * number, which is never 0; or NULL. */
const char *auth_find(const struct auth *a, const char *token,
    uint64_t *ret_number);
/* Is the token of that number still there? */
bool auth_holds(const struct auth *a, uint64_t number);
/*
 * Who is at the other end of a Unix socket: AUTH_LOCAL for ourselves and
 * root, "uid-1000" for others, who got here because somebody let them.
 * Returns 1, or 0 if it is no Unix socket; -1 with ERR_DENIED where a user
 * namespace of ours makes several users one, who would share what is a
 * tenant's: its results, its debts.
 */
#define AUTH_LOCAL "local" /* the tenant of who needs no token */
#define AUTH_PEER_TEXT 24
int auth_peer(int fd, char name[AUTH_PEER_TEXT], struct err *e);
/* A new token for `name`, added to the file. */
int auth_add(const char *dir, const char *name, char token[AUTH_TOKEN_TEXT],
    struct err *e);
/* Takes all tokens of `name` from the file; returns how many, or -1. */
int auth_remove(const char *dir, const char *name, struct err *e);

#endif
