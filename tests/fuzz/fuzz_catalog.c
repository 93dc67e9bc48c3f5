/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog files whose header is right and whose tables are anything. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "typegen/catalog.h"
#include "typegen/catalog_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
seal(uint8_t *p, size_t size)
{
	struct cat_header h;
	uint64_t f = 0xcbf29ce484222325u;
	size_t i;

	memcpy(&h, p, sizeof h);
	memcpy(h.magic, CAT_MAGIC, sizeof h.magic);
	h.version = CAT_VERSION;
	h.size = size;
	h.check = 0;
	for (i = 0; i < sizeof h; i++)
		f = (f ^ ((const unsigned char *)&h)[i]) * 0x100000001b3u;
	h.check = (uint32_t)f;
	memcpy(p, &h, sizeof h);
}

static void
look(const struct catalog *c)
{
	static const char *const queries[] = {"list the open tickets",
	    "GET /customers/x/tickets", "tickets.create", "tikcet"};
	struct catalog_param p;
	struct catalog_hit hits[8];
	struct catalog_op o;
	struct buf b;
	uint32_t i, k;
	size_t n, total, q;

	buf_init(&b, 1024 * 1024);
	for (i = 0; i < catalog_ops(c) && i < 64; i++) {
		catalog_op(c, i, &o);
		for (k = 0; k < o.params && k < 16; k++)
			catalog_op_param(c, i, k, &p);
		catalog_describe(c, i, &b);
	}
	for (q = 0; q < 4; q++) {
		n = catalog_search(&c, 1, queries[q], 8, hits, &total);
		if (n > 0)
			catalog_explain(&hits[0], queries[q], &b);
		catalog_find(c, queries[q]);
		catalog_nearest(c, queries[q], 3, &b);
		catalog_schema(c, queries[q]);
	}
	catalog_types(c, &b);
	buf_fini(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct catalog *c;
	char path[64];
	uint8_t *copy;

	if (size < sizeof(struct cat_header) || size > 1024 * 1024 ||
	    (fd == -1 && (fd = memfd_create("cat", 0)) == -1) ||
	    (copy = malloc(size)) == NULL)
		return 0;
	memcpy(copy, data, size);
	seal(copy, size);
	if (ftruncate(fd, 0) == 0 &&
	    pwrite(fd, copy, size, 0) == (ssize_t)size) {
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		if ((c = catalog_open(path, NULL)) != NULL)
			look(c);
		catalog_close(c);
	}
	free(copy);
	return 0;
}
