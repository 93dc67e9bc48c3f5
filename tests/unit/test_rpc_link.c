/* SPDX-License-Identifier: Apache-2.0 */
#include "broker/rpc_link.h"

#include <sys/socket.h>
#include <unistd.h>

#include "common/base/frame.h"
#include "common/base/limits.h"
#include "tests/unit/tap.h"

static struct ev_loop *loop;
static struct rpc_account *account;
static struct rpc_link *under_test;
static int peer;
static unsigned heard; /* pulls, whose ids count from 1 */
static bool in_order;
static struct err ended;

static int
on_message(void *arg, const struct rpc_msg *m, struct err *e)
{
	(void)arg;
	(void)e;
	in_order = in_order && m->word == RPC_PULL && m->id == ++heard;
	return 0;
}

static void
on_ended(void *arg, const struct err *why)
{
	(void)arg;
	ended = *why;
}

static void
open_pair(void)
{
	static const struct rpc_link_limits limits = { .body = 64,
		.bodies = 4, .out = 4096 };
	static const struct rpc_link_ops ops = { .message = on_message,
		.ended = on_ended };
	int fds[2];

	CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) == 0);
	peer = fds[1];
	heard = 0;
	in_order = true;
	ended = (struct err){ .code = ERR_NONE };
	under_test = rpc_link_new(loop, fds[0], &limits, account, &ops, NULL);
}

static void
close_pair(void)
{
	rpc_link_free(under_test);
	(void)close(peer);
}

/* The pull of that id, in a packet of at least `size` bytes. */
static void
say(unsigned id, size_t size)
{
	static uint8_t packet[FRAME_MAX + 2];
	const struct frame f = { .type = FRAME_CTL };
	size_t n;

	frame_head(&f, packet);
	n = FRAME_HEAD +
	    (size_t)snprintf((char *)packet + FRAME_HEAD, 64, "[\"pull\",%u]",
		id);
	if (size > n) {
		memset(packet + n, ' ', size - n);
		n = size;
	}
	CHECK(send(peer, packet, n, 0) == (ssize_t)n);
}

static void
turn(unsigned times)
{
	while (times-- > 0)
		ev_run(loop, EVRUN_NOWAIT);
}

static void
packets_are_heard_in_order_alone_and_together(void)
{
	unsigned id = 0, i;

	open_pair();
	for (i = 0; i < 3; i++) {
		say(++id, 0);
		turn(3);
		CHECK(heard == id);
	}
	for (i = 0; i < 40; i++)
		say(++id, 0);
	turn(20);
	CHECK(heard == id && in_order);
	CHECK(rpc_link_frames(under_test) == id && ended.code == ERR_NONE);
	close_pair();
}

/* A packet that comes alone is read otherwise than those that come together. */
static void
a_packet_has_a_longest(unsigned before)
{
	unsigned i;

	open_pair();
	for (i = 1; i <= before; i++)
		say(i, 0);
	say(before + 1, FRAME_MAX);
	turn(before + 2);
	CHECK(heard == before + 1 && ended.code == ERR_NONE);
	close_pair();
	open_pair();
	for (i = 1; i <= before; i++)
		say(i, 0);
	say(before + 1, FRAME_MAX + 1);
	turn(before + 2);
	CHECK(heard == before && ended.code == ERR_PROTO);
	CHECK_STR(ended.msg, "packet longer than 65536");
	close_pair();
}

static void
no_packet_is_longer_than_the_longest(void)
{
	a_packet_has_a_longest(0);
	a_packet_has_a_longest(5);
}

static void
the_end_is_no_packet(void)
{
	open_pair();
	say(1, 0);
	(void)shutdown(peer, SHUT_WR);
	(void)close(peer);
	peer = -1;
	turn(4);
	CHECK(heard == 1 && ended.code == ERR_GONE);
	close_pair();
	open_pair();
	CHECK(send(peer, "", 0, 0) == 0);
	turn(2);
	CHECK(ended.code == ERR_PROTO);
	close_pair();
}

/* Bytes of the packet that came, -1: none did. */
static ssize_t
said(void)
{
	char packet[256];

	return recv(peer, packet, sizeof packet, MSG_DONTWAIT);
}

static void
what_is_flushed_needs_no_turn_of_the_loop(void)
{
	static const char text[] = "[\"pull\",1]";

	open_pair();
	rpc_link_flush(under_test); /* nothing */
	rpc_link_send(under_test, text, strlen(text));
	rpc_link_send(under_test, text, strlen(text));
	CHECK(said() == -1);
	rpc_link_flush(under_test);
	CHECK(said() == (ssize_t)(FRAME_HEAD + 2 * strlen(text) + 1));
	turn(2);
	CHECK(said() == -1 && ended.code == ERR_NONE);
	close_pair();
}

int
main(void)
{
	loop = ev_default_loop(0);
	account = rpc_account_new(4096, NULL);
	TEST(packets_are_heard_in_order_alone_and_together);
	TEST(no_packet_is_longer_than_the_longest);
	TEST(the_end_is_no_packet);
	TEST(what_is_flushed_needs_no_turn_of_the_loop);
	rpc_account_drop(account);
	ev_loop_destroy(loop);
	return tap_end();
}
