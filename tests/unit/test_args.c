/* SPDX-License-Identifier: Apache-2.0 */
/* The names of arguments against what operations take: what is a fault for
 * certain is told, and nothing else is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/host/file.h"
#include "typegen/args.h"
#include "typegen/mcp_tools.h"

#include "tests/unit/tap.h"

static const char api[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},"
    "\"servers\":[{\"url\":\"https://a.example\"}],\"paths\":{"
    "\"/repos/{owner}/issues\":{\"get\":{\"operationId\":\"list\","
    "\"parameters\":["
    "{\"name\":\"owner\",\"in\":\"path\",\"required\":true,\"schema\":{}},"
    "{\"name\":\"per_page\",\"in\":\"query\",\"schema\":{}},"
    "{\"name\":\"X-Trace\",\"in\":\"header\",\"required\":true,"
    "\"schema\":{}}],\"responses\":{}},"
    "\"post\":{\"operationId\":\"create\",\"parameters\":["
    "{\"name\":\"owner\",\"in\":\"path\",\"required\":true,\"schema\":{}}],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/New\"}}}},"
    "\"responses\":{}},"
    "\"put\":{\"operationId\":\"note\",\"parameters\":["
    "{\"name\":\"owner\",\"in\":\"path\",\"required\":true,\"schema\":{}}],"
    "\"requestBody\":{\"content\":{\"application/json\":{\"schema\":"
    "{\"type\":\"object\",\"required\":[\"text\"],"
    "\"additionalProperties\":false,\"properties\":{\"text\":{},"
    "\"mood\":{}}}}}},\"responses\":{}}}},"
    "\"components\":{\"schemas\":{\"New\":{\"allOf\":["
    "{\"type\":\"object\",\"required\":[\"title\",\"id\"],\"properties\":"
    "{\"title\":{},\"id\":{\"readOnly\":true}}},"
    "{\"type\":\"object\",\"properties\":{\"labels\":{}}}]}}}}";

static const char tools[] =
    "{\"tools\":["
    "{\"name\":\"open\",\"inputSchema\":{\"type\":\"object\","
    "\"required\":[\"path\"],\"properties\":{\"path\":{},\"mode\":{}}}},"
    "{\"name\":\"shut\",\"inputSchema\":{\"type\":\"object\","
    "\"additionalProperties\":false,\"required\":[\"path\"],"
    "\"properties\":{\"path\":{},\"force\":{}}}}]}";

/* "a b c?": c may be undefined.  NULL body: none is to be seen. */
static const struct row {
	const char *op, *args, *body, *faults;
} rows[] = {
	{ "list", "owner x_trace", NULL, "" },
	{ "list", "owner xTrace per_page", NULL, "" },
	{ "list", "Owner X-Trace perPage", NULL, "" },
	{ "list", "owner? x_trace?", NULL, "" },
	{ "list", "owner x_trace signal", NULL, "" },
	{ "list", "owner x_trace per_pge?", NULL, "" },
	{ "list", "owner x_trace per_pge", NULL,
	    "unknown argument \"per_pge\"; did you mean \"per_page\"?" },
	{ "list", "", NULL, "\"owner\" is missing; \"X-Trace\" is missing" },
	{ "list", "x_trace repo", NULL,
	    "\"owner\" is missing; unknown argument \"repo\"" },
	{ "list", "owner x_trace body", NULL, "unknown argument \"body\"" },
	/* A body of its own, folded into the arguments, or both. */
	{ "create", "owner title", NULL, "" },
	{ "create", "owner title labels", NULL, "" },
	{ "create", "owner body", NULL, "" },
	{ "create", "owner body", "title", "" },
	{ "create", "owner body", "title more", "" },
	{ "create", "owner body title", "labels", "" },
	{ "create", "owner body title?", "labels", "" },
	{ "create", "owner body", "title?", "" },
	{ "create", "owner title?", NULL, "" },
	{ "create", "owner body?", NULL, "" },
	{ "create", "owner", NULL, "\"body\" is missing" },
	{ "create", "owner labels", NULL, "\"title\" is missing" },
	{ "create", "owner body", "labels", "\"title\" is missing" },
	{ "create", "owner body", "", "\"title\" is missing" },
	{ "create", "owner titel", NULL,
	    "unknown argument \"titel\"; did you mean \"title\"?; "
	    "\"body\" is missing" },
	/* One that may be left out. */
	{ "note", "owner", NULL, "" },
	{ "note", "owner mood?", NULL, "" },
	{ "note", "owner mood", NULL, "\"text\" is missing" },
	{ "note", "owner body", "text mood", "" },
	{ "note", "owner body", "text more", "unknown argument \"more\"" },
	{ "note", "owner body", "text more?", "" },
	/* Tools: a schema that is not closed takes any name. */
	{ "open", "path", NULL, "" },
	{ "open", "path other", NULL, "" },
	{ "open", "path?", NULL, "" },
	{ "open", "mode", NULL, "\"path\" is missing" },
	{ "open", "Path", NULL, "\"path\" is missing" },
	{ "shut", "path force", NULL, "" },
	{ "shut", "path forc?", NULL, "" },
	{ "shut", "path forc", NULL,
	    "unknown argument \"forc\"; did you mean \"force\"?" },
};

