/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture.h -- the server that the official conformance suite asks for: its
 * tools, prompts and resources, on the protocol core that cordon serves with.
 */
#ifndef CORDON_TESTS_FIXTURE_H
#define CORDON_TESTS_FIXTURE_H

#include <ev.h>

#include "mcp/server.h"
#include "mcp/toolcall.h"

/* A 1x1 PNG and a WAV of no samples. */
#define FIXTURE_PNG \
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAE" \
	"hQGAhKmMIQAAAABJRU5ErkJggg=="
#define FIXTURE_WAV \
	"UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA="

struct fixture {
	struct ev_loop *loop;
	struct server *server;
};

typedef void fixture_start(void *arg, struct toolcall *c, const json_t *args);

/* fixture_tools.c: what answers at once, or after a while */
fixture_start fixture_simple_text, fixture_image, fixture_audio,
    fixture_embedded, fixture_mixed, fixture_error, fixture_logging,
    fixture_progress, fixture_no_log, fixture_change_tools,
    fixture_change_prompts, fixture_schema, fixture_header;
void fixture_cancel(void *arg, struct toolcall *c);

/* fixture_ask.c: what asks its client first */
fixture_start fixture_sampling, fixture_elicitation, fixture_defaults,
    fixture_enums, fixture_needs_sampling, fixture_streaming, fixture_name,
    fixture_capital, fixture_roots, fixture_state, fixture_several,
    fixture_rounds, fixture_capable, fixture_asking_prompt;
void fixture_cancel_asking(void *arg, struct toolcall *c);

/* fixture_lists.c: prompts, resources and the rest */
extern const struct mcp_method fixture_methods[];
extern const size_t fixture_methods_n;

/* fixture_table.c */
extern const struct mcp_tool fixture_tools[];
extern const size_t fixture_tools_n;

#endif
