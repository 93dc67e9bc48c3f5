/* SPDX-License-Identifier: Apache-2.0 */
/* wire_spec.c -- see wire_spec.h. */
#include "broker/egress/wire_spec.h"

#include <stdlib.h>
#include <string.h>

#include "broker/egress/spawner.h"
#include "broker/egress/tool_marks.h"
#include "broker/egress/vault.h"

#define VALUE_MAX SPAWNER_TEXT_MAX /* one text after its variables are put in */

struct values { /* of env or headers, secrets read */
	const struct conf_pair *pairs;
	size_t n;
	const char **value;
	const char **secret; /* those of value that are secrets */
	size_t n_secret;
};

void
wire_spec_free(struct wire_spec *s)
{
	if (s == NULL)
		return;
	free(s->argv);
	free(s->env);
	free(s->headers);
	free(s->networks);
	vault_pool_fini(&s->texts);
	redact_free(s->redact);
	json_decref(s->marks);
	free(s);
}

static void
values_fini(struct values *v)
{
	free(v->value);
	free(v->secret);
}

/* Of up to three parts; NULL and why. */
static char *
text_of(struct wire_spec *s, const char *a, const char *b, const char *c,
    struct err *e)
{
	const char *const parts[] = { a, b, c, NULL };
	char *text = vault_pool_join(&s->texts, parts);

	if (text == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return text;
}

static char *
secret_text(struct wire_spec *spec, const char *source, struct err *e)
{
	struct secret *s = vault_read(source, e);
	char *text =
	    s != NULL ? text_of(spec, vault_text(s), NULL, NULL, e) : NULL;

	vault_free(s);
	return text;
}

static int
values_read(struct values *v, struct wire_spec *s,
    const struct conf_pair *pairs, size_t n, struct err *e)
{
	size_t i;

	*v = (struct values){ .pairs = pairs, .n = n };
	v->value = calloc(n + 1, sizeof *v->value);
	v->secret = calloc(n + 1, sizeof *v->secret);
	if (v->value == NULL || v->secret == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < n; i++) {
		v->value[i] = pairs[i].value;
		if (!conf_pair_secret(&pairs[i]))
			continue;
		v->value[i] = secret_text(s, pairs[i].value, e);
		if (v->value[i] == NULL)
			return err_prefix(e, "%s", pairs[i].name);
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

/* ${VAR} becomes env's VAR; anything else stays as it is.  Writes to `to`
 * unless that is NULL.  ret: how long it is. */
static int
expand_to(char *to, const struct values *env, const char *s, size_t *ret,
    struct err *e)
{
	size_t n = 0;

	while (*s != '\0') {
		const char *end =
		    strncmp(s, "${", 2) == 0 ? strchr(s, '}') : NULL;
		const char *value = s;
		size_t len = 1;

		if (end != NULL) {
			value = find(env, s + 2, (size_t)(end - s) - 2);
			if (value == NULL)
				return err_set(e, ERR_INPUT, "env has no %.*s",
				    (int)(end - s) - 2, s + 2);
			len = strlen(value);
		}
		if (len > VALUE_MAX - n)
			return err_set(e, ERR_LIMIT,
			    "it is too long with its variables");
		if (to != NULL)
			memcpy(to + n, value, len);
		n += len;
		s = end != NULL ? end + 1 : s + 1;
	}
	*ret = n;
	return 0;
}

static char *
expand(struct wire_spec *spec, const struct values *env, const char *s,
    struct err *e)
{
	char *text;
	size_t n;

	if (expand_to(NULL, env, s, &n, e) == -1)
		return NULL;
	if ((text = vault_pool_get(&spec->texts, n)) == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	else
		(void)expand_to(text, env, s, &n, e);
	return text;
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
	if (s->env == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; always[i] != NULL; i++) {
		const char *value = getenv(always[i]);

		if (value != NULL &&
		    find(env, always[i], strlen(always[i])) == NULL &&
		    (s->env[n++] = text_of(s, always[i], "=", value, e)) ==
			NULL)
			return -1;
	}
	for (i = 0; i < env->n; i++)
		if ((s->env[n++] = text_of(s, env->pairs[i].name, "=",
			 env->value[i], e)) == NULL)
			return -1;
	return 0;
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
	if ((s->argv[0] = expand(s, env, m->command, e)) == NULL)
		return err_prefix(e, "command");
	for (i = 0; i < n; i++)
		if ((s->argv[i + 1] = expand(s, env, m->args[i], e)) == NULL)
			return err_prefix(e, "args");
	if (m->cwd != NULL && (s->cwd = expand(s, env, m->cwd, e)) == NULL)
		return err_prefix(e, "cwd");
	return make_env(s, env, e);
}

/* The connector's auth, as headers of every request. */
static char *
auth_header(struct wire_spec *s, const struct conf_connector *c,
    const char **ret_secret, struct err *e)
{
	if ((*ret_secret = secret_text(s, c->auth.secret, e)) == NULL)
		return NULL;
	if (c->auth.kind == AUTH_BEARER)
		return text_of(s, "Authorization", ": Bearer ", *ret_secret, e);
	if (c->auth.kind == AUTH_APIKEY && c->auth.in == AUTH_IN_HEADER)
		return text_of(s, c->auth.name, ": ", *ret_secret, e);
	err_set(e, ERR_INPUT,
	    "an MCP server's auth is bearer, or apiKey in a header");
	return NULL;
}

static int
make_headers(struct wire_spec *s, const struct conf_connector *c,
    const struct values *h, const char **ret_secret, struct err *e)
{
	size_t i;

	if ((s->headers = calloc(h->n + 2, sizeof *s->headers)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < h->n; i++)
		if ((s->headers[i] = text_of(s, h->pairs[i].name, ": ",
			 h->value[i], e)) == NULL)
			return -1;
	if (c->auth.kind == AUTH_NONE)
		return 0;
	s->headers[h->n] = auth_header(s, c, ret_secret, e);
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
	const struct conf_mcp *m = c->mcp;
	const char *auth = NULL;
	int r = -1;

	if (values_read(&env, s, m->env, m->n_env, e) == -1)
		err_prefix(e, "env");
	else if (values_read(&headers, s, m->headers, m->n_headers, e) == -1)
		err_prefix(e, "headers");
	else if (m->command == NULL && c->url == NULL)
		err_set(e, ERR_INPUT,
		    "connector %s has no server: only its tools are known",
		    c->name);
	else if (m->command != NULL)
		r = make_argv(s, m, &env, e);
	else if ((s->url = expand(s, &env, c->url, e)) != NULL)
		r = make_headers(s, c, &headers, &auth, e);
	if (r == 0)
		r = make_redact(s, &env, &headers, auth, e);
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
copy_networks(struct wire_spec *s, char *const *from, struct err *e)
{
	size_t i, n = 0;

	while (from != NULL && from[n] != NULL)
		n++;
	if ((s->networks = calloc(n + 1, sizeof *s->networks)) == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	for (i = 0; i < n; i++)
		if ((s->networks[i] = text_of(s, from[i], NULL, NULL, e)) ==
		    NULL)
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
	if ((s->name = text_of(s, c->name, NULL, NULL, e)) != NULL &&
	    (c->ca == NULL ||
		(s->ca = text_of(s, c->ca, NULL, NULL, e)) != NULL) &&
	    copy_networks(s, c->network, e) == 0 && fill(s, c, e) == 0)
		return s;
	wire_spec_free(s);
	return NULL;
}
