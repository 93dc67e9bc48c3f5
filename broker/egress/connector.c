/* SPDX-License-Identifier: Apache-2.0 */
/* connector.c -- see connector.h. */
#include "broker/egress/connector.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/fetch.h"
#include "common/host/log.h"

struct connections {
	struct connections *next;
	struct connector *of;
	char *tenant;
	struct fetch_loop *loop;
	unsigned held;
};

struct connector {
	struct ev_loop *loop;
	struct connector_set *set;
	const struct conf_connector *conf;
	struct credential *credential; /* NULL: see why */
	struct err why;
	struct catalog *catalog; /* NULL: not opened yet */
	struct request_plan **plans;
	struct catalog *other; /* for programs that began with it, or NULL */
	struct request_plan **other_plans;
	struct connections *tenants; /* most recently used first */
	unsigned n_tenants;
};

struct connector_set {
	struct conf *conf;
	struct connector *all;
	unsigned held;
};

static int open_catalog(struct connector *c, struct err *e);

static void
close_catalog(struct connector *c)
{
	uint32_t i;

	for (i = 0; c->plans != NULL && i < catalog_ops(c->catalog); i++)
		request_plan_free(c->plans[i]);
	free(c->plans);
	c->plans = NULL;
	if (c->catalog != NULL)
		catalog_close(c->catalog);
	c->catalog = NULL;
}

static void
swap(struct connector *c)
{
	struct catalog *catalog = c->catalog;
	struct request_plan **plans = c->plans;

	c->catalog = c->other;
	c->plans = c->other_plans;
	c->other = catalog;
	c->other_plans = plans;
}

static void
close_other(struct connector *c)
{
	swap(c);
	close_catalog(c);
	swap(c);
}

static bool
is_same(const struct catalog *c, uint64_t content)
{
	return c != NULL && catalog_content(c) == content;
}

static struct connector *
of_name(const struct connector_set *s, const char *name)
{
	size_t i;

	for (i = 0; s != NULL && i < s->conf->n; i++)
		if (strcmp(s->all[i].conf->name, name) == 0)
			return &s->all[i];
	return NULL;
}

static const struct credential *
credential_before(const struct connector_set *s, const char *name)
{
	const struct connector *c = of_name(s, name);

	return c != NULL ? c->credential : NULL;
}

