/* SPDX-License-Identifier: Apache-2.0 */
/* server_tools.c -- see server_tools.h. */
#include "broker/server_tools.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/host/file.h"
#include "common/host/json.h"
#include "common/host/log.h"
#include "common/host/yaml.h"
#include "mcp/tool_headers.h"
#include "typegen/mcp_tools.h"

struct asked {
	struct ev_loop *loop;
	const struct conf_connector *connector;
	int result;
	struct err *e;
};

/* The directory of the catalog is made when it is first needed. */
static int
make_dir(const char *path, struct err *e)
{
	char *dir = strdup(path), *slash;
	int r;

	if (dir == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if ((slash = strrchr(dir, '/')) != NULL)
		*slash = '\0';
	r = file_mkdirs(dir, 0755, e);
	free(dir);
	return r;
}

int
server_tools_keep(const struct conf_connector *c, const char *json, size_t n,
    struct err *e)
{
	json_t *list = json_read(json, n, &json_limits_document, e);
	bool good = json_is_array(json_object_get(list, "tools"));

	if (list == NULL)
		return -1;
	json_decref(list);
	if (!good)
		return err_set(e, ERR_UPSTREAM, "its list of tools is none");
	if (make_dir(c->document, e) == -1)
		return -1;
	return file_write(c->document, json, n, 0644, e);
}

/* One that HTTP cannot carry as its server wants is not called at all. */
static bool
callable(const struct conf_connector *c, const json_t *tool, const char *name)
{
	json_t *headers;
	struct err e;

	if (c->url == NULL)
		return true;
	headers = tool_headers_read(json_object_get(tool, "inputSchema"), &e);
	if (headers == NULL)
		log_warn("connector=%s its tool %s is left out: %s",
		    c->name, LOG_QUOTED(name), LOG_QUOTED(e.msg));
	json_decref(headers);
	return headers != NULL;
}

int
server_tools_compile(const struct conf_connector *c, struct catalog_report *ret,
    struct err *e)
{
	json_t *list, *kept, *one;
	size_t i;
	int r;

	if (c->mcp->tools == NULL && !file_exists(c->document))
		return err_set(e, ERR_NOTFOUND,
		    "its tools are not known yet; "
		    "`cordon index` asks the server for them");
	if ((list = yaml_read_file(c->document, &json_limits_document, e)) ==
	    NULL)
		return -1;
	kept = mcp_tools_list(list) != NULL ? json_array() : NULL;
	json_array_foreach((json_t *)(uintptr_t)mcp_tools_list(list), i, one)
	{
		const char *name = json_str(one, "name");

		if (name == NULL ||
		    (conf_mcp_tool(c->mcp, name) && callable(c, one, name)))
			json_array_append(kept, one);
	}
	one = json_pack("{s:O?, s:o*}", "server",
	    json_object_get(list, "server"), "tools", kept);
	r = mcp_tools_build(c->name, one, c->catalog, ret, e);
	if (r == -1)
		err_prefix(e, "%s", c->document);
	json_decref(one);
	json_decref(list);
	return r;
}

/* The message of ["error", name, message, ...]. */
static int
refusal(const char *error, struct err *e)
{
	json_t *v = json_read(error, strlen(error), &json_limits_rpc, NULL);
	const char *text = json_string_value(json_array_get(v, 2));

	err_set(e, ERR_UPSTREAM, "%.480s",
	    text != NULL ? text : "it gave no list of tools");
	json_decref(v);
	return -1;
}

static void
on_list(void *arg, const struct egress_reply *r)
{
	struct asked *a = arg;

	if (r->value == NULL)
		a->result = refusal(r->error, a->e);
	else
		a->result = server_tools_keep(a->connector, r->body->bytes.p,
		    r->body->bytes.len, a->e);
	rpc_body_free(r->body);
	ev_break(a->loop, EVBREAK_ALL);
}

static int
ask(struct ev_loop *loop, const char *dir, const struct conf_connector *c,
    struct err *e)
{
	struct asked a = { loop, c, -1, e };
	const struct egress_request r = { .tenant = "local",
		.connector = c->name,
		.operation = EGRESS_LIST_TOOLS,
		.run = "list",
		.deadline_ms = SERVER_TOOLS_WAIT_MS };
	struct rpc_account *account = rpc_account_new(4096, NULL);
	struct egress_link *l = NULL;
	struct rpc_body *args = NULL;
	char path[PATH_MAX];

	if (account != NULL)
		args = rpc_body_new(account, 1);
	if (args == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	else if (conf_program("cordon-egress", path, sizeof path, e) == 0 &&
	    (l = egress_link_new(loop, path, dir, e)) != NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		if (egress_link_call(l, &r, args, on_list, &a) != NULL)
			ev_run(loop, 0);
		args = NULL;
	}
	rpc_body_free(args);
	egress_link_free(l);
	if (account != NULL)
		rpc_account_drop(account);
	return a.result;
}

int
server_tools_fetch(const char *config_dir, const struct conf_connector *c,
    struct err *e)
{
	struct ev_loop *loop = ev_loop_new(0);
	int r;

	if (loop == NULL)
		return err_set(e, ERR_NOMEM, "no event loop");
	r = ask(loop, config_dir, c, e);
	ev_loop_destroy(loop);
	return r;
}
