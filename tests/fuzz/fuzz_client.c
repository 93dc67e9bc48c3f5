/* SPDX-License-Identifier: Apache-2.0 */
/* What a hostile MCP server says to a client: a message a line.  The first
 * byte picks the era; calls are under way all the time. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "mcp/client.h"
#include "mcp/client_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct client *client;
static unsigned told;

static void
on_send(void *arg, const struct client_out *o)
{
	(void)arg;
	if (o->len == 0 || memchr(o->text, '\n', o->len) != NULL)
		__builtin_trap();
}

static void
on_done(void *arg, const json_t *result, const json_t *error,
    const struct err *why)
{
	struct buf b;

	(void)arg;
	told++;
	if ((result != NULL) + (error != NULL) + (why != NULL) != 1)
		__builtin_trap();
	buf_init(&b, 1 << 20);
	if (result != NULL && !client_value_error(result, &b))
		(void)client_value(result, &b);
	buf_fini(&b);
}

static void
on_ready(void *arg)
{
	(void)arg;
	client_call(client, "tool", NULL, on_done, NULL);
	client_list(client, on_done, NULL);
}

static void
on_failed(void *arg, const struct err *why)
{
	(void)arg;
	(void)why;
}

static void
on_changed(void *arg)
{
	(void)arg;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct client_conf conf = { .version = "1",
		.send = on_send,
		.ready = on_ready,
		.failed = on_failed,
		.tools_changed = on_changed };
	const uint8_t *end = data + size, *nl;
	struct err e;

	if (size == 0)
		return 0;
	conf.era = (enum client_era)(*data % 3);
	conf.elicit_defaults = (*data & 4) != 0;
	client = client_new(&conf);
	client_start(client);
	for (data++; data < end; data = nl + 1) {
		nl = memchr(data, '\n', (size_t)(end - data));
		if (nl == NULL)
			nl = end;
		(void)client_receive(client, (const char *)data,
		    (size_t)(nl - data), &e);
		if (nl == end)
			break;
	}
	err_set(&e, ERR_GONE, "over");
	client_lost_all(client, &e);
	client_free(client);
	return 0;
}