static bool
same_url(const struct connector *a, const struct connector *b)
{
	const char *x = a->conf->url, *y = b->conf->url;

	return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

void
connector_set_inherit(struct connector_set *s, struct connector_set *before)
{
	size_t i;

	for (i = 0; i < s->conf->n; i++) {
		struct connector *c = &s->all[i];
		struct connector *old = of_name(before, c->conf->name);

		if (old == NULL || c->catalog == NULL || !same_url(c, old))
			continue;
		/* What is current is open anew; of the old two, the other. */
		if (is_same(old->catalog, catalog_content(c->catalog)))
			swap(old);
		c->other = old->catalog;
		c->other_plans = old->plans;
		old->catalog = NULL;
		old->plans = NULL;
	}
}

struct connector_set *
connector_set_read(struct ev_loop *loop, struct spawner *spawner,
    const char *dir, const struct connector_set *before, struct err *e)
{
	struct connector_set *s = calloc(1, sizeof *s);
	size_t i;

	if (s == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	if ((s->conf = conf_read(dir, e)) == NULL) {
		free(s);
		return NULL;
	}
	s->all = calloc(s->conf->n + 1, sizeof *s->all);
	if (s->all == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		connector_set_free(s);
		return NULL;
	}
	for (i = 0; i < s->conf->n; i++) {
		struct connector *c = &s->all[i];

		c->loop = loop;
		c->set = s;
		c->conf = &s->conf->connectors[i];
		c->credential = credential_new(loop, spawner, c->conf,
		    credential_before(before, c->conf->name), &c->why);
		if (c->credential == NULL)
			log_error("connector=%s %s", c->conf->name,
			    LOG_QUOTED(c->why.msg));
		/* Now, as the broker has: what is indexed later is of neither
		 * until they start again.  One that cannot be is told by its
		 * first call. */
		else if (c->conf->mcp == NULL)
			(void)open_catalog(c, NULL);
	}
	return s;
}

static void
connections_free(struct connections *t)
{
	fetch_loop_free(t->loop);
	free(t->tenant);
	free(t);
}

static void
connector_fini(struct connector *c)
{
	struct connections *t;

	/* First: it may be getting a token, over connections of its own. */
	credential_free(c->credential);
	while ((t = c->tenants) != NULL) {
		c->tenants = t->next;
		connections_free(t);
	}
	close_catalog(c);
	close_other(c);
}

void
connector_set_free(struct connector_set *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; s->all != NULL && i < s->conf->n; i++)
		connector_fini(&s->all[i]);
	free(s->all);
	conf_free(s->conf);
	free(s);
}

bool
connector_set_idle(const struct connector_set *s)
{
	return s->held == 0;
}

/* Where most operations are: a single one elsewhere does not get the
 * credential, whoever wrote the document. */
static const char *
usual_server(const struct connector *c)
{
	uint32_t i, votes = 0, n = catalog_ops(c->catalog);
	const char *best = "";
	struct catalog_op o;

	if (c->conf->url != NULL)
		return c->conf->url;
	/* Boyer and Moore's majority vote. */
	for (i = 0; i < n; i++) {
		catalog_op(c->catalog, i, &o);
		if (votes == 0)
			best = o.server;
		votes = strcmp(best, o.server) == 0 ? votes + 1 : votes - 1;
	}
	return best;
}

static int
open_catalog(struct connector *c, struct err *e)
{
	struct request_plan **plans;

	if (c->catalog != NULL)
		return 0;
	if ((c->catalog = catalog_open(c->conf->catalog, e)) == NULL)
		return -1;
	plans = calloc((size_t)catalog_ops(c->catalog) + 1, sizeof *plans);
	if (plans == NULL) {
		catalog_close(c->catalog);
		c->catalog = NULL;
		return err_set(e, ERR_NOMEM, "out of memory");
	}
	c->plans = plans;
	credential_bind(c->credential, usual_server(c));
	return 0;
}

/* Nothing that is under way points into a catalog: a request is copied. */
int
connector_agree(struct connector *c, uint64_t content, struct err *e)
{
	if (content == 0 || is_same(c->catalog, content))
		return 0;
	if (is_same(c->other, content)) {
		swap(c);
		return 0;
	}
	/* The older of the two makes room for what there is now. */
	close_other(c);
	swap(c);
	if (open_catalog(c, e) == -1)
		return -1;
	return is_same(c->catalog, content) ? 0 :
	    err_set(e, ERR_GONE, "its description was indexed anew since "
	    "this program started: run it again");
}

struct connector *
connector_find(struct connector_set *s, const char *name, struct err *e)
{
	size_t i;

	for (i = 0; i < s->conf->n; i++) {
		struct connector *c = &s->all[i];

		if (strcmp(c->conf->name, name) != 0)
			continue;
		if (c->credential == NULL) {
			/* Where secrets lie is the operator's business. */
			err_set(e, ERR_DENIED, "its credential cannot be read; "
			    "the log of cordon says why");
			return NULL;
		}
		if (c->conf->mcp != NULL) /* works before it has one */
			return c;
		return open_catalog(c, e) == -1 ? NULL : c;
	}
	err_set(e, ERR_NOTFOUND, "there is no connector \"%.64s\"", name);
	return NULL;
}

size_t
connector_in_flight(const struct connector_set *s, const char *name)
{
	const struct conf_connector *c = conf_find(s->conf, name);

	return c == NULL ? SIZE_MAX : c->in_flight;
}

const struct request_plan *
connector_plan(struct connector *c, uint32_t op, const char **ret_name,
    struct err *e)
{
	struct catalog_op o;

	if (op >= catalog_ops(c->catalog)) {
		err_set(e, ERR_NOTFOUND, "it has no operation %u", op);
		return NULL;
	}
	if (c->plans[op] != NULL) {
		*ret_name = request_plan_name(c->plans[op]);
		return c->plans[op];
	}
	catalog_op(c->catalog, op, &o);
	*ret_name = o.name;
	c->plans[op] = request_plan_new(c->catalog, op, e);
	return c->plans[op];
}

int64_t
connector_named(struct connector *c, uint32_t op, const char *name,
    struct err *e)
{
	struct catalog_op o;
	int64_t found = op;

	if (open_catalog(c, e) == -1)
		return -1;
	if (op < catalog_ops(c->catalog))
		catalog_op(c->catalog, op, &o);
	else
		o.name = "";
	if (name != NULL && strcmp(name, o.name) != 0)
		found = catalog_find(c->catalog, name);
	if (found >= 0 && found < catalog_ops(c->catalog))
		return found;
	return err_set(e, ERR_NOTFOUND, "it has no operation %u any more", op);
}

const char *
connector_tool(struct connector *c, uint32_t op, const char *name,
    struct err *e)
{
	int64_t found = connector_named(c, op, name, e);
	struct catalog_op o;

	if (found == -1)
		return NULL;
	catalog_op(c->catalog, (uint32_t)found, &o);
	return o.id;
}

const struct conf_connector *
connector_conf(const struct connector *c)
{
	return c->conf;
}

const struct conf *
connector_set_conf(const struct connector_set *s)
{
	return s->conf;
}

struct credential *
connector_credential(const struct connector *c)
{
	return c->credential;
}

const char *const *
connector_networks(const struct connector *c)
{
	return (const char *const *)(const void *)c->conf->network;
}

/* Connections by tenant ----------------------------------------------- */

static void
make_room(struct connector *c)
{
	struct connections **at, **last = NULL, *t;

	if (c->n_tenants < CONNECTOR_TENANTS_MAX)
		return;
	for (at = &c->tenants; *at != NULL; at = &(*at)->next)
		if ((*at)->held == 0)
			last = at;
	if (last == NULL)
		return;
	t = *last;
	*last = t->next;
	c->n_tenants--;
	connections_free(t);
}

static struct connections *
add_tenant(struct connector *c, const char *tenant)
{
	struct connections *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->tenant = strdup(tenant);
	t->loop = fetch_loop_new(c->loop, fetch_loop_ended);
	t->of = c;
	if (t->tenant == NULL || t->loop == NULL) {
		connections_free(t);
		return NULL;
	}
	c->n_tenants++;
	return t;
}

struct connections *
connector_hold(struct connector *c, const char *tenant)
{
	struct connections **at = &c->tenants, *t;

	while ((t = *at) != NULL && strcmp(t->tenant, tenant) != 0)
		at = &t->next;
	if (t != NULL)
		*at = t->next;
	else {
		make_room(c);
		if ((t = add_tenant(c, tenant)) == NULL)
			return NULL;
	}
	t->next = c->tenants;
	c->tenants = t;
	t->held++;
	c->set->held++;
	return t;
}

struct fetch_loop *
connector_loop(struct connections *t)
{
	return t->loop;
}

void
connector_release(struct connections *t)
{
	t->held--;
	t->of->set->held--;
}
