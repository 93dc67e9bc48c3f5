/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.h -- secrets that a program prints: "exec:".
 *
 * The program is started by the spawner (spawner.h), for egress itself cannot:
 * by its absolute path, without a shell, with PATH, HOME and little else, and
 * only if nobody but root and ourselves can change it.  It prints the secret
 * in one line, or a JSON object:
 *
 *	{"secret": "...", "expires_in": 3600}
 *	{"access_token": "...", "expires_at": "2026-01-02T03:04:05Z"}
 *	{"kind": "ExecCredential", "status": {"token", "expirationTimestamp"}}
 *	{"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
 *
 * the last two as Kubernetes' and AWS's own tools do.  What it prints is never
 * logged, on standard error neither.
 */
#ifndef CORDON_BROKER_EGRESS_PROGRAM_H
#define CORDON_BROKER_EGRESS_PROGRAM_H

#include "broker/conf.h"
#include "broker/egress/spawner.h"
#include "broker/egress/token.h"

/* A cloud's tool asks its server first. */
#define PROGRAM_WAIT_S 30.0
/* A secret of VAULT_SECRET_MAX as JSON, and what is said around it. */
#define PROGRAM_OUTPUT_MAX 65536

/* New; borrows all.  NULL without memory. */
struct token *program_new(struct ev_loop *loop, struct spawner *spawner,
    const struct conf_connector *cc);

/* Pure: reads what it printed, which it writes to.  `now_ms` is the wall
 * clock's.  *ret_life_s: how long it lasts; not positive: it is over.  -1 and
 * why, without a byte of it. */
int program_read(char *text, size_t n, uint64_t now_ms, struct token_value *ret,
    int64_t *ret_life_s, struct err *e);

#endif
