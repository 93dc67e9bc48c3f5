/* SPDX-License-Identifier: Apache-2.0 */
/* fixture_ask.c -- tools, and a prompt, that ask their client first. */
#include <stdlib.h>
#include <string.h>

#include "common/host/json.h"
#include "fixture.h"
#include "mcp/jsonrpc.h"

#define FORM(message, properties, required) \
	"{\"mode\":\"form\",\"message\":\"" message "\",\"requestedSchema\":{" \
	"\"type\":\"object\",\"properties\":{" properties \
	"},\"required\":[" required "]}}"
#define SAMPLE(text, tokens) \
	"{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\"," \
	"\"text\":\"" text "\"}}],\"maxTokens\":" tokens "}"
#define ELICIT "elicitation/create"
#define SAMPLING "sampling/createMessage"
#define ROOTS "roots/list"

static const struct toolcall_question name_of = { "user_name", ELICIT,
	FORM("What is your name?", "\"name\":{\"type\":\"string\"}",
	    "\"name\"") };
static const struct toolcall_question capital = { "capital_question", SAMPLING,
	SAMPLE("What is the capital of France?", "100") };
static const struct toolcall_question roots = { "client_roots", ROOTS, "{}" };
static const struct toolcall_question confirm = { "confirm", ELICIT,
	FORM("Please confirm", "\"ok\":{\"type\":\"boolean\"}", "\"ok\"") };
static const struct toolcall_question greeting = { "greeting", SAMPLING,
	SAMPLE("Generate a greeting", "50") };
static const struct toolcall_question context = { "user_context", ELICIT,
	FORM("What context should the prompt use?",
	    "\"context\":{\"type\":\"string\"}", "\"context\"") };
static const struct toolcall_question steps[] = {
	{ "step1", ELICIT,
	    FORM("Step 1: What is your name?", "\"name\":{\"type\":\"string\"}",
		"\"name\"") },
	{ "step2", ELICIT,
	    FORM("Step 2: What is your favorite color?",
		"\"color\":{\"type\":\"string\"}", "\"color\"") },
};

static void
say(struct toolcall *c, const char *before, const json_t *answers)
{
	struct buf b;

	buf_init(&b, 1024 * 1024);
	buf_adds(&b, before);
	if (answers != NULL)
		json_write(&b, answers);
	else
		buf_adds(&b, "declined");
	toolcall_finish_text(c, b.p, b.len, false);
	buf_fini(&b);
}

static void
on_answers(void *arg, const json_t *answers)
{
	say(arg, "state-ok: ", answers);
}

/* One that its client cannot be asked. */
static void
refuse(struct toolcall *c, unsigned needs)
{
	toolcall_finish_error(c, JSONRPC_NO_CAPABILITY,
	    "the client lacks what this needs",
	    needs == TOOLCALL_SAMPLING
		? "{\"requiredCapabilities\":{\"sampling\":{}}}"
		: needs == TOOLCALL_ROOTS
		? "{\"requiredCapabilities\":{\"roots\":{}}}"
		: "{\"requiredCapabilities\":{\"elicitation\":{}}}");
}

/* A client of the stateless era may bring the answers at once. */
static const json_t *
brought(const struct toolcall *c, const struct toolcall_question *q, size_t n)
{
	const json_t *all =
	    json_object_get(toolcall_params(c), "inputResponses");
	size_t i;

	if (!toolcall_modern(c))
		return NULL;
	for (i = 0; i < n; i++)
		if (!json_is_object(json_object_get(all, q[i].key)))
			return NULL;
	return all;
}

static void
ask(struct toolcall *c, const struct toolcall_question *q, size_t n,
    toolcall_answers *answered)
{
	const json_t *have = brought(c, q, n);
	unsigned needs = 0;
	size_t i;

	for (i = 0; i < n; i++)
		needs |= strcmp(q[i].method, ELICIT) == 0 ? TOOLCALL_FORMS
		    : strcmp(q[i].method, SAMPLING) == 0  ? TOOLCALL_SAMPLING
							  : TOOLCALL_ROOTS;
	if (!toolcall_can(c, needs))
		refuse(c, needs);
	else if (have != NULL)
		answered(c, have);
	else if (!toolcall_question(c, q, n, answered, c))
		toolcall_finish_text(c, "it cannot be asked", 18, true);
}

void
fixture_cancel_asking(void *arg, struct toolcall *c)
{
	(void)arg;
	toolcall_finish(c, "[]", 2, false);
}

#define ASKS(function, question) \
	void function(void *arg, struct toolcall *c, const json_t *args) \
	{ \
		(void)arg; \
		(void)args; \
		ask(c, &(question), 1, on_answers); \
	}

ASKS(fixture_name, name_of)
ASKS(fixture_capital, capital)
ASKS(fixture_roots, roots)
ASKS(fixture_state, confirm)
ASKS(fixture_streaming, confirm)

