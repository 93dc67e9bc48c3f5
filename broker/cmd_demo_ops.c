/* SPDX-License-Identifier: Apache-2.0 */
/* What each operation of demo.openapi.json does. */
#include "broker/cmd_demo_ops.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PAGE_DEFAULT 10
#define PAGE_MOST 100

unsigned
cmd_demo_ops_problem(json_t **ret, unsigned status, const char *field,
    const char *message)
{
	*ret = field == NULL ? json_pack("{s:s}", "message", message) :
	    json_pack("{s:s,s:s}", "message", message, "field", field);
	return status;
}

static const char *
text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? "" : s;
}

static const char *
query(const struct demo_request *r, const char *name)
{
	return json_string_value(json_array_get(
	    json_object_get(r->query, name), 0));
}

/* No such filter, or one of its values is it. */
static bool
matches(const struct demo_request *r, const char *name, const char *value)
{
	json_t *all = json_object_get(r->query, name), *v;
	size_t i;

	if (all == NULL)
		return true;
	json_array_foreach(all, i, v) {
		if (strcmp(json_string_value(v), value) == 0)
			return true;
	}
	return false;
}

static long
number(const struct demo_request *r, const char *name, long missing, long most)
{
	const char *s = query(r, name);
	char *end;
	long n;

	if (s == NULL)
		return missing;
	n = strtol(s, &end, 10);
	return *end != '\0' || n < 1 || n > most ? -1 : n;
}

static unsigned
page(const struct demo_request *r, json_t *all, json_t **ret)
{
	long at = number(r, "page", 1, 1000000);
	long per = number(r, "per_page", PAGE_DEFAULT, PAGE_MOST);
	size_t total = json_array_size(all), from, i;
	json_t *items = json_array(), *next;

	if (at < 0 || per < 0) {
		json_decref(items);
		json_decref(all);
		return cmd_demo_ops_problem(ret, 422, at < 0 ? "page" : "per_page",
		    "a number within its bounds is expected");
	}
	from = (size_t)(at - 1) * (size_t)per;
	for (i = from; i < total && i < from + (size_t)per; i++)
		(void)json_array_append(items, json_array_get(all, i));
	next = from + (size_t)per < total ? json_integer(at + 1) :
	    json_null();
	json_decref(all);
	*ret = json_pack("{s:o,s:I,s:o}", "items", items, "total",
	    (json_int_t)total, "next_page", next);
	return 200;
}

unsigned
cmd_demo_ops_whoami(struct demo_request *r, json_t **ret)
{
	*ret = json_incref(json_array_get(r->store->agents, 0));
	return 200;
}

unsigned
cmd_demo_ops_list_agents(struct demo_request *r, json_t **ret)
{
	*ret = json_incref(r->store->agents);
	return 200;
}

unsigned
cmd_demo_ops_list_customers(struct demo_request *r, json_t **ret)
{
	json_t *all = json_array(), *c;
	size_t i;

	json_array_foreach(r->store->customers, i, c) {
		if (matches(r, "plan", text(c, "plan")))
			(void)json_array_append(all, c);
	}
	return page(r, all, ret);
}

