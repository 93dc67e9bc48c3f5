/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collection.h -- native attacks, one act each, and what each must die of.
 *
 * Two collections of system calls (attacks.def, more_attacks.def), acts that
 * are no system call, and a sweep over all numbers by each way in.
 */
#ifndef CORDON_TESTS_ESCAPE_COLLECTION_H
#define CORDON_TESTS_ESCAPE_COLLECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of signals. */
#define DIES(sig) (UINT64_C(1) << (sig))

struct attack {
	const char *name;
	void (*act)(void); /* or NULL: the call */
	long nr, a[6];
	uint64_t dies; /* of one of these */
};

/* Before any lockdown: it fills the arguments, which are addresses. */
size_t attack_list(const struct attack **ret);
void attack_run(const struct attack *a);
bool attack_died(const struct attack *a, int status);

/* How a system call is entered. */
enum entry { ENTRY_64, ENTRY_X32, ENTRY_INT80, ENTRY_SYSENTER, ENTRY_MAX };
#define SWEEP_MAX 1024
const char *sweep_entry(enum entry by);
bool sweep_here(enum entry by); /* this processor has that door */
/* Nine as its first argument: the status that exit_group() then has. */
void sweep_run(enum entry by, long nr);
/* Died, or one of the few that a worker may. */
bool sweep_harmless(enum entry by, long nr, int status);
/* It comes back, and nothing was done; see collection.c. */
bool sweep_exempt(enum entry by, long nr);

#endif
