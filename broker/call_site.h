/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call_site.h -- one call as a worker saw it in its program's text, read from
 * its hostile word.  Pure.
 */
#ifndef CORDON_BROKER_CALL_SITE_H
#define CORDON_BROKER_CALL_SITE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"
#include "typegen/args.h"

/* Of one program: the worker stops far below. */
#define CALL_SITES_MAX 128

struct call_site {
	uint32_t line, column; /* 0: unknown */
	const char *connector, *operation;
	const char
	    *wrong; /* "a string" is given instead of an object; or NULL */
	bool seen; /* all names of the arguments are known: args */
	bool body_seen; /* and those of a literal given as "body": body */
	struct args_names args, body;
};

/* Borrows from v.  -1, ERR_PROTO: no worker of ours says so. */
int call_site_read(const json_t *v, struct call_site *ret, struct err *e);
/* Is it a list of them?  -1, ERR_PROTO. */
int call_sites_check(const json_t *list, struct err *e);

#endif
