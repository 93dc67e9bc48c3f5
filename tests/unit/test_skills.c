/* SPDX-License-Identifier: Apache-2.0 */
/* Instructions in Markdown: what they are called, and which are found. */
#include <stdlib.h>
#include <string.h>

#include "broker/skills.h"
#include "tap.h"

static int
parse(const char *text, struct skill *s, struct err *e)
{
	return skill_parse("file-name", text, strlen(text), s, e);
}

static void
a_skill_has_a_name_a_line_and_a_text(void)
{
	static const struct {
		const char *text, *name, *description, *body;
	} rows[] = {
		{ "---\nname: notes\ndescription: Writes notes\n---\n\nDo "
		  "it.\n",
		    "notes", "Writes notes", "Do it.\n" },
		{ "---\r\nname: notes\r\n---\r\n# How\r\nDo it.", "notes",
		    "How", "# How\nDo it." },
		{ "# How we do it\n\nSo.", "file-name", "How we do it",
		    "# How we do it\n\nSo." },
		{ "---\n---\nSo.", "file-name", "So.", "So." },
		{ "---\nno end of it", "file-name", "---",
		    "---\nno end of it" },
		{ "---\ndescription: a\nmore: [1, {x: y}]\n---\nt", "file-name",
		    "a", "t" },
	};
	struct skill s;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK(parse(rows[i].text, &s, &e) == 0);
		CHECK_STR(s.name, rows[i].name);
		CHECK_STR(s.description, rows[i].description);
		CHECK_STR(s.text, rows[i].body);
		skill_fini(&s);
	}
}

static void
what_is_no_skill_is_told_so(void)
{
	static const char *const bad[] = { "", " \n\n", "---\nname: x\n---\n",
		"---\nname: \"a b\"\n---\ntext", "---\nname: ../x\n---\ntext",
		"---\n- a list\n---\ntext", "---\n{\n---\ntext" };
	struct skill s;
	struct err e;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (parse(bad[i], &s, &e) == 0) {
			printf("# taken: %s\n", bad[i]);
			skill_fini(&s);
			CHECK(false);
		}
	}
	CHECK(skill_parse("a", "a\0b", 3, &s, &e) == -1);
}

static void
words_find_the_best_first(void)
{
	static const char *const texts[] = {
		"---\nname: deploy\ndescription: Deploys the shop to "
		"production\n---\nRun the job.",
		"---\nname: release-notes\ndescription: Writes release notes "
		"of "
		"a version\n---\nDeploy nothing. List the changes.",
		"---\nname: zebra\ndescription: Animals\n---\nA release of "
		"zebras.",
	};
	struct skill list[3];
	const struct skills all = { list, 3 };
	const struct skill *found[3];
	struct err e;
	size_t i;

	for (i = 0; i < 3; i++)
		CHECK(parse(texts[i], &list[i], &e) == 0);
	CHECK(
	    skills_search(&all, "write notes for the releases", found, 3) == 1);
	CHECK_STR(found[0]->name, "release-notes");
	CHECK(skills_search(&all, "deploying", found, 3) == 1);
	CHECK_STR(found[0]->name, "deploy");
	CHECK(
	    skills_search(&all, "list issues of a repository", found, 3) == 0);
	CHECK(skills_search(&all, "zebra", found, 3) == 1);
	CHECK(skills_search(&all, "deploy release zebra", found, 2) == 2);
	CHECK(skills_search(&all, "", found, 3) == 0);
	for (i = 0; i < 3; i++)
		skill_fini(&list[i]);
}

int
main(void)
{
	TEST(a_skill_has_a_name_a_line_and_a_text);
	TEST(what_is_no_skill_is_told_so);
	TEST(words_find_the_best_first);
	return tap_end();
}
