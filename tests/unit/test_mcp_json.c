/* SPDX-License-Identifier: Apache-2.0 */
/* test_mcp_json.c -- what agents' configurations look like, and become. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/conf.h"
#include "broker/mcp_json.h"
#include "common/host/json.h"
#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-mcp-json-XXXXXX";
static struct err err;

/* The keys of the only server in it, as text; or why not. */
static const char *
keys_of(const char *file)
{
	static char text[4096];
	json_t *list = mcp_json_read(file, strlen(file), &err);
	const char *name = json_object_iter_key(json_object_iter(list));
	json_t *keys = list == NULL
	    ? NULL
	    : mcp_json_keys(dir, name, json_object_get(list, name), &err);
	struct buf b;

	buf_init(&b, sizeof text);
	if (keys != NULL)
		json_write(&b, keys);
	(void)snprintf(text, sizeof text, "%s", keys != NULL ? b.p : err.msg);
	buf_fini(&b);
	json_decref(keys);
	json_decref(list);
	return text;
}

static void
comments_and_trailing_commas_are_read(void)
{
	CHECK_STR(keys_of("// x\n{\"mcpServers\": {\"a\": /* y */ {\"command\":"
			  "\"x//y\", \"args\": [\"/*\", 1, ], }, }, }"),
	    "{\"command\":\"x//y\",\"args\":[\"/*\",\"1\"]}");
}

static void
every_agents_spelling_is_known(void)
{
	CHECK_STR(keys_of("{\"servers\":{\"a\":{\"type\":\"http\","
			  "\"url\":\"https://x/mcp\",\"gallery\":true}}}"),
	    "{\"url\":\"https://x/mcp\"}");
	CHECK_STR(keys_of("{\"mcp\":{\"servers\":{\"a\":{\"command\":\"x\","
			  "\"timeout\":30}}}}"),
	    "{\"command\":\"x\",\"timeout\":\"30000ms\"}");
	CHECK_STR(keys_of("{\"mcpServers\":{\"a\":{\"httpUrl\":\"http://x/\","
			  "\"timeout\":5000,\"includeTools\":[\"g*\"]}}}"),
	    "{\"url\":\"http://x/\",\"enabledTools\":[\"g*\"],"
	    "\"timeout\":\"5000ms\"}");
}

static void
variables_come_from_the_environment(void)
{
	setenv("T_KEY", "swordfish-9", 1);
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"command\":\"x\","
			     "\"env\":{\"B\":\"${T_NO:-b}\","
			     "\"C\":\"c\"}}}}"),
		  "\"C\":\"c\"") != NULL);
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"command\":\"x\","
			     "\"args\":[\"--key=${env:T_KEY}\"]}}}"),
		  "--key=${T_KEY}") != NULL);
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"command\":\"x\","
			     "\"args\":[\"${T_UNSET}\"]}}}"),
		  "${T_UNSET} is not set") != NULL);
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"command\":\"x\","
			     "\"args\":[\"${input:token}\"]}}}"),
		  "${input:token} is what an editor asks for") != NULL);
}

static void
what_looks_like_a_secret_is_in_a_file_of_its_own(void)
{
	char path[128];
	struct stat st;
	const char *s = keys_of("{\"mcpServers\":{\"srv\":{\"url\":"
				"\"http://x/\",\"headers\":{\"Authorization\":"
				"\"Bearer ${T_KEY}\",\"X-Team\":\"blue\"}}}}");

	(void)snprintf(path, sizeof path, "%s/secrets/srv.Authorization", dir);
	CHECK(strstr(s, "swordfish") == NULL && strstr(s, path) != NULL);
	CHECK(strstr(s, "\"X-Team\":\"blue\"") != NULL);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	(void)unlink(path);
}

static void
what_cannot_be_is_refused_with_the_reason(void)
{
	CHECK(strstr(keys_of("{\"x\":1}"), "mcpServers") != NULL);
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"type\":\"sse\","
			     "\"url\":\"http://x\"}}}"),
		  "sse") != NULL);
	CHECK_STR(keys_of("{\"mcpServers\":{\"a\":{\"disabled\":true}}}"),
	    "disabled");
	CHECK_STR(keys_of("{\"mcpServers\":{\"a\":{}}}"),
	    "neither \"command\" nor \"url\" in it");
	CHECK_STR(keys_of("{\"mcpServers\":{\"a\":5}}"), "not an object");
	CHECK(strstr(keys_of("{\"mcpServers\":{\"a\":{\"command\":\"x\","
			     "\"env\":{\"A\":\"1\\n2\"}}}}"),
		  "more than one line") != NULL);
}

static void
names_become_variables(void)
{
	static const char *const cases[][2] = { { "my-server", "my_server" },
		{ "7zip", "mcp_7zip" }, { "console", "console_mcp" },
		{ "a b.c", "a_b_c" } };
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b;

		buf_init(&b, 80);
		mcp_json_name(cases[i][0], &b);
		CHECK_STR(b.p, cases[i][1]);
		CHECK(conf_name_ok(b.p, &err) == 0);
		buf_fini(&b);
	}
}

static void
what_an_editor_asks_for_is_told_from_a_variable(void)
{
	CHECK_STR(keys_of("{\"servers\":{\"a\":{\"command\":\"x\",\"env\":"
			  "{\"KEY\":\"${input:key}\"}}}}"),
	    "env: ${input:key} is what an editor asks for; put a variable "
	    "such as ${KEY}, or its value, in its place and import again");
	CHECK_STR(keys_of("{\"servers\":{\"a\":{\"command\":\"x\",\"env\":"
			  "{\"KEY\":\"${CORDON_TEST_UNSET}\"}}}}"),
	    "env: ${CORDON_TEST_UNSET} is not set in the environment; set it "
	    "and import again");
}

int
main(void)
{
	char path[128];

	if (mkdtemp(dir) == NULL)
		return 1;
	TEST(comments_and_trailing_commas_are_read);
	TEST(every_agents_spelling_is_known);
	TEST(variables_come_from_the_environment);
	TEST(what_looks_like_a_secret_is_in_a_file_of_its_own);
	TEST(what_cannot_be_is_refused_with_the_reason);
	TEST(names_become_variables);
	(void)snprintf(path, sizeof path, "%s/secrets/a.T_KEY", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/secrets/a.B", dir);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/secrets", dir);
	(void)rmdir(path);
	(void)rmdir(dir);
	TEST(what_an_editor_asks_for_is_told_from_a_variable);
	return tap_end();
}
