/* SPDX-License-Identifier: Apache-2.0 */
/* wire_spec.c -- see wire_spec.h. */
#include "broker/egress/wire_spec.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/spawner.h"
#include "broker/egress/tool_marks.h"
#include "broker/egress/vault.h"

/* One argument after its variables are put in. */
#define VALUE_MAX SPAWNER_TEXT_MAX

struct values { /* of env or headers, secrets read */
	const struct conf_pair *pairs;
	size_t n;
	char **value;
	char **secret; /* those of value that are secrets */
	size_t n_secret;
};

static void
wipe_list(char **list)
{
	size_t i;

	for (i = 0; list != NULL && list[i] != NULL; i++) {
		explicit_bzero(list[i], strlen(list[i]));
		free(list[i]);
	}
	free(list);
}

void
wire_spec_free(struct wire_spec *s)
{
	if (s == NULL)
		return;
	wipe_list(s->argv);
	wipe_list(s->env);
	wipe_list(s->headers);
	wipe_list(s->networks);
	free(s->cwd);
	free(s->ca);
	if (s->url != NULL)
		explicit_bzero(s->url, strlen(s->url));
	free(s->url);
	free(s->name);
	redact_free(s->redact);
	json_decref(s->marks);
	free(s);
}

static void
values_fini(struct values *v)
{
	wipe_list(v->value);
	free(v->secret);
}

