/* SPDX-License-Identifier: Apache-2.0 */
/* Paths that lead out of where they begin, and paths that are another
 * operation's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/path.h"
#include "broker/egress/request.h"
#include "common/host/file.h"

#include "tests/unit/tap.h"

static void
dots_are_found_however_they_are_written(void)
{
	static const char *const climbing[] = { "/a/../b", "/..", "/a/..",
		"/a/%2e%2e/b", "/a/.%2E", "/a%2F..%2fb", "/a%5c..", "/a\\..\\b",
		"/a%2f%2e.%2fb", "/..?x", "/x/..#y", "/..;/x",
		"/a/..%3Bx=1/b", "/a/%2e%2e%3b", "/a%2f..;" };
	static const char *const staying[] = { "/", "/a/...", "/a/..b/c..",
		"/a?to=/../b", "/a#/..", "/a/.%2e.", "/%2e%2ex", "/a%2f.b",
		"/a%252f..", "/a/..x;", "/a/.;/b", "/;..", "/a/b;.." };
	size_t i;

	for (i = 0; i < sizeof climbing / sizeof climbing[0]; i++)
		if (!path_climbs(climbing[i])) {
			printf("# %s\n", climbing[i]);
			CHECK(false);
		}
	for (i = 0; i < sizeof staying / sizeof staying[0]; i++)
		if (path_climbs(staying[i]) || path_has_dots(staying[i])) {
			printf("# %s\n", staying[i]);
			CHECK(false);
		}
	CHECK(path_has_dots("/a/./b") && path_has_dots("/%2e/b") &&
	    path_has_dots("/a/%2E%2e") && !path_climbs("/a/./b"));
}

#define PATH(path, method, id) \
	"\"" path "\":{\"" method "\":{\"operationId\":\"" id "\"," \
	"\"parameters\":[{\"name\":\"x\",\"in\":\"path\",\"schema\":{}}," \
	"{\"name\":\"y\",\"in\":\"path\",\"schema\":{}}],\"responses\":{}}}"

static const char document[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},"
    "\"servers\":[{\"url\":\"https://h/v1\"}],\"paths\":{"
    PATH("/files/{x}", "delete", "one") ","
    PATH("/files/all", "delete", "all") ","
    PATH("/files/trash", "get", "trash") ","
    PATH("/files/{x}/grants", "delete", "grants") ","
    PATH("/files/{x}/{y}", "delete", "part") ","
    PATH("/n/{x}.{y}", "delete", "named") ","
    PATH("/l/{x}", "get", "list") ","
    PATH("/l/{x}.csv", "get", "csv") ","
    PATH("/m/{x}/b", "get", "left") ","
    PATH("/m/a/{y}", "get", "right") ","
    "\"/elsewhere/{x}\":{\"servers\":[{\"url\":\"https://other/v1\"}],"
    "\"delete\":{\"operationId\":\"other\",\"parameters\":[{\"name\":\"x\","
    "\"in\":\"path\",\"schema\":{}},{\"name\":\"y\",\"in\":\"path\","
    "\"schema\":{}}],\"responses\":{}}},"
    PATH("/elsewhere/all", "delete", "here") "}}";

static struct catalog *cat;

static bool
goes(const char *name, const char *x, const char *y)
{
	struct request_plan *plan;
	struct request r;
	struct err e;
	json_t *args = json_pack("{s:s, s:s}", "x", x != NULL ? x : "-", "y",
	    y != NULL ? y : "-"); /* what has no place is not sent */
	bool went;

	plan = request_plan_new(cat, (uint32_t)catalog_find(cat, name), &e);
	CHECK(plan != NULL);
	went = request_build(plan, args, &r, &e) == 0;
	if (went)
		request_fini(&r);
	else if (e.code != ERR_DENIED)
		printf("# %s\n", e.msg);
	CHECK(went || e.code == ERR_DENIED || strstr(e.msg, "..") != NULL);
	request_plan_free(plan);
	json_decref(args);
	return went;
}

static void
a_value_does_not_make_a_path_another_operation_s(void)
{
	CHECK(goes("one", "7", NULL) && goes("one", "allx", NULL));
	CHECK(!goes("one", "all", NULL) && !goes("one", "ALL", NULL));
	CHECK(goes("one", "trash", NULL)); /* of another method */
	CHECK(goes("other", "all", NULL)); /* of another server */
	CHECK(!goes("part", "7", "grants") && goes("part", "7", "grant"));
	CHECK(goes("grants", "all", NULL));
	CHECK(!goes("list", "a.csv", NULL) && goes("csv", "a", NULL));
	CHECK(goes("list", ".csv", NULL) && goes("list", "a.csv2", NULL));
	/* Two may mean it: the one that says more from the left. */
	CHECK(!goes("left", "a", NULL) && goes("right", NULL, "b"));
}

static void
nor_does_one_with_a_separator_in_it(void)
{
	CHECK(goes("list", "a/b", NULL)); /* nobody's path */
	CHECK(!goes("one", "7/grants", NULL));
	CHECK(!goes("one", "7\\grants", NULL));
	CHECK(!goes("one", "7//./grants/", NULL));
	CHECK(!goes("one", "all/", NULL) && !goes("one", "/all", NULL));
	CHECK(!goes("one", "./all", NULL));
	/* What a server may leave out. */
	CHECK(!goes("one", "all;x=1", NULL) && !goes("one", "7;v/grants", NULL));
	CHECK(goes("one", "7;all", NULL) && goes("one", "7;", NULL));
	CHECK(goes("one", "7%2Fgrants", NULL)); /* escaped itself */
	CHECK(!goes("one", "a/b", NULL)); /* that of "part" */
	/* What stands for itself does not end a path. */
	CHECK(goes("grants", "a/b?c", NULL) && goes("grants", "a/b#", NULL));
	CHECK(!goes("part", "7?", "grants/"));
}

static void
nor_do_two_values_make_dots(void)
{
	CHECK(goes("named", "a", "b") && goes("named", "a/", "b"));
	CHECK(goes("named", "a/", "/b"));
	CHECK(!goes("named", "a/", "./b") && !goes("named", "a\\", "."));
}

int
main(void)
{
	char dir[] = "/tmp/cordon-path-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct err e = { 0 };

	if (mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(doc, sizeof doc, "%s/api.json", dir);
	(void)snprintf(file, sizeof file, "%s/api.cat", dir);
	if (file_write(doc, document, strlen(document), 0600, &e) == -1 ||
	    catalog_build_openapi("api", doc, NULL, file, &report, &e) == -1 ||
	    (cat = catalog_open(file, &e)) == NULL) {
		printf("Bail out! %s\n", e.msg);
		return 1;
	}
	TEST(dots_are_found_however_they_are_written);
	TEST(a_value_does_not_make_a_path_another_operation_s);
	TEST(nor_does_one_with_a_separator_in_it);
	TEST(nor_do_two_values_make_dots);
	catalog_close(cat);
	buf_fini(&report.losses);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
	return tap_end();
}
