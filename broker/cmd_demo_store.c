/* SPDX-License-Identifier: Apache-2.0 */
#include "broker/cmd_demo_store.h"

#include <stdio.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const agent_names[][2] = { { "ada", "Ada Lovelace" },
	{ "grace", "Grace Hopper" }, { "edsger", "Edsger Dijkstra" } };
static const char *const customer_names[] = { "Acme Rockets", "Blue Harbour",
	"Café Zürich", "Delta Foods", "Eastwind", "Fjord Energy",
	"Globe Media", "Harvest & Sons", "Iris Optics", "Juniper Health",
	"Kestrel Air", "Lumen Labs" };
static const char *const titles[] = { "Login page shows an error",
	"Invoice has the wrong address", "Export to CSV is slow",
	"Cannot invite a colleague", "Dark mode hides the menu",
	"Webhook fires twice", "Password mail never arrives" };
static const char *const plans[] = { "free", "team", "enterprise" };
static const char *const states[] = { "open", "pending", "closed", "open" };
static const char *const priorities[] = { "low", "normal", "high", "urgent" };

static bool
add(json_t *list, json_t *item)
{
	return item != NULL && json_array_append_new(list, item) == 0;
}

static bool
add_customers(struct demo_store *s)
{
	char email[64];
	bool ok = true;

	for (size_t i = 0; i < COUNT(customer_names); i++) {
		(void)snprintf(email, sizeof(email), "desk%zu@example.com",
		    i + 1);
		ok = ok && add(s->customers, json_pack("{s:I,s:s,s:s,s:s}",
		    "id", (json_int_t)i + 1, "name", customer_names[i],
		    "plan", plans[i % COUNT(plans)], "email", email));
	}
	return ok;
}

static bool
add_tickets(struct demo_store *s)
{
	char when[32];
	bool ok = true;

	for (unsigned i = 0; i < 40; i++) {
		const char *assignee = i % 3 == 2 ? NULL :
		    agent_names[i % COUNT(agent_names)][0];

		(void)snprintf(when, sizeof(when),
		    "2026-10-%02uT%02u:15:00Z", 1 + i % 28, i % 24);
		ok = ok && add(s->tickets, json_pack(
		    "{s:I,s:I,s:s,s:s,s:s,s:s?,s:s,s:i}",
		    "id", s->next_ticket++, "customer_id",
		    (json_int_t)(1 + i * 5 % COUNT(customer_names)),
		    "title", titles[i % COUNT(titles)],
		    "status", states[i % COUNT(states)],
		    "priority", priorities[(i * 7 / 4) % COUNT(priorities)],
		    "assignee", assignee, "created_at", when, "version", 1));
	}
	return ok;
}

bool
cmd_demo_store_init(struct demo_store *s)
{
	bool ok;

	s->agents = json_array();
	s->customers = json_array();
	s->tickets = json_array();
	s->comments = json_array();
	s->next_ticket = s->next_comment = 1;
	ok = s->agents != NULL && s->customers != NULL &&
	    s->tickets != NULL && s->comments != NULL;
	for (size_t i = 0; ok && i < COUNT(agent_names); i++)
		ok = add(s->agents, json_pack("{s:s,s:s}", "login",
		    agent_names[i][0], "name", agent_names[i][1]));
	return ok && add_customers(s) && add_tickets(s);
}

void
cmd_demo_store_fini(struct demo_store *s)
{
	json_decref(s->agents);
	json_decref(s->customers);
	json_decref(s->tickets);
	json_decref(s->comments);
}

json_t *
cmd_demo_store_find(json_t *list, json_int_t id)
{
	size_t i;
	json_t *x;

	json_array_foreach(list, i, x) {
		if (json_integer_value(json_object_get(x, "id")) == id)
			return x;
	}
	return NULL;
}
