/* SPDX-License-Identifier: Apache-2.0 */
/* report.c -- see report.h. */
#include "broker/report.h"

#include <string.h>

#include "broker/shorten.h"
#include "common/base/limits.h"
#include "common/host/json.h"

/* Of a question: what a person reads. */
#define QUESTION_ARGS_MAX 1500

/* A minified line says nothing more after this. */
#define SOURCE_MAX 200

/* The broker's own arrays; the logs' are LOG_MAX with quotes around. */
static const struct json_limits limits = { .bytes = 4 * LOG_MAX,
	.depth = 8,
	.values = 4 * LOG_MAX };

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static void
field(struct buf *b, const char *name, const char *text)
{
	buf_addf(b, ",\"%s\":", name);
	buf_add_json(b, text, strlen(text));
}

static void
add_array(struct buf *b, const char *name, const char *json)
{
	buf_addf(b, ",\"%s\":%s", name,
	    json != NULL && json[0] == '[' ? json : "[]");
}

static void
add_error(struct buf *b, const struct job_result *r)
{
	const char *name = or_empty(r->name);

	buf_adds(b, "{\"name\":");
	buf_add_json(b, name, strlen(name));
	field(b, "message", or_empty(r->message));
	if (r->line > 0)
		buf_addf(b, ",\"line\":%u,\"column\":%u", r->line, r->column);
	else
		buf_adds(b, ",\"line\":null,\"column\":null");
	field(b, "source", or_empty(r->source));
	field(b, "stack", or_empty(r->stack));
	buf_addc(b, '}');
}

static void
add_usage(struct buf *b, const struct job_result *r)
{
	const struct {
		const char *name;
		uint64_t n;
	} counts[] = {
		{ "heap_kib", r->heap_kib },
		{ "calls", r->n_calls },
		{ "bytes_sent", r->bytes_sent },
		{ "bytes_received", r->bytes_received },
	};
	size_t i;

	buf_addf(b, ",\"usage\":{\"wall_ms\":%.3f,\"cpu_ms\":%.3f",
	    (double)r->wall_us / 1000., (double)r->cpu_us / 1000.);
	for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
		buf_addf(b, ",\"%s\":%llu", counts[i].name,
		    (unsigned long long)counts[i].n);
	buf_addc(b, '}');
}

void
report_json(struct buf *b, const struct job_result *r)
{
	bool value = r->ok && r->json_len > 0;

	buf_addf(b, "{\"ok\":%s,\"result\":", r->ok ? "true" : "false");
	if (value)
		buf_add(b, r->json, r->json_len);
	else
		buf_adds(b, "null");
	if (r->truncated)
		buf_adds(b, ",\"truncated\":true");
	buf_adds(b, ",\"error\":");
	if (r->ok)
		buf_adds(b, "null");
	else
		add_error(b, r);
	add_array(b, "logs", r->logs);
	add_array(b, "calls", r->calls);
	if (or_empty(r->lacks)[0] != '\0')
		field(b, "isolation_lacks", r->lacks);
	if (or_empty(r->level)[0] != '\0')
		field(b, "level", r->level);
	add_usage(b, r);
	buf_addc(b, '}');
}

static void
add_source(struct buf *b, const struct job_result *r)
{
	size_t n = strlen(r->source), i, at = r->column > 0 ? r->column - 1 : 0;
	char number[16];
	int w = snprintf(number, sizeof number, "%u", r->line);

	buf_addf(b, "  %s | %.*s\n", number,
	    (int)(n < SOURCE_MAX ? n : SOURCE_MAX), r->source);
	if (r->column == 0 || at >= SOURCE_MAX || at > n)
		return;
	buf_addf(b, "  %*s | ", w, "");
	for (i = 0; i < at; i++)
		buf_addc(b, r->source[i] == '\t' ? '\t' : ' ');
	buf_adds(b, "^\n");
}

void
report_error(struct buf *b, const struct job_result *r)
{
	const char *name = or_empty(r->name), *text = or_empty(r->message);

	buf_adds(b, name[0] != '\0' ? name : "Error");
	if (text[0] != '\0')
		buf_addf(b, ": %s", text);
	buf_addc(b, '\n');
	if (r->line == 0)
		return;
	buf_addf(b, "  at line %u", r->line);
	if (r->column > 0)
		buf_addf(b, ", column %u", r->column);
	buf_addc(b, '\n');
	if (or_empty(r->source)[0] != '\0')
		add_source(b, r);
}

void
report_isolation(struct buf *b, const struct job_result *r)
{
	if (or_empty(r->lacks)[0] != '\0')
		buf_addf(b, "[isolation is degraded: the worker ran without "
		    "%s]\n", r->lacks);
}

void
report_logs(struct buf *b, const char *logs, size_t most)
{
	const json_t *one;
	struct err e;
	json_t *v;
	size_t i, end = b->len + most;

	if (logs == NULL || logs[0] != '[')
		return;
	v = json_read(logs, strlen(logs), &limits, &e);
	json_array_foreach(v, i, one)
	{
		const char *level = or_empty(json_str(one, "level"));
		const char *text = or_empty(json_str(one, "text"));

		if (b->len + strlen(text) + 10 > end) {
			buf_addf(b, "(%zu more log lines)\n",
			    json_array_size(v) - i);
			break;
		}
		buf_addf(b, "[%s] %s\n", level, text);
	}
	json_decref(v);
}

void
report_question(struct buf *b, const struct job_question *q)
{
	size_t i, n = q->args_len < QUESTION_ARGS_MAX ? q->args_len :
						       QUESTION_ARGS_MAX;

	buf_addf(b, "A program wants to call %s", q->operation);
	if (q->path[0] != '\0')
		buf_addf(b, " (%s %s)", q->method, q->path);
	if (n > 2)
		buf_adds(b, " with ");
	/* Cut between characters; a control character shows as "?". */
	while (n < q->args_len && n > 0 && (q->args[n] & 0xc0) == 0x80)
		n--;
	for (i = 0; n > 2 && i < n; i++)
		buf_addc(b, (unsigned char)q->args[i] < ' ' ? '?' : q->args[i]);
	if (n < q->args_len)
		buf_addf(b, "... (%zu bytes in all)", q->args_len);
}
