/* SPDX-License-Identifier: Apache-2.0 */
/* date.h -- dates of RFC 3339, and of JavaScript's toISOString().  Pure. */
#ifndef CORDON_BROKER_EGRESS_DATE_H
#define CORDON_BROKER_EGRESS_DATE_H

#include <stdbool.h>

/* "2026-01-02T03:04:05.678Z", or with an offset, or a year of six digits and a
 * sign: ms since 1970.  False if it is not that. */
bool date_read(const char *s, double *ret_ms);

#endif
