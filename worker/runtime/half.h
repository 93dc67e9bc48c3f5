/* SPDX-License-Identifier: Apache-2.0 */
/* half.h -- numbers of 16 bits (IEEE 754 binary16).  Pure: no engine. */
#ifndef CORDON_WORKER_RUNTIME_HALF_H
#define CORDON_WORKER_RUNTIME_HALF_H

#include <stdint.h>

/* The nearest one, ties to even. */
uint16_t half_of(double x);
double half_value(uint16_t bits);

#endif
