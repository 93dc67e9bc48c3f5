/* SPDX-License-Identifier: Apache-2.0 */
/* engine_alone.c -- the host of programs that reach nothing. */
#include "worker/engine.h"

static int
refuse(void *ctx, const char *method, const char *head, const uint8_t *body,
    size_t n, uint32_t *ret_id, struct err *e)
{
	(void)ctx;
	(void)method;
	(void)head;
	(void)body;
	(void)n;
	(void)ret_id;
	return err_set(e, ERR_DENIED, "there is no host to call");
}

static void
ignore_cancel(void *ctx, uint32_t id)
{
	(void)ctx;
	(void)id;
}

static void
ignore_log(void *ctx, const char *level, const char *s, size_t n)
{
	(void)ctx;
	(void)level;
	(void)s;
	(void)n;
}

static int
no_reply(void *ctx, struct engine_reply *ret, struct err *e)
{
	(void)ctx;
	(void)ret;
	return err_set(e, ERR_GONE, "there is no host to wait for");
}

const struct engine_host engine_alone = { .call = refuse,
	.cancel = ignore_cancel,
	.log = ignore_log,
	.wait = no_reply };
