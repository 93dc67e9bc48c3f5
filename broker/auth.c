/* SPDX-License-Identifier: Apache-2.0 */
#include "broker/auth.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/limits.h"
#include "common/host/file.h"

#define FILE_MAX (AUTH_TOKENS_MAX * (NAME_MAX_BYTES + 70))

struct entry {
	const char *name;
	uint64_t number;
	uint8_t hash[SHA256_DIGEST_SIZE];
};

/* The file, as it was read at some time. */
struct table {
	struct entry all[AUTH_TOKENS_MAX];
	size_t n;
};

/* A session, a run or a call may still have the name of a token that went, so
 * no name goes; who edits the file decides how many there are. */
struct name {
	struct name *next;
	char text[NAME_MAX_BYTES + 1];
};

struct auth {
	struct table *now;
	struct name *names;
	uint64_t numbers; /* given so far */
	bool closed; /* there was a token once */
};

static void
digest(const char *token, uint8_t out[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx c;

	sha256_init(&c);
	sha256_update(&c, strlen(token), (const uint8_t *)token);
	sha256_digest(&c, SHA256_DIGEST_SIZE, out);
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
read_hex(const char *s, size_t n, uint8_t *out)
{
	for (size_t i = 0; n == 2UL * SHA256_DIGEST_SIZE && i < n; i += 2) {
		int hi = nibble(s[i]), lo = nibble(s[i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	return n == 2UL * SHA256_DIGEST_SIZE;
}

/* A name is also a tenant's: what may stand in a path and a log.  Those of
 * auth_peer() are not to be had by a token. */
static bool
is_name(const char *s, size_t n)
{
	if ((n >= 4 && strncmp(s, "uid-", 4) == 0) ||
	    (n == strlen(AUTH_LOCAL) && strncmp(s, AUTH_LOCAL, n) == 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!((s[i] >= 'a' && s[i] <= 'z') || s[i] == '-' ||
		    s[i] == '_' || (s[i] >= 'A' && s[i] <= 'Z') ||
		    (s[i] >= '0' && s[i] <= '9')))
			return false;
	}
	return n > 0 && n <= NAME_MAX_BYTES;
}

static const char *
keep_name(struct auth *a, const char *s, size_t n)
{
	struct name *p = a->names;

	while (p != NULL && (strlen(p->text) != n || memcmp(p->text, s, n) != 0))
		p = p->next;
	if (p == NULL && (p = calloc(1, sizeof *p)) != NULL) {
		memcpy(p->text, s, n);
		p->next = a->names;
		a->names = p;
	}
	return p != NULL ? p->text : NULL;
}

/* Of the same token before, or the next. */
static uint64_t
number_of(struct auth *a, const struct entry *x)
{
	const struct table *t = a->now;

	for (size_t i = 0; t != NULL && i < t->n; i++)
		if (t->all[i].name == x->name &&
		    memcmp(t->all[i].hash, x->hash, sizeof x->hash) == 0)
			return t->all[i].number;
	return ++a->numbers;
}

static bool
read_line(struct auth *a, struct table *t, const char *s, size_t n)
{
	struct entry *x = &t->all[t->n];
	size_t name, gap;

	while (n > 0 && strchr(" \t\r", s[n - 1]) != NULL)
		n--;
	if (n == 0 || s[0] == '#')
		return true;
	for (name = 0; name < n && s[name] != ' ' && s[name] != '\t';)
		name++;
	for (gap = name; gap < n && (s[gap] == ' ' || s[gap] == '\t');)
		gap++;
	if (t->n == AUTH_TOKENS_MAX || !is_name(s, name) ||
	    !read_hex(s + gap, n - gap, x->hash) ||
	    (x->name = keep_name(a, s, name)) == NULL)
		return false;
	x->number = number_of(a, x);
	t->n++;
	return true;
}

static int
read_lines(struct auth *a, struct table *t, const struct buf *b,
    const char *path, struct err *e)
{
	const char *p = b->p, *end = b->p + b->len;
	unsigned line = 1;

	for (; p != NULL && p < end; line++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl == NULL ? end : nl) - p);

		if (!read_line(a, t, p, n))
			return err_set(e, ERR_INPUT, "%s:%u: a line is a name "
			    "and the token's SHA-256 in 64 hexadecimal digits;"
			    " `cordon token NAME` makes one", path, line);
		p = nl == NULL ? end : nl + 1;
	}
	return 0;
}

static char *
path_of(const char *dir)
{
	char *path;

	return asprintf(&path, "%s/tokens", dir) < 0 ? NULL : path;
}

/* Who can write the file can make tokens. */
static int
check_mode(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return err_sys(e, "%s", path);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(e, ERR_INPUT, "%s: others may write it; "
		    "chmod 600 %s", path, path);
	return 0;
}

int
auth_renew(struct auth *a, const char *dir, struct err *e)
{
	struct table *t = calloc(1, sizeof(*t));
	char *path = path_of(dir);
	struct buf b;
	int rc = 0;

	buf_init(&b, FILE_MAX);
	if (t == NULL || path == NULL)
		rc = err_set(e, ERR_NOMEM, "out of memory");
	else if (file_exists(path))
		rc = check_mode(path, e) < 0 || file_read(path, &b, e) < 0 ||
		    read_lines(a, t, &b, path, e) < 0 ? -1 : 0;
	buf_fini(&b);
	free(path);
	if (rc == -1) {
		free(t);
		return -1;
	}
	free(a->now);
	a->now = t;
	a->closed = a->closed || t->n > 0;
	return 0;
}

struct auth *
auth_read(const char *dir, struct err *e)
{
	struct auth *a = calloc(1, sizeof(*a));

	if (a == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	else if (auth_renew(a, dir, e) == 0)
		return a;
	auth_free(a);
	return NULL;
}

void
auth_free(struct auth *a)
{
	struct name *p;

	if (a == NULL)
		return;
	while ((p = a->names) != NULL) {
		a->names = p->next;
		free(p);
	}
	free(a->now);
	free(a);
}

size_t
auth_count(const struct auth *a)
{
	return a->now->n;
}

bool
auth_open(const struct auth *a)
{
	return !a->closed;
}

bool
auth_holds(const struct auth *a, uint64_t number)
{
	for (size_t i = 0; i < a->now->n; i++)
		if (a->now->all[i].number == number)
			return true;
	return false;
}

const char *
auth_find(const struct auth *a, const char *token, uint64_t *ret_number)
{
	const struct table *t = a->now;
	uint8_t hash[SHA256_DIGEST_SIZE], d;
	const char *found = NULL;

	digest(token, hash);
	/* All of them, all bytes: the time tells nothing. */
	for (size_t i = 0; i < t->n; i++) {
		d = 0;
		for (size_t k = 0; k < sizeof(hash); k++)
			d |= (uint8_t)(hash[k] ^ t->all[i].hash[k]);
		if (d == 0) {
			found = t->all[i].name;
			*ret_number = t->all[i].number;
		}
	}
	return found;
}

/* What the kernel calls each user that our user namespace does not have. */
#define NOBODY_KNOWN 65534

/* Does our user namespace have every user there is, each by its own number? */
static bool
all_users_are_told_apart(void)
{
	FILE *f = fopen("/proc/self/uid_map", "re");
	unsigned first = 1, n = 0;
	bool all;

	if (f == NULL)
		return false;
	all = fscanf(f, "%u %*u %u", &first, &n) == 2 && first == 0 &&
	    n == UINT32_MAX;
	(void)fclose(f);
	return all;
}

int
auth_peer(int fd, char name[AUTH_PEER_TEXT], struct err *e)
{
	struct ucred who;
	socklen_t n = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 ||
	    who.uid == (uid_t)-1)
		return 0;
	/* First: where we have no number ourselves, all are as we. */
	if (who.uid == NOBODY_KNOWN && !all_users_are_told_apart())
		return err_set(e, ERR_DENIED,
		    "who connects cannot be told from others in this user "
		    "namespace (of a service: PrivateUsers=no is wanted)");
	if (who.uid == 0 || who.uid == geteuid())
		(void)snprintf(name, AUTH_PEER_TEXT, AUTH_LOCAL);
	else
		(void)snprintf(name, AUTH_PEER_TEXT, "uid-%u", who.uid);
	return 1;
}

/* 32 random bytes in base64url, six bits a character. */
static int
random_text(char token[AUTH_TOKEN_TEXT])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	uint8_t bytes[43];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return -1;
	memcpy(token, "cdn_", 4);
	for (size_t i = 0; i < sizeof(bytes); i++)
		token[4 + i] = digits[bytes[i] & 63];
	token[4 + sizeof(bytes)] = '\0';
	return 0;
}

/* `line` begins with a newline, for a last line that has none. */
static int
append(const char *path, const char *line, size_t n, struct err *e)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	char last = '\n';
	off_t end;
	int rc;

	if (fd < 0)
		return err_sys(e, "%s", path);
	end = lseek(fd, 0, SEEK_END);
	if (end > 0 && pread(fd, &last, 1, end - 1) != 1)
		last = '\n';
	if (last == '\n') {
		line++;
		n--;
	}
	rc = write(fd, line, n) == (ssize_t)n && fsync(fd) == 0 ? 0 :
	    err_sys(e, "write %s", path);
	(void)close(fd);
	return rc;
}

int
auth_add(const char *dir, const char *name, char token[AUTH_TOKEN_TEXT],
    struct err *e)
{
	uint8_t hash[SHA256_DIGEST_SIZE];
	struct buf b;
	char *path;
	int rc;

	if (!is_name(name, strlen(name)))
		return err_set(e, ERR_INPUT, "\"%.80s\": a name has letters, "
		    "digits, - and _, and is neither local nor uid-...",
		    name);
	if (random_text(token) < 0)
		return err_sys(e, "getrandom");
	digest(token, hash);
	buf_init(&b, 1024);
	buf_addf(&b, "\n%s ", name);
	for (size_t i = 0; i < sizeof(hash); i++)
		buf_addf(&b, "%02x", hash[i]);
	buf_addc(&b, '\n');
	path = path_of(dir);
	rc = path == NULL || !buf_ok(&b) ?
	    err_set(e, ERR_NOMEM, "out of memory") :
	    file_mkdirs(dir, 0700, e) < 0 ? -1 : append(path, b.p, b.len, e);
	free(path);
	buf_fini(&b);
	return rc;
}

/* All lines but those of `name`; returns how many those are. */
static int
without(const struct buf *b, const char *name, struct buf *out)
{
	const char *p = b->p, *end = b->p + b->len;
	size_t n = strlen(name);
	int found = 0;

	while (p != NULL && p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t line = (size_t)((nl == NULL ? end : nl + 1) - p);

		if (line > n && memcmp(p, name, n) == 0 &&
		    (p[n] == ' ' || p[n] == '\t'))
			found++;
		else
			buf_add(out, p, line);
		p += line;
	}
	return found;
}

int
auth_remove(const char *dir, const char *name, struct err *e)
{
	char *path = path_of(dir);
	struct buf b, out;
	int rc;

	buf_init(&b, FILE_MAX);
	buf_init(&out, FILE_MAX);
	rc = path == NULL ? err_set(e, ERR_NOMEM, "out of memory") :
	    file_exists(path) && file_read(path, &b, e) < 0 ? -1 :
	    without(&b, name, &out);
	if (rc == 0)
		rc = err_set(e, ERR_INPUT, "\"%.80s\" has no token", name);
	if (rc > 0 && (!buf_ok(&out) ||
	    file_write(path, out.len > 0 ? out.p : "", out.len, 0600, e) < 0))
		rc = -1;
	free(path);
	buf_fini(&b);
	buf_fini(&out);
	return rc;
}
