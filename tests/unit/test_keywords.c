/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/unit/tap.h"
#include "typegen/keywords.h"

static void
every_word_is_found_and_no_other(void)
{
	static const char *const others[] = { "", "x", "typ", "types", "Type",
		"$Ref", "property", "itemz", "x-example",
		"a word that is longer than all of them" };
	enum keyword k;
	size_t i;

	for (k = KW_OTHER + 1; k < KW_MAX; k++) {
		if (keyword_find(keyword_text(k)) != k)
			printf("# %s\n", keyword_text(k));
		CHECK(keyword_find(keyword_text(k)) == k);
	}
	for (i = 0; i < sizeof others / sizeof *others; i++)
		CHECK(keyword_find(others[i]) == KW_OTHER);
}

static void
a_schema_has_its_words_and_nothing_else(void)
{
	json_t *s = json_loads("{\"type\":\"string\",\"odd\":1,\"$ref\":2,"
			       "\"$dynamicRef\":\"#a\",\"nullable\":true,"
			       "\"readOnly\":\"yes\"}", 0, NULL);
	struct keywords k;
	int i, n = 0;

	keywords_read(&k, s);
	for (i = 0; i < KW_MAX; i++)
		n += k.v[i] != NULL;
	CHECK(n == 5 && k.v[KW_OTHER] == NULL && k.schema == s);
	CHECK_STR(keywords_str(&k, KW_TYPE), "string");
	CHECK(keywords_str(&k, KW_REF) == NULL);
	CHECK_STR(keywords_ref(&k), "#a");
	CHECK(keywords_true(&k, KW_NULLABLE));
	CHECK(!keywords_true(&k, KW_READ_ONLY)); /* it is text */
	keywords_read(&k, json_object_get(s, "type"));
	for (n = i = 0; i < KW_MAX; i++)
		n += k.v[i] != NULL;
	CHECK(n == 0);
	keywords_read(&k, NULL);
	CHECK(k.schema == NULL && keywords_ref(&k) == NULL);
	json_decref(s);
}

static void
what_people_read_is_not_copied_and_an_unknown_word_is(void)
{
	CHECK(keyword_copied("x-internal") == COPIED_NOTHING);
	CHECK(keyword_copied("description") == COPIED_NOTHING);
	CHECK(keyword_copied("unheard") == COPIED_SCHEMA);
	CHECK(keyword_copied("properties") == COPIED_MAP);
	CHECK(keyword_copied("enum") == COPIED_DATA);
}

int
main(void)
{
	TEST(every_word_is_found_and_no_other);
	TEST(a_schema_has_its_words_and_nothing_else);
	TEST(what_people_read_is_not_copied_and_an_unknown_word_is);
	return tap_end();
}
