/* SPDX-License-Identifier: Apache-2.0 */
/* oauth.c -- see oauth.h and token.h. */
#include "broker/egress/oauth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "broker/egress/credential.h"
#include "broker/egress/encode.h"
#include "broker/egress/fetch.h"
#include "common/host/json.h"

#define DEADLINE_MS 15000 /* a token server that takes longer is down */
#define REPLY_BYTES 1048576 /* a token is a few thousand */
#define BODY_BYTES (2 * VAULT_SECRET_MAX)

static const struct json_limits token_limits = {
	.bytes = 65536,
	.depth = 8,
	.values = 256,
};

struct oauth {
	const struct conf_connector *cc;
	struct secret *encoded; /* the client's secret, as it is sent */
	struct token *token; /* that this is the source of */
	struct fetch_loop *loop; /* its own: no tenant's */
	struct fetch *fetch;
};

/* Its token is new, or NULL: there is none in it that could be sent.  One of
 * another type is not to be used (RFC 6749, 7.1); "BearerToken" is seen. */
static struct secret *
read_token(const json_t *reply)
{
	const char *text = json_str(reply, "access_token");
	const char *type = json_str(reply, "token_type");
	size_t i, n = text == NULL ? 0 : strlen(text);

	if (type != NULL && strncasecmp(type, "bearer", 6) != 0)
		return NULL;
	for (i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return NULL;
	return n == 0 || n > VAULT_SECRET_MAX ? NULL : vault_copy(text, n);
}

/* Seconds; some servers write them as a text. */
static int64_t
read_life(const json_t *v)
{
	const char *s = json_string_value(v);
	double life = json_number_value(v);

	if (s != NULL && *s != '\0' && s[strspn(s, "0123456789")] == '\0')
		life = strtod(s, NULL);
	else if (!json_is_number(v))
		return TOKEN_LIFE_S;
	return life < 0. ? 0 : life > TOKEN_LIFE_MAX_S ? TOKEN_LIFE_MAX_S :
							 (int64_t)life;
}

/* Its words, if it has any (RFC 6749, 5.2), never the body. */
static void
fail(struct oauth *o, const struct fetch_result *r, const json_t *reply)
{
	const char *error = json_str(reply, "error");
	struct buf said;
	char why[256];

	buf_init(&said, 4096);
	if (error == NULL && r->status == 0)
		error = r->message;
	if (error != NULL)
		redact_text(token_redact(o->token), error, strlen(error),
		    &said);
	if (r->status == 0)
		(void)snprintf(why, sizeof why, "no access token: %.200s",
		    buf_ok(&said) && said.p != NULL ? said.p : r->code);
	else
		(void)snprintf(why, sizeof why,
		    "no access token: the token server answered %ld%s%.100s",
		    r->status, said.len > 0 || r->status == 200 ? ": " : "",
		    said.len > 0	? said.p :
			r->status == 200 ? "no bearer token in it" :
					   "");
	buf_fini(&said);
	token_failed(o->token, why);
}

static void
on_done(void *arg, const struct fetch_result *r)
{
	struct oauth *o = arg;
	struct token_value v = { NULL, NULL, NULL };
	json_t *reply = NULL;
	int64_t life;

	o->fetch = NULL;
	if (r->status != 0 && r->reply->body.len > 0)
		reply = json_read(r->reply->body.p, r->reply->body.len,
		    &token_limits, NULL);
	if (r->reply->body.p != NULL)
		explicit_bzero(r->reply->body.p, r->reply->body.len);
	life = read_life(json_object_get(reply, "expires_in"));
	if (r->status == 200)
		v.secret = read_token(reply);
	if (v.secret != NULL)
		token_got(o->token, &v, life);
	else
		fail(o, r, reply);
	vault_wipe_json(reply);
}

static void
put_pair(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_addf(b, "%s%s=", b->len > 0 ? "&" : "", name);
	encode_percent(b, value, strlen(value), false);
}

/* As it goes out, and as a server would echo it: percent-encoded. */
static struct secret *
encode(const struct secret *client)
{
	struct secret *s = NULL;
	struct buf b;

	buf_init(&b, 4 * VAULT_SECRET_MAX);
	encode_percent(&b, vault_text(client), vault_len(client), false);
	if (buf_ok(&b))
		s = vault_copy(b.p, b.len);
	if (b.p != NULL)
		explicit_bzero(b.p, b.len);
	buf_fini(&b);
	return s;
}

/* Name and secret go into a Basic header, form-encoded (RFC 6749, 2.3.1). */
static void
put_basic(const struct oauth *o, struct buf *line)
{
	struct buf b;

	buf_init(&b, 4 * VAULT_SECRET_MAX);
	encode_percent(&b, o->cc->auth.client_id, strlen(o->cc->auth.client_id),
	    false);
	buf_addc(&b, ':');
	buf_add(&b, vault_text(o->encoded), vault_len(o->encoded));
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

static bool
ask(void *source)
{
	struct oauth *o = source;
	struct request r = { .method = "POST", .has_body = true };
	struct fetch_opts opts = { .request = &r,
		.redact = NULL, /* it may give the same token again */
		.networks = (const char *const *)(const void *)o->cc->network,
		.ca = o->cc->ca,
		.connect_ms = o->cc->connect_ms,
		.idle_ms = o->cc->idle_ms,
		.reply_max = REPLY_BYTES,
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
		return false;
	}
	o->fetch = fetch_start(o->loop, &opts, on_done, o);
	return o->fetch != NULL;
}

static bool
asking(void *source)
{
	struct oauth *o = source;

	return o->fetch != NULL;
}

static void
stop(void *source)
{
	struct oauth *o = source;

	if (o->fetch != NULL)
		fetch_cancel(o->fetch);
	fetch_loop_free(o->loop);
	vault_free(o->encoded);
	free(o);
}

struct token *
oauth_new(struct ev_loop *loop, const struct conf_connector *cc,
    const struct secret *client_secret)
{
	static const struct token_source ops = { ask, asking, stop };
	struct oauth *o = calloc(1, sizeof *o);

	if (o == NULL)
		return NULL;
	o->cc = cc;
	o->encoded = encode(client_secret);
	o->loop = fetch_loop_new(loop, fetch_loop_ended);
	if (o->loop != NULL && o->encoded != NULL)
		o->token = token_new(cc->name,
		    (const struct secret *const[]) { client_secret, o->encoded },
		    &ops, o);
	if (o->token != NULL)
		return o->token;
	stop(o);
	return NULL;
}
