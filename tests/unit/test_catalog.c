/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/host/file.h"
#include "typegen/catalog.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-cat-XXXXXX";
static char file[64];
static struct catalog *cat;
static struct catalog_report report;

static const char *
source(const char *name)
{
	static char path[512];
	const char *src = getenv("CORDON_SRC");

	snprintf(path, sizeof path, "%s/tests/data/%s", src != NULL ? src : ".",
	    name);
	return path;
}

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
a_document_is_compiled_and_its_losses_are_listed(void)
{
	struct err e = {0};
	int r = catalog_build_openapi("shop", source("tickets.yaml"), NULL,
	    file, &report, &e);

	CHECK_STR(e.msg, "");
	CHECK(r == 0 && report.ops == 5 && report.ops_lost == 0);
	CHECK(strstr(report.losses.p, "Nowhere") != NULL);
	CHECK(strstr(report.losses.p, "schemas/Lost") != NULL);
	cat = catalog_open(file, &e);
	CHECK(cat != NULL);
	if (cat == NULL)
		exit(1);
	CHECK_STR(catalog_name(cat), "shop");
	CHECK_STR(catalog_title(cat), "Tickets");
}

static void
names_are_nested_camel_case_and_other_spellings_resolve(void)
{
	struct buf b;

	CHECK_STR(op_named("tickets.listForCustomer").path,
	    "/customers/{customer}/tickets");
	CHECK_STR(op_named("tickets/list-for-customer").name,
	    "tickets.listForCustomer");
	CHECK_STR(op_named("tickets_list_for_customer").name,
	    "tickets.listForCustomer");
	CHECK_STR(op_named("getTicketsById").method, "GET");
	CHECK(catalog_find(cat, "tickets.lst") == -1);
	buf_init(&b, 1000);
	catalog_nearest(cat, "tickets.lstForCustomers", 1, &b);
	CHECK_STR(b.p, "tickets.listForCustomer");
	buf_fini(&b);
}

static void
signatures_are_typescript(void)
{
	CHECK_STR(op_named("tickets.listForCustomer").signature,
	    "shop.tickets.listForCustomer(args: { customer: string; "
	    "state?: \"open\" | \"closed\"; label?: string[]; page?: number "
	    "}): Promise<Ticket[]>");
	CHECK_STR(op_named("tickets.create").signature,
	    "shop.tickets.create(args: { customer: string; page?: number; "
	    "body: NewTicket }): Promise<Ticket>");
	CHECK_STR(op_named("tickets.delete").signature,
	    "shop.tickets.delete(args: { id: number; id_query?: string }): "
	    "Promise<void>");
	CHECK_STR(op_named("uploadAttachment").signature,
	    "shop.uploadAttachment(args: { id: number; body?: Uint8Array }): "
	    "Promise<string>");
	CHECK_STR(op_named("getTicketsById").signature,
	    "shop.getTicketsById(args: { id: number }): Promise<unknown "
	    "/* its reference leads nowhere */>");
}

static void
a_description_has_every_type_it_refers_to(void)
{
	struct buf b;

	buf_init(&b, 100000);
	catalog_describe(cat, (uint32_t)catalog_find(cat, "tickets.create"),
	    &b);
	CHECK(strstr(b.p, "/** A request */\ntype Ticket = NewTicket & {\n"
	    "  id: number;\n  parent?: Ticket | null;\n  \"x-tags\"?: "
	    "(string | number)[];\n};\n") != NULL);
	CHECK(strstr(b.p, "type NewTicket = {\n  /** Short (length >= 1) */\n  title: "
	    "string;\n  pair?: [string, number];\n  meta?: "
	    "Record<string, string>;\n};\n") != NULL);
	if (tap_bad_checks > 0)
		printf("%s", b.p);
	buf_fini(&b);
}

static void
requests_can_be_built_from_it(void)
{
	struct catalog_op o = op_named("tickets.listForCustomer");
	uint32_t op = (uint32_t)catalog_find(cat, "tickets.listForCustomer");
	struct catalog_param p;

	CHECK_STR(o.server, "https://eu.example.com/v1");
	CHECK_STR(o.accept, "application/json");
	CHECK(o.params == 4);
	catalog_op_param(cat, op, 0, &p);
	CHECK(p.in == PARAM_PATH && p.required && p.style == STYLE_SIMPLE);
	catalog_op_param(cat, op, 2, &p);
	CHECK_STR(p.name, "label");
	CHECK(p.in == PARAM_QUERY && p.style == STYLE_PIPE && !p.explode);
	catalog_op_param(cat, op, 3, &p);
	CHECK_STR(p.schema, "{\"type\":\"integer\",\"minimum\":1}");
	o = op_named("tickets.create");
	CHECK(o.body_required);
	CHECK_STR(o.body_media, "application/json");
	CHECK_STR(o.body_schema, "{\"$ref\":\"#/$defs/new-ticket\"}");
	CHECK(strstr(catalog_schema(cat, "new-ticket"), "minLength") != NULL);
	CHECK(catalog_schema(cat, "nothing") == NULL);
}

