/* SPDX-License-Identifier: Apache-2.0 */
/*
 * job_check.c -- the calls of a program, judged before the first is made.
 *
 * The worker's word on them comes in the packet of the first call, before it.
 * What is wrong ends the run with all faults at once, as a compiler's; a
 * worker that says nothing is told at the call itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/call_site.h"
#include "broker/job_run.h"
#include "broker/visible.h"
#include "common/base/limits.h"
#include "common/base/near.h"

#define FAULTS_MAX 10 /* told; the others are counted */
#define TYPES_BYTES 800 /* of the types that a signature names */
#define USAGE_MAX 1600 /* with the signature, which may be long by itself */
#define FAULT_BYTES 8192 /* of one */

struct faults {
	struct job *job;
	struct buf text; /* a line each */
	unsigned n;
	uint32_t line, column; /* of the first */
	const char *name; /* of the error that the first would be */
};

static void
unknown_connector(struct faults *f, const struct call_site *s, struct buf *b)
{
	size_t i, n;
	const char **names =
	    visible_names(f->job->edition, f->job->tenant, &n);
	const char *near = near_best(s->connector, names, n);

	buf_addf(b, "%s is not defined", s->connector);
	if (near != NULL)
		buf_addf(b, "; did you mean '%s'?", near);
	if (n > 0)
		buf_addf(b, "%s connectors here are ",
		    near == NULL ? "; the" : " The");
	for (i = 0; i < n && b->len < 1024; i++)
		buf_addf(b, "%s%s", i > 0 ? ", " : "", names[i]);
	if (n > 0)
		buf_adds(b, "; codemode.search(\"...\") finds operations");
	free(names);
}

/* How the operation is called, in TypeScript. */
static void
add_usage(const struct catalog *c, uint32_t op, struct buf *b)
{
	struct buf usage;
	size_t n;

	buf_init(&usage, SIZE_MAX / 2);
	catalog_usage(c, op, TYPES_BYTES, &usage);
	for (n = usage.len; n > 0 && usage.p[n - 1] == '\n';)
		n--;
	if (n > USAGE_MAX) {
		/* Not through a character. */
		for (n = USAGE_MAX; ((uint8_t)usage.p[n] & 0xc0) == 0x80;)
			n--;
		buf_add(b, usage.p, n);
		buf_adds(b, " ...");
	} else if (n > 0)
		buf_add(b, usage.p, n);
	buf_fini(&usage);
}

static void
wrong_args(const struct catalog *c, uint32_t op, const struct call_site *s,
    struct buf *b)
{
	struct catalog_op o;
	struct buf faults;

	catalog_op(c, op, &o);
	buf_init(&faults, FAULT_BYTES / 2);
	if (s->wrong != NULL)
		buf_addf(&faults,
		    "it takes one object of named arguments, not %s", s->wrong);
	else if (s->seen)
		(void)args_check(c, op, &s->args,
		    s->body_seen ? &s->body : NULL, &faults);
	if (faults.len > 0) {
		buf_addf(b, "%s.%s: %s%s", s->connector, o.name, faults.p,
		    faults.p[faults.len - 1] == '?' ? " " : ": ");
		add_usage(c, op, b);
	}
	buf_fini(&faults);
}

/* Appends what is wrong with the call, if anything; returns the name of the
 * error that making it would be. */
static const char *
judge(struct faults *f, const struct call_site *s, struct buf *b)
{
	const struct catalog *c =
	    visible_catalog(f->job->edition, f->job->tenant, s->connector);
	int64_t op;

	if (c == NULL) {
		unknown_connector(f, s, b);
		return "ReferenceError";
	}
	op = catalog_find(c, s->operation);
	if (op >= 0 && visible_op(f->job->edition, f->job->tenant, c, (uint32_t)op)) {
		wrong_args(c, (uint32_t)op, s, b);
		return "TypeError";
	}
	job_call_unknown(f->job, c, s->connector, s->operation, b);
	return "CallError";
}

static void
add_fault(struct faults *f, const struct call_site *s, const char *name,
    const struct buf *b)
{
	if (f->n++ == 0) {
		f->name = name;
		f->line = s->line;
		f->column = s->column;
	}
	if (f->n > FAULTS_MAX)
		return;
	buf_addf(&f->text, "\n%u:%u: ", s->line, s->column);
	buf_add(&f->text, b->p, b->len);
}

/* The text of line n of the program, which its worker has; a copy is kept for
 * another one. */
static char *
source_line(const struct job *j, uint32_t n)
{
	const char *p, *end, *nl;

	if (j->code_again == NULL || n == 0)
		return NULL;
	p = j->code_again->bytes.p;
	end = p + j->code_again->bytes.len;
	while (--n > 0 && p < end) {
		nl = memchr(p, '\n', (size_t)(end - p));
		p = nl == NULL ? end : nl + 1;
	}
	nl = memchr(p, '\n', (size_t)(end - p));
	if (nl != NULL)
		end = nl;
	while (end > p && (end[-1] == '\r' || end[-1] == ' '))
		end--;
	return strndup(p, (size_t)(end - p));
}

static void
tell(struct faults *f)
{
	struct job *j = f->job;
	const char *first = strchr(f->text.p + 1, ' ') + 1;

	j->line = f->line;
	j->column = f->column;
	j->line_text = source_line(j, f->line);
	if (f->n == 1) {
		/* A signature's types are lines of their own. */
		job_run_fail(j, f->name, "%s%s(no call was made)", first,
		    strchr(first, '\n') != NULL ? "\n" : " ");
		return;
	}
	if (f->n > FAULTS_MAX)
		buf_addf(&f->text, "\nand %u more", f->n - FAULTS_MAX);
	job_run_fail(j, "CallError",
	    "%u calls of the program are wrong, so none was made:%s", f->n,
	    f->text.p);
}

void
job_check(struct job *j, const json_t *sites)
{
	struct faults f = { .job = j };
	struct call_site s;
	const char *name;
	const json_t *v;
	struct buf b;
	size_t i;

	buf_init(&f.text, (FAULTS_MAX + 1) * (FAULT_BYTES + 32));
	buf_init(&b, FAULT_BYTES);
	json_array_foreach(sites, i, v)
	{
		buf_clear(&b);
		if (call_site_read(v, &s, NULL) == -1)
			continue;
		name = judge(&f, &s, &b);
		if (b.len > 0)
			add_fault(&f, &s, name, &b);
	}
	if (f.n > 0)
		tell(&f);
	buf_fini(&b);
	buf_fini(&f.text);
}
