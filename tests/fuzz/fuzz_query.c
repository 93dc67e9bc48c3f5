/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of any bytes over a small catalog. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "typegen/catalog.h"
#include "typegen/mcp_tools.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char tools[] =
    "[{\"name\":\"list_webhooks\",\"description\":\"Lists all web hooks\"},"
    "{\"name\":\"getWeather\",\"description\":\"Weather of a city\"},"
    "{\"name\":\"tickets.create\",\"description\":\"Creates a ticket\","
    "\"inputSchema\":{\"properties\":{\"title\":{},\"caf\\u00e9\":{}}}}]";

static struct catalog *
build(void)
{
	char path[] = "/dev/shm/cordon-query-XXXXXX";
	int fd = mkstemp(path);
	json_t *v = json_loads(tools, 0, NULL);
	struct catalog_report r;
	struct catalog *c = NULL;

	if (fd != -1 && mcp_tools_build("x", v, path, &r, NULL) == 0) {
		c = catalog_open(path, NULL);
		buf_fini(&r.losses);
	}
	json_decref(v);
	close(fd);
	unlink(path);
	return c;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct catalog *c;
	struct catalog_hit hits[4];
	char *query;
	struct buf b;
	size_t n, total;

	if ((c == NULL && (c = build()) == NULL) ||
	    (query = malloc(size + 1)) == NULL)
		return 0;
	memcpy(query, data, size);
	query[size] = '\0';
	n = catalog_search(&c, 1, query, 4, hits, &total);
	if (n > 4 || total > catalog_ops(c))
		abort();
	buf_init(&b, 65536);
	if (n > 0)
		catalog_explain(&hits[0], query, &b);
	catalog_find(c, query);
	catalog_nearest(c, query, 3, &b);
	buf_fini(&b);
	free(query);
	return 0;
}
