/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_demo.c -- `cordon demo`: the helpdesk over HTTP, on loopback. */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/cmd.h"
#include "broker/cmd_demo_api.h"
#include "broker/options.h"
#include "common/base/buf.h"
#include "common/host/file.h"

#define BODY_MAX (64 * 1024) /* larger than any request it takes */
#define TOKEN_MAX 512
#define CLIENTS_MAX 128
#define IDLE_SECONDS 30U

/* The document as CMake embeds it. */
static const char document[] = {
#include "demo_openapi.inc"
	, '\0' };

struct demo {
	struct demo_store store;
	struct buf token; /* empty: everyone may call */
};

struct exchange {
	struct buf body;
	bool too_long;
};

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned status, const char *type,
    const char *text, size_t n)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(n,
	    /* It copies; the parameter only lacks a const. */
	    (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result rc;

	if (r == NULL)
		return MHD_NO;
	if (n > 0)
		(void)MHD_add_response_header(r, "Content-Type", type);
	if (status == MHD_HTTP_UNAUTHORIZED)
		(void)MHD_add_response_header(r, "WWW-Authenticate",
		    "Bearer realm=\"helpdesk\"");
	rc = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result
answer_json(struct MHD_Connection *c, unsigned status, json_t *body)
{
	char *s = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);
	enum MHD_Result rc = answer(c, status, "application/json",
	    s == NULL ? "" : s, s == NULL ? 0 : strlen(s));

	free(s);
	json_decref(body);
	return rc;
}

static enum MHD_Result
say(struct MHD_Connection *c, unsigned status, const char *message)
{
	return answer_json(c, status, json_pack("{s:s}", "message", message));
}

/* Takes as long for any wrong token of a length. */
static bool
is_equal(const char *a, const char *b, size_t n)
{
	unsigned d = 0;

	for (size_t i = 0; i < n; i++)
		d |= (unsigned char)a[i] ^ (unsigned char)b[i];
	return d == 0;
}

static bool
may(const struct demo *d, struct MHD_Connection *c)
{
	const char *h = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
	    "Authorization");

	if (d->token.len == 0)
		return true;
	return h != NULL && strncmp(h, "Bearer ", 7) == 0 &&
	    strlen(h + 7) == d->token.len &&
	    is_equal(h + 7, d->token.p, d->token.len);
}

static enum MHD_Result
collect(void *ctx, enum MHD_ValueKind kind, const char *key, const char *value)
{
	json_t *all = json_object_get(ctx, key);

	(void)kind;
	if (all == NULL) {
		all = json_array();
		if (json_object_set_new(ctx, key, all) != 0)
			return MHD_YES; /* no UTF-8: no parameter of ours */
	}
	(void)json_array_append_new(all, json_string(value == NULL ? "" :
	    value));
	return MHD_YES;
}

static enum MHD_Result
run(struct demo *d, struct MHD_Connection *c, const char *method,
    const char *path, const struct exchange *x)
{
	struct demo_request r = { .store = &d->store, .method = method,
		.path = path, .has_body = x->body.len > 0 };
	json_t *body;
	unsigned status;

	r.query = json_object();
	(void)MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, collect,
	    r.query);
	r.if_match = MHD_lookup_connection_value(c, MHD_HEADER_KIND,
	    "If-Match");
	if (r.has_body)
		r.body = json_loadb(x->body.p, x->body.len,
		    JSON_REJECT_DUPLICATES, NULL);
	status = cmd_demo_api(&r, &body);
	json_decref(r.query);
	json_decref(r.body);
	return answer_json(c, status, body);
}

