/* SPDX-License-Identifier: Apache-2.0 */
/* oauth.c -- see oauth.h. */
#include "broker/egress/oauth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/egress/credential.h"
#include "broker/egress/encode.h"
#include "broker/egress/fetch.h"
#include "common/host/clock.h"
#include "common/host/json.h"
#include "common/host/log.h"

#define DEADLINE_MS 15000 /* a token server that takes longer is down */
#define LIFE_DEFAULT_S 300 /* where it does not say (RFC 6749, 5.1) */
#define LIFE_MAX_S 86400
#define PAUSE_MS 2000 /* after a failure, before the next attempt */
#define BODY_BYTES (2 * VAULT_SECRET_MAX)

static const struct json_limits token_limits = {
	.bytes = 65536,
	.depth = 8,
	.values = 256,
};

struct oauth {
	const struct conf_connector *cc;
	const struct secret *client;
	struct secret *token;
	uint64_t refresh_at, ends_at, not_before; /* clock_mono_ms() */
	struct fetch_loop *loop; /* its own: no tenant's */
	struct fetch *fetch;
	struct redact *redact;
	struct oauth_waiter *waiters;
	char why[256];
};

/* What replies are searched for: replaced when the token is. */
static bool
renew_redact(struct oauth *o)
{
	const char *texts[2] = { vault_text(o->client),
		o->token == NULL ? "" : vault_text(o->token) };
	struct redact *r = redact_new(texts, 2);

	if (r == NULL)
		return false;
	redact_free(o->redact); /* what is under way keeps it */
	o->redact = r;
	return true;
}

struct oauth *
oauth_new(struct ev_loop *loop, const struct conf_connector *cc,
    const struct secret *client_secret)
{
	struct oauth *o = calloc(1, sizeof *o);

	if (o == NULL)
		return NULL;
	o->cc = cc;
	o->client = client_secret;
	o->loop = fetch_loop_new(loop, fetch_loop_ended);
	if (o->loop != NULL && renew_redact(o))
		return o;
	oauth_free(o);
	return NULL;
}

void
oauth_free(struct oauth *o)
{
	if (o == NULL)
		return;
	if (o->fetch != NULL)
		fetch_cancel(o->fetch);
	fetch_loop_free(o->loop);
	vault_free(o->token);
	redact_free(o->redact);
	free(o);
}

const struct redact *
oauth_redact(const struct oauth *o)
{
	return o->redact;
}

static void
tell(struct oauth *o, const char *why)
{
	struct oauth_waiter *w = o->waiters, *next;

	o->waiters = NULL;
	for (; w != NULL; w = next) {
		next = w->next;
		w->ready(w->arg, why);
	}
}

static bool
accept_token(struct oauth *o, const json_t *reply)
{
	const char *text = json_str(reply, "access_token");
	json_int_t life = json_int(reply, "expires_in", LIFE_DEFAULT_S);
	uint64_t now = clock_mono_ms();
	struct secret *t;

	if (text == NULL || *text == '\0' || strlen(text) > VAULT_SECRET_MAX ||
	    strpbrk(text, "\r\n") != NULL)
		return false;
	if ((t = vault_copy(text, strlen(text))) == NULL)
		return false;
	if (life < 1 || life > LIFE_MAX_S)
		life = life < 1 ? 1 : LIFE_MAX_S;
	vault_free(o->token);
	o->token = t;
	o->ends_at = now + (uint64_t)life * 1000;
	o->refresh_at = now + (uint64_t)life * 800;
	return renew_redact(o);
}

/* Its words, if it has any (RFC 6749, 5.2), never the body. */
static void
explain(struct oauth *o, const struct fetch_result *r, const json_t *reply)
{
	const char *error = json_str(reply, "error");
	struct buf said;

	buf_init(&said, 4096);
	if (error != NULL)
		redact_text(o->redact, error, strlen(error), &said);
	if (r->status == 0)
		(void)snprintf(o->why, sizeof o->why,
		    "no access token: %.200s", r->message);
	else
		(void)snprintf(o->why, sizeof o->why,
		    "no access token: the token server answered %ld%s%.100s",
		    r->status, said.len > 0 ? ": " : "",
		    said.len > 0 ? said.p : "");
	buf_fini(&said);
}

