/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/host/file.h"
#include "typegen/catalog.h"

#include "tests/unit/tap.h"

#define OPS 3000
#define ALL 1000 /* of which nothing is left out early */
#define CATALOGS 2
/* CORDON_SLOW=1: 2000 with sanitizers, too, ten times as slow. */
#ifdef CORDON_SANITIZED
#define QUERIES 300
#else
#define QUERIES 2000
#endif

static char dir[] = "/tmp/cordon-search-XXXXXX";
static char file[CATALOGS][64];
static struct catalog *cats[CATALOGS];
static uint64_t seed = 1;

static unsigned
any(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* Words as APIs have them: a few in half of all operations, many in one. */
static const char *
word(void)
{
	static const char *const words[] = { "get", "list", "user", "group",
		"message", "policy", "device", "calendar", "event", "contact",
		"drive", "folder", "chart", "range", "channel", "team", "plan",
		"bucket", "section", "page", "site", "term", "label",
		"incident", "risk", "threat", "certificate", "firewall",
		"gateway", "mailbox" };
	unsigned n = sizeof words / sizeof words[0], a = any(n), b = any(n);

	b = any(3) > 0 ? any(a + 1) : b;
	return words[a < b ? a : b];
}

static void
write_document(const char *path)
{
	struct buf b;
	struct err e;
	unsigned i, k;

	buf_init(&b, 16 * 1024 * 1024);
	buf_adds(&b,
	    "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"x\","
	    "\"version\":\"1\"},\"paths\":{");
	for (i = 0; i < OPS; i++) {
		buf_addf(&b,
		    "%s\"/%s/%u\":{\"get\":{\"operationId\":"
		    "\"%s.%s%u\",\"deprecated\":%s,\"summary\":\"",
		    i > 0 ? "," : "", word(), i, word(), word(), i,
		    any(9) > 0 ? "false" : "true");
		for (k = any(12); k > 0; k--)
			buf_addf(&b, "%s ", word());
		buf_adds(&b, "\",\"responses\":{}}}");
	}
	buf_adds(&b, "}}");
	CHECK(buf_ok(&b) && file_write(path, b.p, b.len, 0600, &e) == 0);
	buf_fini(&b);
}

static void
a_large_api_is_compiled(void)
{
	struct catalog_report r;
	struct err e = { 0 };
	char path[80];
	int i;

	(void)snprintf(path, sizeof path, "%s/doc.json", dir);
	for (i = 0; i < CATALOGS; i++) {
		write_document(path);
		(void)snprintf(file[i], sizeof file[i], "%s/%d.cat", dir, i);
		CHECK(catalog_build_openapi(i > 0 ? "team" : "chart", path,
			  NULL, file[i], &r, &e) == 0);
		CHECK_STR(e.msg, "");
		CHECK(r.ops == OPS && r.ops_lost == 0);
		buf_fini(&r.losses);
		cats[i] = catalog_open(file[i], &e);
		CHECK(cats[i] != NULL);
	}
	unlink(path);
}

static bool
same(const struct catalog_hit *a, const struct catalog_hit *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (a[i].catalog != b[i].catalog || a[i].op != b[i].op ||
		    (a[i].score < b[i].score || a[i].score > b[i].score))
			return false;
	return true;
}

static void
asking_for_few_finds_the_first_of_many(void)
{
	static struct catalog_hit few[10], many[ALL];
	const struct catalog *const *c = (const struct catalog *const *)cats;
	const char *slow = getenv("CORDON_SLOW");
	unsigned i, k, different = 0, queries = QUERIES;

	if (slow != NULL && strcmp(slow, "1") == 0)
		queries = 2000;
	for (i = 0; i < queries; i++) {
		char query[256] = "", *p = query;
		size_t n, all, total_few, total_many, limit = 1 + any(10);

		for (k = 1 + any(5); k > 0; k--)
			p += snprintf(p, 32, "%s%s", k % 2 > 0 ? "the " : " ",
			    any(20) > 0 ? word() : "mesage");
		n = catalog_search(c, CATALOGS, query, limit, few, &total_few);
		all =
		    catalog_search(c, CATALOGS, query, ALL, many, &total_many);
		if (n != (all < limit ? all : limit) ||
		    total_few != total_many || !same(few, many, n)) {
			printf("# %s: %zu of %zu, %zu of %zu\n", query, n,
			    total_few, all, total_many);
			different++;
		}
	}
	printf("# %u queries\n", queries);
	CHECK(different == 0);
}

static void
an_operation_asked_for_by_name_is_first(void)
{
	struct catalog_hit hit;
	struct catalog_op o;
	char full[80];
	size_t total;
	uint32_t i;

	for (i = 0; i < OPS; i += 37) {
		catalog_op(cats[1], i, &o);
		(void)snprintf(full, sizeof full, "team.%s", o.name);
		CHECK(catalog_search((const struct catalog *const *)&cats[1], 1,
			  full, 1, &hit, &total) == 1 &&
		    hit.op == i && hit.named);
		CHECK(catalog_search((const struct catalog *const *)&cats[1], 1,
			  o.id, 1, &hit, &total) == 1 &&
		    hit.op == i);
		CHECK(catalog_search((const struct catalog *const *)&cats[1], 1,
			  o.path, 1, &hit, &total) == 1 &&
		    hit.op == i);
	}
}

/* Compiles, opens, and takes the files away. */
static struct catalog *
small(const char *doc)
{
	struct catalog_report r;
	struct catalog *c;
	char path[80], out[80];
	struct err e;

	(void)snprintf(path, sizeof path, "%s/small.json", dir);
	(void)snprintf(out, sizeof out, "%s/small.cat", dir);
	CHECK(file_write(path, doc, strlen(doc), 0600, &e) == 0 &&
	    catalog_build_openapi("k", path, NULL, out, &r, &e) == 0);
	buf_fini(&r.losses);
	c = catalog_open(out, &e);
	CHECK(c != NULL);
	unlink(path);
	unlink(out);
	return c;
}

/* The same words in all: only the verb of the question tells them apart. */
static void
the_verb_of_a_question_picks_the_method(void)
{
	static const char doc[] =
	    "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"x\",\"version\":"
	    "\"1\"},\"paths\":{\"/kettles/{id}\":{"
	    "\"post\":{\"summary\":\"Kettle\",\"responses\":{}},"
	    "\"delete\":{\"summary\":\"Kettle\",\"responses\":{}},"
	    "\"get\":{\"summary\":\"Kettle\",\"responses\":{}},"
	    "\"patch\":{\"summary\":\"Kettle\",\"responses\":{}}}}}";
	static const char *const asked[][2] = { { "make a kettle", "POST" },
		{ "destroy the kettle", "DELETE" },
		{ "which kettles are there", "GET" },
		{ "rename a kettle", "PATCH" } };
	struct catalog *c = small(doc);
	struct catalog_hit hit;
	struct catalog_op o;
	size_t i, total;

	for (i = 0; c != NULL && i < sizeof asked / sizeof asked[0]; i++) {
		CHECK(catalog_search((const struct catalog *const *)&c, 1,
			  asked[i][0], 1, &hit, &total) == 1);
		catalog_op(c, hit.op, &o);
		CHECK_STR(o.method, asked[i][1]);
	}
	catalog_close(c);
}

/* As a log, a browser or another document has it. */
static void
an_operation_asked_for_by_an_address_is_first(void)
{
	static const char doc[] =
	    "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"x\",\"version\":"
	    "\"1\"},\"paths\":{\"/cups\":{\"get\":{\"responses\":{}}},"
	    "\"/cups/{id}\":{\"get\":{\"responses\":{}},"
	    "\"put\":{\"responses\":{}}},"
	    "\"/cups/{id}/tea\":{\"get\":{\"responses\":{}}}}}";
	static const char *const asked[][3] = {
		{ "GET /cups?state=full", "GET", "/cups" },
		{ "/cups/", "GET", "/cups" }, { "/cups", "GET", "/cups" },
		{ "PUT /cups/7?a=/b", "PUT", "/cups/{id}" },
		{ "put /cups/{cup_id}", "PUT", "/cups/{id}" },
		{ "https://api.example.com/v2/cups", "GET", "/cups" },
		{ "GET http://x/v2/cups/7/tea#top", "GET", "/cups/{id}/tea" },
		{ "PUT https://x/cups/7 with tea", "PUT", "/cups/{id}" }
	};
	struct catalog *c = small(doc);
	struct catalog_hit hit;
	struct catalog_op o;
	size_t i, total;

	for (i = 0; c != NULL && i < sizeof asked / sizeof asked[0]; i++) {
		CHECK(catalog_search((const struct catalog *const *)&c, 1,
			  asked[i][0], 1, &hit, &total) == 1);
		CHECK(hit.named);
		catalog_op(c, hit.op, &o);
		CHECK_STR(o.method, asked[i][1]);
		CHECK_STR(o.path, asked[i][2]);
	}
	CHECK(catalog_search((const struct catalog *const *)&c, 1, "is it",
		  1, &hit, &total) == 0);
	catalog_close(c);
}

#define NAMED(path, summary) \
	"\"/" path "\":{\"get\":{\"summary\":\"" summary \
	"\",\"responses\":{}}}"

static void
words_of_other_alphabets_are_found(void)
{
	static const char doc[] =
	    "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"x\",\"version\":"
	    "\"1\"},\"paths\":{" NAMED("a", "Příručka čaje") ","
	    NAMED("b", "СПИСОК заказов") "," NAMED("c", "查询列车车次") ","
	    NAMED("d", "“Curly quotes”—and dashes") ","
	    NAMED("e", "Überweisung ausführen") ","
	    NAMED("f", "Tra cứu đơn hàng") "," NAMED("g", "ΠΑΡΑΓΓΕΛΙΑ") "}}";
	static const char *const asked[][2] = { { "prirucka", "/a" },
		{ "PŘÍRUČKA", "/a" }, { "c\xcc\x8c" "aje", "/a" },
		{ "список", "/b" }, { "列车", "/c" }, { "车次查询", "/c" },
		{ "curly", "/d" }, { "quotes dashes", "/d" },
		{ "‘quotes’", "/d" }, { "uberweisung", "/e" },
		{ "überweisung", "/e" }, { "don hang", "/f" },
		{ "παραγγελια", "/g" } };
	struct catalog *c = small(doc);
	struct catalog_hit hit;
	struct catalog_op o;
	size_t i, total;

	for (i = 0; c != NULL && i < sizeof asked / sizeof asked[0]; i++) {
		o.path = "nothing";
		if (catalog_search((const struct catalog *const *)&c, 1,
			asked[i][0], 1, &hit, &total) == 1)
			catalog_op(c, hit.op, &o);
		if (strcmp(o.path, asked[i][1]) != 0)
			printf("# asked: %s\n", asked[i][0]);
		CHECK_STR(o.path, asked[i][1]);
	}
	catalog_close(c);
}

int
main(void)
{
	int i;

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(a_large_api_is_compiled);
	if (cats[CATALOGS - 1] == NULL)
		return tap_end();
	TEST(asking_for_few_finds_the_first_of_many);
	TEST(an_operation_asked_for_by_name_is_first);
	TEST(the_verb_of_a_question_picks_the_method);
	TEST(an_operation_asked_for_by_an_address_is_first);
	TEST(words_of_other_alphabets_are_found);
	for (i = 0; i < CATALOGS; i++) {
		catalog_close(cats[i]);
		unlink(file[i]);
	}
	rmdir(dir);
	return tap_end();
}
