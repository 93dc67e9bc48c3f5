/* SPDX-License-Identifier: Apache-2.0 */
/* jsonrpc.c -- see jsonrpc.h. */
#include "mcp/jsonrpc.h"

#include <string.h>

static int
fail(struct err *e, int *ret_code, int code, const char *why)
{
	*ret_code = code;
	return err_set(e, ERR_PROTO, "%s", why);
}

static int
read_id(const json_t *id, struct jsonrpc *ret)
{
	struct buf b;
	int r = -1;

	if (!json_is_string(id) && !json_is_integer(id))
		return -1;
	buf_init(&b, sizeof ret->id - 1);
	json_write(&b, id);
	if (buf_ok(&b)) {
		memcpy(ret->id, b.p, b.len + 1);
		r = 0;
	}
	buf_fini(&b);
	return r;
}

static int
read_call(const json_t *v, struct jsonrpc *ret, int *ret_code, struct err *e)
{
	const json_t *id = json_object_get(v, "id");

	ret->method = json_str(v, "method");
	if (ret->method == NULL)
		return fail(e, ret_code, JSONRPC_INVALID,
		    "\"method\" must be a string");
	ret->kind = id != NULL ? JSONRPC_REQUEST : JSONRPC_NOTIFICATION;
	ret->params = json_object_get(v, "params");
	if (ret->params != NULL && !json_is_object(ret->params))
		return fail(e, ret_code, JSONRPC_PARAMS,
		    "\"params\" must be an object");
	return 0;
}

static int
read_response(const json_t *v, struct jsonrpc *ret, int *ret_code,
    struct err *e)
{
	ret->kind = JSONRPC_RESPONSE;
	ret->result = json_object_get(v, "result");
	ret->error = json_object_get(v, "error");
	if ((ret->result == NULL) == (ret->error == NULL))
		return fail(e, ret_code, JSONRPC_INVALID,
		    "neither a method nor one result or error");
	return 0;
}

int
jsonrpc_read(const json_t *v, struct jsonrpc *ret, int *ret_code, struct err *e)
{
	const json_t *id = json_object_get(v, "id");
	const char *version = json_str(v, "jsonrpc");

	memset(ret, 0, sizeof *ret);
	if (!json_is_object(v))
		return fail(e, ret_code, JSONRPC_INVALID,
		    "a message is one JSON object");
	if (id != NULL && read_id(id, ret) == -1)
		return fail(e, ret_code, JSONRPC_INVALID,
		    "\"id\" must be a short string or an integer");
	if (version == NULL || strcmp(version, "2.0") != 0)
		return fail(e, ret_code, JSONRPC_INVALID,
		    "\"jsonrpc\" must be \"2.0\"");
	if (json_object_get(v, "method") != NULL)
		return read_call(v, ret, ret_code, e);
	return read_response(v, ret, ret_code, e);
}

static void
head(struct buf *b, const char *id)
{
	buf_adds(b, "{\"jsonrpc\":\"2.0\",\"id\":");
	buf_adds(b, id[0] != '\0' ? id : "null");
}

void
jsonrpc_begin_result(struct buf *b, const char *id)
{
	head(b, id);
	buf_adds(b, ",\"result\":");
}

void
jsonrpc_write_result(struct buf *b, const char *id, const char *result,
    size_t n)
{
	jsonrpc_begin_result(b, id);
	buf_add(b, result, n);
	buf_addc(b, '}');
}

void
jsonrpc_write_error(struct buf *b, const char *id, int code,
    const char *message, const char *data)
{
	head(b, id);
	buf_addf(b, ",\"error\":{\"code\":%d,\"message\":", code);
	buf_add_json(b, message, strlen(message));
	if (data != NULL) {
		buf_adds(b, ",\"data\":");
		buf_adds(b, data);
	}
	buf_adds(b, "}}");
}

void
jsonrpc_write_call(struct buf *b, const char *id, const char *method,
    const char *params)
{
	buf_adds(b, "{\"jsonrpc\":\"2.0\",");
	if (id != NULL)
		buf_addf(b, "\"id\":%s,", id);
	buf_adds(b, "\"method\":");
	buf_add_json(b, method, strlen(method));
	if (params != NULL) {
		buf_adds(b, ",\"params\":");
		buf_adds(b, params);
	}
	buf_addc(b, '}');
}