static void
search_finds_words_paths_ids_and_typos(void)
{
	static const struct {
		const char *query, *name;
	} cases[] = {{"open a ticket", "tickets.create"},
		{"tickets of a customer", "tickets.listForCustomer"},
		{"remove ticket", "tickets.delete"},
		{"GET /tickets/{id}", "getTicketsById"},
		{"/tickets/42/attachment", "uploadAttachment"},
		{"tickets/create", "tickets.create"},
		{"atachment", "uploadAttachment"},
		{"up load att\303\240chment", "uploadAttachment"},
		{"UPLOAD_ATTACHMENT", "uploadAttachment"},
		{"could you please help me upload an attachment?",
		    "uploadAttachment"}};
	size_t i, total;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct catalog_hit hit = {0};
		struct catalog_op o = {.name = "nothing"};

		if (catalog_search((const struct catalog *const *)&cat, 1,
			cases[i].query, 1, &hit, &total) == 1)
			catalog_op(cat, hit.op, &o);
		CHECK_STR(o.name, cases[i].name);
	}
	struct catalog_hit hits[3];
	CHECK(catalog_search((const struct catalog *const *)&cat, 1, "the of",
		  3, hits, &total) <= 3);
	CHECK(catalog_search((const struct catalog *const *)&cat, 1, "", 3,
		  hits, &total) == 0);
}

static void
a_truncated_or_changed_catalog_is_refused(void)
{
	struct buf b;
	struct err e;
	char bad[80];

	buf_init(&b, 1 << 20);
	snprintf(bad, sizeof bad, "%s/bad.cat", dir);
	CHECK(file_read(file, &b, &e) == 0);
	CHECK(file_write(bad, b.p, b.len - 1, 0600, &e) == 0);
	CHECK(catalog_open(bad, &e) == NULL);
	b.p[40] ^= 1;
	CHECK(file_write(bad, b.p, b.len, 0600, &e) == 0);
	CHECK(catalog_open(bad, &e) == NULL);
	CHECK(strstr(e.msg, "run cordon index") != NULL);
	b.p[40] ^= 1;
	b.p[b.len - 2] ^= 1;
	CHECK(file_write(bad, b.p, b.len, 0600, &e) == 0);
	struct catalog *c = catalog_open(bad, &e);
	CHECK(c != NULL && catalog_verify(c, &e) == -1);
	CHECK(strstr(e.msg, "changed") != NULL);
	catalog_close(c);
	CHECK(catalog_verify(cat, &e) == 0);
	CHECK(file_write(bad, "", 0, 0600, &e) == 0);
	CHECK(catalog_open(bad, &e) == NULL);
	unlink(bad);
	buf_fini(&b);
}

static void
the_same_input_gives_the_same_bytes(void)
{
	struct catalog_report r;
	struct buf a, b;
	struct err e;
	char again[80];

	snprintf(again, sizeof again, "%s/again.cat", dir);
	CHECK(catalog_build_openapi("shop", source("tickets.yaml"), NULL, again,
		  &r, &e) == 0);
	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	CHECK(file_read(file, &a, &e) == 0 && file_read(again, &b, &e) == 0);
	CHECK(a.len == b.len && memcmp(a.p, b.p, a.len) == 0);
	buf_fini(&a);
	buf_fini(&b);
	buf_fini(&r.losses);
	unlink(again);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(file, sizeof file, "%s/shop.cat", dir);
	TEST(a_document_is_compiled_and_its_losses_are_listed);
	TEST(names_are_nested_camel_case_and_other_spellings_resolve);
	TEST(signatures_are_typescript);
	TEST(a_description_has_every_type_it_refers_to);
	TEST(requests_can_be_built_from_it);
	TEST(search_finds_words_paths_ids_and_typos);
	TEST(a_truncated_or_changed_catalog_is_refused);
	TEST(the_same_input_gives_the_same_bytes);
	catalog_close(cat);
	buf_fini(&report.losses);
	unlink(file);
	rmdir(dir);
	return tap_end();
}
