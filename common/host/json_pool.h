/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_pool.h -- memory for large trees of JSON, given back at once.
 *
 * A document is a million small allocations; freeing them one by one takes a
 * quarter of the time of compiling it.  Between json_pool_begin and
 * json_pool_end every value that jansson makes in this process comes from one
 * region, and json_pool_end gives that back: no value made in between may be
 * used afterwards, and text by json_dumps must not be taken.  Values made
 * before may be used and freed.  Not for threads: jansson has one allocator.
 *
 * Where there is no such region (a limit on addresses, a sanitizer that wants
 * to see each allocation) all is as without it.
 */
#ifndef CORDON_COMMON_HOST_JSON_POOL_H
#define CORDON_COMMON_HOST_JSON_POOL_H

#include <jansson.h>

void json_pool_begin(void);
/* Instead of json_decref of a large tree that nobody needs any more: leaves
 * it to json_pool_end if that frees all of it.  Steals; NULL does nothing. */
void json_pool_drop(json_t *v);
void json_pool_end(void);

#endif
