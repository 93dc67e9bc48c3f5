/* SPDX-License-Identifier: Apache-2.0 */
/* keywords.c -- see keywords.h. */
#include "typegen/keywords.h"

#include <stdint.h>
#include <string.h>

#define LENGTH_MAX 21 /* of the longest word */
#define OF_A_LENGTH 8 /* words, and an end */

static const struct {
	const char *text;
	enum keyword_copied copied;
} words[KW_MAX] = {
	[KW_OTHER] = { "", COPIED_SCHEMA },
#define KEYWORD(name, text, copied) [KW_##name] = { text, COPIED_##copied },
#include "typegen/keywords.def"
#undef KEYWORD
};

static const uint8_t by_length[LENGTH_MAX + 1][OF_A_LENGTH] = {
	[3] = { KW_ID, KW_XML },
	[4] = { KW_TYPE, KW_REF, KW_ENUM },
	[5] = { KW_ITEMS, KW_ALL_OF, KW_ONE_OF, KW_ANY_OF, KW_CONST, KW_TITLE,
	    KW_DEFS },
	[6] = { KW_FORMAT },
	[7] = { KW_EXAMPLE, KW_DEFAULT, KW_PATTERN, KW_MINIMUM, KW_MAXIMUM,
	    KW_ANCHOR },
	[8] = { KW_REQUIRED, KW_NULLABLE, KW_EXAMPLES, KW_READ_ONLY,
	    KW_MIN_ITEMS, KW_MAX_ITEMS, KW_COMMENT },
	[9] = { KW_WRITE_ONLY, KW_MIN_LENGTH, KW_MAX_LENGTH },
	[10] = { KW_PROPERTIES, KW_DEPRECATED, KW_X_NULLABLE },
	[11] = { KW_DESCRIPTION, KW_DEFINITIONS, KW_PREFIX_ITEMS,
	    KW_DYNAMIC_REF },
	[12] = { KW_EXTERNAL_DOCS, KW_DEPENDENCIES },
	[13] = { KW_DISCRIMINATOR },
	[14] = { KW_DYNAMIC_ANCHOR },
	[15] = { KW_ADDITIONAL_ITEMS, KW_ENCODING },
	[16] = { KW_MEDIA_TYPE, KW_DEPENDENT_SCHEMAS },
	[17] = { KW_PATTERN_PROPERTIES, KW_DEPENDENT_REQUIRED },
	[20] = { KW_ADDITIONAL },
	[21] = { KW_UNEVALUATED },
};

enum keyword
keyword_find(const char *word)
{
	size_t n = strlen(word);
	const uint8_t *k;

	if (n > LENGTH_MAX)
		return KW_OTHER;
	for (k = by_length[n]; *k != KW_OTHER; k++)
		if (memcmp(words[*k].text, word, n) == 0)
			return (enum keyword)*k;
	return KW_OTHER;
}

const char *
keyword_text(enum keyword word)
{
	return words[word].text;
}

enum keyword_copied
keyword_copied(const char *word)
{
	return word[0] == 'x' && word[1] == '-' ?
	    COPIED_NOTHING : words[keyword_find(word)].copied;
}

void
keywords_read(struct keywords *ret, const json_t *schema)
{
	/* jansson's iterator is never const; it changes nothing. */
	json_t *s = (json_t *)(uintptr_t)schema;
	void *it;

	*ret = (struct keywords){ .schema = schema };
	for (it = json_object_iter(s); it != NULL;
	     it = json_object_iter_next(s, it))
		ret->v[keyword_find(json_object_iter_key(it))] =
		    json_object_iter_value(it);
	ret->v[KW_OTHER] = NULL;
}

const char *
keywords_str(const struct keywords *k, enum keyword word)
{
	return json_string_value(k->v[word]);
}

bool
keywords_true(const struct keywords *k, enum keyword word)
{
	return json_is_true(k->v[word]);
}

const char *
keywords_ref(const struct keywords *k)
{
	const char *ref = keywords_str(k, KW_REF);

	return ref != NULL ? ref : keywords_str(k, KW_DYNAMIC_REF);
}