void
fixture_sampling(void *arg, struct toolcall *c, const json_t *args)
{
	struct toolcall_question q = { "sample", SAMPLING, NULL };
	const char *prompt = json_str(args, "prompt");
	struct buf b;

	(void)arg;
	buf_init(&b, 1024 * 1024);
	buf_adds(&b,
	    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":"
	    "\"text\",\"text\":");
	buf_add_json(&b, prompt != NULL ? prompt : "",
	    prompt != NULL ? strlen(prompt) : 0);
	buf_adds(&b, "}}],\"maxTokens\":100}");
	q.params = b.p;
	ask(c, &q, 1, on_answers);
	buf_fini(&b);
}

void
fixture_elicitation(void *arg, struct toolcall *c, const json_t *args)
{
	struct toolcall_question q = { "form", ELICIT, NULL };
	const char *message = json_str(args, "message");
	struct buf b;

	(void)arg;
	buf_init(&b, 1024 * 1024);
	buf_adds(&b, "{\"message\":");
	buf_add_json(&b, message != NULL ? message : "",
	    message != NULL ? strlen(message) : 0);
	buf_adds(&b,
	    ",\"requestedSchema\":{\"type\":\"object\",\"properties\":{"
	    "\"username\":{\"type\":\"string\",\"description\":\"User's "
	    "response\"},\"email\":{\"type\":\"string\",\"description\":"
	    "\"User's email address\"}},\"required\":[\"username\",\"email\"]"
	    "}}");
	q.params = b.p;
	ask(c, &q, 1, on_answers);
	buf_fini(&b);
}

static const struct toolcall_question defaults = { "form", ELICIT,
	FORM("Defaults",
	    "\"name\":{\"type\":\"string\",\"default\":\"John Doe\"},"
	    "\"age\":{\"type\":\"integer\",\"default\":30},"
	    "\"score\":{\"type\":\"number\",\"default\":95.5},"
	    "\"status\":{\"type\":\"string\",\"enum\":[\"active\",\"inactive\","
	    "\"pending\"],\"default\":\"active\"},"
	    "\"verified\":{\"type\":\"boolean\",\"default\":true}",
	    "") };
static const struct toolcall_question enums = { "form", ELICIT,
	FORM("Enums",
	    "\"untitledSingle\":{\"type\":\"string\",\"enum\":[\"option1\","
	    "\"option2\",\"option3\"]},"
	    "\"titledSingle\":{\"type\":\"string\",\"oneOf\":["
	    "{\"const\":\"value1\",\"title\":\"First Option\"},"
	    "{\"const\":\"value2\",\"title\":\"Second Option\"}]},"
	    "\"legacyEnum\":{\"type\":\"string\",\"enum\":[\"opt1\",\"opt2\","
	    "\"opt3\"],\"enumNames\":[\"Option One\",\"Option Two\","
	    "\"Option Three\"]},"
	    "\"untitledMulti\":{\"type\":\"array\",\"items\":{\"type\":"
	    "\"string\",\"enum\":[\"option1\",\"option2\",\"option3\"]}},"
	    "\"titledMulti\":{\"type\":\"array\",\"items\":{\"anyOf\":["
	    "{\"const\":\"value1\",\"title\":\"First Choice\"},"
	    "{\"const\":\"value2\",\"title\":\"Second Choice\"}]}}",
	    "") };

ASKS(fixture_defaults, defaults)
ASKS(fixture_enums, enums)

void
fixture_needs_sampling(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	if (!toolcall_can(c, TOOLCALL_SAMPLING))
		refuse(c, TOOLCALL_SAMPLING);
	else
		toolcall_finish_text(c, "it can", 6, false);
}

void
fixture_several(void *arg, struct toolcall *c, const json_t *args)
{
	const struct toolcall_question all[] = { name_of, greeting, roots };

	(void)arg;
	(void)args;
	ask(c, all, 3, on_answers);
}

/* Only what the client says it has. */
void
fixture_capable(void *arg, struct toolcall *c, const json_t *args)
{
	struct toolcall_question some[2];
	size_t n = 0;

	(void)arg;
	(void)args;
	if (toolcall_can(c, TOOLCALL_SAMPLING))
		some[n++] = greeting;
	if (toolcall_can(c, TOOLCALL_FORMS))
		some[n++] = name_of;
	if (n == 0)
		refuse(c, TOOLCALL_SAMPLING);
	else
		ask(c, some, n, on_answers);
}

static void
on_first_round(void *arg, const json_t *answers)
{
	struct toolcall *c = arg;

	(void)answers;
	if (!toolcall_question(c, &steps[1], 1, on_answers, c))
		toolcall_finish_text(c, "it cannot be asked", 18, true);
}

void
fixture_rounds(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	if (!toolcall_can(c, TOOLCALL_FORMS))
		refuse(c, TOOLCALL_FORMS);
	else if (!toolcall_question(c, &steps[0], 1, on_first_round, c))
		toolcall_finish_text(c, "it cannot be asked", 18, true);
}

static void
on_context(void *arg, const json_t *answers)
{
	static const char message[] =
	    "\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\","
	    "\"text\":\"With the context that was given.\"}}]";

	(void)answers;
	toolcall_finish_result(arg, message, sizeof message - 1);
}

void
fixture_asking_prompt(void *arg, struct toolcall *c, const json_t *args)
{
	(void)arg;
	(void)args;
	ask(c, &context, 1, on_context);
}
