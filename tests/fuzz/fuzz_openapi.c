/* SPDX-License-Identifier: Apache-2.0 */
/* API descriptions: an OpenAPI document or a tools/list, compiled, read back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/host/json.h"
#include "typegen/catalog.h"
#include "typegen/mcp_tools.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[] = "/dev/shm/cordon-fuzz-XXXXXX";
static char in[64], out[64];

static void
clean(void)
{
	unlink(in);
	unlink(out);
	rmdir(dir);
}

static int
begin(void)
{
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(in, sizeof in, "%s/in", dir);
	(void)snprintf(out, sizeof out, "%s/out", dir);
	return atexit(clean);
}

static void
read_back(void)
{
	struct catalog *c = catalog_open(out, NULL);
	struct buf b;
	uint32_t i;

	if (c == NULL)
		abort(); /* what was written must be readable */
	buf_init(&b, 16 * 1024 * 1024);
	catalog_types(c, &b);
	for (i = 0; i < catalog_ops(c) && i < 16; i++)
		catalog_describe(c, i, &b);
	buf_fini(&b);
	catalog_close(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int ready = 1;
	struct catalog_report r;
	FILE *f;

	if (size > 65536 || (ready == 1 && (ready = begin()) != 0))
		return 0;
	if ((f = fopen(in, "wb")) == NULL)
		return 0;
	(void)fwrite(data, 1, size, f);
	(void)fclose(f);
	memset(&r, 0, sizeof r);
	if (catalog_build_openapi("x", in, NULL, out, &r, NULL) == 0)
		read_back();
	buf_fini(&r.losses);
	memset(&r, 0, sizeof r);
	if (catalog_build_mcp("x", in, out, &r, NULL) == 0)
		read_back();
	buf_fini(&r.losses);
	return 0;
}
