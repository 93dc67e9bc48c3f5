/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of cordon.yaml, as they are read: what is wrong with one does not
 * make it another. */
#include <string.h>

#include "broker/conf_rules.h"
#include "common/host/json.h"

#include "tests/unit/tap.h"

static const struct rule_call call = { "ann", "github", "issues.list", "GET",
	"/issues", true };

static int
read_rules(struct conf_rules *r, const char *text, struct err *e)
{
	json_t *top = json_loads(text, 0, NULL);
	int ret;

	CHECK(top != NULL);
	*r = (struct conf_rules){ .writes = RULE_ASK };
	*e = (struct err){ 0 };
	ret = conf_rules_read(r, top, e);
	json_decref(top); /* what is borrowed is kept */
	return ret;
}

/* What is wrong with it; "": nothing. */
static const char *
wrong(const char *text)
{
	static struct err e;
	struct conf_rules r;
	int ret = read_rules(&r, text, &e);

	conf_rules_fini(&r);
	CHECK(ret == 0 || e.code == ERR_INPUT);
	return ret == 0 ? "" : e.msg;
}

static void
each_pattern_is_of_its_own_field(void)
{
	static const char *const keys[] = { "tenant", "connector", "operation",
		"method", "path" };
	static const char *const own[] = { "ann", "github", "issues.list",
		"GET", "/issues" };
	struct conf_rules r;
	char text[128];
	struct err e;
	size_t which;

	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < 5; k++) {
			(void)snprintf(text, sizeof text,
			    "{\"rules\":[{\"action\":\"hide\",\"%s\":\"%s\"}]}",
			    keys[i], own[k]);
			CHECK(read_rules(&r, text, &e) == 0 && r.n == 1);
			CHECK((rules_judge(r.list, r.n, r.writes, &call,
				   &which) == RULE_HIDE) == (i == k));
			conf_rules_fini(&r);
		}
}

static void
each_action_is_the_one_it_names(void)
{
	static const char *const names[] = { "allow", "ask", "deny", "dry-run",
		"hide" };
	struct conf_rules r;
	char text[64];
	struct err e;

	for (size_t i = 0; i < 5; i++) {
		(void)snprintf(text, sizeof text,
		    "{\"rules\":[{\"action\":\"%s\"}]}", names[i]);
		CHECK(read_rules(&r, text, &e) == 0);
		CHECK(r.n == 1 && r.list[0].action == (enum rule_action)i);
		conf_rules_fini(&r);
	}
	CHECK(RULE_ACTIONS == 5);
}

static void
what_writes_get_is_one_of_three(void)
{
	static const char *const names[] = { "allow", "ask", "deny" };
	struct conf_rules r;
	char text[64];
	struct err e;

	for (size_t i = 0; i < 3; i++) {
		(void)snprintf(text, sizeof text, "{\"writes\":\"%s\"}",
		    names[i]);
		CHECK(read_rules(&r, text, &e) == 0);
		CHECK(r.writes == (enum rule_action)i && r.n == 0);
		conf_rules_fini(&r);
	}
	CHECK(read_rules(&r, "{}", &e) == 0 && r.writes == RULE_ASK);
	CHECK(wrong("{\"writes\":\"hide\"}")[0] != '\0');
	CHECK(wrong("{\"writes\":true}")[0] != '\0');
	CHECK(wrong("{\"writes\":null}")[0] != '\0');
}

/* A rule without its pattern is about every call. */
static void
a_rule_that_is_not_understood_is_refused(void)
{
	static const char *const rules[] = { "{}", "{\"tenant\":\"ann\"}",
		"{\"action\":\"permit\"}", "{\"action\":1}",
		"{\"action\":\"allow\",\"tenat\":\"ann\"}",
		"{\"action\":\"allow\",\"tenant\":7}",
		"{\"action\":\"allow\",\"connector\":true}",
		"{\"action\":\"allow\",\"operation\":[\"a\"]}",
		"{\"action\":\"allow\",\"method\":null}",
		"{\"action\":\"allow\",\"path\":{}}" };
	char text[256];

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		(void)snprintf(text, sizeof text,
		    "{\"rules\":[{\"action\":\"deny\"},%s]}", rules[i]);
		if (strncmp(wrong(text), "rules: number 2", 15) != 0)
			printf("# %s: \"%s\"\n", rules[i], wrong(text));
		CHECK(strncmp(wrong(text), "rules: number 2", 15) == 0);
	}
	CHECK(wrong("{\"rules\":{\"action\":\"deny\"}}")[0] != '\0');
	CHECK(wrong("{\"rules\":\"deny\"}")[0] != '\0');
}

static void
there_are_a_thousand_rules_at_most(void)
{
	static char text[32768];

	for (int n = 1000; n <= 1001; n++) {
		size_t len =
		    (size_t)snprintf(text, sizeof text, "{\"rules\":[");

		for (int i = 0; i < n; i++)
			len += (size_t)snprintf(text + len, sizeof text - len,
			    "%s{\"action\":\"deny\"}", i > 0 ? "," : "");
		(void)snprintf(text + len, sizeof text - len, "]}");
		CHECK((wrong(text)[0] == '\0') == (n == 1000));
	}
}

int
main(void)
{
	TEST(each_pattern_is_of_its_own_field);
	TEST(each_action_is_the_one_it_names);
	TEST(what_writes_get_is_one_of_three);
	TEST(a_rule_that_is_not_understood_is_refused);
	TEST(there_are_a_thousand_rules_at_most);
	return tap_end();
}
