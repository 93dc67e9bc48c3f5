/* SPDX-License-Identifier: Apache-2.0 */
/*
 * args.h -- are the names of a call's arguments those that its operation
 * takes, before there are values?
 *
 * Only what egress or the server would refuse for certain is a fault: a name
 * that may be given counts as given where one is demanded, and as not given
 * where it would be one too many.
 */
#ifndef CORDON_TYPEGEN_ARGS_H
#define CORDON_TYPEGEN_ARGS_H

#include <jansson.h>

#include "common/base/buf.h"
#include "typegen/catalog.h"

/* Arrays of strings. */
struct args_names {
	const json_t *given; /* for certain */
	const json_t *maybe; /* unless their values are undefined */
};

/* `body`: the names in the object literal given as "body", or NULL.  Appends
 * the faults, "; " between them, without the signature; true: there is none. */
bool args_check(const struct catalog *c, uint32_t op,
    const struct args_names *args, const struct args_names *body,
    struct buf *faults);

#endif
