/* SPDX-License-Identifier: Apache-2.0 */
/* cmd_worker.c -- see cmd_worker.h. */
#include "broker/cmd_worker.h"

#include <limits.h>
#include <sys/mman.h>
#include <unistd.h>

#include "broker/conf.h"

int
cmd_worker_exec(const char *option, const char *more, struct err *e)
{
	char path[PATH_MAX], name[] = "cordon-worker";
	char *argv[] = { name, (char *)(uintptr_t)option,
		(char *)(uintptr_t)more, NULL };

	if (conf_program(name, path, sizeof path, e) == -1)
		return -1;
	execv(path, argv);
	return err_sys(e, "start %s", path);
}

int
cmd_worker_stdin(const char *p, size_t n, struct err *e)
{
	int fd = memfd_create("program", 0);
	size_t at = 0;
	ssize_t w = 0;

	if (fd == -1)
		return err_sys(e, "memfd_create");
	while (at < n && (w = write(fd, p + at, n - at)) > 0)
		at += (size_t)w;
	if (w == -1 || lseek(fd, 0, SEEK_SET) == -1 ||
	    dup2(fd, STDIN_FILENO) == -1) {
		err_sys(e, "hand the program over");
		close(fd);
		return -1;
	}
	close(fd);
	return 0;
}
