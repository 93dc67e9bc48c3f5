/* SPDX-License-Identifier: Apache-2.0 */
/* credential.c -- see credential.h; credential_put.c writes them. */
#include "broker/egress/credential.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/credential_int.h"
#include "broker/egress/oauth.h"
#include "broker/egress/origin.h"
#include "broker/egress/path.h"
#include "broker/egress/program.h"
#include "common/host/log.h"

static int
check_text(const struct conf_auth *a, const struct secret *s, struct err *e)
{
	const char *p = vault_text(s);
	size_t i, n = vault_len(s);

	if (n == 0)
		return err_set(e, ERR_INPUT, "it is empty");
	for (i = 0; a->kind != AUTH_MTLS && i < n; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f)
			return err_set(e, ERR_INPUT, "it has a control "
			    "character (byte %zu); write the secret on one line",
			    i + 1);
	/* OpenSSL would ask a terminal for its passphrase. */
	if (a->kind == AUTH_MTLS && strstr(p, "ENCRYPTED") != NULL)
		return err_set(e, ERR_INPUT, "the key is encrypted, and nobody "
		    "is there to be asked for its passphrase: decrypt it, "
		    "openssl pkey -in KEY -out PLAIN, and keep that as "
		    "secret");
	if (a->kind == AUTH_BASIC && strchr(p, ':') == NULL)
		return err_set(e, ERR_INPUT, "basic wants \"user:password\"");
	return 0;
}

int
credential_check(const struct conf_auth *a, const struct token_value *v,
    struct err *e)
{
	if (check_text(a, v->secret, e) == -1 ||
	    (v->session != NULL && check_text(a, v->session, e) == -1) ||
	    (v->key_id != NULL && check_text(a, v->key_id, e) == -1))
		return -1;
	if (a->kind == AUTH_AWS && a->key_id == NULL && v->key_id == NULL)
		return err_set(e, ERR_INPUT, "there is no AccessKeyId in it, "
		    "and no key_id in the configuration");
	return 0;
}

