/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory.h -- what becomes of memory that secrets only pass through.
 *
 * Secrets themselves are in the vault (vault.h).  libcurl copies what it sends,
 * and OpenSSL keys, into memory of their own.
 */
#ifndef CORDON_BROKER_EGRESS_MEMORY_H
#define CORDON_BROKER_EGRESS_MEMORY_H

/* Keeps all of this process out of swap, each page from its first use on
 * (mlockall(2), MCL_ONFAULT), where RLIMIT_MEMLOCK is no limit or can be made
 * none; a limit that is one would fail allocations later.  After the fork of
 * who is to keep the limit. */
void memory_lock(void);
/* In place of curl_global_init(): what libcurl lets go of is wiped.  -1: it
 * does not start. */
int memory_curl_init(void);

#endif