static struct catalog *cats[2];

static json_t *
words(const char *text, bool maybe)
{
	json_t *a = json_array();
	char copy[128], *at = copy, *w;

	(void)snprintf(copy, sizeof copy, "%s", text);
	while ((w = strsep(&at, " ")) != NULL) {
		size_t n = strlen(w);
		bool open = n > 0 && w[n - 1] == '?';

		if (n > 0 && open == maybe)
			json_array_append_new(a, json_stringn(w, n - open));
	}
	return a;
}

static void
check_row(const struct row *r)
{
	json_t *given = words(r->args, false), *maybe = words(r->args, true);
	json_t *in = words(r->body == NULL ? "" : r->body, false);
	json_t *may = words(r->body == NULL ? "" : r->body, true);
	struct args_names args = { given, maybe }, body = { in, may };
	int64_t op = catalog_find(cats[0], r->op);
	const struct catalog *c = cats[op < 0];
	struct buf faults;
	bool ok;

	if (op < 0)
		op = catalog_find(c, r->op);
	CHECK(op >= 0);
	buf_init(&faults, 1000);
	ok = args_check(c, (uint32_t)op, &args, r->body == NULL ? NULL : &body,
	    &faults);
	if (strcmp(faults.len > 0 ? faults.p : "", r->faults) != 0)
		printf("# %s {%s} {%s}\n", r->op, r->args,
		    r->body == NULL ? "" : r->body);
	CHECK_STR(faults.len > 0 ? faults.p : "", r->faults);
	CHECK(ok == (r->faults[0] == '\0'));
	buf_fini(&faults);
	json_decref(given);
	json_decref(maybe);
	json_decref(in);
	json_decref(may);
}

static void
certain_faults_are_told_and_nothing_else(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_row(&rows[i]);
}

static void
a_hundred_faults_are_a_few(void)
{
	char text[2000];
	struct args_names args = { json_array(), json_array() };
	struct buf faults;

	for (int i = 0; i < 100; i++)
		json_array_append_new((json_t *)(uintptr_t)args.given,
		    json_sprintf("zzzzzz%d", i));
	buf_init(&faults, sizeof text);
	CHECK(!args_check(cats[0], (uint32_t)catalog_find(cats[0], "list"),
	    &args, NULL, &faults));
	CHECK(buf_ok(&faults) && faults.len < 400);
	buf_fini(&faults);
	json_decref((json_t *)(uintptr_t)args.given);
	json_decref((json_t *)(uintptr_t)args.maybe);
}

static void
build(const char *dir)
{
	char doc[64], file[64];
	struct catalog_report report;
	struct err e = { 0 };

	(void)snprintf(doc, sizeof doc, "%s/doc.json", dir);
	(void)snprintf(file, sizeof file, "%s/cat", dir);
	for (int i = 0; i < 2; i++) {
		const char *text = i == 0 ? api : tools;

		if (file_write(doc, text, strlen(text), 0600, &e) < 0 ||
		    (i == 0 ? catalog_build_openapi("api", doc, NULL, file,
				  &report, &e)
			    : catalog_build_mcp("t", doc, file, &report, &e)) <
			0 ||
		    (cats[i] = catalog_open(file, &e)) == NULL) {
			printf("Bail out! %s\n", e.msg);
			exit(1);
		}
		buf_fini(&report.losses);
		(void)unlink(file);
		(void)unlink(doc);
	}
}

int
main(void)
{
	char dir[] = "/tmp/cordon-args-XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	build(dir);
	(void)rmdir(dir);
	TEST(certain_faults_are_told_and_nothing_else);
	TEST(a_hundred_faults_are_a_few);
	catalog_close(cats[0]);
	catalog_close(cats[1]);
	return tap_end();
}
