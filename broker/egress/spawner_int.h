/* SPDX-License-Identifier: Apache-2.0 */
/* spawner_int.h -- what is said between spawner.c and spawner_child.c. */
#ifndef CORDON_BROKER_EGRESS_SPAWNER_INT_H
#define CORDON_BROKER_EGRESS_SPAWNER_INT_H

#include <stdint.h>

#include "broker/egress/spawner.h"

enum spawner_word {
	SPAWNER_START, /* with three descriptors, and texts after this */
	SPAWNER_STOP,
	SPAWNER_ENDED, /* the answer: status as waitpid() has it */
	SPAWNER_FAILED, /* or this: an errno in status */
};

struct spawner_msg {
	uint32_t word, number;
	int32_t status;
	/* Texts, each with its NUL: the directory ("" for none), argv, env. */
	uint32_t n_args, n_env;
};

/* The spawner's life; never returns. */
_Noreturn void spawner_child(int fd);

#endif
