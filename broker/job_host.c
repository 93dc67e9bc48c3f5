/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_host.c -- codemode.search() and its kind, asked from inside a program.
 * The arguments are a JSON array; it is small, and read within json_limits_rpc.
 */
#include <stdlib.h>
#include <string.h>

#include "broker/job_run.h"
#include "broker/visible.h"
#include "common/base/limits.h"
#include "common/host/json.h"

#define HITS_DEFAULT 10
#define HITS_MAX 100 /* nobody reads more */

static void
answer(struct job *j, struct rpc_call *rpc, struct buf *json)
{
	struct rpc_body *body = rpc_body_new(j->replies, BODY_MAX);
	char head[64];

	(void)snprintf(head, sizeof head, "{\"kind\":\"json\",\"now_ms\":%llu",
	    (unsigned long long)job_now_ms(j));
	if (body == NULL || !buf_ok(json) ||
	    !rpc_body_add(body, json->p, json->len)) {
		rpc_body_free(body);
		job_call_reject(j, rpc, "E_LIMIT", "the answer is too large");
		return;
	}
	rpc_server_resolve(j->server, rpc, head, body);
}

static void
add_hit(struct buf *b, const struct catalog_hit *h)
{
	struct catalog_op op;
	const char *types;
	struct buf name;

	catalog_op(h->catalog, h->op, &op);
	buf_init(&name, BODY_MAX);
	buf_addf(&name, "%s.%s", catalog_name(h->catalog), op.name);
	buf_adds(b, "{\"operation\":");
	buf_add_json(b, name.p, name.len);
	buf_adds(b, ",\"summary\":");
	buf_add_json(b, op.summary, strlen(op.summary));
	buf_adds(b, ",\"signature\":");
	buf_add_json(b, op.signature, strlen(op.signature));
	buf_clear(&name);
	catalog_usage(h->catalog, h->op, CATALOG_USAGE_BYTES, &name);
	types = buf_ok(&name) && name.p != NULL ? strchr(name.p, '\n') : NULL;
	if (types != NULL && types[1] != '\0') {
		buf_adds(b, ",\"types\":");
		buf_add_json(b, types + 1, strlen(types + 1));
	}
	buf_addc(b, '}');
	buf_fini(&name);
}

/* search(query) or search({query, connector, limit}): an array of hits. */
static void
search(struct job *j, struct rpc_call *rpc, const json_t *args)
{
	const json_t *first = json_array_get(args, 0);
	const json_t *opts = json_is_object(first) ? first :
						     json_array_get(args, 1);
	const char *query = json_is_string(first) ? json_string_value(first) :
						    json_str(first, "query");
	const char *only = json_str(opts, "connector");
	json_int_t limit = json_int(opts, "limit", HITS_DEFAULT);
	struct catalog_hit hits[HITS_MAX];
	const struct catalog *one, *const *list;
	size_t i, n, total;
	struct buf b;

	if (query == NULL) {
		job_call_reject(j, rpc, "E_INPUT", "search needs a query");
		return;
	}
	n = edition_catalogs(j->edition, &list);
	if (only != NULL) {
		if ((one = visible_catalog(j->edition, j->tenant, only)) == NULL) {
			job_call_reject(j, rpc, "E_UNKNOWN_OPERATION",
			    "there is no such connector");
			return;
		}
		list = &one;
		n = 1;
	}
	limit = limit < 1 ? 1 : limit > HITS_MAX ? HITS_MAX : limit;
	n = visible_search(&(struct visible_asked){ .edition = j->edition,
	    .tenant = j->tenant, .list = list, .n = n, .query = query,
	    .limit = (size_t)limit }, hits, &total);
	buf_init(&b, BODY_MAX);
	buf_addc(&b, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(&b, ',');
		add_hit(&b, &hits[i]);
	}
	buf_addc(&b, ']');
	answer(j, rpc, &b);
	buf_fini(&b);
}

/* A whole connector; one by one where some of it is hidden. */
static void
describe_all(const struct job *j, const struct catalog *c, struct buf *ts)
{
	uint32_t op;

	if (visible_all(j->edition)) {
		catalog_types(c, ts);
		return;
	}
	for (op = 0; op < catalog_ops(c); op++)
		if (visible_op(j->edition, j->tenant, c, op))
			catalog_describe(c, op, ts);
}

/* "github.issues.list" or "github": the TypeScript; or false, and then what is
 * near appended. */
static bool
describe_name(const struct job *j, const char *name, struct buf *ts)
{
	const struct edition *k = j->edition;
	size_t n = strcspn(name, ".");
	const struct catalog *c;
	char connector[NAME_MAX_BYTES + 1];
	int64_t op;

	if (n > NAME_MAX_BYTES)
		return false;
	memcpy(connector, name, n);
	connector[n] = '\0';
	if ((c = visible_catalog(k, j->tenant, connector)) == NULL)
		return false;
	if (name[n] == '\0') {
		describe_all(j, c, ts);
		return true;
	}
	if ((op = catalog_find(c, name + n + 1)) < 0 ||
	    !visible_op(k, j->tenant, c, (uint32_t)op)) {
		/* What is near may be hidden. */
		if (visible_all(k))
			catalog_nearest(c, name + n + 1, 3, ts);
		return false;
	}
	catalog_describe(c, (uint32_t)op, ts);
	return true;
}

static void
describe(struct job *j, struct rpc_call *rpc, const json_t *args)
{
	const char *name = json_string_value(json_array_get(args, 0));
	struct buf ts, b;

	buf_init(&ts, BODY_MAX / 2);
	buf_init(&b, BODY_MAX);
	if (name != NULL && describe_name(j, name, &ts)) {
		buf_add_json(&b, ts.p, ts.len);
		answer(j, rpc, &b);
	} else {
		buf_adds(&b,
		    "describe needs the name of a connector or an operation, "
		    "as in describe(\"github.issues.get\")");
		if (ts.len > 0 && buf_ok(&ts))
			buf_addf(&b, "; the nearest: %s", ts.p);
		job_call_reject(j, rpc, "E_UNKNOWN_OPERATION", b.p);
	}
	buf_fini(&ts);
	buf_fini(&b);
}

static void
unsupported(struct job *j, struct rpc_call *rpc, const json_t *args)
{
	(void)args;
	job_call_reject(j, rpc, "E_UNSUPPORTED",
	    "this function needs a store, and this cordon has none");
}

void
job_host_serve(struct job *j, struct rpc_call *rpc, const char *function,
    struct rpc_body *args)
{
	static const struct {
		const char *name;
		void (*serve)(struct job *, struct rpc_call *, const json_t *);
	} functions[] = {
		{ "search", search },
		{ "describe", describe },
		{ "step", unsupported },
		{ "result", unsupported },
	};
	json_t *v = NULL;
	size_t i = 0, n = sizeof functions / sizeof functions[0];

	if (args->bytes.len > 0)
		v = json_read(args->bytes.p, args->bytes.len, &json_limits_rpc,
		    NULL);
	rpc_body_free(args);
	while (i < n && strcmp(functions[i].name, function) != 0)
		i++;
	if (++j->n_calls > job_calls_max(j))
		job_call_reject(j, rpc, "E_LIMIT",
		    "the program made too many calls");
	else if (i == n)
		job_call_reject(j, rpc, "E_UNKNOWN_OPERATION",
		    "codemode has search, describe, step and result");
	else if (!json_is_array(v))
		job_call_reject(j, rpc, "E_INPUT",
		    "the arguments must be an array, and small");
	else
		functions[i].serve(j, rpc, v);
	json_decref(v);
}
