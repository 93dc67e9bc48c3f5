/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shorten.h -- JSON text cut down to a number of bytes, still JSON.
 *
 * It works on the text, so a hostile four megabytes of brackets cost one pass
 * and no tree.  What is left is a true part of the value: whole array items
 * from the start, small members before large ones, strings cut at a character.
 * No mark is put inside, for a value could forge one: what was cut is told in
 * a note that is shown beside the value.
 */
#ifndef CORDON_BROKER_SHORTEN_H
#define CORDON_BROKER_SHORTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

/* Is it one JSON value, nested at most JSON_DEPTH_MAX * 4 deep? */
bool shorten_valid(const char *json, size_t n);
/*
 * Appends at most about `most` bytes of the valid, compact text; returns
 * whether anything was cut, and then appends to `note` a line for each place.
 */
bool shorten(const char *json, size_t n, size_t most, struct buf *out,
    struct buf *note);

#endif
