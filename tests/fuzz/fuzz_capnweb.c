/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "A" and arguments of a function: what is sent is one push and one pull, each
 * a line of JSON.  "R" and a reply of any endpoint.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/capnweb.h"
#include "common/host/file.h"
#include "common/host/json.h"
#include "typegen/functions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] =
    "{\"functions\":[{\"name\":\"a.f\",\"params\":[{\"name\":\"x\","
    "\"optional\":true},{\"name\":\"when\",\"optional\":true,\"schema\":"
    "{\"type\":\"string\",\"format\":\"js-date\"}},{\"name\":\"id\","
    "\"optional\":true,\"schema\":{\"type\":\"integer\",\"format\":"
    "\"js-bigint\"}}]}]}";

static struct request_plan *
prepare(void)
{
	char dir[] = "/tmp/cordon-fuzz-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct request_plan *plan = NULL;
	struct catalog *catalog;
	struct err e;

	if (mkdtemp(dir) == NULL)
		abort();
	(void)snprintf(doc, sizeof doc, "%s/list.json", dir);
	(void)snprintf(file, sizeof file, "%s/list.cat", dir);
	if (file_write(doc, list, strlen(list), 0600, &e) == 0 &&
	    catalog_build_functions("host", doc, file, &report, &e) == 0 &&
	    (catalog = catalog_open(file, &e)) != NULL)
		plan = request_plan_new(catalog, 0, &e);
	if (plan == NULL) {
		(void)fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	buf_fini(&report.losses);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
	return plan;
}

static void
check_lines(const struct buf *b)
{
	const char *line = memchr(b->p, '\n', b->len);
	json_t *push = json_loadb(b->p, (size_t)(line - b->p), 0, NULL);

	assert(push != NULL && line != NULL);
	assert(strcmp(line, "\n[\"pull\",1]") == 0);
	assert(json_array_size(push) == 2 &&
	    json_array_size(json_array_get(push, 1)) == 4);
	json_decref(push);
}

static void
ask(const struct request_plan *plan, const char *s, size_t n)
{
	static const struct json_limits limits = { .bytes = 65536,
		.depth = 64,
		.values = 10000 };
	json_t *args = json_read(s, n, &limits, NULL);
	struct request r;
	struct err e;

	if (args != NULL &&
	    capnweb_request(plan, "https://h/", args, &r, &e) == 0) {
		check_lines(&r.body);
		request_fini(&r);
	}
	json_decref(args);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct request_plan *plan;
	const char *s = (const char *)data + 1;
	struct capnweb_answer a;
	struct err e;

	if (plan == NULL)
		plan = prepare();
	if (size == 0)
		return 0;
	if (data[0] == 'A')
		ask(plan, s, size - 1);
	else if (capnweb_answer(s, size - 1, &a, &e) == 0) {
		if (a.resolved)
			assert(a.len > 0 && a.at + a.len < size - 1);
		else
			assert(a.name[0] != '\0' &&
			    (strncmp(a.code, "E_", 2) != 0 ||
				strcmp(a.code, "E_REMOTE") == 0));
	}
	return 0;
}
