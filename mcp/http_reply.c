/* SPDX-License-Identifier: Apache-2.0 */
/* http_reply.c -- responses: JSON, events, and the refusals. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mcp/http_int.h"

/* An event's bytes asked for at once. */
#define BLOCK_BYTES 16384
#define HEADER_MAX 512

static void
add(struct MHD_Response *m, const char *name, const char *value)
{
	(void)MHD_add_response_header(m, name, value);
}

static enum MHD_Result
queue(struct MHD_Connection *c, int status, struct MHD_Response *m)
{
	enum MHD_Result ok;

	if (m == NULL)
		return MHD_NO;
	ok = MHD_queue_response(c, (unsigned)status, m);
	MHD_destroy_response(m);
	return ok;
}

enum MHD_Result
http_reply_text(struct MHD_Connection *c, int status, const char *text)
{
	struct MHD_Response *m;
	struct buf b;

	buf_init(&b, 4096);
	jsonrpc_write_error(&b, "", JSONRPC_INVALID, text, NULL);
	m = MHD_create_response_from_buffer(b.len, b.p, MHD_RESPMEM_MUST_COPY);
	buf_fini(&b);
	if (m != NULL) {
		add(m, "Content-Type", "application/json");
		/* Where the next request begins is not certain. */
		if (status == 400)
			add(m, "Connection", "close");
		if (status == 405)
			add(m, "Allow", "POST, GET, DELETE");
	}
	return queue(c, status, m);
}

/* A proxy that ends TLS says so; who lies is told the wrong address. */
static const char *
scheme(struct MHD_Connection *c)
{
	const char *proto = http_head_get(c, "X-Forwarded-Proto");

	return proto != NULL && strcasecmp(proto, "https") == 0 ? "https"
								: "http";
}

enum MHD_Result
http_reply_metadata(struct MHD_Connection *c)
{
	const char *host = http_head_get(c, "Host");
	struct MHD_Response *m;
	struct buf b, url;

	buf_init(&b, 4096);
	buf_init(&url, HEADER_MAX);
	buf_addf(&url, "%s://%s/mcp", scheme(c),
	    host != NULL ? host : "localhost");
	buf_adds(&b, "{\"resource\":");
	buf_add_json(&b, buf_ok(&url) ? url.p : "", buf_ok(&url) ? url.len : 0);
	buf_adds(&b, ",\"bearer_methods_supported\":[\"header\"]}");
	m = MHD_create_response_from_buffer(b.len, b.p, MHD_RESPMEM_MUST_COPY);
	buf_fini(&b);
	buf_fini(&url);
	if (m != NULL)
		add(m, "Content-Type", "application/json");
	return queue(c, 200, m);
}

enum MHD_Result
http_reply_unauthorized(struct MHD_Connection *c)
{
	static char text[] = "{\"error\":\"invalid_token\"}";
	const char *host = http_head_get(c, "Host");
	char value[HEADER_MAX];
	struct MHD_Response *m =
	    MHD_create_response_from_buffer(sizeof text - 1, text,
		MHD_RESPMEM_PERSISTENT);

	(void)snprintf(value, sizeof value,
	    "Bearer resource_metadata=\"%s://%.200s"
	    "/.well-known/oauth-protected-resource/mcp\"",
	    scheme(c),
	    host != NULL && strpbrk(host, "\"\\ ") == NULL ? host
							   : "localhost");
	if (m != NULL) {
		add(m, "WWW-Authenticate", value);
		add(m, "Content-Type", "application/json");
	}
	return queue(c, 401, m);
}

static ssize_t
read_events(void *cls, uint64_t pos, char *p, size_t most)
{
	struct http_request *r = cls;
	size_t n = r->out.len < most ? r->out.len : most;

	(void)pos;
	if (n > 0) {
		memcpy(p, r->out.p, n);
		buf_drop(&r->out, n);
		return (ssize_t)n;
	}
	if (r->done)
		return MHD_CONTENT_READER_END_OF_STREAM;
	http_request_suspend(r);
	return 0;
}

static struct MHD_Response *
events(struct http_request *r)
{
	struct MHD_Response *m =
	    MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES,
		read_events, r, NULL);

	if (m == NULL)
		return NULL;
	add(m, "Content-Type", "text/event-stream");
	add(m, "Cache-Control", "no-cache, no-transform");
	add(m, "X-Accel-Buffering", "no");
	return m;
}

static struct MHD_Response *
json(struct http_request *r)
{
	size_t n = r->out.len;
	struct MHD_Response *m;
	char *p;

	if (n == 0)
		return MHD_create_response_from_buffer(0, NULL,
		    MHD_RESPMEM_PERSISTENT);
	p = buf_steal(&r->out);
	m = MHD_create_response_from_buffer(n, p, MHD_RESPMEM_MUST_FREE);
	if (m == NULL)
		free(p);
	else
		add(m, "Content-Type", "application/json");
	return m;
}

enum MHD_Result
http_reply(struct http_request *r)
{
	struct MHD_Response *m;

	r->queued = true;
	if (r->status == 401 && !r->events)
		return http_reply_unauthorized(r->mhd);
	m = r->events ? events(r) : json(r);
	if (m != NULL && r->session_id[0] != '\0')
		add(m, "Mcp-Session-Id", r->session_id);
	return queue(r->mhd, r->events ? 200 : r->status, m);
}