static enum MHD_Result
request(void *ctx, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data, size_t *n,
    void **state)
{
	struct exchange *x = *state;

	(void)version;
	if (x == NULL) {
		if ((x = calloc(1, sizeof(*x))) == NULL)
			return MHD_NO;
		buf_init(&x->body, BODY_MAX);
		*state = x;
		return MHD_YES;
	}
	if (*n > 0) {
		buf_add(&x->body, data, *n);
		*n = 0;
		return MHD_YES;
	}
	if (strcmp(url, "/openapi.json") == 0)
		return answer(c, MHD_HTTP_OK, "application/json", document,
		    sizeof(document) - 1);
	if (!may(ctx, c))
		return say(c, MHD_HTTP_UNAUTHORIZED, "the token is missing or "
		    "wrong");
	if (!buf_ok(&x->body))
		return say(c, MHD_HTTP_CONTENT_TOO_LARGE, "too long");
	return run(ctx, c, method, url, x);
}

static void
finished(void *ctx, struct MHD_Connection *c, void **state,
    enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *state;

	(void)ctx;
	(void)c;
	(void)why;
	if (x == NULL)
		return;
	buf_fini(&x->body);
	free(x);
}

static int
read_token(struct demo *d, const char *path, struct err *e)
{
	if (path == NULL)
		return 0;
	if (file_read(path, &d->token, e) < 0)
		return -1;
	while (d->token.len > 0 && strchr("\r\n",
	    d->token.p[d->token.len - 1]) != NULL)
		d->token.len--;
	if (d->token.len == 0)
		return err_set(e, ERR_INPUT, "%s: it holds no token", path);
	return 0;
}

/* Serves until a signal; the handler runs in a thread of its own. */
static int
serve(struct demo *d, unsigned long port, struct err *e)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const union MHD_DaemonInfo *info;
	struct MHD_Daemon *http;
	sigset_t stop;
	int sig;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	http = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD,
	    (uint16_t)port, NULL, NULL, request, d, MHD_OPTION_SOCK_ADDR,
	    &to, MHD_OPTION_CONNECTION_LIMIT, CLIENTS_MAX,
	    MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
	    MHD_OPTION_NOTIFY_COMPLETED, finished, d, MHD_OPTION_END);
	if (http == NULL)
		return err_set(e, ERR_SYS, "127.0.0.1:%lu cannot be listened "
		    "on; --port 0 takes any port that is free", port);
	info = MHD_get_daemon_info(http, MHD_DAEMON_INFO_BIND_PORT);
	printf("http://127.0.0.1:%u\n", info == NULL ? (unsigned)port :
	    info->port);
	if (d->token.len == 0)
		printf("no --token-file: every local user may call it\n");
	fflush(stdout);
	sigwait(&stop, &sig);
	MHD_stop_daemon(http);
	return 0;
}

int
cmd_demo(const char *config, int argc, char **argv)
{
	const char *port_text = NULL, *token_file = NULL;
	bool print = false;
	const struct option_row rows[] = { { "--port", &port_text, NULL },
		{ "--token-file", &token_file, NULL },
		{ "--print-openapi", NULL, &print }, { NULL, NULL, NULL } };
	unsigned long port = 8080;
	struct demo d = { 0 };
	struct err e;
	int n = options_read(argc, argv, rows, &e), rc;

	(void)config;
	if (n > 0)
		n = err_set(&e, ERR_INPUT, "demo takes no \"%.80s\"", argv[0]);
	if (n == -1 || (port_text != NULL && options_number("--port",
	    port_text, 0, 65535, &port, &e) < 0))
		return cmd_misuse("demo", &e);
	if (print)
		return fputs(document, stdout) < 0 || fflush(stdout) != 0 ?
		    CMD_FAILED : CMD_OK;
	buf_init(&d.token, TOKEN_MAX);
	rc = read_token(&d, token_file, &e);
	if (rc == 0 && !cmd_demo_store_init(&d.store))
		rc = err_set(&e, ERR_NOMEM, "out of memory");
	if (rc == 0)
		rc = serve(&d, port, &e);
	cmd_demo_store_fini(&d.store);
	buf_fini(&d.token);
	return rc < 0 ? cmd_refuse(&e) : CMD_OK;
}
