/* SPDX-License-Identifier: Apache-2.0 */
/* program_read.c -- a secret in what a program printed; see program.h. */
#include <ctype.h>
#include <string.h>

#include "broker/egress/date.h"
#include "broker/egress/program.h"
#include "common/host/json.h"

static const struct json_limits limits = {
	.bytes = PROGRAM_OUTPUT_MAX,
	.depth = 8,
	.values = 1024,
};

/* The first of these keys that has a text. */
static const char *
text_of(const json_t *o, const char *const *keys)
{
	const char *s = NULL;

	for (; s == NULL && *keys != NULL; keys++)
		s = json_str(o, *keys);
	return s;
}

static struct secret *
keep(const char *s, struct err *e)
{
	struct secret *v;
	size_t n = strlen(s);

	if (n == 0 || n > VAULT_SECRET_MAX) {
		err_set(e, ERR_INPUT,
		    n == 0 ? "the secret is empty" : "the secret is too long");
		return NULL;
	}
	if ((v = vault_copy(s, n)) == NULL)
		err_set(e, ERR_NOMEM, "out of memory");
	return v;
}

/* Seconds from now, by either way to say it. */
static int
read_life(const json_t *o, uint64_t now_ms, int64_t *ret, struct err *e)
{
	static const char *const keys[] = { "expires_at", "expiration",
		"Expiration", "expirationTimestamp", NULL };
	const json_t *in = json_object_get(o, "expires_in");
	const char *at = text_of(o, keys);
	double ms, s;

	*ret = TOKEN_LIFE_S;
	if (json_is_number(in))
		s = json_number_value(in);
	else if (in != NULL)
		return err_set(e, ERR_INPUT, "expires_in is no number");
	else if (at == NULL)
		return 0;
	else if (!date_read(at, &ms))
		return err_set(e, ERR_INPUT,
		    "when it ends is no date as "
		    "2026-01-02T03:04:05Z");
	else
		s = (ms - (double)now_ms) / 1000.;
	*ret = s < 0 ? 0 : s > TOKEN_LIFE_MAX_S ? TOKEN_LIFE_MAX_S : (int64_t)s;
	return 0;
}

static int
read_object(const json_t *o, uint64_t now_ms, struct token_value *v,
    int64_t *ret_life, struct err *e)
{
	static const char *const keys[] = { "secret", "token", "access_token",
		"SecretAccessKey", NULL };
	const json_t *status = json_object_get(o, "status");
	const char *text, *session, *id;

	if (json_is_object(status))
		o = status;
	if ((text = text_of(o, keys)) == NULL)
		return err_set(e, ERR_INPUT,
		    "there is no \"secret\", "
		    "\"token\", \"access_token\" or \"SecretAccessKey\" in "
		    "its object");
	if (read_life(o, now_ms, ret_life, e) == -1 ||
	    (v->secret = keep(text, e)) == NULL)
		return -1;
	session = json_str(o, "SessionToken");
	id = json_str(o, "AccessKeyId");
	if (session != NULL && (v->session = keep(session, e)) == NULL)
		return -1;
	if (id != NULL && (v->key_id = keep(id, e)) == NULL)
		return -1;
	return 0;
}

int
program_read(char *text, size_t n, uint64_t now_ms, struct token_value *ret,
    int64_t *ret_life_s, struct err *e)
{
	struct err fault;
	json_t *v;
	int r;

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	text[n] = '\0';
	if (n == 0 || strlen(text) != n)
		return err_set(e, ERR_INPUT,
		    n == 0 ? "it prints nothing" : "it prints a NUL byte");
	if (text[strspn(text, " \t\r\n")] != '{') {
		*ret_life_s = TOKEN_LIFE_S;
		return (ret->secret = keep(text, e)) != NULL ? 0 : -1;
	}
	/* What is wrong with it would be told with a part of it. */
	if ((v = json_read(text, n, &limits, &fault)) == NULL)
		return err_set(e, ERR_INPUT, "it prints no good JSON");
	r = read_object(v, now_ms, ret, ret_life_s, e);
	vault_wipe_json(v);
	return r;
}
