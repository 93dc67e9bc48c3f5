/* SPDX-License-Identifier: Apache-2.0 */
/*
 * functions.h -- a written list of functions as a catalog: what a Cap'n Web
 * endpoint offers, which says nothing of itself.
 *
 *	functions:
 *	  - name: users.find		# as the endpoint has it; dots lead
 *	    description: Finds users.	# into objects
 *	    readOnly: true		# changes nothing; default false
 *	    params:			# in the order of the call
 *	      - name: text
 *	        schema: {type: string}	# JSON Schema; none: anything
 *	      - name: since
 *	        description: Not before.
 *	        optional: true
 *	        schema: {type: string, format: js-date}
 *	    returns: {type: array, items: {$ref: "#/$defs/User"}}
 *	types:				# what "#/$defs/NAME" means
 *	  User: {type: object, properties: {id: {type: integer, format: js-bigint}}}
 *
 * YAML or JSON.  `format: js-date`, `js-bigint` and `binary` (bytes) are JavaScript's
 * own.  Each is an operation like an MCP tool's (mcp_tools.h): its id is the
 * name, its body_schema an object whose properties are the parameters, in the
 * order of the call.
 */
#ifndef CORDON_TYPEGEN_FUNCTIONS_H
#define CORDON_TYPEGEN_FUNCTIONS_H

#include <jansson.h>

#include "typegen/catalog.h"

/* Longer paths and lists of arguments nobody writes by hand. */
#define FUNCTIONS_NAME_MAX 256
#define FUNCTIONS_PARAMS_MAX 64

/* See catalog_build_openapi. */
int catalog_build_functions(const char *connector, const char *document,
    const char *path, struct catalog_report *ret, struct err *e);

#endif
