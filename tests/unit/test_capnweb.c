/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/capnweb.h"
#include "broker/egress/date.h"
#include "common/host/file.h"
#include "common/host/json.h"
#include "typegen/functions.h"

#include "tests/unit/tap.h"

static struct catalog *catalog;

static void
prepare(void)
{
	static const char list[] =
	    "functions:\n"
	    "  - name: a.b\n"
	    "    readOnly: true\n"
	    "    params:\n"
	    "      - {name: z, optional: true}\n"
	    "      - {name: y, optional: true, schema: {type: integer}}\n"
	    "      - {name: x, optional: true}\n"
	    "  - {name: none}\n";
	char dir[] = "/tmp/cordon-unit-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct err e = { 0 };

	if (mkdtemp(dir) == NULL)
		exit(1);
	(void)snprintf(doc, sizeof doc, "%s/list.yaml", dir);
	(void)snprintf(file, sizeof file, "%s/list.cat", dir);
	CHECK(file_write(doc, list, strlen(list), 0600, &e) == 0);
	CHECK(catalog_build_functions("h", doc, file, &report, &e) == 0);
	CHECK_STR(e.msg, "");
	CHECK(report.ops == 2 && report.ops_lost == 0);
	buf_fini(&report.losses);
	if ((catalog = catalog_open(file, &e)) == NULL)
		exit(1);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
}

/* The body of a call, or why there is none. */
static const char *
sent(const char *name, const char *args)
{
	static char text[512];
	int64_t op = catalog_find(catalog, name);
	struct request_plan *p;
	struct request r;
	struct err e = { 0 };
	json_t *v = json_loads(args, 0, NULL);

	CHECK(op >= 0);
	p = request_plan_new(catalog, (uint32_t)op, &e);
	if (capnweb_request(p, "https://h/rpc", v, &r, &e) == 0) {
		CHECK_STR(r.method, "POST");
		CHECK_STR(r.url.p, "https://h/rpc");
		(void)snprintf(text, sizeof text, "%s", r.body.p);
		request_fini(&r);
	} else
		(void)snprintf(text, sizeof text, "%s", e.msg);
	json_decref(v);
	request_plan_free(p);
	return text;
}

static void
arguments_stand_in_the_order_of_the_list(void)
{
	struct catalog_op o;

	CHECK_STR(sent("none", "{}"),
	    "[\"push\",[\"pipeline\",0,[\"none\"],[]]]\n[\"pull\",1]");
	CHECK_STR(sent("a.b", "{\"x\":1,\"z\":[2]}"),
	    "[\"push\",[\"pipeline\",0,[\"a\",\"b\"],[[[2]],"
	    "[\"undefined\"],1]]]\n[\"pull\",1]");
	CHECK_STR(sent("a.b", "{\"Z\":null}"),
	    "[\"push\",[\"pipeline\",0,[\"a\",\"b\"],[null]]]\n[\"pull\",1]");
	catalog_op(catalog, (uint32_t)catalog_find(catalog, "a.b"), &o);
	CHECK_STR(o.id, "a.b");
	CHECK(o.tool && o.read_only);
}

static void
what_is_not_declared_is_not_sent(void)
{
	CHECK(strstr(sent("a.b", "{\"y\":\"7\"}"), "/y: integer") != NULL);
	CHECK(strstr(sent("a.b", "{\"w\":1}"), "unknown argument") != NULL);
	CHECK(strstr(sent("a.b", "{\"z\":1,\"Z\":2}"), "unknown argument") !=
	    NULL);
	CHECK(strstr(sent("a.b", "{\"z\":[{\"$bigint\":\"1\\\"\"}]}"),
		  "$bigint") != NULL);
}

static void
the_answer_is_found_among_the_lines(void)
{
	static const char reply[] = "[\"push\",[\"import\",-1]]\n"
				    "[\"resolve\",2,0]\n[\"resolve\",1,{\"a\":"
				    "[[\"resolve\",1,2]]}]\n";
	static const char no[] =
	    "[\"reject\",1,[\"error\",\"X\",\"y\",null,{\"code\":\"E_NO\"}]]";
	struct capnweb_answer a;
	struct err e;

	CHECK(capnweb_answer(reply, strlen(reply), &a, &e) == 0);
	CHECK(a.resolved && a.len == strlen("{\"a\":[[\"resolve\",1,2]]}") &&
	    memcmp(reply + a.at, "{\"a\":", 5) == 0);
	CHECK(capnweb_answer(no, strlen(no), &a, &e) == 0 && !a.resolved);
	CHECK_STR(a.name, "X");
	CHECK_STR(a.message, "y");
	CHECK_STR(a.code, "E_REMOTE"); /* E_ is ours */
	CHECK(capnweb_answer("", 0, &a, &e) == -1);
	CHECK_STR(e.msg, "not a Cap'n Web reply: no answer to the call");
}

static void
dates_are_read_to_the_millisecond(void)
{
	static const struct {
		const char *text;
		double ms;
	} good[] = { { "1970-01-01T00:00:00Z", 0 },
		{ "2026-01-02T03:04:05.678Z", 1767323045678. },
		{ "2024-02-29T12:00:00.5+02:00", 1709200800500. },
		{ "1969-12-31T23:59:59.999Z", -1 },
		{ "-000001-01-01T00:00:00.000Z", -62198755200000. },
		{ "+275760-09-13T00:00:00.000Z", 8.64e15 } };
	static const char *const bad[] = { "", "2026", "2026-01-02",
		"2026-13-02T00:00:00Z", "2026-01-02T24:00:00Z",
		"2026-01-02T00:00:00", "2026-01-02T00:00:00.Z",
		"2026-01-02T00:00:00Zx", "2026-01-02T00:00:00+1" };
	double ms;
	size_t i;

	for (i = 0; i < sizeof good / sizeof good[0]; i++)
		CHECK(date_read(good[i].text, &ms) &&
		    !(ms < good[i].ms || ms > good[i].ms));
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(!date_read(bad[i], &ms));
}

int
main(void)
{
	prepare();
	TEST(arguments_stand_in_the_order_of_the_list);
	TEST(what_is_not_declared_is_not_sent);
	TEST(the_answer_is_found_among_the_lines);
	TEST(dates_are_read_to_the_millisecond);
	catalog_close(catalog);
	return tap_end();
}
