/* SPDX-License-Identifier: Apache-2.0 */
/* toolcall.c -- see toolcall.h and toolcall_int.h. */
#include "mcp/toolcall_int.h"

#include <stdlib.h>
#include <string.h>

#include "mcp/ask.h"

/* A result is shortened to tens of kB; fixtures carry images. */
#define ANSWER_MAX (16 * 1024 * 1024)
/* A progress token is an id, so no longer than one. */
#define TOKEN_MAX JSONRPC_ID_MAX

static char *
progress_token(const struct jsonrpc *m)
{
	const json_t *t = json_object_get(json_object_get(m->params, "_meta"),
	    "progressToken");
	struct buf b;

	if (!json_is_string(t) && !json_is_integer(t))
		return NULL;
	buf_init(&b, TOKEN_MAX);
	json_write(&b, t);
	if (buf_ok(&b))
		return buf_steal(&b);
	buf_fini(&b);
	return NULL;
}

struct toolcall *
toolcall_new(struct toolcall_list *l, const struct server *s,
    const struct jsonrpc *m, const struct sink *sink)
{
	struct toolcall *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->id = strdup(m->id);
	if (c->id == NULL) {
		free(c);
		return NULL;
	}
	c->server = s;
	c->sink = *sink;
	c->progress = progress_token(m);
	c->list = l;
	LIST_INSERT_HEAD(&l->calls, c, link);
	l->n++;
	return c;
}

/* What answering may lead to (a broken pipe ends every call of the session)
 * must not find this one again. */
void
toolcall_leave(struct toolcall *c)
{
	ask_drop(c);
	if (c->list == NULL)
		return;
	LIST_REMOVE(c, link);
	c->list->n--;
	c->list = NULL;
}

static void
toolcall_free(struct toolcall *c)
{
	free(c->id);
	free(c->progress);
	free(c->about);
	free(c);
}

bool
toolcall_adopt(struct toolcall *c, struct toolcall_list *l,
    const struct jsonrpc *m, const struct sink *sink)
{
	char *id = strdup(m->id);

	if (id == NULL)
		return false;
	free(c->id);
	free(c->progress);
	c->id = id;
	c->progress = progress_token(m);
	c->sink = *sink;
	c->list = l;
	LIST_INSERT_HEAD(&l->calls, c, link);
	l->n++;
	return true;
}

void
toolcall_start(struct toolcall *c,
    void (*start)(void *arg, struct toolcall *c, const json_t *args),
    const json_t *args, const json_t *params)
{
	struct toolcall_list *l = c->list;

	l->params = params;
	start(server_info(c->server)->arg, c, args);
	l->params = NULL;
}

const json_t *
toolcall_params(const struct toolcall *c)
{
	return c->list != NULL ? c->list->params : NULL;
}

void
toolcall_cancel(struct toolcall *c)
{
	if (c->cancelled)
		return;
	c->cancelled = true;
	if (c->cancel != NULL)
		c->cancel(server_info(c->server)->arg, c);
}

struct toolcall *
toolcall_by_id(const struct toolcall_list *l, const char *id)
{
	struct toolcall *c;

	LIST_FOREACH(c, &l->calls, link)
	if (strcmp(c->id, id) == 0)
		return c;
	return NULL;
}

void
toolcall_set_state(struct toolcall *c, void *state)
{
	c->state = state;
}

void *
toolcall_state(const struct toolcall *c)
{
	return c->state;
}

const char *
toolcall_principal(const struct toolcall *c)
{
	return c->principal;
}

bool
toolcall_modern(const struct toolcall *c)
{
	return c->modern;
}

bool
toolcall_can(const struct toolcall *c, unsigned what)
{
	return (c->can & what) == what;
}

bool
toolcall_wants_progress(const struct toolcall *c)
{
	return c->progress != NULL && !c->cancelled && c->sink.send != NULL;
}

