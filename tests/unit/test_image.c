/* SPDX-License-Identifier: Apache-2.0 */
/* Code and constants moved into huge pages are the same, and where they were. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/tap.h"
#include "worker/image.h"

/* So that there is a part that is worth it. */
static const char constants[600 * 1024] = "first";

/* Between objects a sanitizer has put what may not be read. */
__attribute__((no_sanitize_address)) static bool
same_bytes(const char *a, const char *b, size_t n)
{
	while (n > 0 && *a == *b) {
		a++;
		b++;
		n--;
	}
	return n == 0;
}

static int
parts_are_as_in_the_file(void)
{
	char buf[4096];
	struct image_part p;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), same = fd >= 0;
	size_t i, at, n;

	for (i = 0; image_part(i, &p); i++) {
		for (at = 0; (p.prot & PROT_WRITE) == 0 && at < p.bytes;
		     at += n) {
			n = p.bytes - at < sizeof buf ? p.bytes - at
						      : sizeof buf;
			same &= pread(fd, buf, n, p.offset + (off_t)at) ==
			    (ssize_t)n;
			same &= same_bytes(buf, p.at + at, n);
		}
	}
	(void)close(fd);
	return same && i >= 2;
}

/* The line of /proc/self/smaps for `at`: its permissions; kB in huge pages. */
static long
huge_kb(const void *at, char perms[8])
{
	unsigned long from, to;
	char line[512];
	long kb = -1;
	bool here = false;
	FILE *f = fopen("/proc/self/smaps", "re");

	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, perms) == 3) {
			here = (unsigned long)(uintptr_t)at >= from &&
			    (unsigned long)(uintptr_t)at < to;
		} else if (here &&
		    sscanf(line, "AnonHugePages: %ld", &kb) == 1) {
			break;
		}
	}
	if (f != NULL)
		(void)fclose(f);
	return kb;
}

static bool
host_has_huge_pages(void)
{
	char line[128] = "";
	FILE *f = fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re");

	if (f != NULL) {
		(void)!fgets(line, sizeof line, f);
		(void)fclose(f);
	}
	return line[0] != '\0' && strstr(line, "[never]") == NULL;
}

static void
parts_are_those_of_the_file(void)
{
	CHECK(parts_are_as_in_the_file());
}

static void
text_is_the_same_and_executable_only(void)
{
	char perms[8] = "";

	image_own_text();
	CHECK(parts_are_as_in_the_file());
	CHECK_STR(constants, "first");
	(void)huge_kb(constants, perms);
	CHECK(strchr(perms, 'w') == NULL && strchr(perms, 'r') != NULL);
}

static void
constants_are_in_a_huge_page(void)
{
	char perms[8];
	long kb = huge_kb(constants, perms);

	if (!host_has_huge_pages() || kb < 0)
		printf("# not tried: this host has no huge pages\n");
	else
		CHECK(kb >= 2048);
}

static void
a_fork_runs_from_it(void)
{
	int status = 1;
	pid_t pid = fork();

	if (pid == 0)
		_exit(parts_are_as_in_the_file() ? 0 : 1);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

int
main(void)
{
	TEST(parts_are_those_of_the_file);
	TEST(text_is_the_same_and_executable_only);
	TEST(constants_are_in_a_huge_page);
	TEST(a_fork_runs_from_it);
	return tap_end();
}
