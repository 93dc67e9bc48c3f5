/* SPDX-License-Identifier: Apache-2.0 */
/* link_job.c -- see link_job.h. */
#include "worker/link_job.h"

#include <string.h>

#include "worker/link_in.h"

/* All that a configuration may have, and more. */
#define CONNECTORS_MAX 1024

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0'
	    : c >= 'a' && c <= 'f' ? c - 'a' + 10
				   : -1;
}

static int
read_seed(struct scan v, uint8_t seed[32])
{
	struct scan s = scan_plain(v);

	if (s.n != 64)
		return -1;
	for (size_t i = 0; i < 32; i++) {
		int high = digit(s.p[2 * i]), low = digit(s.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		seed[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

/* [["a","b"]], an array as Cap'n Web writes it, as a list with NULL at its
 * end.  NULL: it is none. */
static const char *const *
read_names(struct scan v)
{
	struct scan array = scan_item(v, 0), name;
	struct scan_list list = scan_open(array);
	/* As many names as there is text for, each with its quotes. */
	size_t most = array.n / 3 + 1, n = 0;
	const char **ret;
	char *text;

	if (array.p == NULL ||
	    (ret = link_in_room((most + 1) * sizeof *ret)) == NULL ||
	    (text = link_in_room(array.n)) == NULL)
		return NULL;
	while ((name = scan_next(&list)).p != NULL) {
		name = scan_plain(name);
		if (name.p == NULL || n == most || n == CONNECTORS_MAX)
			return NULL;
		memcpy(text, name.p, name.n);
		text[name.n] = '\0';
		ret[n++] = text;
		/* Fits: it replaces two quotes. */
		text += name.n + 1;
	}
	ret[n] = NULL;
	return ret;
}

/* What a job has, in the order that the broker writes it. */
enum part {
	SEED,
	NOW_MS,
	CONNECTORS,
	VALUES,
	CODE,
	WITH,
	RESULT_MAX_BYTES,
	PARTS,
};
static const char *const part_names[PARTS] = {
	[SEED] = "seed",
	[NOW_MS] = "now_ms",
	[CONNECTORS] = "connectors",
	[VALUES] = "values",
	[CODE] = "code",
	[WITH] = "with",
	[RESULT_MAX_BYTES] = "result_max",
};

static int
read_connectors(const struct scan part[PARTS], struct engine_job *job)
{
	static const char *const none[] = { NULL };

	job->connectors = read_names(part[CONNECTORS]);
	job->values = part[VALUES].p == NULL ? none : read_names(part[VALUES]);
	return job->connectors == NULL || job->values == NULL ? -1 : 0;
}

static int
read_run(struct scan run, struct engine_job *job)
{
	struct scan part[PARTS], code, with = { NULL, 0 };
	uint64_t now, most;

	scan_members(run, part_names, PARTS, part);
	code = link_in_body(part[CODE]);
	if (code.p == NULL || read_seed(part[SEED], job->seed) < 0 ||
	    !scan_number(part[NOW_MS], 1ULL << 53, &now) ||
	    !scan_number(part[RESULT_MAX_BYTES], SIZE_MAX / 2, &most) ||
	    read_connectors(part, job) < 0)
		return -1;
	if (part[WITH].p != NULL &&
	    (with = link_in_body(part[WITH])).p == NULL)
		return -1;
	job->code = code.p;
	job->code_len = code.n;
	job->with = with.p;
	job->with_len = with.n;
	job->now_ms = (double)now;
	job->result_max = (size_t)most;
	link_in_keep();
	return 0;
}

/* What is around the run, as the broker writes it. */
static const char head[] = "[\"push\",[\"pipeline\",0,[\"run\"],[";
static const char tail[] = "]]]";
#define HEAD (sizeof head - 1)
#define TAIL (sizeof tail - 1)

/* As a text that is known: going in level by level would look at all of it each
 * time, which took as long as the rest of reading a small job. */
int
link_job_read(struct scan message, struct engine_job *ret)
{
	*ret = (struct engine_job){ .code = NULL };
	if (message.n < HEAD + TAIL || memcmp(message.p, head, HEAD) != 0 ||
	    memcmp(message.p + message.n - TAIL, tail, TAIL) != 0)
		return -1;
	message.p += HEAD;
	message.n -= HEAD + TAIL;
	return read_run(message, ret);
}
