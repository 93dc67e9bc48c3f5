/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_peer -- our reading and writing of Cap'n Web messages, without an
 * engine or a process tree: one message a line on standard input and output.
 *
 *	rpc_peer serve	answers pushes: echo(v) -> v, fail(text) -> an error,
 *			anything beyond our subset -> a coded reject
 *	rpc_peer call	pushes greet("cordon") and refuse() to the other side
 *			and prints on standard error what came back
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/rpc_msg.h"

#define PUSHES_MAX 1024

/* What each push will be answered with, until it is pulled. */
static struct buf answers[PUSHES_MAX];
static uint32_t pushes;
static struct flat_value values[FLAT_MAX];

static void
say(const struct buf *b)
{
	(void)fwrite(b->p, 1, b->len, stdout);
	(void)putchar('\n');
	(void)fflush(stdout);
}

static void
take_push(const struct rpc_msg *m)
{
	const struct flat_value *first = flat_item(m->args, 0);
	char text[1024];
	struct buf *b;
	const char *value;
	size_t n;

	if (++pushes >= PUSHES_MAX)
		exit(3);
	b = &answers[pushes];
	buf_init(b, 1 << 20);
	if (m->unsupported != NULL) {
		rpc_msg_reject(b, pushes, "TypeError", "E_UNSUPPORTED",
		    m->unsupported);
	} else if (flat_is(m->method, "echo")) {
		buf_addf(b, "[\"resolve\",%u,", pushes);
		if (first == NULL) {
			buf_adds(b, "null");
		} else {
			value = flat_raw(first, &n);
			buf_add(b, value, n);
		}
		buf_adds(b, "]");
	} else {
		rpc_msg_reject(b, pushes, "RangeError", "E_LIMIT",
		    flat_text(first, text, sizeof text) ? text :
							  "no such method");
	}
}

static void
serve_one(const struct rpc_msg *m)
{
	switch ((int)m->word) {
	case RPC_PUSH: take_push(m); break;
	case RPC_PULL:
		if (m->id > 0 && m->id <= pushes)
			say(&answers[m->id]);
		break;
	case RPC_ABORT:
		fprintf(stderr, "the other side aborts\n");
		exit(1);
	default: break; /* release: nothing is kept for longer */
	}
}

static void
call_both(void)
{
	struct buf b;

	buf_init(&b, 4096);
	buf_adds(&b, "[\"push\",[\"pipeline\",0,[\"greet\"],[\"cordon\"]]]\n");
	rpc_msg_pull(&b, 1);
	buf_adds(&b, "\n[\"push\",[\"pipeline\",0,[\"refuse\"],[]]]\n");
	rpc_msg_pull(&b, 2);
	say(&b);
	buf_fini(&b);
}

/* True when both have been answered. */
static bool
answered(const struct rpc_msg *m)
{
	static int left = 2;
	char text[1024], name[64];
	struct buf b;

	if (m->word == RPC_RESOLVE && flat_text(m->value, text, sizeof text)) {
		fprintf(stderr, "%s\n", text);
	} else if (m->word == RPC_REJECT && rpc_msg_is_error(m->value) &&
	    flat_text(flat_item(m->value, 1), name, sizeof name) &&
	    flat_text(flat_item(m->value, 2), text, sizeof text)) {
		fprintf(stderr, "%s: %s\n", name, text);
	} else {
		return false;
	}
	buf_init(&b, 256);
	rpc_msg_release(&b, m->id);
	say(&b);
	buf_fini(&b);
	return --left == 0;
}

int
main(int argc, char **argv)
{
	bool calls = argc > 1 && strcmp(argv[1], "call") == 0, done = false;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	struct rpc_msg m;
	struct err e;

	if (calls)
		call_both();
	while (!done && (n = getline(&line, &cap, stdin)) > 0) {
		if (rpc_msg_read(line, (size_t)n - 1, values, &m, &e) < 0) {
			fprintf(stderr, "violation: %s\n", e.msg);
			return 1;
		}
		if (calls)
			done = answered(&m);
		else
			serve_one(&m);
	}
	for (uint32_t i = 1; i <= pushes; i++)
		buf_fini(&answers[i]);
	free(line);
	return 0;
}
