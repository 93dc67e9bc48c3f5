/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_program_ask.c -- see cmd_program_ask.h. */
#include "broker/cmd_program_ask.h"

#include <fcntl.h>
#include <unistd.h>

#include "broker/report.h"

static struct {
	int fd; /* of the terminal; 0: not opened */
	struct job *job;
	ev_io reading;
} tty;

static void
on_line(struct ev_loop *loop, ev_io *w, int revents)
{
	char line[128];
	ssize_t n = read(tty.fd, line, sizeof line);
	char c = n > 0 ? line[0] : 'n';

	(void)revents;
	ev_io_stop(loop, w);
	job_answer(tty.job,
	    c == 'a' || c == 'A'       ? JOB_ALLOW_ALL
		: c == 'y' || c == 'Y' ? JOB_ALLOW
				       : JOB_DECLINE);
}

bool
cmd_program_ask(void *arg, struct job *j, const struct job_question *q)
{
	static const char how[] =
	    "\n[y] allow, [a] allow all of this operation, [n] decline: ";
	struct buf b;
	bool good;

	(void)arg;
	if (tty.fd == 0)
		tty.fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty.fd == -1) {
		tty.fd = 0;
		return false;
	}
	buf_init(&b, 8192);
	report_question(&b, q);
	buf_adds(&b, how);
	good = buf_ok(&b) && write(tty.fd, b.p, b.len) == (ssize_t)b.len;
	buf_fini(&b);
	if (!good)
		return false;
	tty.job = j;
	ev_io_init(&tty.reading, on_line, tty.fd, EV_READ);
	ev_io_start(ev_default_loop(0), &tty.reading);
	return true;
}

void
cmd_program_ask_end(void)
{
	if (tty.fd == 0)
		return;
	ev_io_stop(ev_default_loop(0), &tty.reading);
	(void)close(tty.fd);
}
