/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_text.h -- what text Date understands: ISO 8601 as the standard has it,
 * and the many forms that V8 takes besides.
 *
 * Pure: bytes in, milliseconds since 1970 out.  Without a zone, text is UTC:
 * a worker has no other.
 */
#ifndef CORDON_WORKER_RUNTIME_DATE_TEXT_H
#define CORDON_WORKER_RUNTIME_DATE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* NaN when the n bytes at s are no date. */
double date_text_parse(const char *s, size_t n);
/* Days since 1970 of a proleptic Gregorian date; month 0 to 11. */
double date_days(double year, int month, int day);

#endif
