/* SPDX-License-Identifier: Apache-2.0 */
/* OpenAPI 3.2, from the description to the request. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/egress/request.h"
#include "typegen/catalog.h"

#include "tests/unit/tap.h"

#define ORIGIN "https://archive.example.com"

static char file[] = "/tmp/cordon-v32-XXXXXX";
static struct catalog *cat;
static struct catalog_report report;

static struct catalog_op
op_named(const char *name)
{
	struct catalog_op o = { .method = "", .signature = "" };
	int64_t i = catalog_find(cat, name);

	CHECK(i >= 0);
	if (i >= 0)
		catalog_op(cat, (uint32_t)i, &o);
	return o;
}

/* Method, address and body as they would be sent. */
static void
sent(const char *name, const char *args, const char *want)
{
	struct request_plan *plan;
	struct err e = { 0 };
	struct request r;
	struct buf b;
	json_t *a = json_loads(args, 0, NULL);

	plan = request_plan_new(cat, (uint32_t)catalog_find(cat, name), &e);
	CHECK(plan != NULL && a != NULL);
	if (request_build(plan, a, &r, &e) == -1)
		CHECK_STR(e.msg, want);
	else {
		buf_init(&b, 10000);
		buf_addf(&b, "%s %s%s%s", r.method, r.url.p + strlen(ORIGIN),
		    r.has_body ? " " : "", r.has_body ? r.body.p : "");
		CHECK_STR(b.p, want);
		buf_fini(&b);
		request_fini(&r);
	}
	json_decref(a);
	request_plan_free(plan);
}

static void
methods_of_any_name_are_operations(void)
{
	CHECK_STR(op_named("items.query").method, "QUERY");
	CHECK_STR(op_named("items.copy").method, "COPY");
	CHECK_STR(op_named("proppatchItems").method, "PROPPATCH");
	sent("items.query", "{\"body\":{\"filter\":\"new\"}}",
	    "QUERY /items {\"filter\":\"new\"}");
	sent("items.copy", "{\"Destination\":\"/b\"}", "COPY /items");
}

static void
a_method_that_is_no_token_is_lost(void)
{
	CHECK(report.ops == 7 && report.ops_lost == 2);
	CHECK(strstr(report.losses.p, "a method that cannot be sent") != NULL);
}

static void
one_parameter_is_the_whole_query(void)
{
	CHECK_STR(op_named("items.find").signature,
	    "v.items.find(args: { filter: { q: string; tags?: string[] } }): "
	    "Promise<Part[]>");
	sent("items.find", "{\"filter\":{\"q\":\"a&b\",\"tags\":[\"x\"]}}",
	    "GET /items?q=a%26b&tags=x");
	sent("search.json", "{\"selector\":{\"a\":[1]}}",
	    "GET /search?%7B%22a%22%3A%5B1%5D%7D");
	sent("search.json", "{}", "GET /search");
}

static void
sequences_are_lists_on_both_ways(void)
{
	CHECK_STR(op_named("items.import").signature,
	    "v.items.import(args: { body: Part[] }): Promise<{ event?: "
	    "string; data: string; id?: string; retry?: number }[]>");
	sent("items.import",
	    "{\"body\":[{\"kind\":\"box\",\"size\":1},"
	    "{\"text\":\"t\"}]}",
	    "POST /items/import {\"kind\":\"box\",\"size\":1}\n"
	    "{\"text\":\"t\"}\n");
}

static void
the_documents_own_address_leads_to_itself(void)
{
	struct buf b;

	CHECK_STR(op_named("search.json").signature,
	    "v.search.json(args?: { selector?: Record<string, unknown> }): "
	    "Promise<Part>");
	buf_init(&b, 100000);
	catalog_types(cat, &b);
	CHECK(strstr(b.p, "part?: Part") != NULL);
	CHECK(strstr(b.p, "Promise<Item[]>") != NULL);
	CHECK(strstr(report.losses.p, "$ref") == NULL);
	buf_fini(&b);
}

static void
a_default_of_a_discriminator_has_any_value(void)
{
	struct buf b;

	buf_init(&b, 100000);
	catalog_types(cat, &b);
	CHECK(strstr(b.p, "type Part = Box & { kind: \"box\" } | Other;") !=
	    NULL);
	if (tap_bad_checks > 0)
		printf("%s\n", b.p);
	buf_fini(&b);
}

/* What an API demands and names a default of; others are for it to fill in. */
static void
a_default_of_what_is_demanded_is_sent(void)
{
	CHECK_STR(op_named("reports.get").signature,
	    "v.reports.get(args: { edition?: Edition; \"API-Version\"?: string; "
	    "page?: number; year: number; size?: number }): Promise<void>");
	sent("reports.get", "{\"year\":2026}",
	    "GET /reports/final?page=1&year=2026");
	sent("reports.get", "{\"year\":2026,\"edition\":\"a/b\",\"page\":2}",
	    "GET /reports/a%2Fb?page=2&year=2026");
}

static void
titles_of_tags_and_of_their_parents_are_searched(void)
{
	struct catalog_hit hit;
	struct catalog_op o;
	size_t total;

	CHECK(catalog_search((const struct catalog *const *)&cat, 1,
		  "warehouse", 1, &hit, &total) == 1);
	catalog_op(cat, hit.op, &o);
	CHECK_STR(o.name, "items.query");
}

int
main(void)
{
	char path[512];
	const char *src = getenv("CORDON_SRC");
	struct err e = { 0 };
	int fd = mkstemp(file);

	close(fd);
	(void)snprintf(path, sizeof path, "%s/tests/data/v32/openapi.yaml",
	    src != NULL ? src : ".");
	if (catalog_build_openapi("v", path, NULL, file, &report, &e) == -1 ||
	    (cat = catalog_open(file, &e)) == NULL) {
		printf("Bail out! %s\n", e.msg);
		return 1;
	}
	TEST(methods_of_any_name_are_operations);
	TEST(a_method_that_is_no_token_is_lost);
	TEST(one_parameter_is_the_whole_query);
	TEST(sequences_are_lists_on_both_ways);
	TEST(the_documents_own_address_leads_to_itself);
	TEST(a_default_of_a_discriminator_has_any_value);
	TEST(a_default_of_what_is_demanded_is_sent);
	TEST(titles_of_tags_and_of_their_parents_are_searched);
	catalog_close(cat);
	buf_fini(&report.losses);
	unlink(file);
	return tap_end();
}
