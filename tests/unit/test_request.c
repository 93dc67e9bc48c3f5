/* SPDX-License-Identifier: Apache-2.0 */
/* The table of styles of OpenAPI 3.1.1 ("Style Examples"), and paths that
 * try to lead elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/egress/request_int.h"
#include "common/host/file.h"

#include "tests/unit/tap.h"

#define ARRAY "[\"blue\",\"black\",\"brown\"]"
#define OBJECT "{\"R\":100,\"G\":200,\"B\":150}"
#define ORIGIN "https://api.example.com/v1"

static const struct row {
	const char *in, *style;
	int explode;
	const char *type; /* s, a or o */
	const char *value; /* JSON */
	const char *url; /* after /pN or /qN, NULL: refused */
} rows[] = {
	{ "path", "matrix", 0, "s", "\"blue\"", "/;color=blue" },
	{ "path", "matrix", 0, "a", ARRAY, "/;color=blue,black,brown" },
	{ "path", "matrix", 0, "o", OBJECT, "/;color=R,100,G,200,B,150" },
	{ "path", "matrix", 1, "a", ARRAY,
	    "/;color=blue;color=black;color=brown" },
	{ "path", "matrix", 1, "o", OBJECT, "/;R=100;G=200;B=150" },
	{ "path", "label", 0, "s", "\"blue\"", "/.blue" },
	{ "path", "label", 0, "a", ARRAY, "/.blue,black,brown" },
	{ "path", "label", 0, "o", OBJECT, "/.R,100,G,200,B,150" },
	{ "path", "label", 1, "a", ARRAY, "/.blue.black.brown" },
	{ "path", "label", 1, "o", OBJECT, "/.R=100.G=200.B=150" },
	{ "path", "simple", 0, "s", "\"blue\"", "/blue" },
	{ "path", "simple", 0, "a", ARRAY, "/blue,black,brown" },
	{ "path", "simple", 0, "o", OBJECT, "/R,100,G,200,B,150" },
	{ "path", "simple", 1, "a", ARRAY, "/blue,black,brown" },
	{ "path", "simple", 1, "o", OBJECT, "/R=100,G=200,B=150" },
	{ "query", "form", 0, "s", "\"\"", "?color=" },
	{ "query", "form", 0, "s", "\"blue\"", "?color=blue" },
	{ "query", "form", 0, "a", ARRAY, "?color=blue,black,brown" },
	{ "query", "form", 0, "o", OBJECT, "?color=R,100,G,200,B,150" },
	{ "query", "form", 1, "a", ARRAY,
	    "?color=blue&color=black&color=brown" },
	{ "query", "form", 1, "o", OBJECT, "?R=100&G=200&B=150" },
	{ "query", "spaceDelimited", 0, "a", ARRAY,
	    "?color=blue%20black%20brown" },
	{ "query", "pipeDelimited", 0, "a", ARRAY,
	    "?color=blue%7Cblack%7Cbrown" },
	{ "query", "deepObject", 1, "o", OBJECT,
	    "?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150" },
	/* One segment, whatever is in it. */
	{ "path", "simple", 0, "s", "\"a/b\"", "/a%2Fb" },
	{ "path", "simple", 0, "s", "\"src/a..b/...\"",
	    "/src%2Fa..b%2F..." },
	/* A server may undo that before it looks for dots. */
	{ "path", "simple", 0, "s", "\"../x\"", NULL },
	{ "path", "simple", 0, "s", "\"a/../../x\"", NULL },
	{ "path", "simple", 0, "s", "\"a/..\"", NULL },
	{ "path", "simple", 0, "s", "\"a\\\\..\\\\x\"", NULL },
	{ "path", "label", 1, "a", "[\"\",\"/x\"]", NULL },
	{ "path", "simple", 0, "s", "\"a?b#c\"", "/a%3Fb%23c" },
	{ "path", "simple", 0, "s", "\"@evil.com\"", "/%40evil.com" },
	{ "path", "simple", 0, "s", "\"%2e%2e\"", "/%252e%252e" },
	{ "path", "simple", 0, "s", "\"\\u00e9 \\u4e2d\"",
	    "/%C3%A9%20%E4%B8%AD" },
	{ "path", "simple", 0, "s", "\"..\"", NULL },
	{ "path", "simple", 0, "s", "\".\"", NULL },
	{ "path", "simple", 0, "s", "\"\"", NULL },
	{ "path", "simple", 0, "s", "\"a\\r\\nHost: evil\"",
	    "/a%0D%0AHost%3A%20evil" },
	{ "path", "simple", 0, "s", "7", "/7" }, /* harmless */
	{ "path", "simple", 0, "s", "{\"a\":1}", NULL },
	{ "query", "form", 0, "s", "\"a&b=c#d\"", "?color=a%26b%3Dc%23d" },
	{ "query", "form", 0, "s", "\"a+b c\"", "?color=a%2Bb%20c" },
};
#define N (sizeof rows / sizeof rows[0])

