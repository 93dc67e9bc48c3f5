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
	struct buf notes;
	int64_t op = catalog_find(catalog, name);
	struct request_plan *p;
	struct request r;
	struct err e = { 0 };
	json_t *v = json_loads(args, 0, NULL);

	CHECK(op >= 0);
	p = request_plan_new(catalog, (uint32_t)op, &e);
	buf_init(&notes, 256);
	CHECK(capnweb_begin("https://h/rpc", &r, &e) == 0);
	CHECK_STR(r.method, "POST");
	CHECK_STR(r.url.p, "https://h/rpc");
	if (capnweb_add(&r, 1, p, v, &notes, &e) == 0)
		(void)snprintf(text, sizeof text, "%s", r.body.p);
	else
		(void)snprintf(text, sizeof text, "%s", e.msg);
	request_fini(&r);
	buf_fini(&notes);
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

/* Two calls, one of them wrong: what is sent of the others. */
static void
one_that_is_refused_is_not_in_the_batch(void)
{
	static const char *const args[] = { "{\"z\":1}", "{\"y\":\"no\"}",
		"{\"z\":2}" };
	struct request_plan *p = request_plan_new(catalog,
	    (uint32_t)catalog_find(catalog, "a.b"), &(struct err){ 0 });
	unsigned i, n = 0;
	struct request r;
	struct buf notes;
	struct err e;
	json_t *v;

	buf_init(&notes, 256);
	CHECK(capnweb_begin("https://h/rpc", &r, &e) == 0);
	for (i = 0; i < 3; i++) {
		v = json_loads(args[i], 0, NULL);
		if (capnweb_add(&r, n + 1, p, v, &notes, &e) == 0)
			n++;
		json_decref(v);
	}
	CHECK(n == 2);
	CHECK_STR(r.body.p,
	    "[\"push\",[\"pipeline\",0,[\"a\",\"b\"],[1]]]\n"
	    "[\"pull\",1]\n"
	    "[\"push\",[\"pipeline\",0,[\"a\",\"b\"],[2]]]\n"
	    "[\"pull\",2]");
	request_fini(&r);
	buf_fini(&notes);
	request_plan_free(p);
}

static void
each_call_has_its_own_answer(void)
{
	static const char reply[] =
	    "[\"reject\",3,[\"error\",\"X\",\"y\"]]\n[\"resolve\",1,\"a\"]\n"
	    "[\"resolve\",1,\"b\"]\n[\"resolve\",9,\"c\"]\n";
	static const char broken[] =
	    "[\"resolve\",2,5]\n[\"resolve\",x]\n[\"resolve\",1,6]";
	static const char gone[] =
	    "[\"resolve\",2,5]\n[\"abort\",[\"error\",\"Y\",\"z\"]]\n"
	    "[\"resolve\",1,6]";
	struct capnweb_answer a[3];
	struct err e;

	CHECK(capnweb_answers(reply, strlen(reply), a, 3, &e) == -1);
	CHECK_STR(e.msg, "not a Cap'n Web reply: no answer to the call");
	CHECK(a[0].there && a[0].resolved && reply[a[0].at + 1] == 'a');
	CHECK(!a[1].there && a[2].there && !a[2].resolved);
	CHECK_STR(a[2].name, "X");
	CHECK(capnweb_answers(broken, strlen(broken), a, 2, &e) == -1);
	CHECK_STR(e.msg, "not a Cap'n Web reply: an answer has no number");
	CHECK(!a[0].there && a[1].there && a[1].resolved);
	CHECK(capnweb_answers(gone, strlen(gone), a, 3, &e) == 0);
	CHECK(!a[0].resolved && a[1].resolved && !a[2].resolved);
	CHECK_STR(a[2].name, "Y");
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

	CHECK(capnweb_answers(reply, strlen(reply), &a, 1, &e) == 0);
	CHECK(a.resolved && a.len == strlen("{\"a\":[[\"resolve\",1,2]]}") &&
	    memcmp(reply + a.at, "{\"a\":", 5) == 0);
	CHECK(capnweb_answers(no, strlen(no), &a, 1, &e) == 0 && !a.resolved);
	CHECK_STR(a.name, "X");
	CHECK_STR(a.message, "y");
	CHECK_STR(a.code, "E_REMOTE"); /* E_ is ours */
	CHECK(capnweb_answers("", 0, &a, 1, &e) == -1 && !a.there);
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
	TEST(one_that_is_refused_is_not_in_the_batch);
	TEST(the_answer_is_found_among_the_lines);
	TEST(each_call_has_its_own_answer);
	TEST(dates_are_read_to_the_millisecond);
	catalog_close(catalog);
	return tap_end();
}
