/* SPDX-License-Identifier: Apache-2.0 */
/* file.c -- see file.h. */
#include "common/host/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP 65536

static ssize_t
read_some(int fd, char *p, size_t n)
{
	ssize_t r;

	do
		r = read(fd, p, n);
	while (r == -1 && errno == EINTR);
	return r;
}

/* `size` is what the file says of itself: there may be less, or more. */
static int
read_all(int fd, const char *path, size_t size, struct buf *out, struct err *e)
{
	char chunk[READ_STEP], *p;
	ssize_t n;

	if (size > out->max - out->len)
		size = out->max - out->len;
	while (size > 0 && (p = buf_room(out, size)) != NULL &&
	    (n = read_some(fd, p, size)) > 0) {
		buf_added(out, (size_t)n);
		size -= (size_t)n;
	}
	while ((n = read_some(fd, chunk, sizeof chunk)) > 0) {
		buf_add(out, chunk, (size_t)n);
		if (!buf_ok(out))
			return err_set(e, ERR_LIMIT,
			    "%s: larger than %zu bytes", path, out->max);
	}
	return n == -1 ? err_sys(e, "read %s", path) : 0;
}

int
file_read(const char *path, struct buf *out, struct err *e)
{
	struct stat st;
	int fd, r;

	/* O_NONBLOCK: a FIFO in the place of a file must not hang us. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd == -1)
		return err_sys(e, "open %s", path);
	if (fstat(fd, &st) == -1)
		r = err_sys(e, "stat %s", path);
	else if (!S_ISREG(st.st_mode))
		r = err_set(e, ERR_INPUT, "%s: not a regular file", path);
	else
		r = read_all(fd, path, (size_t)st.st_size, out, e);
	close(fd);
	return r;
}

static int
write_all(int fd, const char *path, const char *p, size_t n, struct err *e)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w == -1 && errno == EINTR)
			continue;
		if (w == -1)
			return err_sys(e, "write %s", path);
		p += w;
		n -= (size_t)w;
	}
	if (fsync(fd) == -1)
		return err_sys(e, "sync %s", path);
	return 0;
}

int
file_write(const char *path, const void *p, size_t n, mode_t mode,
    struct err *e)
{
	char tmp[PATH_MAX];
	int fd, r, len;

	len = snprintf(tmp, sizeof tmp, "%s.XXXXXX", path);
	if (len < 0 || (size_t)len >= sizeof tmp)
		return err_set(e, ERR_LIMIT, "%s: path too long", path);
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd == -1)
		return err_sys(e, "create %s", tmp);
	r = write_all(fd, tmp, p, n, e);
	if (r == 0 && fchmod(fd, mode) == -1)
		r = err_sys(e, "chmod %s", tmp);
	if (r == 0 && rename(tmp, path) == -1)
		r = err_sys(e, "rename to %s", path);
	close(fd);
	if (r == -1)
		unlink(tmp);
	return r;
}

static int
make_one(const char *path, mode_t mode, struct err *e)
{
	if (mkdir(path, mode) == -1 && errno != EEXIST)
		return err_sys(e, "mkdir %s", path);
	return 0;
}

int
file_mkdirs(const char *path, mode_t mode, struct err *e)
{
	char part[PATH_MAX];
	size_t i, n = strlen(path);

	if (n == 0 || n >= sizeof part)
		return err_set(e, ERR_INPUT, "bad directory name \"%s\"", path);
	memcpy(part, path, n + 1);
	for (i = 1; i < n; i++) {
		if (part[i] != '/')
			continue;
		part[i] = '\0';
		if (make_one(part, mode, e) == -1)
			return -1;
		part[i] = '/';
	}
	return make_one(path, mode, e);
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *
file_beside(const char *base, const char *path, struct err *e)
{
	const char *slash = strrchr(base, '/');
	struct buf b;

	buf_init(&b, PATH_MAX);
	if (path[0] != '/' && slash != NULL)
		buf_add(&b, base, (size_t)(slash - base) + 1);
	buf_adds(&b, path);
	if (!buf_ok(&b)) {
		buf_fini(&b);
		err_set(e, ERR_LIMIT, "%s: path too long", path);
		return NULL;
	}
	return buf_steal(&b);
}
