/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_program_ask.h -- `cordon run` asks on its terminal. */
#ifndef CORDON_BROKER_CMD_PROGRAM_ASK_H
#define CORDON_BROKER_CMD_PROGRAM_ASK_H

#include "broker/job.h"

/* A job_ask; false where there is no terminal. */
bool cmd_program_ask(void *arg, struct job *j, const struct job_question *q);
void cmd_program_ask_end(void);

#endif