static char *
secret_text(const char *source, struct err *e)
{
	struct secret *s = vault_read(source, e);
	char *text = s != NULL ? strdup(vault_text(s)) : NULL;

	if (s != NULL && text == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	vault_free(s);
	return text;
}

static int
values_read(struct values *v, const struct conf_pair *pairs, size_t n,
    struct err *e)
{
	size_t i;

	*v = (struct values){ .pairs = pairs, .n = n };
	v->value = calloc(n + 1, sizeof *v->value);
	v->secret = calloc(n + 1, sizeof *v->secret);
	if (v->value == NULL || v->secret == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		bool secret = strncmp(pairs[i].value, "file:", 5) == 0;

		v->value[i] = secret ? secret_text(pairs[i].value, e)
				     : strdup(pairs[i].value);
		if (v->value[i] == NULL)
			return secret ? err_prefix(e, "%s", pairs[i].name)
				      : err_set(e, ERR_NOMEM, "out of memory");
		if (secret)
			v->secret[v->n_secret++] = v->value[i];
	}
	return 0;
}

static const char *
find(const struct values *v, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		if (strlen(v->pairs[i].name) == n &&
		    memcmp(v->pairs[i].name, name, n) == 0)
			return v->value[i];
	return NULL;
}

/* ${VAR} becomes env's VAR; anything else stays as it is. */
static char *
expand(const struct values *env, const char *s, struct err *e)
{
	char *text;
	struct buf b;

	buf_init(&b, VALUE_MAX);
	while (*s != '\0') {
		const char *end =
		    strncmp(s, "${", 2) == 0 ? strchr(s, '}') : NULL;
		const char *value;

		if (end == NULL) {
			buf_addc(&b, *s++);
			continue;
		}
		value = find(env, s + 2, (size_t)(end - s) - 2);
		if (value == NULL) {
			err_set(e, ERR_INPUT, "env has no %.*s",
			    (int)(end - s) - 2, s + 2);
			buf_fini(&b);
			return NULL;
		}
		buf_adds(&b, value);
		s = end + 1;
	}
	if (b.len == 0)
		buf_addc(&b, '\0');
	if ((text = buf_steal(&b)) == NULL)
		err_set(e, ERR_LIMIT, "it is too long with its variables");
	buf_fini(&b);
	return text;
}

static char *
joined(const char *name, const char *between, const char *value)
{
	char *s;

	return asprintf(&s, "%s%s%s", name, between, value) == -1 ? NULL : s;
}

/* What every program expects, and the server's own on top. */
static int
make_env(struct wire_spec *s, const struct values *env, struct err *e)
{
	static const char *const always[] = { "PATH", "HOME", "TZ", "LANG",
		"SSL_CERT_FILE", "SSL_CERT_DIR", NULL };
	size_t i, n = 0;

	s->env =
	    calloc(env->n + sizeof always / sizeof always[0], sizeof *s->env);
	for (i = 0; s->env != NULL && always[i] != NULL; i++) {
		const char *value = getenv(always[i]);

		if (value == NULL ||
		    find(env, always[i], strlen(always[i])) != NULL)
			continue;
		if ((s->env[n++] = joined(always[i], "=", value)) == NULL)
			return err_set(e, ERR_NOMEM, "out of memory");
	}
	for (i = 0; s->env != NULL && i < env->n; i++)
		if ((s->env[n++] = joined(env->pairs[i].name, "=",
			 env->value[i])) == NULL)
			return err_set(e, ERR_NOMEM, "out of memory");
	return s->env != NULL ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}

static int
make_argv(struct wire_spec *s, const struct conf_mcp *m,
    const struct values *env, struct err *e)
{
	size_t i, n = 0;

	while (m->args != NULL && m->args[n] != NULL)
		n++;
	if ((s->argv = calloc(n + 2, sizeof *s->argv)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if ((s->argv[0] = expand(env, m->command, e)) == NULL)
		return err_prefix(e, "command");
	for (i = 0; i < n; i++)
		if ((s->argv[i + 1] = expand(env, m->args[i], e)) == NULL)
			return err_prefix(e, "args");
	if (m->cwd != NULL && (s->cwd = expand(env, m->cwd, e)) == NULL)
		return err_prefix(e, "cwd");
	return make_env(s, env, e);
}

/* The connector's auth, as headers of every request. */
static char *
auth_header(const struct conf_connector *c, char **ret_secret, struct err *e)
{
	char *text = NULL;

	if ((*ret_secret = secret_text(c->auth.secret, e)) == NULL)
		return NULL;
	if (c->auth.kind == AUTH_BEARER)
		text = joined("Authorization", ": Bearer ", *ret_secret);
	else if (c->auth.kind == AUTH_APIKEY && c->auth.in == AUTH_IN_HEADER)
		text = joined(c->auth.name, ": ", *ret_secret);
	else {
		err_set(e, ERR_INPUT,
		    "an MCP server's auth is bearer, or apiKey in a header");
		return NULL;
	}
	if (text == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return text;
}

static int
make_headers(struct wire_spec *s, const struct conf_connector *c,
    const struct values *h, char **ret_secret, struct err *e)
{
	size_t i;

	if ((s->headers = calloc(h->n + 2, sizeof *s->headers)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < h->n; i++)
		if ((s->headers[i] = joined(h->pairs[i].name, ": ",
			 h->value[i])) == NULL)
			return err_set(e, ERR_NOMEM, "out of memory");
	if (c->auth.kind == AUTH_NONE)
		return 0;
	s->headers[h->n] = auth_header(c, ret_secret, e);
	return s->headers[h->n] != NULL ? 0 : -1;
}

static int
make_redact(struct wire_spec *s, const struct values *env,
    const struct values *headers, const char *auth, struct err *e)
{
	size_t n = env->n_secret + headers->n_secret + 1, i = 0, k;
	const char **all = calloc(n, sizeof *all);

	for (k = 0; all != NULL && k < env->n_secret; k++)
		all[i++] = env->secret[k];
	for (k = 0; all != NULL && k < headers->n_secret; k++)
		all[i++] = headers->secret[k];
	if (all != NULL && auth != NULL)
		all[i++] = auth;
	s->redact = all != NULL ? redact_new(all, i) : NULL;
	free(all);
	return s->redact != NULL ? 0 : err_set(e, ERR_NOMEM, "out of memory");
}

static int
fill(struct wire_spec *s, const struct conf_connector *c, struct err *e)
{
	struct values env = { 0 }, headers = { 0 };
	char *auth = NULL;
	int r = -1;

	if ((s->name = strdup(c->name)) == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	else if (values_read(&env, c->mcp->env, c->mcp->n_env, e) == -1)
		err_prefix(e, "env");
	else if (values_read(&headers, c->mcp->headers, c->mcp->n_headers, e) ==
	    -1)
		err_prefix(e, "headers");
	else if (c->mcp->command == NULL && c->url == NULL)
		err_set(e, ERR_INPUT,
		    "connector %s has no server: only its tools are known",
		    c->name);
	else if (c->mcp->command != NULL)
		r = make_argv(s, c->mcp, &env, e);
	else if ((s->url = expand(&env, c->url, e)) != NULL)
		r = make_headers(s, c, &headers, &auth, e);
	if (r == 0)
		r = make_redact(s, &env, &headers, auth, e);
	if (auth != NULL)
		explicit_bzero(auth, strlen(auth));
	free(auth);
	values_fini(&env);
	values_fini(&headers);
	return r;
}

void
wire_spec_mark(struct wire_spec *s, const struct conf_connector *c)
{
	json_decref(s->marks);
	s->marks = s->url != NULL ? tool_marks_read(c->document) : NULL;
}

static int
copy_networks(struct wire_spec *s, char *const *from)
{
	size_t i, n = 0;

	while (from != NULL && from[n] != NULL)
		n++;
	if ((s->networks = calloc(n + 1, sizeof *s->networks)) == NULL)
		return -1;
	for (i = 0; i < n; i++)
		if ((s->networks[i] = strdup(from[i])) == NULL)
			return -1;
	return 0;
}

static bool
same_list(char *const *a, char *const *b)
{
	size_t i = 0;

	if (a == NULL || b == NULL)
		return a == b;
	while (a[i] != NULL && b[i] != NULL && strcmp(a[i], b[i]) == 0)
		i++;
	return a[i] == b[i]; /* both at their end */
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
wire_spec_same(const struct wire_spec *a, const struct wire_spec *b)
{
	return same_list(a->argv, b->argv) && same_list(a->env, b->env) &&
	    same_text(a->cwd, b->cwd) && same_text(a->url, b->url) &&
	    same_list(a->headers, b->headers) &&
	    same_list(a->networks, b->networks) && same_text(a->ca, b->ca);
}

struct wire_spec *
wire_spec_new(const struct conf_connector *c, struct err *e)
{
	struct wire_spec *s = calloc(1, sizeof *s);

	if (s == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	if (copy_networks(s, c->network) == -1 ||
	    (c->ca != NULL && (s->ca = strdup(c->ca)) == NULL))
		err_set(e, ERR_NOMEM, "out of memory");
	else if (fill(s, c, e) == 0)
		return s;
	wire_spec_free(s);
	return NULL;
}
