/* SPDX-License-Identifier: Apache-2.0 */
/* Which operation of demo.openapi.json a request means. */
#include "broker/cmd_demo_api.h"

#include <stdlib.h>
#include <string.h>

#include "broker/cmd_demo_ops.h"

static const struct route {
	const char *method, *before, *after; /* before # after, # a number */
	demo_operation *run;
} routes[] = {
	{ "GET", "/me", NULL, cmd_demo_ops_whoami },
	{ "GET", "/agents", NULL, cmd_demo_ops_list_agents },
	{ "GET", "/customers", NULL, cmd_demo_ops_list_customers },
	{ "GET", "/customers/", "", cmd_demo_ops_get_customer },
	{ "GET", "/customers/", "/tickets", cmd_demo_ops_customer_tickets },
	{ "GET", "/tickets", NULL, cmd_demo_ops_list_tickets },
	{ "POST", "/tickets", NULL, cmd_demo_ops_create_ticket },
	{ "GET", "/tickets/", "", cmd_demo_ops_get_ticket },
	{ "PATCH", "/tickets/", "", cmd_demo_ops_update_ticket },
	{ "DELETE", "/tickets/", "", cmd_demo_ops_delete_ticket },
	{ "POST", "/tickets/", "/close", cmd_demo_ops_close_ticket },
	{ "GET", "/tickets/", "/comments", cmd_demo_ops_list_comments },
	{ "POST", "/tickets/", "/comments", cmd_demo_ops_add_comment },
	{ "GET", "/search", NULL, cmd_demo_ops_search },
	{ "GET", "/stats", NULL, cmd_demo_ops_stats },
};

static bool
on_route(const struct route *w, const char *path, json_int_t *id)
{
	size_t n = strlen(w->before);
	char *end;

	if (w->after == NULL)
		return strcmp(path, w->before) == 0;
	if (strncmp(path, w->before, n) != 0 || path[n] < '1' ||
	    path[n] > '9')
		return false;
	*id = strtoll(path + n, &end, 10);
	return strcmp(end, w->after) == 0;
}

unsigned
cmd_demo_api(struct demo_request *r, json_t **ret)
{
	bool known = false;

	*ret = NULL;
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (!on_route(&routes[i], r->path, &r->id))
			continue;
		known = true;
		if (strcmp(r->method, routes[i].method) != 0)
			continue;
		if (r->has_body && r->body == NULL)
			return cmd_demo_ops_problem(ret, 400, NULL, "this is not JSON");
		return routes[i].run(r, ret);
	}
	return known ? cmd_demo_ops_problem(ret, 405, NULL, "not by this method") :
	    cmd_demo_ops_problem(ret, 404, NULL, "there is nothing at this path");
}
