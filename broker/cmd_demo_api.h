/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_demo_api.h -- what the helpdesk answers, whatever carries the requests.
 */
#ifndef CORDON_BROKER_CMD_DEMO_API_H
#define CORDON_BROKER_CMD_DEMO_API_H

#include "broker/cmd_demo_store.h"

/* One request.  Strings borrow. */
struct demo_request {
	struct demo_store *store;
	const char *method, *path; /* path begins with a slash */
	json_t *query; /* name -> array of strings; never NULL */
	const char *if_match; /* or NULL */
	json_t *body; /* NULL: none, or not JSON */
	bool has_body;
	json_int_t id; /* of the path */
};

/* Returns the status, *ret the body (NULL: none), a new reference. */
unsigned cmd_demo_api(struct demo_request *r, json_t **ret);

#endif