unsigned
cmd_demo_ops_get_customer(struct demo_request *r, json_t **ret)
{
	json_t *c = cmd_demo_store_find(r->store->customers, r->id);

	if (c == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such customer");
	*ret = json_incref(c);
	return 200;
}

static int
by_creation(const void *a, const void *b)
{
	return strcmp(text(*(json_t *const *)b, "created_at"),
	    text(*(json_t *const *)a, "created_at"));
}

static int
urgency(const json_t *t)
{
	static const char *const order[] = { "urgent", "high", "normal" };
	int i;

	for (i = 0; i < 3; i++) {
		if (strcmp(text(t, "priority"), order[i]) == 0)
			break;
	}
	return i;
}

static int
by_priority(const void *a, const void *b)
{
	int d = urgency(*(json_t *const *)a) - urgency(*(json_t *const *)b);

	return d != 0 ? d : by_creation(a, b);
}

/* The tickets that pass the filters, sorted; a new array. */
static json_t *
select_tickets(struct demo_request *r, json_int_t customer,
    int (*order)(const void *, const void *))
{
	json_t *picked[DEMO_TICKETS_MAX], *all = json_array(), *t;
	size_t i, n = 0;

	json_array_foreach(r->store->tickets, i, t) {
		if (n < DEMO_TICKETS_MAX && (customer == 0 ||
		    json_integer_value(json_object_get(t, "customer_id")) ==
		    customer) && matches(r, "status", text(t, "status")) &&
		    matches(r, "priority", text(t, "priority")) &&
		    matches(r, "assignee", text(t, "assignee")))
			picked[n++] = t;
	}
	qsort(picked, n, sizeof(picked[0]), order);
	for (i = 0; i < n; i++)
		(void)json_array_append(all, picked[i]);
	return all;
}

unsigned
cmd_demo_ops_customer_tickets(struct demo_request *r, json_t **ret)
{
	if (cmd_demo_store_find(r->store->customers, r->id) == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such customer");
	*ret = select_tickets(r, r->id, by_creation);
	return 200;
}

unsigned
cmd_demo_ops_list_tickets(struct demo_request *r, json_t **ret)
{
	const char *sort = query(r, "sort");

	return page(r, select_tickets(r, 0, sort != NULL &&
	    strcmp(sort, "priority") == 0 ? by_priority : by_creation), ret);
}

static bool
is_one_of(const json_t *v, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (json_is_string(v) &&
		    strcmp(json_string_value(v), *list) == 0)
			return true;
	}
	return false;
}

static const char *const statuses[] = { "open", "pending", "closed", NULL };
static const char *const priorities[] = { "low", "normal", "high", "urgent",
	NULL };

/* The name of the first member that may not be so, or NULL. */
static const char *
wrong_member(json_t *body)
{
	const char *key;
	json_t *v;

	json_object_foreach(body, key, v) {
		if (strcmp(key, "status") == 0 ? !is_one_of(v, statuses) :
		    strcmp(key, "priority") == 0 ? !is_one_of(v, priorities) :
		    strcmp(key, "title") == 0 ? json_string_length(v) == 0 :
		    strcmp(key, "assignee") == 0 ? !json_is_null(v) &&
		    !json_is_string(v) : strcmp(key, "customer_id") != 0)
			return key;
	}
	return NULL;
}

static unsigned
need_object(struct demo_request *r, json_t **ret)
{
	const char *wrong;

	if (!json_is_object(r->body))
		return cmd_demo_ops_problem(ret, 400, NULL, "a JSON object is expected");
	if ((wrong = wrong_member(r->body)) != NULL)
		return cmd_demo_ops_problem(ret, 422, wrong, "this value is not possible");
	return 0;
}

unsigned
cmd_demo_ops_create_ticket(struct demo_request *r, json_t **ret)
{
	struct demo_store *s = r->store;
	unsigned status = need_object(r, ret);
	json_t *who, *t;

	if (status != 0)
		return status;
	who = json_object_get(r->body, "customer_id");
	if (cmd_demo_store_find(s->customers, json_integer_value(who)) == NULL)
		return cmd_demo_ops_problem(ret, 422, "customer_id", "no such customer");
	if (json_object_get(r->body, "title") == NULL)
		return cmd_demo_ops_problem(ret, 422, "title", "a title is required");
	if (json_array_size(s->tickets) >= DEMO_TICKETS_MAX)
		return cmd_demo_ops_problem(ret, 507, NULL, "the demo's store is full");
	t = json_pack("{s:I,s:O,s:O,s:s,s:s,s:n,s:s,s:i}", "id",
	    s->next_ticket++, "customer_id", who, "title",
	    json_object_get(r->body, "title"), "status", "open", "priority",
	    "normal", "assignee", "created_at", "2026-11-01T09:00:00Z",
	    "version", 1);
	if (json_object_get(r->body, "priority") != NULL)
		(void)json_object_set(t, "priority",
		    json_object_get(r->body, "priority"));
	(void)json_array_append(s->tickets, t);
	*ret = t;
	return 201;
}

static json_t *
ticket(struct demo_request *r)
{
	return cmd_demo_store_find(r->store->tickets, r->id);
}

unsigned
cmd_demo_ops_get_ticket(struct demo_request *r, json_t **ret)
{
	json_t *t = ticket(r);

	if (t == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	*ret = json_incref(t);
	return 200;
}

static void
touch(json_t *t)
{
	json_int_t v = json_integer_value(json_object_get(t, "version"));

	(void)json_object_set_new(t, "version", json_integer(v + 1));
}

unsigned
cmd_demo_ops_update_ticket(struct demo_request *r, json_t **ret)
{
	json_t *t = ticket(r);
	unsigned status;

	if (t == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	if ((status = need_object(r, ret)) != 0)
		return status;
	if (r->if_match != NULL && strtoll(r->if_match, NULL, 10) !=
	    json_integer_value(json_object_get(t, "version")))
		return cmd_demo_ops_problem(ret, 412, "If-Match",
		    "the ticket has changed since it was read");
	(void)json_object_del(r->body, "customer_id");
	(void)json_object_update(t, r->body);
	touch(t);
	*ret = json_incref(t);
	return 200;
}

unsigned
cmd_demo_ops_close_ticket(struct demo_request *r, json_t **ret)
{
	json_t *t = ticket(r);

	if (t == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	if (strcmp(text(t, "status"), "closed") == 0)
		return cmd_demo_ops_problem(ret, 409, "status", "it is closed already");
	(void)json_object_set_new(t, "status", json_string("closed"));
	touch(t);
	*ret = json_incref(t);
	return 200;
}

static void
drop(json_t *list, const char *key, json_int_t id)
{
	for (size_t i = json_array_size(list); i-- > 0;) {
		if (json_integer_value(json_object_get(json_array_get(list,
		    i), key)) == id)
			(void)json_array_remove(list, i);
	}
}

unsigned
cmd_demo_ops_delete_ticket(struct demo_request *r, json_t **ret)
{
	if (ticket(r) == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	drop(r->store->tickets, "id", r->id);
	drop(r->store->comments, "ticket_id", r->id);
	return 204;
}

unsigned
cmd_demo_ops_list_comments(struct demo_request *r, json_t **ret)
{
	json_t *c;
	size_t i;

	if (ticket(r) == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	*ret = json_array();
	json_array_foreach(r->store->comments, i, c) {
		if (json_integer_value(json_object_get(c, "ticket_id")) ==
		    r->id)
			(void)json_array_append(*ret, c);
	}
	return 200;
}

unsigned
cmd_demo_ops_add_comment(struct demo_request *r, json_t **ret)
{
	json_t *said = json_object_get(r->body, "text"), *c;

	if (ticket(r) == NULL)
		return cmd_demo_ops_problem(ret, 404, NULL, "there is no such ticket");
	if (json_string_length(said) == 0)
		return cmd_demo_ops_problem(ret, 422, "text", "a text is required");
	if (json_array_size(r->store->comments) >= DEMO_COMMENTS_MAX)
		return cmd_demo_ops_problem(ret, 507, NULL, "the demo's store is full");
	c = json_pack("{s:I,s:I,s:s,s:O}", "id", r->store->next_comment++,
	    "ticket_id", r->id, "author", "ada", "text", said);
	(void)json_array_append(r->store->comments, c);
	*ret = c;
	return 201;
}

static bool
has_words(const char *title, const char *words)
{
	char word[64];
	size_t n;

	for (; *words != '\0'; words += n) {
		words += strspn(words, " ");
		n = strcspn(words, " ");
		if (n == 0)
			break;
		if (n >= sizeof(word))
			return false;
		memcpy(word, words, n);
		word[n] = '\0';
		if (strcasestr(title, word) == NULL)
			return false;
	}
	return true;
}

unsigned
cmd_demo_ops_search(struct demo_request *r, json_t **ret)
{
	const char *q = query(r, "q");
	json_t *t;
	size_t i;

	if (q == NULL || q[0] == '\0')
		return cmd_demo_ops_problem(ret, 422, "q", "words are required");
	*ret = json_array();
	json_array_foreach(r->store->tickets, i, t) {
		if (has_words(text(t, "title"), q))
			(void)json_array_append(*ret, t);
	}
	return 200;
}

static void
count(json_t *counts, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(counts, key));

	(void)json_object_set_new(counts, key, json_integer(n + 1));
}

unsigned
cmd_demo_ops_stats(struct demo_request *r, json_t **ret)
{
	json_t *states = json_object(), *levels = json_object(), *t;
	size_t i;

	json_array_foreach(r->store->tickets, i, t) {
		count(states, text(t, "status"));
		count(levels, text(t, "priority"));
	}
	*ret = json_pack("{s:o,s:o}", "by_status", states, "by_priority",
	    levels);
	return 200;
}
