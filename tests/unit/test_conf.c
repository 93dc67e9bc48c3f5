/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "broker/conf.h"
#include "common/host/file.h"

#include "tests/unit/tap.h"

static char dir[] = "/tmp/cordon-conf-XXXXXX";

static void
put(const char *name, const char *text)
{
	char path[256];
	struct err e;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	CHECK(file_write(path, text, strlen(text), 0600, &e) == 0);
}

static void
drop(const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	unlink(path);
}

/* The message of a directory that must not be read, without its name. */
static const char *
refusal(void)
{
	static struct err e;
	struct conf *c = conf_read(dir, &e);

	if (c != NULL) {
		conf_free(c);
		return "it was read";
	}
	return strncmp(e.msg, dir, strlen(dir)) == 0 ?
	    e.msg + strlen(dir) + 1 : e.msg;
}

static void
a_missing_directory_is_an_empty_configuration(void)
{
	struct err e;
	struct conf *c = conf_read("/nonexistent/cordon", &e);

	CHECK(c != NULL && c->n == 0 && c->pool > 0 && c->pretouch && c->deadline_ms == 30000);
	conf_free(c);
}

/* Else `cordon tenant` would speak of other tenants than the service has. */
static void
the_systems_configuration_has_the_services_state(void)
{
	struct err e;
	struct conf *c;

	if (access("/etc/cordon", F_OK) == 0)
		return; /* somebody's */
	(void)unsetenv("STATE_DIRECTORY");
	c = conf_read("/etc/cordon/", &e);
	CHECK(c != NULL);
	if (c == NULL)
		return;
	CHECK_STR(c->state, "/var/lib/cordon");
	conf_free(c);
	(void)setenv("STATE_DIRECTORY", "/var/lib/other", 1);
	c = conf_read("/etc/cordon", &e);
	CHECK(c != NULL);
	if (c == NULL)
		return;
	CHECK_STR(c->state, "/var/lib/other");
	conf_free(c);
	(void)unsetenv("STATE_DIRECTORY");
}

static void
settings_and_connectors_are_read(void)
{
	struct err e;
	struct conf *c;
	const struct conf_connector *g;

	put("cordon.yaml", "timeout: 5s\nmemory: 32MiB\npool: 2\n"
	    "pretouch: false\n"
	    "isolation: {may_lack: [mdwe, tsc]}\n");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: g.json\n"
	    "url: http://127.0.0.1:4010\nnetwork: [127.0.0.1/32, '::1/128']\n"
	    "timeout: 20s\nconnect_timeout: 1500\n"
	    "auth: {kind: bearer, secret: 'file:../token'}\n");
	put("connectors.d/.hidden.yaml", "not: read\n");
	c = conf_read(dir, &e);
	CHECK(c != NULL && c->n == 1 && c->deadline_ms == 5000 && c->pool == 2);
	CHECK(c != NULL && c->heap_bytes == 32u << 20 && !c->pretouch);
	if (c == NULL)
		return;
	CHECK_STR(c->may_lack, "mdwe,tsc");
	g = conf_find(c, "github");
	CHECK(g != NULL && conf_find(c, "gitlab") == NULL);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a failed CHECK ends it */
	CHECK(g->auth.kind == AUTH_BEARER && g->auth.in == AUTH_IN_HEADER);
	CHECK_STR(g->network[1], "::1/128");
	CHECK(g->timeout_ms == 20000 && g->connect_ms == 1500);
	CHECK(g->idle_ms == 0 && g->in_flight == 64);
	CHECK(strstr(g->document, "/connectors.d/g.json") != NULL);
	CHECK(strstr(g->auth.secret, "file:/tmp/") == g->auth.secret);
	CHECK(strstr(g->catalog, "/catalog/github.cat") != NULL);
	conf_free(c);
}

static void
what_is_wrong_is_named_with_its_file_and_key(void)
{
	put("cordon.yaml", "timeuot: 5s\n");
	CHECK_STR(refusal(), "cordon.yaml: unknown key \"timeuot\"; "
	    "did you mean \"timeout\"?");
	put("cordon.yaml", "timeout: soon\n");
	CHECK_STR(refusal(), "cordon.yaml: timeout: \"soon\" is not "
	    "a duration such as 500ms or 30s");
	put("cordon.yaml", "pool: 0\n");
	CHECK_STR(refusal(), "cordon.yaml: pool: 0 is not within 1 to 256");
	drop("cordon.yaml");
	put("cordon.yml", "writes: deny\n");
	CHECK_STR(refusal(), "cordon.yml: its name is cordon.yaml");
	drop("cordon.yml");
	put("connectors.d/two.yml", "kind: openapi\n");
	CHECK_STR(refusal(), "connectors.d/two.yml: a connector's file ends in "
	    ".yaml");
	drop("connectors.d/two.yml");
	put("cordon.yaml", "memory: 64\n");
	CHECK_STR(refusal(), "cordon.yaml: memory: 64 bytes is not within "
	    "4MiB to 1024MiB");
	put("cordon.yaml", "pretouch: 1\n");
	CHECK_STR(refusal(), "cordon.yaml: pretouch: true or false is wanted");
	put("cordon.yaml", "isolation: {may_lack: [mdwe, mdew]}\n");
	CHECK(strstr(refusal(), "cordon.yaml: isolation: may_lack: \"mdew\" "
	    "is none of user_ns, ") != NULL);
	CHECK(strstr(refusal(), "tsc, filter") != NULL);
	put("cordon.yaml", "a: [1\n");
	CHECK(strncmp(refusal(), "cordon.yaml: line 2", 19) == 0);
	drop("cordon.yaml");
	put("connectors.d/github.yaml", "kind: graphql\ndocument: x\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: kind: \"graphql\" is "
	    "none of openapi, mcp, capnweb");
	put("connectors.d/github.yaml", "kind: capnweb\ndocument: x\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: url: is missing "
	    "(kind capnweb)");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "network: [10.0.0.0/33]\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: network: "
	    "\"10.0.0.0/33\" is not ADDRESS/BITS, such as 10.0.0.0/8");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: apiKey, secret: 'file:t'}\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: auth: name: is "
	    "missing (kind apiKey)");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: bearer, secret: 'file:t', region: x}\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: auth: \"region\" "
	    "does not belong to kind bearer");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: bearer, secret: hunter22}\n");
	CHECK(strstr(refusal(), "wants file:/path") != NULL &&
	    strstr(refusal(), "hunter22") == NULL);
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: header, name: X, value: v, secret: 'env:A'}\n");
	CHECK(strstr(refusal(), "\"{secret}\" once") != NULL);
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: bearer, secret: 'cred:a', origin: 'https://a/b'}\n");
	CHECK(strstr(refusal(), "origin: \"https://a/b\" is not") != NULL);
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "idle_timeout: soon\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: idle_timeout: a "
	    "duration such as 30s is wanted");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "connect_timeout: 0\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: connect_timeout: a "
	    "duration such as 30s is wanted");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "in_flight: 0\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: in_flight: 0 is not "
	    "within 1 to 1000");
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "timeout: 11m\n");
	CHECK_STR(refusal(), "connectors.d/github.yaml: timeout: at most "
	    "600000 ms");
	drop("connectors.d/github.yaml");
}

