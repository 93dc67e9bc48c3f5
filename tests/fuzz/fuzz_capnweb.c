/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "A" and arguments of a function, called twice: what is sent of each is one
 * push and one pull, each a line of JSON.  Else how many calls were made and a
 * reply of any endpoint.
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

/* A call's two lines; what comes after them. */
static const char *
check_lines(const char *p, unsigned number)
{
	const char *line = strchr(p, '\n');
	json_t *push;
	char pull[32];
	int n;

	assert(line != NULL);
	push = json_loadb(p, (size_t)(line - p), 0, NULL);
	assert(json_array_size(push) == 2 &&
	    json_array_size(json_array_get(push, 1)) == 4);
	json_decref(push);
	n = snprintf(pull, sizeof pull, "\n[\"pull\",%u]", number);
	assert(strncmp(line, pull, (size_t)n) == 0);
	return line + n;
}

static void
ask(const struct request_plan *plan, const char *s, size_t n)
{
	static const struct json_limits limits = { .bytes = 65536,
		.depth = 64,
		.values = 10000 };
	json_t *args = json_read(s, n, &limits, NULL);
	struct request r;
	struct buf notes;
	const char *rest;
	struct err e;

	buf_init(&notes, 1024);
	if (args != NULL && capnweb_begin("https://h/", &r, &e) == 0) {
		if (capnweb_add(&r, 1, plan, args, &notes, &e) == 0 &&
		    capnweb_add(&r, 2, plan, args, &notes, &e) == 0) {
			rest = check_lines(r.body.p, 1);
			assert(*rest == '\n');
			rest = check_lines(rest + 1, 2);
			assert(*rest == '\0');
		} else
			assert(r.body.len == 0);
		request_fini(&r);
	}
	buf_fini(&notes);
	json_decref(args);
}

static void
answered(const char *s, size_t size, unsigned n)
{
	struct capnweb_answer all[8], *a;
	bool whole = true;
	struct err e;
	int r = capnweb_answers(s, size, all, n, &e);
	unsigned i;

	for (i = 0; i < n; i++) {
		a = &all[i];
		whole = whole && a->there;
		if (!a->there)
			continue;
		if (a->resolved)
			assert(a->len > 0 && a->at + a->len < size);
		else
			assert(a->name[0] != '\0' &&
			    (strncmp(a->code, "E_", 2) != 0 ||
				strcmp(a->code, "E_REMOTE") == 0));
	}
	assert(whole == (r == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct request_plan *plan;
	const char *s = (const char *)data + 1;

	if (plan == NULL)
		plan = prepare();
	if (size == 0)
		return 0;
	if (data[0] == 'A')
		ask(plan, s, size - 1);
	else
		answered(s, size - 1, 1 + data[0] % 8);
	return 0;
}
