/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mcp_load -- one message to an MCP server, again and again: the client of
 * bench/mcp.mjs, which itself must cost next to nothing.
 *
 *	mcp_load http PORT N CONNECTIONS BODY [HEADER...]	POST /mcp
 *	mcp_load pipe N CONNECTIONS BODY [PAUSE] <server's stdout >its stdin
 *
 * BODY is the message.  The next is sent when the answer to the last is there;
 * on a pipe, which is one connection, so many are under way at once.  After an
 * answer on a pipe PAUSE microseconds pass, in which the server does what it
 * has put off.
 * Prints "MEDIAN_US P99_US PER_SECOND BYTES LEAST_US", BYTES being of one
 * answer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 64
#define ANSWER_MAX 65536

struct peer {
	int in, out;
	char answer[ANSWER_MAX + 1];
	size_t n;
	double asked;
};

static char request[ANSWER_MAX];
static size_t request_n;
static double *us;
static long n_us, answer_bytes;
static useconds_t pause_us;

static double
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
say(int fd, const char *s, size_t n)
{
	ssize_t did;

	for (; n > 0; n -= (size_t)did, s += did)
		if ((did = write(fd, s, n)) <= 0)
			die("write");
}

static void
ask(struct peer *p)
{
	p->n = 0;
	p->asked = now_us();
	say(p->out, request, request_n);
}

/* How long the answer is, 0 while that is not known. */
static size_t
http_length(const char *s)
{
	const char *end = strstr(s, "\r\n\r\n"), *p;

	if (end == NULL)
		return 0;
	if (strncmp(s, "HTTP/1.1 200", 12) != 0) {
		(void)fprintf(stderr, "%s\n", s);
		exit(1);
	}
	for (p = strstr(s, "\r\n"); p < end; p = strstr(p + 2, "\r\n")) {
		if (strncasecmp(p + 2, "Content-Length:", 15) == 0)
			return (size_t)(end + 4 - s) +
			    strtoul(p + 17, NULL, 10);
		if (strncasecmp(p + 2, "Transfer-Encoding:", 18) == 0)
			return strstr(end, "\r\n0\r\n\r\n") != NULL ? strlen(s)
								    : 0;
	}
	return 0;
}

/* True when the answer is whole. */
static int
hear(struct peer *p)
{
	ssize_t n = read(p->in, p->answer + p->n, ANSWER_MAX - p->n);
	size_t whole;

	if (n <= 0)
		die("read");
	p->n += (size_t)n;
	p->answer[p->n] = '\0';
	whole = http_length(p->answer);
	if (whole == 0 || p->n < whole)
		return 0;
	us[n_us++] = now_us() - p->asked;
	answer_bytes = (long)p->n;
	return 1;
}

/* So many requests by one write, as a client that has them would. */
static void
ask_all(struct peer *p, long many)
{
	static char text[CONNECTIONS_MAX * ANSWER_MAX];
	long i;

	for (i = 0; i < many; i++)
		memcpy(text + (size_t)i * request_n, request, request_n);
	p->asked = now_us();
	say(p->out, text, (size_t)many * request_n);
}

/* Answers are a line each, as many as there are; all are asked the same, so
 * the first is to the one that waited longest. */
static void
run_pipe(struct peer *p, long width, long n)
{
	double asked_at[CONNECTIONS_MAX], now;
	long asked = 0, many = width;
	ssize_t got = 0;
	const char *at, *end, *nl;

	while (n_us < n) {
		if (pause_us > 0)
			(void)usleep(pause_us);
		ask_all(p, many);
		for (; many > 0; many--)
			asked_at[asked++ % width] = p->asked;
		if (p->n >= ANSWER_MAX)
			die("an answer too long");
		if ((got = read(p->in, p->answer + p->n, ANSWER_MAX - p->n)) <=
		    0)
			die("read");
		now = now_us();
		end = p->answer + p->n + got;
		for (at = p->answer;
		     (nl = memchr(at, '\n', (size_t)(end - at))) != NULL;
		     at = nl + 1) {
			us[n_us] = now - asked_at[n_us % width];
			answer_bytes = nl + 1 - at;
			n_us++;
			many += asked + many < n;
		}
		p->n = (size_t)(end - at);
		memmove(p->answer, at, p->n);
	}
}

static void
run(struct peer *peers, long width, long n)
{
	struct pollfd polls[CONNECTIONS_MAX];
	long i, asked = 0;

	for (i = 0; i < width; i++) {
		polls[i] = (struct pollfd){ peers[i].in, POLLIN, 0 };
		ask(&peers[i]);
		asked++;
	}
	while (n_us < n) {
		if (poll(polls, (nfds_t)width, 30000) <= 0)
			die("poll");
		for (i = 0; i < width; i++)
			if (polls[i].revents != 0 && hear(&peers[i]) &&
			    asked < n) {
				asked++;
				ask(&peers[i]);
			}
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
report(double took_us)
{
	qsort(us, (size_t)n_us, sizeof us[0], by_value);
	printf("%.1f %.1f %.0f %ld %.1f\n", us[n_us / 2],
	    us[n_us * 99 / 100], (double)n_us * 1e6 / took_us, answer_bytes,
	    us[0]);
}

static int
dial(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_port = htons((unsigned short)port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || connect(fd, (struct sockaddr *)&a, sizeof a) == -1)
		die("connect");
	/* bbr, where it is the default, would space our requests. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	return fd;
}

int
main(int argc, char **argv)
{
	static struct peer peers[CONNECTIONS_MAX];
	int http = argc > 5 && strcmp(argv[1], "http") == 0, i;
	long n = argc > 3 ? strtol(argv[http ? 3 : 2], NULL, 10) : 0;
	long width = argc > 4 ? strtol(argv[http ? 4 : 3], NULL, 10) : 0;
	const char *body = argc > 4 ? argv[http ? 5 : 4] : "";
	size_t at = 0;
	double t;

	if (n < 100 || width < 1 || width > CONNECTIONS_MAX ||
	    (us = calloc((size_t)n, sizeof *us)) == NULL) {
		(void)fprintf(stderr,
		    "usage: mcp_load http PORT N CONNECTIONS "
		    "BODY [HEADER...] | pipe N CONNECTIONS BODY [PAUSE]\n");
		return 2;
	}
#define ADD(...) \
	at += (size_t)snprintf(request + at, sizeof request - at, __VA_ARGS__)
	if (http) {
		ADD("POST /mcp HTTP/1.1\r\nHost: localhost\r\n"
		    "Content-Type: application/json\r\n"
		    "Accept: application/json, text/event-stream\r\n"
		    "Content-Length: %zu\r\n",
		    strlen(body));
		for (i = 6; i < argc; i++)
			ADD("%s\r\n", argv[i]);
		ADD("\r\n%s", body);
	} else {
		ADD("%s\n", body);
		pause_us = argc > 5 ? (useconds_t)strtoul(argv[5], NULL, 10) : 0;
	}
	request_n = at;
	for (i = 0; i < width; i++)
		if (http)
			peers[i].in = peers[i].out =
			    dial((int)strtol(argv[2], NULL, 10));
		else
			peers[i].out = 1;
	t = now_us();
	if (http)
		run(peers, width, n);
	else
		run_pipe(peers, width, n);
	t = now_us() - t;
	if (!http && dup2(2, 1) == -1) /* stdout is the server's */
		die("dup2");
	report(t);
	return 0;
}