static struct catalog *cat;

static void
write_document(const char *path)
{
	static const char *const schema[128] = {
		['s'] = "{\"type\":\"string\"}",
		['a'] = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
		['o'] = "{\"type\":\"object\",\"additionalProperties\":"
		    "{\"type\":\"integer\"}}",
	};
	struct err e;
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_adds(&b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\","
	    "\"version\":\"1\"},\"servers\":[{\"url\":\"" ORIGIN "\"}],"
	    "\"paths\":{");
	for (size_t i = 0; i < N; i++) {
		bool in_path = rows[i].in[0] == 'p';

		buf_addf(&b, "%s\"/%c%zu%s\":{\"get\":{\"operationId\":"
		    "\"op%zu\",\"parameters\":[{\"name\":\"color\",\"in\":"
		    "\"%s\",\"required\":true,\"style\":\"%s\",\"explode\":"
		    "%s,\"schema\":%s}],\"responses\":{}}}",
		    i > 0 ? "," : "", in_path ? 'p' : 'q', i,
		    in_path ? "/{color}" : "", i, rows[i].in, rows[i].style,
		    rows[i].explode ? "true" : "false",
		    schema[(unsigned char)rows[i].type[0]]);
	}
	buf_adds(&b, ",\"/up\":{\"post\":{\"operationId\":\"upload\","
	    "\"requestBody\":{\"content\":{\"multipart/form-data\":"
	    "{\"schema\":{\"type\":\"object\"}}}},\"responses\":{}}}}}");
	if (file_write(path, b.p, b.len, 0600, &e) < 0)
		exit(1);
	buf_fini(&b);
}

static void
each_style_is_written_as_the_specification_has_it(void)
{
	char name[32], want[512], args[512];

	for (size_t i = 0; i < N; i++) {
		struct request_plan *plan;
		struct request r;
		struct err e = { 0 };
		json_t *a;
		int64_t op;

		(void)snprintf(name, sizeof name, "op%zu", i);
		(void)snprintf(args, sizeof args, "{\"color\":%s}",
		    rows[i].value);
		op = catalog_find(cat, name);
		CHECK(op >= 0);
		plan = op < 0 ? NULL :
		    request_plan_new(cat, (uint32_t)op, &e);
		a = json_loads(args, 0, NULL);
		CHECK(plan != NULL && a != NULL);
		if (plan == NULL || a == NULL)
			continue;
		if (request_build(plan, a, &r, &e) == 0) {
			(void)snprintf(want, sizeof want, ORIGIN "/%c%zu%s",
			    rows[i].in[0], i, rows[i].url == NULL ?
			    " is refused" : rows[i].url);
			CHECK_STR(r.url.p, want);
			request_fini(&r);
		} else {
			if (rows[i].url != NULL)
				printf("# row %zu: %s\n", i, e.msg);
			CHECK(rows[i].url == NULL);
			CHECK_STR(strstr(e.msg, "color") == NULL ? e.msg :
			    "color", "color");
		}
		json_decref(a);
		request_plan_free(plan);
	}
}

/* The body of an upload of one field `f`, between its boundaries. */
static void
check_part(const char *value, const char *head)
{
	char args[256], want[256];
	struct request_plan *plan;
	struct request r = { 0 };
	struct err e = { 0 };
	const char *at;
	json_t *a;

	plan = request_plan_new(cat, (uint32_t)catalog_find(cat, "upload"), &e);
	(void)snprintf(args, sizeof args, "{\"body\":{\"f\":%s}}", value);
	a = json_loads(args, 0, NULL);
	if (plan == NULL || a == NULL || request_build(plan, a, &r, &e) != 0 ||
	    r.body.p == NULL) {
		CHECK(e.msg[0] == '\0' && r.body.p != NULL);
		return;
	}
	at = strstr(r.body.p, "name=\"f\"");
	(void)snprintf(want, sizeof want, "name=\"f\"; %s\r\n\r\nhi\r\n",
	    head);
	CHECK(at != NULL && strncmp(at, want, strlen(want)) == 0);
	request_fini(&r);
	json_decref(a);
	request_plan_free(plan);
}

static void
a_file_is_sent_under_its_name_and_type(void)
{
	check_part("{\"$bytes\":\"aGk=\"}",
	    "filename=\"file\"\r\n"
	    "Content-Type: application/octet-stream");
	check_part("{\"$bytes\":\"aGk=\",\"$name\":\"r\u00e9port.csv\","
	    "\"$type\":\"text/csv\"}",
	    "filename=\"r\xc3\xa9port.csv\"\r\n"
	    "Content-Type: text/csv");
	/* Neither ends its header line. */
	check_part("{\"$bytes\":\"aGk=\",\"$name\":\"a\\\"\\r\\nX: y\","
	    "\"$type\":\"text/x\\r\\nX: y\"}",
	    "filename=\"a%22%0D%0AX: y\"\r\n"
	    "Content-Type: application/octet-stream");
}

