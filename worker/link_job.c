/* SPDX-License-Identifier: Apache-2.0 */
/* link_job.c -- see link_job.h. */
#include "worker/link_job.h"

#include <string.h>

#include "common/base/frame.h"
#include "common/base/limits.h"
#include "worker/link_in.h"

/* Names of connectors: their text is that of one control frame. */
#define CONNECTORS_MAX 1024

/* Two lists, one behind the other, each with NULL at its end. */
static const char *lists[2 * (CONNECTORS_MAX + 1)];
static char names[FRAME_PAYLOAD_MAX];
static char *end; /* of what is used of names */

void
link_job_touch(void)
{
	volatile char *name = names;
	const char *volatile *list = lists;

	/* No read before the write: that would be two faults. */
	*name = '\0';
	*list = NULL;
	end = names;
}

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

/* [["a","b"]], an array as Cap'n Web writes it.  Returns behind the list's end,
 * NULL if it is none. */
static const char **
read_names(struct scan v, const char **ret)
{
	struct scan list = scan_item(v, 0), name;
	size_t i = 0;

	for (; (name = scan_item(list, i)).p != NULL; i++) {
		name = scan_plain(name);
		if (name.p == NULL || i == CONNECTORS_MAX)
			return NULL;
		memcpy(end, name.p, name.n);
		end[name.n] = '\0';
		ret[i] = end;
		/* Fits: it replaces two quotes, and all are of one frame. */
		end += name.n + 1;
	}
	ret[i] = NULL;
	return list.p == NULL ? NULL : &ret[i + 1];
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
	const char **behind;

	end = names;
	job->connectors = lists;
	behind = read_names(part[CONNECTORS], lists);
	if (behind == NULL)
		return -1;
	job->values = behind;
	*behind = NULL;
	return part[VALUES].p == NULL || read_names(part[VALUES], behind) != NULL
	    ? 0
	    : -1;
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

/* ["push",["pipeline",0,["run"],[{...}]]] */
int
link_job_read(struct scan message, struct engine_job *ret)
{
	struct scan call = scan_item(message, 1);

	*ret = (struct engine_job){ .code = NULL };
	return scan_is(scan_item(message, 0), "push") &&
		scan_is(scan_item(scan_item(call, 2), 0), "run")
	    ? read_run(scan_item(scan_item(call, 3), 0), ret)
	    : -1;
}
