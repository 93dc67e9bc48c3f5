/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "typegen/catalog.h"
#include "typegen/mcp_tools.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-tools-XXXXXX";
static char file[64];
static struct catalog *cat;
static struct catalog_report report;

static struct catalog_op
op_named(const char *name)
{
	struct catalog_op o = {0};
	int64_t i = catalog_find(cat, name);

	CHECK(i >= 0);
	if (i >= 0)
		catalog_op(cat, (uint32_t)i, &o);
	return o;
}

static void
a_list_of_tools_is_a_catalog_and_what_is_lost_is_told(void)
{
	const char *src = getenv("CORDON_SRC");
	struct err e = {0};
	char path[512];

	snprintf(path, sizeof path, "%s/tests/data/tools.json",
	    src != NULL ? src : ".");
	CHECK(catalog_build_mcp("w", path, file, &report, &e) == 0);
	CHECK_STR(e.msg, "");
	CHECK(report.ops == 5 && report.ops_lost == 2);
	CHECK(strstr(report.losses.p, "tools[5]: it has no name") != NULL);
	CHECK(strstr(report.losses.p, "bad: its inputSchema") != NULL);
	CHECK(strstr(report.losses.p, "example.com") != NULL);
	cat = catalog_open(file, &e);
	CHECK(cat != NULL);
	if (cat == NULL)
		exit(1);
}

static void
a_tool_keeps_its_name_as_an_identifier(void)
{
	CHECK_STR(op_named("get-weather").name, "get_weather");
	CHECK_STR(op_named("getWeather").id, "get-weather");
	CHECK_STR(op_named("tree.put").name, "tree_put");
	CHECK_STR(op_named("tree_put").name, "tree_put");
	CHECK_STR(op_named("tree_put2").id, "tree_put");
	CHECK_STR(op_named("7 wonders").name, "_7_wonders");
}

static void
its_arguments_and_reply_are_typescript(void)
{
	struct buf b;

	CHECK_STR(op_named("get-weather").signature,
	    "w.get_weather(args: { city: string; unit?: \"C\" | \"F\" }): "
	    "Promise<{ degrees: number }>");
	CHECK_STR(op_named("tree.put").signature,
	    "w.tree_put(args: Args): Promise<unknown>");
	CHECK_STR(op_named("tree_put2").signature,
	    "w.tree_put2(): Promise<unknown>");
	CHECK_STR(op_named("7 wonders").signature,
	    "w._7_wonders(args?: { far?: unknown /* its reference leads "
	    "nowhere */ }): Promise<unknown>");
	buf_init(&b, 100000);
	catalog_types(cat, &b);
	/* Equal definitions of two tools are one type. */
	CHECK(strstr(b.p, "type Node = {\n  name: string;\n  kids?: Node[];")
	    != NULL);
	CHECK(strstr(b.p, "Node2") == NULL && strstr(b.p, "Args2") == NULL);
	if (tap_bad_checks > 0)
		printf("%s", b.p);
	buf_fini(&b);
}

static void
what_egress_needs_is_there(void)
{
	struct catalog_op o = op_named("tree.put");

	CHECK(o.tool && !o.read_only && o.destructive && o.idempotent);
	CHECK_STR(o.method, "TOOL");
	CHECK_STR(o.body_media, "application/json");
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): it has one */
	CHECK(strstr(o.body_schema, "#/$defs/") != NULL);
	o = op_named("get-weather");
	CHECK(o.read_only && !o.destructive);
	/* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): it has one */
	CHECK(strstr(o.reply_schema, "degrees") != NULL);
}

static void
what_is_no_list_is_refused(void)
{
	json_t *v = json_pack("{s:[]}", "tools");
	struct catalog_report r;
	struct err e = {0};

	CHECK(mcp_tools_build("w", v, file, &r, &e) == -1);
	CHECK(strstr(e.msg, "no tool") != NULL);
	buf_fini(&r.losses);
	json_decref(v);
	v = json_pack("{s:s}", "error", "x");
	CHECK(mcp_tools_build("w", v, file, &r, &e) == -1);
	CHECK(strstr(e.msg, "tools/list") != NULL);
	buf_fini(&r.losses);
	json_decref(v);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(file, sizeof file, "%s/w.cat", dir);
	TEST(a_list_of_tools_is_a_catalog_and_what_is_lost_is_told);
	TEST(a_tool_keeps_its_name_as_an_identifier);
	TEST(its_arguments_and_reply_are_typescript);
	TEST(what_egress_needs_is_there);
	TEST(what_is_no_list_is_refused);
	catalog_close(cat);
	buf_fini(&report.losses);
	unlink(file);
	rmdir(dir);
	return tap_end();
}
