/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of several files, and documents that mean harm. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "common/host/file.h"
#include "typegen/catalog.h"
#include "typegen/mcp_tools.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-doc-XXXXXX";
static char in[64], out[64];

static int
compile(const char *path, struct catalog_report *r, struct err *e)
{
	memset(r, 0, sizeof *r);
	memset(e, 0, sizeof *e);
	return catalog_build_openapi("t", path, NULL, out, r, e);
}

static void
files_below_the_document_are_followed_and_none_outside(void)
{
	const char *src = getenv("CORDON_SRC");
	struct catalog_report r;
	struct catalog_op o;
	struct catalog *c;
	struct err e;
	char path[512];
	struct buf b;

	snprintf(path, sizeof path, "%s/tests/data/files/api.yaml",
	    src != NULL ? src : ".");
	CHECK(compile(path, &r, &e) == 0);
	CHECK_STR(e.msg, "");
	CHECK(r.ops == 2 && r.ops_lost == 0);
	c = catalog_open(out, &e);
	CHECK(c != NULL);
	if (c == NULL)
		return;
	catalog_op(c, (uint32_t)catalog_find(c, "things.list"), &o);
	CHECK_STR(o.signature,
	    "t.things.list(args: { tenant: string }): Promise<Thing[]>");
	buf_init(&b, 65536);
	catalog_describe(c, (uint32_t)catalog_find(c, "things.list"), &b);
	CHECK(strstr(b.p, "  parts?: Thing[];") != NULL);
	buf_fini(&b);
	catalog_op(c, (uint32_t)catalog_find(c, "out"), &o);
	CHECK(strstr(o.signature, "q?: unknown") != NULL);
	CHECK(strstr(o.signature, "r?: unknown") != NULL);
	CHECK(strstr(o.signature, "s?: unknown") != NULL);
	CHECK(strstr(r.losses.p, "../tickets.yaml") != NULL);
	CHECK(strstr(r.losses.p, "/etc/hostname") != NULL);
	CHECK(strstr(r.losses.p, "missing.yaml") != NULL);
	catalog_close(c);
	buf_fini(&r.losses);
}

/* A document whose only operation answers with `schema`. */
static void
put_document(struct buf *b, const char *schema, const char *schemas)
{
	buf_addf(b,
	    "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"get\":{\"responses\":"
	    "{\"200\":{\"content\":{\"application/json\":{\"schema\":%s}}}}}}},"
	    "\"components\":{\"schemas\":{%s}}}",
	    schema, schemas);
}

