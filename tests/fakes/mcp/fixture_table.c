/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_table.c -- the tools by name. */
#include "fixture.h"

#define NOTHING "{\"type\":\"object\",\"properties\":{}}"
#define ONE(name) \
	"{\"type\":\"object\",\"properties\":{\"" name \
	"\":{\"type\":\"string\"}},\"required\":[\"" name "\"]}"
#define AT_ONCE(tool, function) \
	{ \
		.name = tool, .description = "Answers", \
		.input_schema = NOTHING, .start = (function) \
	}
#define LATER(tool, function) \
	{ \
		.name = tool, .description = "Answers after a while", \
		.input_schema = NOTHING, .start = (function), \
		.cancel = fixture_cancel \
	}
#define ASKING(tool, schema, function) \
	{ \
		.name = tool, .description = "Asks its client", \
		.input_schema = (schema), .start = (function), \
		.cancel = fixture_cancel_asking \
	}
#define ROUNDS "test_input_required_result_"

static const struct mcp_header region[] = { { "region", "Region" },
	{ NULL, NULL } };

static const char schema_2020_12[] =
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
    "\"type\":\"object\","
    "\"$defs\":{\"address\":{\"$anchor\":\"addressDef\",\"type\":\"object\","
    "\"properties\":{\"street\":{\"type\":\"string\"},"
    "\"city\":{\"type\":\"string\"}}}},"
    "\"properties\":{\"name\":{\"type\":\"string\"},"
    "\"address\":{\"$ref\":\"#/$defs/address\"},"
    "\"contactMethod\":{\"type\":\"string\",\"enum\":[\"phone\",\"email\"]},"
    "\"phone\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"
    "\"allOf\":[{\"anyOf\":[{\"required\":[\"phone\"]},"
    "{\"required\":[\"email\"]}]}],"
    "\"if\":{\"properties\":{\"contactMethod\":{\"const\":\"phone\"}},"
    "\"required\":[\"contactMethod\"]},"
    "\"then\":{\"required\":[\"phone\"]},\"else\":{\"required\":[\"email\"]},"
    "\"additionalProperties\":false}";

const struct mcp_tool fixture_tools[] = {
	AT_ONCE("test_simple_text", fixture_simple_text),
	AT_ONCE("test_image_content", fixture_image),
	AT_ONCE("test_audio_content", fixture_audio),
	AT_ONCE("test_embedded_resource", fixture_embedded),
	AT_ONCE("test_multiple_content_types", fixture_mixed),
	AT_ONCE("test_error_handling", fixture_error),
	LATER("test_tool_with_logging", fixture_logging),
	LATER("test_tool_with_progress", fixture_progress),
	AT_ONCE("test_logging_tool", fixture_no_log),
	AT_ONCE("test_trigger_tool_change", fixture_change_tools),
	AT_ONCE("test_trigger_prompt_change", fixture_change_prompts),
	AT_ONCE("test_missing_capability", fixture_needs_sampling),
	ASKING("test_sampling", ONE("prompt"), fixture_sampling),
	ASKING("test_elicitation", ONE("message"), fixture_elicitation),
	ASKING("test_elicitation_sep1034_defaults", NOTHING, fixture_defaults),
	ASKING("test_elicitation_sep1330_enums", NOTHING, fixture_enums),
	ASKING("test_streaming_elicitation", NOTHING, fixture_streaming),
	ASKING(ROUNDS "elicitation", NOTHING, fixture_name),
	ASKING(ROUNDS "sampling", NOTHING, fixture_capital),
	ASKING(ROUNDS "list_roots", NOTHING, fixture_roots),
	ASKING(ROUNDS "request_state", NOTHING, fixture_state),
	ASKING(ROUNDS "tampered_state", NOTHING, fixture_state),
	ASKING(ROUNDS "multiple_inputs", NOTHING, fixture_several),
	ASKING(ROUNDS "multi_round", NOTHING, fixture_rounds),
	ASKING(ROUNDS "capabilities", NOTHING, fixture_capable),
	{ .name = "json_schema_2020_12_tool",
	    .description = "Tool with JSON Schema 2020-12 features",
	    .input_schema = schema_2020_12,
	    .start = fixture_schema },
	{ .name = "test_custom_header",
	    .description = "Repeats an argument in a header",
	    .input_schema = "{\"type\":\"object\",\"properties\":{\"region\":{"
			    "\"type\":\"string\",\"x-mcp-header\":\"Region\"}},"
			    "\"required\":[\"region\"]}",
	    .headers = region,
	    .start = fixture_header },
};
const size_t fixture_tools_n = sizeof fixture_tools / sizeof fixture_tools[0];