static void
an_mcp_server_is_a_command_or_an_address(void)
{
	put("connectors.d/github.yaml", "kind: mcp\n");
	CHECK(strstr(refusal(), "the file of its tools") != NULL);
	put("connectors.d/github.yaml",
	    "kind: mcp\ncommand: x\nurl: http://x/\n");
	CHECK(strstr(refusal(), "either command or url") != NULL);
	put("connectors.d/github.yaml", "kind: mcp\ncommand: x\nargs: [1]\n");
	CHECK(strstr(refusal(), "args: number 1 is not a text") != NULL);
	put("connectors.d/github.yaml", "kind: mcp\ncommand: x\nera: old\n");
	CHECK(strstr(refusal(), "none of auto, legacy, modern") != NULL);
	put("connectors.d/github.yaml",
	    "kind: mcp\ncommand: x\nenv: {'A B': c}\n");
	CHECK(strstr(refusal(), "\"A B\"") != NULL);
	put("connectors.d/github.yaml", "kind: mcp\ncomand: x\n");
	CHECK(strstr(refusal(), "did you mean \"command\"?") != NULL);
	drop("connectors.d/github.yaml");
}

static void
globs_say_which_tools_there_are(void)
{
	char *on[] = { (char[]){ "get_*" }, (char[]){ "put" }, NULL };
	char *off[] = { (char[]){ "*_secret" }, NULL };
	const struct conf_mcp both = { .enabled = on, .disabled = off };
	const struct conf_mcp none = { .disabled = off };

	CHECK(conf_mcp_tool(&both, "get_x") && conf_mcp_tool(&both, "put"));
	CHECK(!conf_mcp_tool(&both, "get_secret"));
	CHECK(!conf_mcp_tool(&both, "puts"));
	CHECK(conf_mcp_tool(&none, "x") && !conf_mcp_tool(&none, "a_secret"));
}

static void
a_secret_written_into_the_file_is_refused_and_not_repeated(void)
{
	put("connectors.d/github.yaml", "kind: openapi\ndocument: x\n"
	    "auth: {kind: bearer, secret: ghp_sesame}\n");
	CHECK(strstr(refusal(), "file:/path/of/a/0600/file") != NULL);
	CHECK(strstr(refusal(), "sesame") == NULL);
	drop("connectors.d/github.yaml");
}

static void
a_connector_is_named_as_a_variable(void)
{
	struct err e;

	CHECK(conf_name_ok("github", &e) == 0 && conf_name_ok("a_1B", &e) == 0);
	CHECK(conf_name_ok("1st", &e) == -1 && conf_name_ok("a-b", &e) == -1);
	CHECK(conf_name_ok("", &e) == -1 && conf_name_ok("../x", &e) == -1);
	CHECK(conf_name_ok("console", &e) == -1 &&
	    conf_name_ok("await", &e) == -1);
	put("connectors.d/my-api.yaml", "kind: openapi\ndocument: x\n");
	CHECK(strstr(refusal(), "cannot be a connector's name") != NULL);
	drop("connectors.d/my-api.yaml");
}

int
main(void)
{
	char sub[64];
	struct err e;

	if (mkdtemp(dir) == NULL)
		return 1;
	snprintf(sub, sizeof sub, "%s/connectors.d", dir);
	if (file_mkdirs(sub, 0700, &e) == -1)
		return 1;
	TEST(a_missing_directory_is_an_empty_configuration);
	TEST(the_systems_configuration_has_the_services_state);
	TEST(settings_and_connectors_are_read);
	TEST(what_is_wrong_is_named_with_its_file_and_key);
	TEST(an_mcp_server_is_a_command_or_an_address);
	TEST(globs_say_which_tools_there_are);
	TEST(a_secret_written_into_the_file_is_refused_and_not_repeated);
	TEST(a_connector_is_named_as_a_variable);
	drop("connectors.d/.hidden.yaml");
	rmdir(sub);
	rmdir(dir);
	return tap_end();
}
