/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slow_disk.c -- for LD_PRELOAD: what SQLite has a disk do takes SLOW_DISK_MS.
 * Sockets and standard output are written by other calls.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void
wait_for_disk(void)
{
	const char *v = getenv("SLOW_DISK_MS");
	long ms = v == NULL ? 0 : strtol(v, NULL, 10);
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);
}

/* ISO C knows no way from an object's pointer to a function's. */
union next {
	void *object;
	int (*of_file)(int);
	ssize_t (*of_bytes)(int, const void *, size_t, off_t);
};

static union next
find(const char *name)
{
	return (union next){ .object = dlsym(RTLD_NEXT, name) };
}

int
fsync(int fd)
{
	wait_for_disk();
	return find("fsync").of_file(fd);
}

int
fdatasync(int fd)
{
	wait_for_disk();
	return find("fdatasync").of_file(fd);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	wait_for_disk();
	return find("pwrite").of_bytes(fd, p, n, at);
}

#ifdef __GLIBC__
ssize_t
pwrite64(int fd, const void *p, size_t n, off_t at)
{
	return pwrite(fd, p, n, at);
}
#endif
