/* SPDX-License-Identifier: Apache-2.0 */
/* What a connector keeps of the credential before it: a token of the same
 * place only; and what is fit to be one at all. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ev.h>

#include "broker/egress/credential_int.h"
#include "common/host/file.h"

#include "tests/unit/tap.h"

static char source[] = "file:/tmp/cordon-kept-XXXXXX",
	    another[] = "file:/tmp/cordon-other-XXXXXX", name[] = "c",
	    url[] = "https://login.example.com/token", id[] = "client",
	    scope[] = "read", other[] = "https://login.example.org/token",
	    program[] = "/bin/a", word[] = "x", cert[] = "/cert.pem";

static struct credential *
make(const struct conf_auth *auth, const struct credential *before,
    struct conf_connector *cc)
{
	struct err e = { 0 };

	*cc = (struct conf_connector){ .name = name, .auth = *auth };
	return credential_new(EV_DEFAULT, NULL, cc, before, &e);
}

/* Has the one of `now` the token that the one of `then` got? */
static bool
inherits(const struct conf_auth *then, const struct conf_auth *now)
{
	struct token_value v = { vault_copy("token-of-then", 13), NULL, NULL };
	struct conf_connector a, b;
	struct credential *before = make(then, NULL, &a), *c;
	bool has;

	CHECK(before != NULL);
	token_got(credential_token(before), &v, 3600);
	c = make(now, before, &b);
	CHECK(c != NULL);
	has = redact_finds(credential_redact(c), "token-of-then", 13);
	credential_free(c);
	credential_free(before);
	return has;
}

static void
a_token_stays_with_the_client_it_was_given(void)
{
	const struct conf_auth a = { .kind = AUTH_OAUTH2,
		.token_url = url,
		.client_id = id,
		.scope = scope,
		.secret = source };
	struct conf_auth b = a;

	CHECK(inherits(&a, &b));
	b.token_url = other;
	CHECK(!inherits(&a, &b));
	b = a, b.client_id = word;
	CHECK(!inherits(&a, &b));
	b = a, b.scope = word;
	CHECK(!inherits(&a, &b));
	b.scope = NULL;
	CHECK(!inherits(&a, &b) && !inherits(&b, &a));
	b = a, b.secret = another;
	CHECK(!inherits(&a, &b));
}

static void
a_token_stays_with_the_program_that_printed_it(void)
{
	char *one[] = { program, NULL }, *two[] = { program, word, NULL },
	     *same[] = { program, NULL }, *none[] = { word, NULL };
	const struct conf_auth a = { .kind = AUTH_BEARER, .exec = one },
			       b = { .kind = AUTH_BEARER, .exec = two },
			       c = { .kind = AUTH_BEARER, .exec = same },
			       d = { .kind = AUTH_BEARER, .exec = none },
			       aws = { .kind = AUTH_AWS,
				       .exec = same,
				       .key_id = id };

	CHECK(inherits(&a, &c));
	CHECK(!inherits(&a, &b) && !inherits(&b, &a));
	CHECK(!inherits(&a, &d) && !inherits(&a, &aws));
}

/* As programs and token servers give them. */
static bool
fits(const struct conf_auth *auth, const char *secret, const char *session,
    const char *key_id)
{
	struct token_value v = { .secret = vault_copy(secret, strlen(secret)) };
	struct err e = { 0 };
	bool ret;

	if (session != NULL)
		v.session = vault_copy(session, strlen(session));
	if (key_id != NULL)
		v.key_id = vault_copy(key_id, strlen(key_id));
	ret = credential_check(auth, &v, &e) == 0;
	vault_free(v.secret);
	vault_free(v.session);
	vault_free(v.key_id);
	return ret;
}

static void
no_text_of_a_token_can_end_a_line(void)
{
	const struct conf_auth bearer = { .kind = AUTH_BEARER },
			       aws = { .kind = AUTH_AWS },
			       named = { .kind = AUTH_AWS, .key_id = id };

	CHECK(fits(&bearer, "a", NULL, NULL) && fits(&aws, "a", "b", "c"));
	CHECK(!fits(&bearer, "a\nX: b", NULL, NULL));
	CHECK(!fits(&bearer, "", NULL, NULL));
	CHECK(!fits(&aws, "a", "b\nX: b", "c"));
	CHECK(!fits(&aws, "a", "b", "c\nX: b"));
	CHECK(!fits(&aws, "a", "b", NULL) && fits(&named, "a", "b", NULL));
}

static void
put(const char *text)
{
	struct err e;

	CHECK(file_write(source + strlen("file:"), text, strlen(text), 0600,
		  &e) == 0);
}

static void
only_a_certificates_key_is_a_key(void)
{
	const struct conf_auth mtls = { .kind = AUTH_MTLS,
		.cert = cert,
		.secret = source };
	const struct conf_auth bearer = { .kind = AUTH_BEARER,
		.secret = source };
	struct conf_connector cc;
	struct credential *c;
	const char *path;

	c = make(&bearer, NULL, &cc);
	CHECK(c != NULL && credential_key(c, &path) == NULL);
	credential_free(c);
	put("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
	c = make(&mtls, NULL, &cc);
	CHECK(c != NULL && credential_key(c, &path) != NULL);
	CHECK_STR(path, cert);
	credential_free(c);
	put("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");
	CHECK(make(&mtls, NULL, &cc) == NULL);
}

int
main(void)
{
	struct err e;

	(void)close(mkstemp(source + 5));
	(void)close(mkstemp(another + 5));
	put("s3cr3t");
	(void)file_write(another + 5, "s3cr3t", 6, 0600, &e);
	TEST(a_token_stays_with_the_client_it_was_given);
	TEST(a_token_stays_with_the_program_that_printed_it);
	TEST(no_text_of_a_token_can_end_a_line);
	TEST(only_a_certificates_key_is_a_key);
	(void)unlink(source + 5);
	(void)unlink(another + 5);
	return tap_end();
}
