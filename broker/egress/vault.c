/* SPDX-License-Identifier: Apache-2.0 */
/* vault.c -- see vault.h. */
#include "broker/egress/vault.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define VARIABLES_MAX 64 /* env: sources of one configuration */

struct secret {
	char *text;
	size_t len, size; /* size: of the pages */
};

/* What came by env: and is in no other place any more. */
static struct {
	char name[128];
	struct secret *value;
} variables[VARIABLES_MAX];

/* What nobody but its owner may do.  systemd gives the service's user a
 * credential by an ACL (since 254), whose mask stat() shows as the group's bits:
 * 0440, of root; who gets at it the directory says. */
#define FORBIDDEN 077
#define FORBIDDEN_MANAGED 037

static int
check_file(int fd, const char *path, mode_t forbidden, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_sys(e, "stat %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_DENIED, "%s: not a regular file", path);
	if ((st.st_mode & forbidden) != 0)
		return err_set(e, ERR_DENIED,
		    "%s: others can read it (mode %04o): chmod 600 it", path,
		    (unsigned)(st.st_mode & 07777));
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return err_set(e, ERR_DENIED, "%s: belongs to another user",
		    path);
	return 0;
}

static int
read_text(int fd, const char *path, bool lines, struct secret *s,
    struct err *e)
{
	ssize_t n;

	while (
	    (n = read(fd, s->text + s->len, VAULT_SECRET_MAX + 1 - s->len)) > 0)
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
	if (strlen(s->text) != s->len ||
	    (!lines && strpbrk(s->text, "\r\n") != NULL))
		return err_set(e, ERR_INPUT,
		    "%s: more than one line, or a NUL byte", path);
	return 0;
}

struct secret *
vault_new(size_t size)
{
	struct secret *s = calloc(1, sizeof *s);
	void *p;

	if (s == NULL)
		return NULL;
	s->size = size + 1;
	p = mmap(NULL, s->size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		free(s);
		return NULL;
	}
	/* A small RLIMIT_MEMLOCK must not keep the service down: the pages
	 * then may be swapped, but never dumped. */
	(void)mlock(p, s->size);
	(void)madvise(p, s->size, MADV_DONTDUMP);
	(void)madvise(p, s->size, MADV_WIPEONFORK);
	s->text = p;
	return s;
}

struct secret *
vault_copy(const char *text, size_t n)
{
	struct secret *s = vault_new(n);

	if (s == NULL)
		return NULL;
	memcpy(s->text, text, n);
	s->len = n;
	return s;
}

static struct secret *
read_file(const char *path, bool lines, mode_t forbidden, struct err *e)
{
	struct secret *s;
	int r, fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd == -1) {
		err_sys(e, "open %s", path);
		return NULL;
	}
	s = vault_new(VAULT_SECRET_MAX + 1);
	r = s == NULL ? err_set(e, ERR_NOMEM, "out of memory")
		      : check_file(fd, path, forbidden, e);
	if (r == 0)
		r = read_text(fd, path, lines, s, e);
	close(fd);
	if (r == 0)
		return s;
	vault_free(s);
	return NULL;
}

/* systemd.exec(5), "Credentials". */
static struct secret *
read_credential(const char *name, bool lines, struct err *e)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	char path[4096];
	int n;

	if (dir == NULL || dir[0] != '/') {
		err_set(e, ERR_NOTFOUND,
		    "cred:%.80s: the service manager gave "
		    "no credentials (CREDENTIALS_DIRECTORY is not set)",
		    name);
		return NULL;
	}
	n = snprintf(path, sizeof path, "%s/%s", dir, name);
	if (strchr(name, '/') != NULL || name[0] == '\0' || name[0] == '.' ||
	    n < 0 || (size_t)n >= sizeof path) {
		err_set(e, ERR_INPUT,
		    "cred:%.80s: wants the name of a "
		    "credential",
		    name);
		return NULL;
	}
	return read_file(path, lines, FORBIDDEN_MANAGED, e);
}

/* The block that /proc/PID/environ shows is wiped, too. */
static struct secret *
take_variable(const char *name, struct err *e)
{
	char *text = getenv(name);
	struct secret *s;

	if (text == NULL || text[0] == '\0') {
		err_set(e, ERR_NOTFOUND, "env:%.80s: there is no such variable",
		    name);
		return NULL;
	}
	if (strlen(text) > VAULT_SECRET_MAX) {
		err_set(e, ERR_LIMIT, "env:%.80s: longer than %d bytes", name,
		    VAULT_SECRET_MAX);
		return NULL;
	}
	if ((s = vault_copy(text, strlen(text))) == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	explicit_bzero(text, strlen(text));
	(void)unsetenv(name);
	return s;
}

static struct secret *
read_variable(const char *name, struct err *e)
{
	struct secret *s;
	size_t i;

	for (i = 0; i < VARIABLES_MAX && variables[i].value != NULL; i++)
		if (strcmp(variables[i].name, name) == 0)
			break;
	if (i == VARIABLES_MAX || strlen(name) >= sizeof variables[i].name) {
		err_set(e, ERR_LIMIT,
		    "env:%.80s: more than %d variables, or "
		    "too long a name",
		    name, VARIABLES_MAX);
		return NULL;
	}
	if (variables[i].value == NULL) {
		if ((s = take_variable(name, e)) == NULL)
			return NULL;
		(void)snprintf(variables[i].name, sizeof variables[i].name,
		    "%s", name);
		variables[i].value = s;
	}
	s = vault_copy(variables[i].value->text, variables[i].value->len);
	if (s == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return s;
}

static struct secret *
read_source(const char *source, bool lines, struct err *e)
{
	if (strncmp(source, "file:", 5) == 0)
		return read_file(source + 5, lines, FORBIDDEN, e);
	if (strncmp(source, "cred:", 5) == 0)
		return read_credential(source + 5, lines, e);
	if (strncmp(source, "env:", 4) == 0)
		return read_variable(source + 4, e);
	err_set(e, ERR_INPUT,
	    "a secret comes from file:/path, cred:NAME or "
	    "env:NAME");
	return NULL;
}

struct secret *
vault_read(const char *source, struct err *e)
{
	return read_source(source, false, e);
}

struct secret *
vault_read_lines(const char *source, struct err *e)
{
	return read_source(source, true, e);
}

void
vault_free(struct secret *s)
{
	if (s == NULL)
		return;
	explicit_bzero(s->text, s->size);
	munmap(s->text, s->size);
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

char *
vault_bytes(struct secret *s)
{
	return s->text;
}

static void
wipe_texts(json_t *v)
{
	const char *key;
	json_t *one;
	size_t i;

	if (json_is_string(v))
		explicit_bzero((void *)(uintptr_t)json_string_value(v),
		    json_string_length(v));
	json_array_foreach(v, i, one)
		wipe_texts(one);
	json_object_foreach(v, key, one)
		wipe_texts(one);
}

void
vault_wipe_json(json_t *v)
{
	wipe_texts(v);
	json_decref(v);
}
