/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shorten.h -- JSON that is too long, made short enough and still JSON.
 *
 * Long arrays lose their end ("… 950 more items"), long objects too ("…":
 * "12 more properties"), long strings their tail ("… 4000 more characters"),
 * deep values become "[… 3 items]".  What is left is as much as fits of
 * limits that halve until it does.
 */
#ifndef CORDON_WORKER_SHORTEN_H
#define CORDON_WORKER_SHORTEN_H

#include <stddef.h>

#define SHORTEN_MIN 64 /* the shortest text that can always say so */

/* Well-formed JSON s into out, at most max >= SHORTEN_MIN bytes and no NUL.
 * Returns the bytes written. */
size_t shorten(const char *s, size_t n, char *out, size_t max);

#endif