static void
on_done(void *arg, const struct fetch_result *r)
{
	struct oauth *o = arg;
	json_t *reply = NULL;
	bool ok;

	o->fetch = NULL;
	if (r->status != 0 && r->reply->body.len > 0)
		reply = json_read(r->reply->body.p, r->reply->body.len,
		    &token_limits, NULL);
	ok = r->status == 200 && accept_token(o, reply);
	if (!ok) {
		explain(o, r, reply);
		o->not_before = clock_mono_ms() + PAUSE_MS;
		log_error("connector %s: %s", o->cc->name, o->why);
	}
	json_decref(reply);
	if (r->reply->body.p != NULL)
		explicit_bzero(r->reply->body.p, r->reply->body.len);
	tell(o, ok ? NULL : o->why);
}

static void
put_pair(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_addf(b, "%s%s=", b->len > 0 ? "&" : "", name);
	encode_percent(b, value, strlen(value), false);
}

/* Name and secret go into a Basic header, form-encoded (RFC 6749, 2.3.1). */
static void
put_basic(const struct oauth *o, struct buf *line)
{
	struct buf b;

	buf_init(&b, 4 * VAULT_SECRET_MAX);
	encode_percent(&b, o->cc->auth.client_id,
	    strlen(o->cc->auth.client_id), false);
	buf_addc(&b, ':');
	encode_percent(&b, vault_text(o->client), vault_len(o->client), false);
	buf_adds(line, "Authorization: Basic ");
	if (buf_ok(&b))
		encode_base64(line, b.p, b.len);
	line->failed |= !buf_ok(&b);
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
}

static struct curl_slist *
headers(const struct oauth *o)
{
	static const char *const fixed[] = { "Accept: application/json",
		"Content-Type: application/x-www-form-urlencoded", "Expect:" };
	struct curl_slist *list = NULL, *more;
	struct buf line;
	size_t i;

	buf_init(&line, 8 * VAULT_SECRET_MAX);
	put_basic(o, &line);
	more = buf_ok(&line) ? curl_slist_append(NULL, line.p) : NULL;
	if (line.p != NULL)
		explicit_bzero(line.p, line.len);
	buf_fini(&line);
	for (i = 0; more != NULL && i < sizeof fixed / sizeof fixed[0]; i++) {
		list = more;
		more = curl_slist_append(list, fixed[i]);
	}
	if (more == NULL)
		credential_wipe(list);
	return more;
}

static void
start(struct oauth *o)
{
	struct request r = { .method = "POST", .has_body = true };
	struct fetch_opts opts = { .request = &r,
		.redact = NULL, /* it may give the same token again */
		.networks = (const char *const *)(const void *)o->cc->network,
		.ca = o->cc->ca,
		.deadline_ms = DEADLINE_MS };

	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&r.headers, 16);
	buf_init(&r.body, BODY_BYTES);
	buf_adds(&r.url, o->cc->auth.token_url);
	put_pair(&r.body, "grant_type", "client_credentials");
	put_pair(&r.body, "scope", o->cc->auth.scope);
	opts.headers = headers(o);
	if (opts.headers == NULL || !buf_ok(&r.url) || !buf_ok(&r.body)) {
		credential_wipe(opts.headers);
		request_fini(&r);
		return;
	}
	o->fetch = fetch_start(o->loop, &opts, on_done, o);
}

const struct secret *
oauth_token(struct oauth *o)
{
	uint64_t now = clock_mono_ms();
	bool good = o->token != NULL && now < o->ends_at;

	if (o->fetch == NULL && (!good || now >= o->refresh_at) &&
	    (!good || now >= o->not_before))
		start(o);
	return good ? o->token : NULL;
}

const char *
oauth_failure(const struct oauth *o)
{
	return o->fetch != NULL ? NULL : o->why[0] != '\0' ? o->why :
	    "no access token";
}

void
oauth_wait(struct oauth *o, struct oauth_waiter *w)
{
	struct oauth_waiter **at = &o->waiters;

	while (*at != NULL)
		at = &(*at)->next;
	w->next = NULL;
	*at = w;
}

void
oauth_unwait(struct oauth *o, struct oauth_waiter *w)
{
	struct oauth_waiter **at = &o->waiters;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	if (*at == w)
		*at = w->next;
}

void
oauth_forget(struct oauth *o)
{
	if (o->fetch == NULL)
		o->ends_at = 0;
}