/* Seconds of processor time to compile `text`; what came is checked. */
static double
cost(const struct buf *text, int expected, const char *reason)
{
	struct catalog_report r;
	clock_t start;
	struct err e;

	CHECK(buf_ok(text));
	CHECK(file_write(in, text->p, text->len, 0600, &e) == 0);
	start = clock();
	CHECK(compile(in, &r, &e) == expected);
	CHECK(strstr(e.msg, reason) != NULL);
	if (strstr(e.msg, reason) == NULL)
		printf("# said: %s\n", e.msg);
	buf_fini(&r.losses);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Each of thirty schemas has two references to the next: 2^30 if copied. */
static void
a_bomb_of_references_costs_its_own_text_only(void)
{
	static const char *const roots[] = {"#/components/schemas/",
	    "#/components/x-schemas/"};
	struct buf schemas, doc;
	size_t k;
	int i;

	for (k = 0; k < 2; k++) {
		buf_init(&schemas, 1 << 20);
		buf_init(&doc, 1 << 20);
		for (i = 0; i < 30; i++)
			buf_addf(&schemas,
			    "%s\"s%d\":{\"allOf\":[{\"properties\":{\"a\":"
			    "{\"$ref\":\"%ss%d\"}}},{\"properties\":{\"b\":"
			    "{\"$ref\":\"%ss%d\"}}}]}",
			    i > 0 ? "," : "", i, roots[k], i + 1, roots[k],
			    i + 1);
		buf_addf(&doc,
		    "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"get\":"
		    "{\"responses\":{\"200\":{\"content\":{\"application/json\""
		    ":{\"schema\":{\"$ref\":\"%ss0\"}}}}}}}},\"components\":"
		    "{\"%s\":{%s}}}",
		    roots[k], k == 0 ? "schemas" : "x-schemas", schemas.p);
		CHECK(cost(&doc, 0, "") < 5);
		buf_fini(&schemas);
		buf_fini(&doc);
	}
}

static void
laughs_by_the_billion_are_refused(void)
{
	struct buf doc;
	int i, k;

	buf_init(&doc, 1 << 20);
	buf_adds(&doc, "openapi: 3.0.0\npaths: {}\na0: &a0 [lol, lol]\n");
	for (i = 1; i < 40; i++) {
		buf_addf(&doc, "a%d: &a%d [", i, i);
		for (k = 0; k < 9; k++)
			buf_addf(&doc, "%s*a%d", k > 0 ? ", " : "", i - 1);
		buf_adds(&doc, "]\n");
	}
	CHECK(cost(&doc, -1, "more than") < 10);
	buf_fini(&doc);
}

static void
nesting_without_end_is_refused(void)
{
	struct buf doc;
	int i, k;

	for (k = 0; k < 2; k++) {
		buf_init(&doc, 1 << 24);
		if (k == 0)
			buf_adds(&doc, "{\"openapi\":\"3.0.0\",\"paths\":");
		else
			buf_adds(&doc, "openapi: 3.0.0\npaths: ");
		for (i = 0; i < 100000; i++)
			buf_adds(&doc, k == 0 ? "{\"a\":" : "[");
		CHECK(cost(&doc, -1, "nested") < 10);
		buf_fini(&doc);
	}
}

static void
a_name_wanted_by_all_is_numbered_and_costs_no_more(void)
{
	struct catalog_op o;
	struct catalog *c;
	struct buf doc;
	struct err e;
	int i;

	buf_init(&doc, 1 << 24);
	buf_adds(&doc, "{\"openapi\":\"3.0.0\",\"paths\":{");
	for (i = 0; i < 50000; i++)
		buf_addf(&doc,
		    "%s\"/%d\":{\"get\":{\"operationId\":\"same\","
		    "\"responses\":{}}}",
		    i > 0 ? "," : "", i);
	buf_adds(&doc, "},\"components\":{\"schemas\":{");
	for (i = 0; i < 20000; i++) /* names of signs only: all are the same */
		buf_addf(&doc, "%s\"\\u4e2d\\u%04x\":{\"type\":\"string\"}",
		    i > 0 ? "," : "", 0x4e00u + (unsigned)i);
	buf_adds(&doc, "}}}");
	CHECK(cost(&doc, 0, "") < 10);
	c = catalog_open(out, &e);
	CHECK(c != NULL && catalog_find(c, "same50000") == 49999);
	if (c != NULL) {
		catalog_op(c, 49999, &o);
		CHECK_STR(o.name, "same50000");
	}
	catalog_close(c);
	buf_fini(&doc);
}

static void
maps_within_maps_are_written_once(void)
{
	struct buf schema, doc;
	int i;

	buf_init(&schema, 1 << 20);
	buf_init(&doc, 1 << 20);
	for (i = 0; i < 60; i++)
		buf_adds(&schema, "{\"additionalProperties\":");
	buf_adds(&schema, "{\"type\":\"string\"}");
	for (i = 0; i < 60; i++)
		buf_addc(&schema, '}');
	put_document(&doc, schema.p, "");
	CHECK(cost(&doc, 0, "") < 5);
	buf_fini(&schema);
	buf_fini(&doc);
}

/* Comparing each with each would take minutes. */
static void
lists_of_a_hundred_thousand_take_no_square_of_it(void)
{
	static const char *const lists[][4] = {
		{ "{\"enum\":[null", ",", "", "]}" },
		{ "{\"oneOf\":[true", ",{\"const\":", "}", "]}" },
		{ "{\"properties\":{\"a\":{}", ",\"p", "\":{}", "}," },
		{ "\"required\":[\"a\"", ",\"p", "\"", "]}" },
	};
	struct buf schema, doc;
	size_t k;
	int i;

	buf_init(&schema, 1 << 23);
	buf_init(&doc, 1 << 23);
	for (k = 0; k < sizeof lists / sizeof *lists; k++) {
		buf_adds(&schema, lists[k][0]);
		for (i = 100000; i > 0; i--)
			buf_addf(&schema, "%s%d%s", lists[k][1], i,
			    lists[k][2]);
		buf_adds(&schema, lists[k][3]);
		if (k == 2)
			continue;
		put_document(&doc, schema.p, "");
		CHECK(cost(&doc, 0, "") < 20);
		buf_clear(&schema);
		buf_clear(&doc);
	}
	buf_fini(&schema);
	buf_fini(&doc);
}

static void
many_values_are_told_by_their_kinds(void)
{
	struct catalog_report r;
	struct catalog_op o;
	struct buf schema, doc;
	struct catalog *c;
	struct err e;
	int i;

	buf_init(&schema, 1 << 20);
	buf_init(&doc, 1 << 20);
	buf_adds(&schema, "{\"enum\":[null");
	for (i = 0; i < 201; i++)
		buf_addf(&schema, ",%d,\"%d\"", i, i);
	buf_adds(&schema, "]}");
	put_document(&doc, schema.p, "");
	CHECK(file_write(in, doc.p, doc.len, 0600, &e) == 0);
	CHECK(compile(in, &r, &e) == 0);
	buf_fini(&r.losses);
	c = catalog_open(out, &e);
	CHECK(c != NULL);
	if (c == NULL)
		return;
	catalog_op(c, 0, &o);
	CHECK_STR(strchr(o.signature, '('),
	    "(): Promise<null | number | string>");
	catalog_close(c);
	buf_fini(&schema);
	buf_fini(&doc);
}

static void
a_name_of_megabytes_ends_nothing(void)
{
	struct buf doc, name;

	buf_init(&doc, 1 << 25);
	buf_init(&name, 1 << 23);
	while (name.len < 4000000)
		buf_adds(&name, "averylongname");
	buf_addf(&doc,
	    "{\"openapi\":\"3.0.0\",\"paths\":{\"/%s\":{\"get\":{\"operationId\""
	    ":\"%s\",\"responses\":{}}},\"/b\":{\"get\":{\"responses\":{}}}}}",
	    name.p, name.p);
	CHECK(cost(&doc, 0, "") < 10);
	buf_fini(&doc);
	buf_fini(&name);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(in, sizeof in, "%s/in", dir);
	snprintf(out, sizeof out, "%s/out", dir);
	TEST(files_below_the_document_are_followed_and_none_outside);
	TEST(a_bomb_of_references_costs_its_own_text_only);
	TEST(laughs_by_the_billion_are_refused);
	TEST(nesting_without_end_is_refused);
	TEST(a_name_wanted_by_all_is_numbered_and_costs_no_more);
	TEST(maps_within_maps_are_written_once);
	TEST(lists_of_a_hundred_thousand_take_no_square_of_it);
	TEST(many_values_are_told_by_their_kinds);
	TEST(a_name_of_megabytes_ends_nothing);
	unlink(in);
	unlink(out);
	rmdir(dir);
	return tap_end();
}
