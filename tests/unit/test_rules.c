/* SPDX-License-Identifier: Apache-2.0 */
/* test_rules.c -- which calls are made: the first rule that matches. */
#include <string.h>

#include "policy/rules.h"
#include "tests/unit/tap.h"

static const struct rule_call get = { "ann", "github", "issues.list", "GET",
	"/issues", true };
static const struct rule_call del = { "bob", "github", "repos.delete",
	"DELETE", "/repos/{id}", false };

static enum rule_action
judge(const struct rule *r, size_t n, const struct rule_call *c)
{
	size_t which;

	return rules_judge(r, n, RULE_ASK, c, &which);
}

static void
without_a_rule_reads_are_allowed_and_writes_get_what_was_set(void)
{
	CHECK(judge(NULL, 0, &get) == RULE_ALLOW);
	CHECK(judge(NULL, 0, &del) == RULE_ASK);
}

static void
the_first_that_matches_decides(void)
{
	const struct rule r[] = {
		{ .action = RULE_ALLOW, .tenant = "ann" },
		{ .action = RULE_DENY, .operation = "*.delete*" },
		{ .action = RULE_HIDE },
	};
	size_t which = 9;

	CHECK(judge(r, 3, &get) == RULE_ALLOW);
	CHECK(judge(r, 3, &del) == RULE_DENY);
	CHECK(judge(r + 2, 1, &get) == RULE_HIDE);
	(void)rules_judge(r, 3, RULE_ASK, &del, &which);
	CHECK(which == 2);
}

static void
every_field_must_match(void)
{
	const struct rule r = { .action = RULE_DENY, .connector = "git*",
		.method = "DELETE", .path = "/repos/*" };
	struct rule_call other = del;

	CHECK(judge(&r, 1, &del) == RULE_DENY);
	other.connector = "gitea";
	CHECK(judge(&r, 1, &other) == RULE_DENY);
	other.connector = "hub";
	CHECK(judge(&r, 1, &other) == RULE_ASK);
	other = del;
	other.path = "/repo";
	CHECK(judge(&r, 1, &other) == RULE_ASK);
}

static void
each_field_alone_decides(void)
{
	const struct rule r[] = {
		{ .action = RULE_DENY, .tenant = "bob" },
		{ .action = RULE_DENY, .connector = "gitea" },
		{ .action = RULE_DENY, .operation = "repos.delete" },
		{ .action = RULE_DENY, .method = "DELETE" },
		{ .action = RULE_DENY, .path = "/repos/*" },
	};

	for (size_t i = 0; i < 5; i++) {
		CHECK(judge(&r[i], 1, &get) == RULE_ALLOW);
		CHECK(judge(&r[i], 1, &del) == (i == 1 ? RULE_ASK : RULE_DENY));
	}
}

static void
a_star_is_any_characters(void)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} cases[] = { { "*", "", true }, { "", "", true }, { "", "a", false },
		{ "a*c", "abbbc", true }, { "a*c", "abcd", false },
		{ "*.delete*", "repos.deleteAll", true },
		{ "a*b*c", "aXbXbYc", true }, { "**", "x", true },
		/* What began to fit begins again in between. */
		{ "*ab", "aab", true }, { "*.delete", "a.del.delete", true },
		{ "*aab*", "aaab", true },
		{ "?", "a", false }, { "[a]", "[a]", true } };
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		CHECK(rules_match(cases[i].pattern, cases[i].text) ==
		    cases[i].want);
	CHECK(rules_match(NULL, "anything"));
}

static void
a_pattern_of_stars_costs_no_exponential_time(void)
{
	char text[4096], pattern[256];
	size_t i;

	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (i = 0; i < 100; i++)
		memcpy(pattern + 2 * i, "*a", 2);
	memcpy(pattern + 200, "*b", 3);
	CHECK(!rules_match(pattern, text));
}

int
main(void)
{
	TEST(without_a_rule_reads_are_allowed_and_writes_get_what_was_set);
	TEST(the_first_that_matches_decides);
	TEST(every_field_must_match);
	TEST(each_field_alone_decides);
	TEST(a_star_is_any_characters);
	TEST(a_pattern_of_stars_costs_no_exponential_time);
	return tap_end();
}
