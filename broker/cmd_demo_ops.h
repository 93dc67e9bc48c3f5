/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_demo_ops.h -- the operations of demo.openapi.json, one function each.
 * They return the HTTP status and a body, as cmd_demo_api() does.
 */
#ifndef CORDON_BROKER_CMD_DEMO_OPS_H
#define CORDON_BROKER_CMD_DEMO_OPS_H

#include "broker/cmd_demo_api.h"

typedef unsigned demo_operation(struct demo_request *r, json_t **ret);

demo_operation cmd_demo_ops_add_comment,
    cmd_demo_ops_close_ticket,
    cmd_demo_ops_create_ticket,
    cmd_demo_ops_customer_tickets,
    cmd_demo_ops_delete_ticket,
    cmd_demo_ops_get_customer,
    cmd_demo_ops_get_ticket,
    cmd_demo_ops_list_agents,
    cmd_demo_ops_list_comments,
    cmd_demo_ops_list_customers,
    cmd_demo_ops_list_tickets,
    cmd_demo_ops_search,
    cmd_demo_ops_stats,
    cmd_demo_ops_update_ticket,
    cmd_demo_ops_whoami;

/* {"message", "field"}; returns `status`. */
unsigned cmd_demo_ops_problem(json_t **ret, unsigned status,
    const char *field, const char *message);

#endif
