/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.h -- which layers hold on this host. */
#ifndef CORDON_WORKER_DOCTOR_H
#define CORDON_WORKER_DOCTOR_H

#include <stdbool.h>

/* Prints; returns the exit status: 0 all, 1 some missing, 2 not enough. */
int doctor_run(bool json);

#endif