static struct secret *
read_secret(const struct conf_auth *a, const char *source, struct err *e)
{
	struct secret *s = a->kind == AUTH_MTLS ? vault_read_lines(source, e) :
						  vault_read(source, e);

	if (s == NULL || check_text(a, s, e) == 0)
		return s;
	err_prefix(e, "%s", source);
	vault_free(s);
	return NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Key and session belong together: both stay, or none. */
static bool
keep_secrets(struct credential *c, const struct credential *before)
{
	const struct conf_auth *a = c->auth;

	if (before == NULL || before->secret == NULL ||
	    before->auth->kind != a->kind ||
	    !same_text(before->auth->secret, a->secret) ||
	    !same_text(before->auth->session, a->session))
		return false;
	vault_free(c->secret);
	c->secret = vault_copy(vault_text(before->secret),
	    vault_len(before->secret));
	if (before->session != NULL)
		c->session = vault_copy(vault_text(before->session),
		    vault_len(before->session));
	return c->secret != NULL &&
	    (before->session == NULL || c->session != NULL);
}

static int
read_secrets(struct credential *c, const struct credential *before,
    struct err *e)
{
	const struct conf_auth *a = c->auth;

	c->secret = read_secret(a, a->secret, e);
	if (c->secret != NULL && a->session != NULL)
		c->session = read_secret(a, a->session, e);
	if (c->secret != NULL && (a->session == NULL || c->session != NULL))
		return 0;
	if (!keep_secrets(c, before))
		return -1;
	log_error("connector=%s %s; what was read before stays", c->cc->name,
	    LOG_QUOTED(e->msg));
	return 0;
}

static bool
same_words(char *const *a, char *const *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	for (; *a != NULL && *b != NULL; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return *a == *b;
}

/* From the same program, or the same client of the same server. */
static bool
same_token(const struct conf_auth *a, const struct conf_auth *b)
{
	return a->kind == b->kind && same_words(a->exec, b->exec) &&
	    same_text(a->token_url, b->token_url) &&
	    same_text(a->client_id, b->client_id) &&
	    same_text(a->scope, b->scope) && same_text(a->secret, b->secret);
}

/* What is not there yet, but asked for when it is needed. */
static int
make_token(struct ev_loop *loop, struct spawner *spawner, struct credential *c,
    const struct credential *before, struct err *e)
{
	if (c->auth->exec != NULL)
		c->token = program_new(loop, spawner, c->cc);
	else if (c->auth->kind == AUTH_OAUTH2)
		c->token = oauth_new(loop, c->cc, c->secret);
	else
		return 0;
	if (c->token == NULL)
		return err_set(e, ERR_NOMEM, "out of memory");
	if (before != NULL && before->token != NULL &&
	    same_token(before->auth, c->auth))
		token_inherit(c->token, before->token);
	return 0;
}

static int
make_redact(struct credential *c, struct err *e)
{
	const char *texts[3];
	size_t n = 0;

	/* A key is never sent, so nobody can echo it. */
	if (c->secret != NULL && c->auth->kind != AUTH_MTLS)
		texts[n++] = vault_text(c->secret);
	if (c->auth->kind == AUTH_BASIC && n > 0)
		texts[n++] = strchr(texts[0], ':') + 1;
	if (c->session != NULL)
		texts[n++] = vault_text(c->session);
	c->redact = redact_new(texts, n);
	return c->redact != NULL ? 0 :
				   err_set(e, ERR_NOMEM, "out of memory");
}

struct credential *
credential_new(struct ev_loop *loop, struct spawner *spawner,
    const struct conf_connector *cc, const struct credential *before,
    struct err *e)
{
	struct credential *c = calloc(1, sizeof *c);

	if (c == NULL) {
		err_set(e, ERR_NOMEM, "out of memory");
		return NULL;
	}
	c->cc = cc;
	c->auth = &cc->auth;
	if ((c->auth->secret == NULL || read_secrets(c, before, e) == 0) &&
	    make_token(loop, spawner, c, before, e) == 0 && make_redact(c, e) == 0)
		return c;
	credential_free(c);
	return NULL;
}

void
credential_free(struct credential *c)
{
	if (c == NULL)
		return;
	token_free(c->token);
	vault_free(c->secret);
	vault_free(c->session);
	redact_free(c->redact);
	free(c->origin);
	free(c);
}

const struct redact *
credential_redact(const struct credential *c)
{
	return c->token != NULL ? token_redact(c->token) : c->redact;
}

struct token *
credential_token(const struct credential *c)
{
	return c->token;
}

const struct secret *
credential_key(const struct credential *c, const char **ret_cert)
{
	*ret_cert = c->auth->cert;
	return c->auth->kind == AUTH_MTLS ? c->secret : NULL;
}

/* What it is bound to -------------------------------------------------- */

void
credential_bind(struct credential *c, const char *url)
{
	if (c->origin != NULL)
		return;
	c->origin = strdup(c->auth->origin != NULL ? c->auth->origin : url);
	if (c->origin != NULL)
		c->origin_len = origin_length(c->origin);
}

static bool
goes_there(const struct credential *c, const char *url)
{
	size_t n = c->origin_len;

	if (n > 0 && strncmp(url, c->origin, n) == 0 &&
	    (url[n] == '\0' || url[n] == '/' || url[n] == '?'))
		return true;
	return origin_same(c->origin, url);
}

/* " A B " has the word.  One that is empty or has a space is no word of it. */
static bool
listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	if (list == NULL)
		return true;
	if (n == 0 || strchr(word, ' ') != NULL)
		return false;
	for (p = list; (p = strstr(p, word)) != NULL; p++)
		if (p[-1] == ' ' && p[n] == ' ')
			return true;
	return false;
}

static bool
below(const char *url, const char *prefix)
{
	const char *path = strstr(url, "://");
	size_t n = prefix == NULL ? 0 : strlen(prefix);

	if (n == 0)
		return true;
	path = path == NULL ? NULL : strchr(path + 3, '/');
	if (path == NULL || strncmp(path, prefix, n) != 0 ||
	    path_has_dots(path) || path_climbs(path))
		return false;
	return prefix[n - 1] == '/' || strchr("/?", path[n]) != NULL;
}

bool
credential_bound(const struct credential *c, const struct request *r,
    const char *tenant)
{
	return c->auth->kind != AUTH_NONE && c->origin != NULL &&
	    goes_there(c, r->url.p) && below(r->url.p, c->auth->path) &&
	    listed(c->auth->methods, r->method) &&
	    listed(c->auth->tenants, tenant);
}

bool
credential_follows(const struct credential *c)
{
	return c->auth->kind != AUTH_AWS;
}
