/* SPDX-License-Identifier: Apache-2.0 */
/* validate_pattern.c -- an ECMAScript pattern (u flag) made PCRE2's. */
#include <string.h>

#include "typegen/validate_impl.h"

#define PATTERN_MAX 4096 /* the longest seen in a real document has 700 */
#define PARENS_MAX 100

/* ECMA-262, table "Value aliases for General_Category": PCRE2 knows only the
 * short names. */
static const struct {
	const char *name;
	const char *gc;
} categories[] = {{"Cased_Letter", "L&"}, {"Close_Punctuation", "Pe"},
	{"Connector_Punctuation", "Pc"}, {"Control", "Cc"},
	{"Currency_Symbol", "Sc"}, {"Dash_Punctuation", "Pd"},
	{"Decimal_Number", "Nd"}, {"digit", "Nd"}, {"Enclosing_Mark", "Me"},
	{"Final_Punctuation", "Pf"}, {"Format", "Cf"},
	{"Initial_Punctuation", "Pi"}, {"Letter", "L"}, {"Letter_Number", "Nl"},
	{"Line_Separator", "Zl"}, {"Lowercase_Letter", "Ll"}, {"Mark", "M"},
	{"Math_Symbol", "Sm"}, {"Modifier_Letter", "Lm"},
	{"Modifier_Symbol", "Sk"}, {"Nonspacing_Mark", "Mn"}, {"Number", "N"},
	{"Open_Punctuation", "Ps"}, {"Other", "C"}, {"Other_Letter", "Lo"},
	{"Other_Number", "No"}, {"Other_Punctuation", "Po"},
	{"Other_Symbol", "So"}, {"Paragraph_Separator", "Zp"},
	{"Private_Use", "Co"}, {"Punctuation", "P"}, {"punct", "P"},
	{"Separator", "Z"}, {"Space_Separator", "Zs"}, {"Spacing_Mark", "Mc"},
	{"Surrogate", "Cs"}, {"Symbol", "S"}, {"Titlecase_Letter", "Lt"},
	{"Unassigned", "Cn"}, {"Uppercase_Letter", "Lu"}};

/* What stands between the braces of \p{...}: prefixes off, names shortened. */
static void
add_property(struct buf *out, const char *s, size_t n)
{
	static const char *const prefixes[] = {"General_Category=", "gc=",
	    "Script_Extensions=", "scx=", "Script=", "sc=", NULL};
	size_t i;

	for (i = 0; prefixes[i] != NULL; i++) {
		size_t k = strlen(prefixes[i]);

		if (n > k && strncmp(s, prefixes[i], k) == 0) {
			s += k;
			n -= k;
			break;
		}
	}
	for (i = 0; i < sizeof categories / sizeof categories[0]; i++)
		if (strlen(categories[i].name) == n &&
		    memcmp(categories[i].name, s, n) == 0) {
			buf_adds(out, categories[i].gc);
			return;
		}
	buf_add(out, s, n);
}

static void
translate(struct buf *out, const char *s)
{
	while (*s != '\0') {
		size_t n;

		if (s[0] != '\\' || s[1] == '\0') {
			buf_addc(out, *s++);
			continue;
		}
		buf_add(out, s, 2);
		s += 2;
		n = strcspn(s, "}");
		if ((s[-1] == 'p' || s[-1] == 'P') && *s == '{' &&
		    s[n] == '}') {
			buf_addc(out, '{');
			add_property(out, s + 1, n - 1);
			s += n;
		}
	}
}

pcre2_code *
validate_compile(const char *text)
{
	pcre2_compile_context *c = pcre2_compile_context_create(NULL);
	pcre2_code *code = NULL;
	struct buf b;
	PCRE2_SIZE at;
	int why;

	buf_init(&b, PATTERN_MAX);
	translate(&b, text);
	if (c != NULL && buf_ok(&b) && b.p != NULL) {
		pcre2_set_compile_extra_options(c, PCRE2_EXTRA_ALT_BSUX);
		pcre2_set_parens_nest_limit(c, PARENS_MAX);
		code = pcre2_compile((PCRE2_SPTR)b.p, b.len,
		    PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
			PCRE2_NEVER_BACKSLASH_C |
			PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS,
		    &why, &at, c);
	}
	buf_fini(&b);
	pcre2_compile_context_free(c);
	return code;
}
