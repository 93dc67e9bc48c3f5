/* SPDX-License-Identifier: Apache-2.0 */
/* conf_auth.c -- see conf_auth.h. */
#include "broker/conf_auth.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/conf_read.h"
#include "common/host/file.h"

#define WORDS_MAX 4096
#define EXEC_WORDS_MAX 64 /* far beyond any helper's */

static const char *const kinds[] = { "none", "bearer", "apiKey", "basic",
	"header", "oauth2", "aws", "mtls", NULL };
static const char *const ins[] = { "header", "query", "cookie", NULL };

/* Which key belongs to which kinds; what is missing is asked for. */
#define IN(k) (1u << (k))
#define ALL (~IN(AUTH_NONE))
static const struct key {
	const char *name;
	size_t at; /* its text in struct conf_auth; 0: read elsewhere */
	unsigned kinds, needed;
} keys[] = {
	{ "kind", 0, ~0u, 0 },
	{ "in", 0, IN(AUTH_APIKEY), 0 },
	{ "secret", 0, ALL, ALL },
	{ "session", 0, IN(AUTH_AWS), 0 },
	{ "cert", 0, IN(AUTH_MTLS), IN(AUTH_MTLS) },
	{ "methods", 0, ALL, 0 },
	{ "tenants", 0, ALL, 0 },
	{ "name", offsetof(struct conf_auth, name),
	    IN(AUTH_APIKEY) | IN(AUTH_HEADER),
	    IN(AUTH_APIKEY) | IN(AUTH_HEADER) },
	{ "value", offsetof(struct conf_auth, value), IN(AUTH_HEADER),
	    IN(AUTH_HEADER) },
	{ "token_url", offsetof(struct conf_auth, token_url), IN(AUTH_OAUTH2),
	    IN(AUTH_OAUTH2) },
	{ "client_id", offsetof(struct conf_auth, client_id), IN(AUTH_OAUTH2),
	    IN(AUTH_OAUTH2) },
	{ "scope", offsetof(struct conf_auth, scope), IN(AUTH_OAUTH2), 0 },
	{ "key_id", offsetof(struct conf_auth, key_id), IN(AUTH_AWS), 0 },
	{ "region", offsetof(struct conf_auth, region), IN(AUTH_AWS),
	    IN(AUTH_AWS) },
	{ "service", offsetof(struct conf_auth, service), IN(AUTH_AWS),
	    IN(AUTH_AWS) },
	{ "origin", offsetof(struct conf_auth, origin), ALL, 0 },
	{ "path", offsetof(struct conf_auth, path), ALL, 0 },
};
#define KEYS (sizeof keys / sizeof keys[0])

static char **
text_at(struct conf_auth *a, size_t at)
{
	return (char **)(void *)((char *)a + at);
}

static int
check_keys(const json_t *auth, enum auth_kind kind, struct err *e)
{
	const char *names[KEYS + 1] = { NULL };
	size_t i;

	for (i = 0; i < KEYS; i++)
		names[i] = keys[i].name;
	if (conf_read_keys(auth, names, e) == -1)
		return -1;
	for (i = 0; i < KEYS; i++) {
		bool there = json_object_get(auth, keys[i].name) != NULL;

		if (there && (keys[i].kinds & IN(kind)) == 0)
			return err_set(e, ERR_INPUT,
			    "\"%s\" does not belong to kind %s", keys[i].name,
			    kinds[kind]);
		if (!there && (keys[i].needed & IN(kind)) != 0)
			return err_set(e, ERR_INPUT, "%s: is missing (kind %s)",
			    keys[i].name, kinds[kind]);
	}
	return 0;
}

