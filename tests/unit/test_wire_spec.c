/* SPDX-License-Identifier: Apache-2.0 */
/* How an MCP server is reached: its variables, its secrets, and where in
 * memory those are. */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/egress/spawner.h"
#include "broker/egress/wire_spec.h"

#include "tests/unit/tap.h"

static char key_path[] = "/tmp/cordon-wire-XXXXXX", key_source[64];

static struct wire_spec *
made(const char *url, const char *command, char **args, struct conf_pair *env,
    size_t n_env, struct conf_pair *headers, size_t n_headers, struct err *e)
{
	struct conf_mcp m = { .command = (char *)(uintptr_t)command,
		.args = args,
		.env = env,
		.n_env = n_env,
		.headers = headers,
		.n_headers = n_headers };
	struct conf_connector c = { .name = (char *)(uintptr_t)"things",
		.url = (char *)(uintptr_t)url,
		.mcp = &m };

	return wire_spec_new(&c, e);
}

/* The line VmFlags of the mapping that holds p. */
static void
flags_at(const void *p, char *ret, size_t size)
{
	FILE *f = fopen("/proc/self/smaps", "re");
	char line[512];
	bool there = false;

	ret[0] = '\0';
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		uintptr_t from, to;

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
			there = (uintptr_t)p >= from && (uintptr_t)p < to;
		else if (there && strncmp(line, "VmFlags:", 8) == 0)
			(void)snprintf(ret, size, "%s", line);
	}
	if (f != NULL)
		(void)fclose(f);
}

static void
is_sealed(const char *text)
{
	char flags[512];

	flags_at(text, flags, sizeof flags);
	CHECK(strstr(flags, " dd") != NULL); /* in no dump */
	CHECK(strstr(flags, " wf") != NULL); /* in no child */
#ifndef __SANITIZE_ADDRESS__ /* in whose presence mlock does nothing */
	CHECK(strstr(flags, " lo") != NULL); /* in no swap */
#endif
}

static const char *
value_of(char **list, const char *name)
{
	size_t n = strlen(name);

	for (; *list != NULL; list++)
		if (strncmp(*list, name, n) == 0)
			return *list + n;
	return "";
}

static void
a_process_gets_its_variables(void)
{
	char arg[] = "--key=${KEY}${MODE}$x${", *args[] = { arg, NULL };
	struct conf_pair env[] = { { (char[]){ "KEY" }, key_source },
		{ (char[]){ "MODE" }, (char[]){ "fast" } } };
	struct wire_spec *s;
	struct err e;

	s = made(NULL, "server", args, env, 2, NULL, 0, &e);
	CHECK(s != NULL);
	if (s == NULL)
		return;
	CHECK_STR(s->argv[0], "server");
	CHECK_STR(s->argv[1], "--key=s3cr3tfast$x${");
	CHECK(s->argv[2] == NULL);
	CHECK_STR(value_of(s->env, "KEY="), "s3cr3t");
	CHECK_STR(value_of(s->env, "MODE="), "fast");
	CHECK_STR(value_of(s->env, "PATH="), getenv("PATH"));
	is_sealed(s->argv[1]);
	is_sealed(value_of(s->env, "KEY="));
	wire_spec_free(s);
}

static void
a_server_gets_its_headers(void)
{
	struct conf_pair headers[] = { { (char[]){ "X-Key" }, key_source },
		{ (char[]){ "X-Env" }, (char[]){ "env:CORDON_TEST_KEY" } } };
	struct conf_pair env[] = { { (char[]){ "KEY" }, key_source } };
	struct wire_spec *s;
	struct err e;

	(void)setenv("CORDON_TEST_KEY", "from-a-variable", 1);
	s = made("https://x.example/${KEY}", NULL, NULL, env, 1, headers, 2,
	    &e);
	CHECK(s != NULL);
	if (s == NULL)
		return;
	CHECK_STR(s->url, "https://x.example/s3cr3t");
	CHECK_STR(s->headers[0], "X-Key: s3cr3t");
	CHECK_STR(s->headers[1], "X-Env: from-a-variable");
	CHECK(s->headers[2] == NULL);
	CHECK(getenv("CORDON_TEST_KEY") == NULL);
	is_sealed(s->url);
	is_sealed(s->headers[0]);
	is_sealed(s->headers[1]);
	wire_spec_free(s);
}

static void
what_is_wrong_is_said(void)
{
	char arg[] = "${NOBODY}", *args[] = { arg, NULL };
	struct conf_pair env[] = { { (char[]){ "K" }, (char[]){ "env:NOT_SET" } } };
	struct err e;

	CHECK(made(NULL, "server", args, NULL, 0, NULL, 0, &e) == NULL);
	CHECK_STR(e.msg, "args: env has no NOBODY");
	CHECK(made(NULL, "server", NULL, env, 1, NULL, 0, &e) == NULL);
	CHECK_STR(e.msg, "env: K: env:NOT_SET: there is no such variable");
	CHECK(made(NULL, NULL, NULL, NULL, 0, NULL, 0, &e) == NULL);
	CHECK(strstr(e.msg, "only its tools are known") != NULL);
}

static void
a_text_has_an_end(void)
{
	size_t n = SPAWNER_TEXT_MAX / 2 + 1;
	char arg[] = "${A}${A}", *args[] = { arg, NULL };
	char *much = calloc(1, n + 1);
	struct conf_pair env[] = { { (char[]){ "A" }, much } };
	struct err e;

	CHECK(much != NULL);
	if (much == NULL)
		return;
	memset(much, 'a', n);
	CHECK(made(NULL, "server", args, env, 1, NULL, 0, &e) == NULL);
	CHECK_STR(e.msg, "args: it is too long with its variables");
	free(much);
}

static void
the_same_is_the_same(void)
{
	struct conf_pair one[] = { { (char[]){ "KEY" }, key_source } };
	struct conf_pair other[] = { { (char[]){ "KEY" }, (char[]){ "x" } } };
	struct err e;
	struct wire_spec *a = made(NULL, "server", NULL, one, 1, NULL, 0, &e),
			 *b = made(NULL, "server", NULL, one, 1, NULL, 0, &e),
			 *c = made(NULL, "server", NULL, other, 1, NULL, 0, &e);

	CHECK(a != NULL && b != NULL && c != NULL && wire_spec_same(a, b) &&
	    !wire_spec_same(a, c));
	wire_spec_free(a);
	wire_spec_free(b);
	wire_spec_free(c);
}

int
main(void)
{
	int fd = mkstemp(key_path);

	if (fd == -1 || write(fd, "s3cr3t\n", 7) != 7 || close(fd) == -1)
		return 1;
	(void)snprintf(key_source, sizeof key_source, "file:%s", key_path);
	TEST(a_process_gets_its_variables);
	TEST(a_server_gets_its_headers);
	TEST(what_is_wrong_is_said);
	TEST(a_text_has_an_end);
	TEST(the_same_is_the_same);
	(void)unlink(key_path);
	return tap_end();
}
