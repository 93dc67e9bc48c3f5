/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_demo_store.h -- the helpdesk that `cordon demo` serves: made afresh at
 * each start, the same every time, gone at the end.
 */
#ifndef CORDON_BROKER_CMD_DEMO_STORE_H
#define CORDON_BROKER_CMD_DEMO_STORE_H

#include <jansson.h>
#include <stdbool.h>

#define DEMO_TICKETS_MAX 1000 /* a demonstration, not a database */
#define DEMO_COMMENTS_MAX 5000

struct demo_store {
	json_t *agents, *customers, *tickets, *comments; /* arrays */
	json_int_t next_ticket, next_comment;
};

/* false: out of memory. */
bool cmd_demo_store_init(struct demo_store *s);
void cmd_demo_store_fini(struct demo_store *s);
/* The element whose .id it is, borrowed; NULL. */
json_t *cmd_demo_store_find(json_t *list, json_int_t id);

#endif
