/* SPDX-License-Identifier: Apache-2.0 */
/* vault.c -- see vault.h. */
#include "broker/egress/vault.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGES_BYTES (VAULT_SECRET_MAX + 4096)

struct secret {
	char *text;
	size_t len;
};

static int
check_file(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_sys(e, "stat %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DENIED, "%s: not a regular file", path);
	if ((st.st_mode & 077) != 0)
		return err_set(e, ERR_DENIED,
		    "%s: others can read it (mode %04o): chmod 600 it", path,
		    (unsigned)(st.st_mode & 07777));
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_DENIED, "%s: belongs to another user",
		    path);
	return 0;
}

static int
read_text(int fd, const char *path, struct secret *s, struct err *e)
{
	ssize_t n;

	while ((n = read(fd, s->text + s->len,
		    VAULT_SECRET_MAX + 1 - s->len)) > 0)
		s->len += (size_t)n;
	if (n == -1)
		return err_sys(e, "read %s", path);
	if (s->len > VAULT_SECRET_MAX)
		return err_set(e, ERR_LIMIT, "%s: longer than %d bytes", path,
		    VAULT_SECRET_MAX);
	if (s->len > 0 && s->text[s->len - 1] == '\n')
		s->len--;
	if (s->len > 0 && s->text[s->len - 1] == '\r')
		s->len--;
	s->text[s->len] = '\0';
	if (s->len == 0)
		return err_set(e, ERR_INPUT, "%s: empty", path);
	if (strlen(s->text) != s->len || strpbrk(s->text, "\r\n") != NULL)
		return err_set(e, ERR_INPUT,
		    "%s: more than one line, or a NUL byte", path);
	return 0;
}

static struct secret *
new_secret(struct err *e)
{
	struct secret *s = calloc(1, sizeof *s);
	void *p = mmap(NULL, PAGES_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (s == NULL || p == MAP_FAILED) {
		free(s);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	/* A small RLIMIT_MEMLOCK must not keep the service down: the pages
	 * then may be swapped, but never dumped. */
	(void)mlock(p, PAGES_BYTES);
	(void)madvise(p, PAGES_BYTES, MADV_DONTDUMP);
	(void)madvise(p, PAGES_BYTES, MADV_WIPEONFORK);
	s->text = p;
	return s;
}

struct secret *
vault_read(const char *source, struct err *e)
{
	const char *path = source + 5;
	struct secret *s;
	int fd, r;

	if (strncmp(source, "file:", 5) != 0) {
		err_set(e, ERR_INPUT, "a secret comes from file:/path");
		return NULL;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd == -1) {
		err_sys(e, "open %s", path);
		return NULL;
	}
	s = new_secret(e);
	r = s == NULL ? -1 : check_file(fd, path, e);
	if (r == 0)
		r = read_text(fd, path, s, e);
	close(fd);
	if (r == 0)
		return s;
	vault_free(s);
	return NULL;
}

void
vault_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s->text, PAGES_BYTES);
	munmap(s->text, PAGES_BYTES);
	free(s);
}

const char *
vault_text(const struct secret *s)
{
	return s->text;
}

size_t
vault_len(const struct secret *s)
{
	return s->len;
}
