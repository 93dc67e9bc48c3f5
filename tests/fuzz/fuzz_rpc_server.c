/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the broker reads from a worker that is not ours: packets of two length
 * bytes and their content, through the whole hatch, then the worker's end.
 * Calls are answered at once, so that every state is reached.
 */
#include <ev.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker/call_site.h"
#include "broker/rpc_server.h"
#include "common/base/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

#define PACKETS_MAX 64 /* a socket holds so many unread */
#define OWED_MAX ((size_t)1 << 22)

static struct rpc_server *server;
static struct rpc_account *account;

static void
end(void)
{
	rpc_server_free(server);
	server = NULL;
}

static void
answer(struct rpc_call *c, struct rpc_body *args)
{
	struct rpc_body *body = args->bytes.len % 2 == 0 ?
	    rpc_body_new(account, 64) :
	    NULL;

	rpc_body_free(args);
	if (body == NULL)
		rpc_server_reject(server, c, "[\"error\",\"E\",\"no\"]");
	else if (rpc_body_add(body, "{}", 2))
		rpc_server_resolve(server, c, "{\"status\":200", body);
	else
		rpc_body_free(body);
}

static void
on_call(void *arg, struct rpc_call *c, const char *connector,
    const char *operation, struct rpc_body *args)
{
	(void)arg;
	if (strlen(connector) > NAME_MAX_BYTES ||
	    strlen(operation) > NAME_MAX_BYTES)
		abort();
	c->left = c->id % 2 == 0;
	answer(c, args);
}

static void
on_host(void *arg, struct rpc_call *c, const char *function,
    struct rpc_body *args)
{
	(void)arg;
	(void)function;
	answer(c, args);
}

static void
on_check(void *arg, const json_t *sites)
{
	(void)arg;
	if (json_array_size(sites) > CALL_SITES_MAX)
		abort();
}

static uint64_t
now_ms(void *arg)
{
	(void)arg;
	return 1;
}

static void
on_cancel(void *arg, struct rpc_call *c)
{
	(void)arg;
	(void)c;
}

static void
on_log(void *arg, const char *level, struct rpc_body *text)
{
	(void)arg;
	(void)level;
	rpc_body_free(text);
}

static void
on_result(void *arg, struct rpc_body *json, const struct rpc_about *about)
{
	(void)arg;
	(void)about;
	rpc_body_free(json);
	end();
}

static void
on_error(void *arg, const json_t *error)
{
	(void)arg;
	(void)error;
	end();
}

static void
on_ended(void *arg, const struct err *why)
{
	(void)arg;
	(void)why;
	end();
}

static bool
waits(void *arg, const struct rpc_call *c)
{
	(void)arg;
	return c->id % 3 == 0;
}

static const struct rpc_server_ops ops = { on_call, on_host, on_check,
	waits, now_ms, on_cancel, on_log, on_result, on_error, on_ended };

static void
start(struct ev_loop *loop, int fd)
{
	static const uint8_t seed[32];
	static const char *const names[] = { "api" };
	struct rpc_body *code = rpc_body_new(account, 16);
	struct rpc_run run = { .seed = seed, .now_ms = 1, .connectors = names,
		.n_connectors = 1, .result_max = RESULT_MAX, .code = code };

	(void)rpc_body_add(code, "1", 1);
	server = rpc_server_new(loop, fd, account, &ops, NULL);
	if (rpc_server_run(server, &run) == -1)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ev_loop *loop = ev_default_loop(0);
	int pair[2];

	account = rpc_account_new(OWED_MAX, NULL);
	if (account == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC,
	    0, pair) < 0)
		return 0;
	start(loop, pair[0]);
	for (int i = 0; i < PACKETS_MAX && n >= 2 && server != NULL; i++) {
		size_t len = (size_t)p[0] | (size_t)p[1] << 8;

		if (len > n - 2)
			len = n - 2;
		if (send(pair[1], p + 2, len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			break;
		p += 2 + len;
		n -= 2 + len;
		if (i % 4 == 3)
			(void)ev_run(loop, EVRUN_NOWAIT);
		if (i % 8 == 7 && server != NULL)
			rpc_server_step(server);
	}
	(void)close(pair[1]);
	for (int i = 0; i < 32 && server != NULL; i++)
		(void)ev_run(loop, EVRUN_NOWAIT);
	if (server != NULL)
		rpc_server_drain(server);
	if (server != NULL)
		end();
	/* Whatever it sent, nothing of it is held. */
	if (account->owed != 0)
		abort();
	rpc_account_drop(account);
	return 0;
}
