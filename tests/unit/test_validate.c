/* SPDX-License-Identifier: Apache-2.0 */
/* Own cases first; then, where it is beside the checkout, the required part of
 * JSON-Schema-Test-Suite for both drafts, remote references left out. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/host/yaml.h"
#include "typegen/validate.h"

#include "tests/unit/tap.h"

static json_t *
json(const char *s)
{
	json_t *v = json_loads(s, JSON_DECODE_ANY, NULL);

	if (v == NULL)
		printf("# not JSON: %s\n", s);
	return v;
}

/* "" if the value is fine, else the fault. */
static const char *
fault(const char *schema, const char *value)
{
	static struct err e;
	json_t *s = json(schema), *j = json(value);
	struct validate *v = validate_new(s, NULL, NULL, &e);

	if (v != NULL) {
		e.msg[0] = '\0';
		if (validate_value(v, j, true, &e) == 0)
			e.msg[0] = '\0';
	}
	validate_free(v);
	json_decref(s);
	json_decref(j);
	return e.msg;
}

static void
a_fault_names_the_place_what_was_expected_and_what_came(void)
{
	const char *s = "{\"type\":\"object\",\"required\":[\"owner\"],"
	    "\"additionalProperties\":false,\"properties\":{"
	    "\"owner\":{\"type\":\"string\",\"minLength\":1},"
	    "\"n\":{\"type\":\"integer\",\"maximum\":100},"
	    "\"state\":{\"enum\":[\"open\",\"closed\"]},"
	    "\"a/b\":{\"type\":\"array\",\"items\":{\"type\":\"number\"}}}}";

	CHECK_STR(fault(s, "{\"owner\":\"x\",\"n\":3.0}"), "");
	CHECK_STR(fault(s, "{}"), "\"owner\" is missing");
	CHECK_STR(fault(s, "[]"), "object expected, got an array");
	CHECK_STR(fault(s, "{\"owner\":7}"),
	    "/owner: string expected, got 7");
	CHECK_STR(fault(s, "{\"owner\":\"x\",\"n\":101}"),
	    "/n: at most 100 expected, got 101");
	CHECK_STR(fault(s, "{\"owner\":\"x\",\"n\":1.5}"),
	    "/n: integer expected, got 1.5");
	CHECK_STR(fault(s, "{\"owner\":\"x\",\"state\":\"shut\"}"),
	    "/state: one of \"open\", \"closed\" expected, "
	    "got the string \"shut\"");
	CHECK_STR(fault(s, "{\"owner\":\"x\",\"a/b\":[1,true]}"),
	    "/a~1b/1: number expected, got true");
	CHECK_STR(fault(s, "{\"owner\":\"x\",\"more\":1}"),
	    "\"more\" is not allowed here");
}

static void
one_value_may_have_several_faults(void)
{
	const char *s = "{\"required\":[\"a\",\"b\"],\"properties\":{"
	    "\"c\":{\"type\":\"integer\"},\"d\":{\"properties\":{"
	    "\"e\":{\"enum\":[1]}}},\"f\":{\"anyOf\":[{\"type\":\"object\","
	    "\"properties\":{\"g\":{\"type\":\"null\"}}}]}}}";

	CHECK_STR(fault(s, "{\"c\":\"x\",\"d\":{\"e\":2}}"),
	    "\"a\" is missing; \"b\" is missing; "
	    "/c: integer expected, got the string \"x\"; "
	    "/d/e: one of 1 expected, got 2");
	/* An alternative that does not fit is one fault. */
	CHECK(strstr(fault(s, "{\"a\":1,\"b\":1,\"f\":{\"g\":1,\"h\":2}}"),
		"; ") == NULL);
	/* What is listed has an end. */
	CHECK_STR(fault("{\"additionalProperties\":{\"type\":\"null\"}}",
	    "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1}"),
	    "/a: null expected, got 1; /b: null expected, got 1; "
	    "/c: null expected, got 1; /d: null expected, got 1; "
	    "/e: null expected, got 1");
}

static void
openapi_30_and_uploads_are_understood(void)
{
	CHECK_STR(fault("{\"type\":\"string\",\"nullable\":true}", "null"), "");
	CHECK_STR(fault("{\"minimum\":1,\"exclusiveMinimum\":true}", "1"),
	    "a number above 1 expected, got 1");
	/* Numbers are told as they were written. */
	CHECK_STR(fault("{\"maximum\":19.99}", "20.1"),
	    "at most 19.99 expected, got 20.1");
	CHECK_STR(fault("{\"minLength\":2}", "\"x\""),
	    "text of a length of at least 2 expected, got the string \"x\"");
	CHECK_STR(fault("{\"type\":\"string\",\"format\":\"binary\"}",
	    "{\"$bytes\":\"AAEC\"}"), "");
	CHECK_STR(fault("{\"required\":[\"id\"],\"properties\":{\"id\":"
	    "{\"readOnly\":true}}}", "{}"), "");
}

static void
a_lone_alternative_tells_its_own_fault(void)
{
	const char *s = "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\","
	    "\"required\":[\"id\"]}]}";

	CHECK_STR(fault(s, "{}"), "\"id\" is missing");
	CHECK_STR(fault(s, "3"), "fits none of the 2 alternatives");
}

