/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fake_egress.c -- answers every call with its own arguments, but for these:
 * "die" exits, "hang" never answers, "big" answers 10 MiB, "no" rejects.
 * With "refuse" in its configuration's name it cannot start, with "stuck" it
 * does not come to.
 */
#include <signal.h>
#include <sys/prctl.h>

#include "tests/fakes/peer.h"

static char args[8 * 1024 * 1024 + 1];
static size_t args_len;
static uint32_t streams;
static char big[10 * 1024 * 1024];

static void
serve(unsigned id)
{
	const char *body = args;
	size_t n = args_len;

	args[args_len] = '\0';
	if (strcmp(args, "die") == 0)
		_exit(4);
	if (strcmp(args, "hang") == 0)
		return;
	if (strcmp(args, "no") == 0) {
		peer_say("[\"reject\",%u,[\"error\",\"EgressError\",\"no route\","
			 "null,{\"code\":\"E_CONNECT\"}]]", id);
		return;
	}
	if (strcmp(args, "big") == 0) {
		memset(big, 'x', sizeof big);
		body = big;
		n = sizeof big;
	}
	peer_body(++streams, body, n);
	peer_say("[\"resolve\",%u,{\"status\":200,\"headers\":{\"a\":\"b\"},"
		 "\"kind\":\"json\",\"now_ms\":1,\"body\":[\"body\",%u]}]",
	    id, streams);
}

int
main(int argc, char **argv)
{
	static struct peer_packet p;
	unsigned id = 0;
	uint32_t at = 0;

	/* No test waits for what outlived it. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (argc > 2 && strstr(argv[2], "refuse") != NULL) {
		peer_say("[\"abort\",[\"error\",\"Error\",\"api.yaml: no such secret\"]]");
		return 1;
	}
	if (argc > 2 && strstr(argv[2], "stuck") != NULL)
		(void)pause();
	peer_say("[\"push\",[\"pipeline\",0,[\"ready\"],[{}]]]");
	while (peer_read(&p)) {
		const char *s, *end;

		if (p.f.type != FRAME_CTL) {
			if (p.f.stream != at)
				args_len = 0;
			at = p.f.stream;
			if (args_len + p.f.len < sizeof args) {
				memcpy(args + args_len, p.f.payload, p.f.len);
				args_len += p.f.len;
			}
		}
		s = peer_text(&p, &end);
		while (s != NULL && s < end) {
			if (strncmp(s, "[\"push\"", 7) == 0)
				id++;
			else if (strncmp(s, "[\"pull\"", 7) == 0)
				serve(id);
			s = memchr(s, '\n', (size_t)(end - s));
			s = s == NULL ? NULL : s + 1;
		}
	}
	return 0;
}