static char *
file_source(const char *file, const char *path, struct err *e)
{
	char *whole = file_beside(file, path, e);
	struct buf b;

	if (whole == NULL)
		return NULL;
	buf_init(&b, PATH_MAX + 8);
	buf_addf(&b, "file:%s", whole);
	free(whole);
	if (!buf_ok(&b)) {
		buf_fini(&b);
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	return buf_steal(&b);
}

static int
read_source(const json_t *auth, const char *key, const char *file, char **ret,
    struct err *e)
{
	char *s;

	if (conf_read_text(auth, key, &s, e) == -1)
		return -1;
	if (s == NULL)
		return 0;
	if (strncmp(s, "file:", 5) == 0 && s[5] != '\0') {
		*ret = file_source(file, s + 5, e);
		free(s);
		return *ret == NULL ? -1 : 0;
	}
	if ((strncmp(s, "cred:", 5) == 0 && s[5] != '\0') ||
	    (strncmp(s, "env:", 4) == 0 && s[4] != '\0')) {
		*ret = s;
		return 0;
	}
	free(s);
	/* What stands there may be the secret itself: not repeated. */
	return err_set(e, ERR_INPUT, "%s: wants file:/path/of/a/0600/file, "
	    "cred:NAME, env:NAME%s, not the secret", key,
	    strcmp(key, "secret") == 0 ? " or exec:/path/of/a/program" : "");
}

/* A program that prints the secret (egress/program.h) ------------------- */

static int
add_word(char **argv, size_t *n, const char *s, size_t len, struct err *e)
{
	if (*n == EXEC_WORDS_MAX)
		return err_set(e, ERR_LIMIT, "secret: more than %d arguments",
		    EXEC_WORDS_MAX);
	if ((argv[*n] = strndup(s, len)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	++*n;
	return 0;
}

static int
exec_text(const char *s, char **argv, struct err *e)
{
	size_t n = 0, len;

	for (s += strspn(s, " "); *s != '\0'; s += len + strspn(s + len, " ")) {
		len = strcspn(s, " ");
		if (add_word(argv, &n, s, len, e) == -1)
			return -1;
	}
	return 0;
}

static int
exec_list(const json_t *list, char **argv, struct err *e)
{
	const json_t *one;
	size_t i, n = 0;

	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		const char *s = json_string_value(one);

		if (s == NULL)
			return err_set(e, ERR_INPUT, "secret: exec: number %zu "
			    "is not a text (quote it)", i + 1);
		if (add_word(argv, &n, s, strlen(s), e) == -1)
			return -1;
	}
	return 0;
}

static int
read_exec(const json_t *secret, enum auth_kind kind, char ***ret, struct err *e)
{
	static const char *const only[] = { "exec", NULL };
	const json_t *list = json_object_get(secret, "exec");
	const char *s = json_string_value(secret);

	if (s != NULL && strncmp(s, "exec:", 5) != 0)
		return 0;
	if (json_is_object(secret) && conf_read_keys(secret, only, e) == -1)
		return err_prefix(e, "secret");
	if (s == NULL && !json_is_array(list))
		return 0; /* what it is will be said below */
	if (kind == AUTH_OAUTH2 || kind == AUTH_MTLS)
		return err_set(e, ERR_INPUT, "secret: exec: does not go with "
		    "kind %s", kinds[kind]);
	if ((*ret = calloc(EXEC_WORDS_MAX + 1, sizeof **ret)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if ((s != NULL ? exec_text(s + 5, *ret, e) : exec_list(list, *ret, e)) ==
	    -1)
		return -1;
	return (*ret)[0] != NULL && (*ret)[0][0] == '/' ? 0 :
	    err_set(e, ERR_INPUT, "secret: exec: wants a program by its "
	    "absolute path, then its arguments");
}

/* A list of words as " A B ", to be searched with strstr. */
static int
read_words(const json_t *auth, const char *key, char **ret, struct err *e)
{
	char *words = NULL;
	struct buf b;

	if (conf_read_words(auth, key, ' ', &words, e) == -1)
		return -1;
	if (words == NULL)
		return 0;
	buf_init(&b, WORDS_MAX);
	buf_addf(&b, " %s ", words);
	free(words);
	if (!buf_ok(&b)) {
		buf_fini(&b);
		return err_set(e, ERR_LIMIT, "%s: longer than %d bytes", key,
		    WORDS_MAX);
	}
	*ret = buf_steal(&b);
	return 0;
}

static bool
is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

static int
check_texts(const struct conf_auth *a, struct err *e)
{
	const char *hole = a->value == NULL ? NULL :
					      strstr(a->value, "{secret}");

	if (a->kind == AUTH_HEADER &&
	    (hole == NULL || strstr(hole + 1, "{secret}") != NULL))
		return err_set(e, ERR_INPUT, "value: wants \"{secret}\" once, "
		    "where the secret goes: \"Key {secret}\"");
	if (a->value != NULL && strpbrk(a->value, "\r\n") != NULL)
		return err_set(e, ERR_INPUT, "value: is one line");
	if (a->token_url != NULL && !is_url(a->token_url))
		return err_set(e, ERR_INPUT, "token_url: \"%.200s\" does not "
		    "start with https:// or http://", a->token_url);
	if (a->origin != NULL && (!is_url(a->origin) ||
	    strchr(strstr(a->origin, "://") + 3, '/') != NULL))
		return err_set(e, ERR_INPUT, "origin: \"%.200s\" is not "
		    "scheme://host or scheme://host:port", a->origin);
	if (a->path != NULL && a->path[0] != '/')
		return err_set(e, ERR_INPUT, "path: starts with \"/\"");
	return 0;
}

static int
read_texts(const json_t *auth, const char *file, struct conf_auth *a,
    struct err *e)
{
	char *cert = NULL;
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (keys[i].at != 0 && conf_read_text(auth, keys[i].name,
			text_at(a, keys[i].at), e) == -1)
			return -1;
	if (conf_read_text(auth, "cert", &cert, e) == -1)
		return -1;
	if (cert != NULL) {
		a->cert = file_beside(file, cert, e);
		free(cert);
		if (a->cert == NULL)
			return -1;
	}
	return check_texts(a, e);
}

int
conf_auth_read(const json_t *auth, const char *file, struct conf_auth *ret,
    struct err *e)
{
	const char *kind = json_str(auth, "kind"), *in = json_str(auth, "in");
	int k, i = 0;

	if (kind == NULL)
		return err_set(e, ERR_INPUT, "kind: is missing");
	if ((k = conf_read_choice("kind", kind, kinds, e)) == -1 ||
	    check_keys(auth, (enum auth_kind)k, e) == -1)
		return -1;
	if (json_object_get(auth, "in") != NULL)
		i = conf_read_choice("in", in != NULL ? in : "?", ins, e);
	if (i == -1)
		return -1;
	ret->kind = (enum auth_kind)k;
	ret->in = (enum auth_in)i;
	if (read_exec(json_object_get(auth, "secret"), ret->kind, &ret->exec,
		e) == -1)
		return -1;
	if (ret->exec == NULL && ret->kind == AUTH_AWS &&
	    json_object_get(auth, "key_id") == NULL)
		return err_set(e, ERR_INPUT, "key_id: is missing (kind aws)");
	if ((ret->exec == NULL &&
		read_source(auth, "secret", file, &ret->secret, e) == -1) ||
	    read_source(auth, "session", file, &ret->session, e) == -1 ||
	    read_words(auth, "methods", &ret->methods, e) == -1 ||
	    read_words(auth, "tenants", &ret->tenants, e) == -1)
		return -1;
	return read_texts(auth, file, ret, e);
}

void
conf_auth_fini(struct conf_auth *a)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (keys[i].at != 0)
			free(*text_at(a, keys[i].at));
	for (i = 0; a->exec != NULL && a->exec[i] != NULL; i++)
		free(a->exec[i]);
	free(a->exec);
	free(a->secret);
	free(a->session);
	free(a->cert);
	free(a->methods);
	free(a->tenants);
}

int
conf_auth_program(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return err_sys(e, "it cannot be started");
	if (!S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0)
		return err_set(e, ERR_DENIED, "it is no program");
	if ((st.st_uid != 0 && st.st_uid != geteuid()) ||
	    (st.st_mode & 022) != 0)
		return err_set(e, ERR_DENIED, "others can change it: it must "
		    "be root's or ours, and chmod go-w");
	return 0;
}
