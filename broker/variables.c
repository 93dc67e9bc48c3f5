/* SPDX-License-Identifier: Apache-2.0 */
/* variables.c -- see variables.h. */
#include "broker/variables.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TAKEN_MAX 128 /* env: sources of one configuration, and more */
#define NAME_BYTES 128 /* as egress remembers (vault.c) */

static struct taken {
	char name[NAME_BYTES];
	off_t at;
	size_t len;
} taken[TAKEN_MAX];
static size_t n_taken;
static off_t end;
static int file = -1; /* of the values, one after another */

static const struct taken *
find(const char *name)
{
	size_t i;

	for (i = 0; i < n_taken; i++)
		if (strcmp(taken[i].name, name) == 0)
			return &taken[i];
	return NULL;
}

static bool
keep(const char *value, size_t n)
{
	if (file == -1)
		file = memfd_create("variables", MFD_CLOEXEC);
	return file != -1 && pwrite(file, value, n, end) == (ssize_t)n;
}

/* One that is not set, or was taken before, is no error; nor is no memory: it
 * stays where it is then. */
static void
take(const char *name)
{
	char *value = getenv(name);
	struct taken *t = &taken[n_taken];
	size_t n;

	if (value == NULL || find(name) != NULL || n_taken == TAKEN_MAX ||
	    strlen(name) >= sizeof t->name)
		return;
	n = strlen(value);
	if (!keep(value, n))
		return;
	(void)snprintf(t->name, sizeof t->name, "%s", name);
	t->at = end;
	t->len = n;
	end += (off_t)n;
	n_taken++;
	explicit_bzero(value, n);
	(void)unsetenv(name);
}

char *
variables_get(const char *name)
{
	const struct taken *t = find(name);
	const char *value = t != NULL ? NULL : getenv(name);
	size_t head = strlen(name) + 1, n;
	char *text;

	if (t == NULL && value == NULL)
		return NULL;
	n = t != NULL ? t->len : strlen(value);
	if ((text = malloc(head + n + 1)) == NULL)
		return NULL;
	memcpy(text, name, head - 1);
	text[head - 1] = '=';
	text[head + n] = '\0';
	if (t == NULL)
		memcpy(text + head, value, n);
	else if (pread(file, text + head, n, t->at) != (ssize_t)n) {
		variables_free(text);
		return NULL;
	}
	return text;
}

void
variables_free(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
}

static size_t
name_secret(const char *source, const char *env[VARIABLES_MAX + 1], size_t n)
{
	if (source == NULL || strncmp(source, "env:", 4) != 0 ||
	    n == VARIABLES_MAX)
		return n;
	take(source + 4);
	env[n] = source + 4;
	return n + 1;
}

static size_t
name_pairs(const struct conf_mcp *m, const char *env[VARIABLES_MAX + 1],
    size_t n)
{
	size_t i;

	for (i = 0; i < m->n_env; i++)
		n = name_secret(m->env[i].value, env, n);
	for (i = 0; i < m->n_headers; i++)
		n = name_secret(m->headers[i].value, env, n);
	return n;
}

/* Where certificates and systemd's credentials are, and the variables that
 * secrets are to come from; proxies are the configuration's business. */
void
variables_of_egress(const struct conf *c, const char *env[VARIABLES_MAX + 1])
{
	static const char *const always[] = { "SSL_CERT_FILE", "SSL_CERT_DIR",
		"CREDENTIALS_DIRECTORY", "XDG_CONFIG_HOME", "TZ",
		"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS" };
	size_t i, n = 0;

	for (i = 0; i < sizeof always / sizeof always[0]; i++)
		env[n++] = always[i];
	for (i = 0; c != NULL && i < c->n; i++) {
		const struct conf_auth *a = &c->connectors[i].auth;

		n = name_secret(a->secret, env, n);
		n = name_secret(a->session, env, n);
		if (c->connectors[i].mcp != NULL)
			n = name_pairs(c->connectors[i].mcp, env, n);
	}
	env[n] = NULL;
}