/* 't': the text proves it; 'w': only parsing does; 'n': neither. */
static const struct {
	char proof;
	const char *url;
} proofs[] = {
	{ 't', ORIGIN "/a" },
	{ 't', ORIGIN "/a%2Fb/c..d/...?x=%2e%2e/../&y" },
	{ 't', "https://api.example.com/" },
	{ 't', "https://api.example.com//evil.example/" },
	{ 't', "https://api.example.com/@evil.example" },
	{ 't', "https://api.example.com/|\"<>`{}^" },
	{ 'w', "https://api.example.com" },
	{ 'w', "https://api.example.com?x" },
	{ 'w', "https://api.example.com:443/a" },
	{ 'w', "HTTPS://api.example.com/a" },
	{ 'w', "https://api.example.com/\xc3\xa9" },
	{ 'w', ORIGIN "/a\\b" },
	{ 'n', "https://api.example.com.evil.example/" },
	{ 'n', "https://api.example.com@evil.example/" },
	{ 'n', "https://api.example.com:8443/" },
	{ 'n', "https://api.example.com:@evil.example/" },
	{ 'n', "https://api.example.com\\@evil.example/" },
	{ 'n', "https://me@api.example.com/" },
	{ 'n', "http://api.example.com/" },
	{ 'n', ORIGIN "/a#b" },
	{ 'n', ORIGIN "/a b" },
	{ 'n', ORIGIN "/a\tb" },
	{ 'n', ORIGIN "/a/../b" },
	{ 'n', ORIGIN "/a/." },
	{ 'n', ORIGIN "/a/%2e%2E/b" },
	{ 'n', ORIGIN "/a%2f..%5Cb" },
	{ 'n', ORIGIN "/a/.%2e" },
};

static void
what_the_text_proves_is_what_parsing_proves(void)
{
	struct request_plan *plan = request_plan_new(cat, 0, NULL);
	struct err e;

	CHECK(plan != NULL);
	for (size_t i = 0; plan != NULL && i < sizeof proofs / sizeof *proofs;
	     i++) {
		bool text = request_proof_plain(&plan->origin, proofs[i].url);
		bool whole = request_proof_whole(plan, proofs[i].url, &e) == 0;

		if (text != (proofs[i].proof == 't') ||
		    whole != (proofs[i].proof != 'n'))
			printf("# %s\n", proofs[i].url);
		CHECK(text == (proofs[i].proof == 't'));
		CHECK(whole == (proofs[i].proof != 'n'));
	}
	request_plan_free(plan);
}

/* Of a server's URL: how much of it is origin that needs no parsing. */
static void
an_origin_that_can_be_read_in_two_ways_is_parsed(void)
{
	static const struct {
		const char *url;
		size_t len;
	} urls[] = { { "https://a.example:1/x", 19 }, { "http://[::1]", 12 },
		{ "https://me@a.example/", 0 }, { "https://a.example?x", 0 },
		{ "https://a.example\\x/", 0 }, { "https:/a.example/", 0 },
		{ "https:///a", 0 }, { "https://a%2eb/", 0 }, { "", 0 },
		{ "https://[a/", 0 }, { "https://a:99999/", 0 } };

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct planned_origin o;

		request_origin(urls[i].url, &o);
		if (o.len != urls[i].len)
			printf("# %s\n", urls[i].url);
		CHECK(o.len == urls[i].len);
		request_origin_fini(&o);
	}
}

int
main(void)
{
	char dir[] = "/tmp/cordon-req-XXXXXX", doc[64], file[64];
	struct catalog_report report;
	struct err e = { 0 };

	if (mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(doc, sizeof doc, "%s/api.json", dir);
	(void)snprintf(file, sizeof file, "%s/api.cat", dir);
	write_document(doc);
	if (catalog_build_openapi("api", doc, NULL, file, &report, &e) < 0 ||
	    (cat = catalog_open(file, &e)) == NULL) {
		printf("Bail out! %s\n", e.msg);
		return 1;
	}
	TEST(each_style_is_written_as_the_specification_has_it);
	TEST(a_file_is_sent_under_its_name_and_type);
	TEST(what_the_text_proves_is_what_parsing_proves);
	TEST(an_origin_that_can_be_read_in_two_ways_is_parsed);
	catalog_close(cat);
	buf_fini(&report.losses);
	(void)unlink(doc);
	(void)unlink(file);
	(void)rmdir(dir);
	return tap_end();
}
