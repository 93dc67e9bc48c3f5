/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments that are headers too. */
#include <string.h>

#include "mcp/tool_headers.h"
#include "tap.h"

#define MARK(type, name) "{\"type\":\"" type "\",\"x-mcp-header\":\"" name "\"}"
#define PROPS(p) "{\"type\":\"object\",\"properties\":{" p "}}"

static json_t *
read_headers(const char *schema, struct err *e)
{
	json_t *v = json_loads(schema, 0, NULL), *h;

	CHECK(v != NULL);
	h = tool_headers_read(v, e);
	json_decref(v);
	return h;
}

static void
a_wrong_mark_refuses_the_tool(void)
{
	static const char *const bad[] = {
		PROPS("\"a\":" MARK("string", "")),
		PROPS("\"a\":" MARK("string", "My Region")),
		PROPS("\"a\":" MARK("string", "A:B")),
		PROPS("\"a\":" MARK("string", "R\\u00e9gion")),
		PROPS("\"a\":" MARK("string", "A\\r\\nX: y")),
		PROPS("\"a\":" MARK("number", "A")),
		PROPS("\"a\":" MARK("object", "A")),
		PROPS("\"a\":{\"x-mcp-header\":\"A\"}"),
		PROPS("\"a\":{\"type\":\"string\",\"x-mcp-header\":7}"),
		PROPS(
		    "\"a\":" MARK("string", "A") ",\"b\":" MARK("string", "a")),
		PROPS("\"a\":{\"type\":\"array\",\"items\":" MARK("string",
		    "A") "}"),
		PROPS("\"a\":{\"anyOf\":[" MARK("string", "A") "]}"),
		"{\"type\":\"string\",\"x-mcp-header\":\"A\"}",
	};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err e = { .code = ERR_NONE };
		json_t *h = read_headers(bad[i], &e);

		if (h != NULL)
			printf("# %s\n", bad[i]);
		CHECK(h == NULL && e.code == ERR_UPSTREAM);
		json_decref(h);
	}
}

static int
on_header(void *arg, const char *name, const char *value)
{
	buf_addf(arg, "%s=%s;", name, value);
	return 0;
}

static void
values_are_written_as_json_writes_them(void)
{
	struct err e;
	json_t *h = read_headers(
	    PROPS("\"a\":" MARK("string", "A") ",\"n\":" MARK("integer",
		"N") ",\"b\":" MARK("boolean",
		"B") ",\"o\":{\"type\":\"object\",\"properties\":{"
		     "\"deep\":" MARK("string",
			 "Deep") "}},"
				 "\"d\":{\"default\":{\"x-mcp-header\":\"\"}}"),
	    &e);
	json_t *args = json_loads("{\"a\":\" x\",\"n\":-3,\"b\":false,\"o\":{"
				  "\"deep\":\"\"},\"other\":1}",
	    0, NULL);
	json_t *none = json_loads("{\"a\":null,\"n\":[],\"o\":7}", 0, NULL);
	struct buf b;

	buf_init(&b, 1000);
	CHECK(json_array_size(h) == 4);
	CHECK(tool_headers_fill(h, args, on_header, &b) == 0);
	CHECK_STR(b.p, "A= x;N=-3;B=false;Deep=;");
	buf_clear(&b);
	CHECK(tool_headers_fill(h, none, on_header, &b) == 0 && b.len == 0);
	buf_fini(&b);
	json_decref(h);
	json_decref(args);
	json_decref(none);
}

int
main(void)
{
	TEST(a_wrong_mark_refuses_the_tool);
	TEST(values_are_written_as_json_writes_them);
	return tap_end();
}