void
toolcall_send(struct toolcall *c, const struct buf *b, int status, bool last)
{
	struct outgoing o = { "", 0, status, last };

	if (c->sink.send == NULL)
		return;
	if (!c->cancelled && buf_ok(b)) {
		o.json = b->p;
		o.len = b->len;
	}
	c->sink.send(c->sink.ctx, &o);
}

void
toolcall_notify(struct toolcall *c, const char *method, const char *params)
{
	struct buf b;

	if (c->cancelled || c->sink.send == NULL)
		return;
	buf_init(&b, ANSWER_MAX);
	jsonrpc_write_call(&b, NULL, method, params);
	if (buf_ok(&b))
		toolcall_send(c, &b, 200, false);
	buf_fini(&b);
}

void
toolcall_progress(struct toolcall *c, double progress, double total,
    const char *message)
{
	struct buf params;

	if (!toolcall_wants_progress(c))
		return;
	buf_init(&params, ANSWER_MAX);
	buf_addf(&params, "{\"progressToken\":%s,\"progress\":%.15g",
	    c->progress, progress);
	if (total > 0)
		buf_addf(&params, ",\"total\":%.15g", total);
	if (message != NULL) {
		buf_adds(&params, ",\"message\":");
		buf_add_json(&params, message, strlen(message));
	}
	buf_addc(&params, '}');
	if (buf_ok(&params))
		toolcall_notify(c, "notifications/progress", params.p);
	buf_fini(&params);
}

/* An error that HTTP tells of in its status too. */
static int
status_of(const struct toolcall *c, int code)
{
	return c->modern && code == JSONRPC_NO_CAPABILITY ? 400 : 200;
}

/* Sends the last word of it, and frees it. */
static void
end(struct toolcall *c, struct buf *b, int status)
{
	if (!buf_ok(b)) {
		buf_clear(b);
		jsonrpc_write_error(b, c->id, JSONRPC_INTERNAL,
		    "the result is too large to send", NULL);
	}
	toolcall_send(c, b, status, true);
	buf_fini(b);
	toolcall_free(c);
}

void
toolcall_finish_result(struct toolcall *c, const char *members, size_t n)
{
	const char *tail = c->modern ? server_modern_tail(c->server) : "}";
	struct buf b;

	toolcall_leave(c);
	buf_init(&b, ANSWER_MAX);
	jsonrpc_begin_result(&b, c->id);
	buf_addc(&b, '{');
	buf_add(&b, members, n);
	buf_adds(&b, n == 0 && tail[0] == ',' ? tail + 1 : tail);
	buf_addc(&b, '}');
	end(c, &b, 200);
}

void
toolcall_finish_error(struct toolcall *c, int code, const char *message,
    const char *data)
{
	struct buf b;

	toolcall_leave(c);
	buf_init(&b, ANSWER_MAX);
	jsonrpc_write_error(&b, c->id, code, message, data);
	end(c, &b, status_of(c, code));
}

static void
begin_content(struct toolcall *c, struct buf *b)
{
	toolcall_leave(c);
	buf_init(b, ANSWER_MAX);
	jsonrpc_begin_result(b, c->id);
	buf_adds(b, "{\"content\":");
}

static void
end_content(struct toolcall *c, struct buf *b, bool is_error)
{
	if (is_error)
		buf_adds(b, ",\"isError\":true");
	buf_adds(b, c->modern ? server_modern_tail(c->server) : "}");
	buf_addc(b, '}');
	end(c, b, 200);
}

void
toolcall_finish(struct toolcall *c, const char *content, size_t n,
    bool is_error)
{
	struct buf b;

	begin_content(c, &b);
	buf_add(&b, content, n);
	end_content(c, &b, is_error);
}

void
toolcall_finish_text(struct toolcall *c, const char *text, size_t n,
    bool is_error)
{
	struct buf b;

	begin_content(c, &b);
	buf_adds(&b, "[{\"type\":\"text\",\"text\":");
	buf_add_json(&b, text, n);
	buf_adds(&b, "}]");
	end_content(c, &b, is_error);
}
