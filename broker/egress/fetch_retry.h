/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_retry.h -- what is worth another attempt, and when.  Pure. */
#ifndef CORDON_BROKER_EGRESS_FETCH_RETRY_H
#define CORDON_BROKER_EGRESS_FETCH_RETRY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

/* Is it one that may be sent twice (RFC 9110, 9.2.2; QUERY is safe)?  Of a
 * method of an API's own nobody knows, and names count letter for letter. */
bool fetch_retry_method(const char *method);
bool fetch_retry_status(long status);
bool fetch_retry_code(CURLcode c);
/* Milliseconds from a Retry-After (RFC 9110, 10.2.3), -1 if it has none. */
int64_t fetch_retry_after(const char *value, uint64_t now_wall_ms);
/* Doubled each time, and up to twice that: clients must not come together. */
uint64_t fetch_retry_pause(unsigned repeats, unsigned first_ms);

#endif