static void
bad_and_hostile_schemas_end_with_a_named_limit(void)
{
	char deep[4096] = "", *w = deep;
	int i;

	CHECK_STR(fault("{\"$ref\":\"#/$defs/Gone\"}", "1"),
	    "$ref \"#/$defs/Gone\" leads nowhere");
	CHECK(strstr(fault("{\"$ref\":\"#\"}", "1"), "too deep") != NULL);
	CHECK(strstr(fault("{\"allOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}",
	    "1"), "too deep") != NULL);
	for (i = 0; i < 400; i++)
		w += snprintf(w, 16, "{\"not\":");
	w += snprintf(w, 8, "{}");
	for (i = 0; i < 400; i++)
		*w++ = '}';
	CHECK(strstr(fault(deep, "1"), "nested deeper") != NULL);
	CHECK_STR(fault("{\"pattern\":\"(a+)+$\"}",
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\""), "");
}

static json_t *
find_user(void *arg, const char *name)
{
	++*(int *)arg;
	return strcmp(name, "User") == 0 ?
	    json("{\"required\":[\"login\"],\"properties\":"
		 "{\"boss\":{\"$ref\":\"#/$defs/User\"}}}") : NULL;
}

static void
missing_definitions_are_asked_for_once(void)
{
	json_t *s = json("{\"items\":{\"$ref\":\"#/$defs/User\"}}");
	json_t *bad = json("[{\"login\":\"a\",\"boss\":{}}]");
	struct err e;
	int asked = 0;
	struct validate *v = validate_new(s, find_user, &asked, &e);

	CHECK(v != NULL && asked == 1);
	CHECK(v != NULL && validate_value(v, bad, false, &e) == -1);
	CHECK_STR(e.msg, "/0/boss: \"login\" is missing");
	validate_free(v);
	json_decref(s);
	json_decref(bad);
}

/* ---- the suite ---- */

static unsigned passed, failed, remote;

/* Is it a document of another server that the schema wants?  Others have the
 * suite's address too, and references that lead to themselves. */
static bool
needs_network(const json_t *schema, const struct validate *v,
    const struct err *e)
{
	const char *meta = json_str(schema, "$schema");
	char *s;
	bool named;

	if (meta != NULL && strstr(meta, "localhost:1234") != NULL)
		return true;
	s = json_dumps(schema, JSON_ENCODE_ANY);
	named = strstr(s, "localhost:1234") != NULL ||
	    strstr(s, "\"$ref\": \"http") != NULL;
	free(s);
	return v == NULL && named && strstr(e->msg, "leads nowhere") != NULL;
}

static void
run_case(const char *draft, const json_t *group, const json_t *test)
{
	bool want = json_is_true(json_object_get(test, "valid"));
	json_t *schema = json_deep_copy(json_object_get(group, "schema"));
	struct err e;
	struct validate *v;
	bool got;

	if (json_is_object(schema) &&
	    json_object_get(schema, "$schema") == NULL)
		json_object_set_new(schema, "$schema", json_string(draft));
	v = validate_new(schema, NULL, NULL, &e);
	got = v != NULL &&
	    validate_value(v, json_object_get(test, "data"), false, &e) == 0;
	if (needs_network(schema, v, &e))
		remote++;
	else if (v != NULL && got == want)
		passed++;
	else {
		failed++;
		printf("# %s / %s: %s\n", json_str(group, "description"),
		    json_str(test, "description"),
		    v == NULL || !got ? e.msg : "taken for valid");
	}
	validate_free(v);
	json_decref(schema);
}

static void
run_draft(const char *folder, const char *draft)
{
	const char *shared = getenv("CORDON_SHARED");
	char pattern[512];
	glob_t g;
	size_t i, k, m;
	json_t *group, *test;

	snprintf(pattern, sizeof pattern,
	    "%s/typegen-exam/JSON-Schema-Test-Suite/tests/%s/*.json",
	    shared != NULL ? shared : "../shared", folder);
	if (glob(pattern, 0, NULL, &g) != 0) {
		printf("# SKIP %s: the suite is not beside the checkout\n",
		    folder);
		return;
	}
	passed = failed = remote = 0;
	for (i = 0; i < g.gl_pathc; i++) {
		json_error_t why;
		json_t *file =
		    json_load_file(g.gl_pathv[i], JSON_ALLOW_NUL, &why);

		CHECK(file != NULL);
		if (file == NULL)
			printf("# %s: %s\n", g.gl_pathv[i], why.text);
		json_array_foreach(file, k, group)
			json_array_foreach(json_object_get(group, "tests"), m,
			    test)
				run_case(draft, group, test);
		json_decref(file);
	}
	globfree(&g);
	printf("# %s: %u passed, %u failed, %u need a remote schema\n",
	    folder, passed, failed, remote);
	CHECK(passed > 500 && failed == 0);
	CHECK(remote < 60);
}

static void
the_suite_of_draft_7_passes(void)
{
	run_draft("draft7", "http://json-schema.org/draft-07/schema#");
}

static void
the_suite_of_2020_12_passes(void)
{
	run_draft("draft2020-12",
	    "https://json-schema.org/draft/2020-12/schema");
}

int
main(void)
{
	TEST(a_fault_names_the_place_what_was_expected_and_what_came);
	TEST(one_value_may_have_several_faults);
	TEST(openapi_30_and_uploads_are_understood);
	TEST(a_lone_alternative_tells_its_own_fault);
	TEST(bad_and_hostile_schemas_end_with_a_named_limit);
	TEST(missing_definitions_are_asked_for_once);
	TEST(the_suite_of_draft_7_passes);
	TEST(the_suite_of_2020_12_passes);
	return tap_end();
}
