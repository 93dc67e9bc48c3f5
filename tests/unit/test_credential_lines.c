/* SPDX-License-Identifier: Apache-2.0 */
/* What goes out under a credential's name is the credential, once: nothing of
 * the program's, however it is spelt; and which texts are one. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/egress/credential.h"
#include "broker/egress/vault.h"
#include "common/host/file.h"

#include "tests/unit/tap.h"

#define URL "https://api.example.com/v1/a"

static char source[] = "file:/tmp/cordon-secret-XXXXXX",
	    session[] = "file:/tmp/cordon-session-XXXXXX";
static char x_key[] = "X-Key", key[] = "key", sid[] = "sid",
	    template[] = "Token {secret}", key_id[] = "AKID", region[] = "eu",
	    service[] = "s3";

static const struct conf_auth
    bearer = { .kind = AUTH_BEARER },
    basic = { .kind = AUTH_BASIC },
    header = { .kind = AUTH_APIKEY, .in = AUTH_IN_HEADER, .name = x_key },
    query = { .kind = AUTH_APIKEY, .in = AUTH_IN_QUERY, .name = key },
    cookie = { .kind = AUTH_APIKEY, .in = AUTH_IN_COOKIE, .name = sid },
    shaped = { .kind = AUTH_HEADER, .name = x_key, .value = template },
    aws = { .kind = AUTH_AWS,
	    .key_id = key_id,
	    .region = region,
	    .service = service };

static void
put(const char *where, const char *text)
{
	struct err e;

	CHECK(file_write(where + strlen("file:"), text, strlen(text), 0600,
		  &e) == 0);
}

static struct credential *
make(const struct conf_auth *auth, const struct credential *before,
    struct conf_connector *cc, struct err *e)
{
	*cc = (struct conf_connector){ .name = key, .auth = *auth };
	if (cc->auth.secret == NULL)
		cc->auth.secret = source;
	*e = (struct err){ 0 };
	return credential_new(NULL, NULL, cc, before, e);
}

/* The lines that go out, each ended by '\n', and after them the URL. */
static const char *
sent(const struct conf_auth *auth, const char *secret, const char *url,
    const char *lines, bool with)
{
	static char text[4096];
	struct request r = { .method = "GET" };
	struct curl_slist *list, *h;
	struct conf_connector cc;
	struct credential *c;
	size_t n = 0;
	struct err e;

	put(source, secret);
	if ((c = make(auth, NULL, &cc, &e)) == NULL) {
		printf("Bail out! %s\n", e.msg);
		exit(1);
	}
	buf_init(&r.url, REQUEST_URL_MAX);
	buf_init(&r.headers, REQUEST_HEADERS_MAX);
	buf_init(&r.body, 16);
	buf_init(&r.notes, 16);
	buf_adds(&r.url, url);
	buf_adds(&r.headers, lines);
	list = credential_apply(c, &r, with, &e);
	for (h = list; h != NULL; h = h->next)
		if (strcmp(h->data, "Expect:") != 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s\n",
			    h->data);
	(void)snprintf(text + n, sizeof text - n, "%s", r.url.p);
	credential_wipe(list);
	request_fini(&r);
	credential_free(c);
	return text;
}

static void
each_kind_has_its_place(void)
{
	CHECK_STR(sent(&bearer, "s3", URL, "", true),
	    "Authorization: Bearer s3\n" URL);
	CHECK_STR(sent(&basic, "u:p", URL, "", true),
	    "Authorization: Basic dTpw\n" URL);
	CHECK_STR(sent(&header, "s3", URL, "", true), "X-Key: s3\n" URL);
	CHECK_STR(sent(&shaped, "s3", URL, "", true), "X-Key: Token s3\n" URL);
	CHECK_STR(sent(&query, "s&3", URL, "", true), URL "?key=s%263");
	CHECK_STR(sent(&cookie, "s3", URL, "", true), "Cookie: sid=s3\n" URL);
}

/* It is not bound to this request. */
static void
without_it_nothing_of_it_goes(void)
{
	static const struct conf_auth *const all[] = { &bearer, &basic, &header,
		&query, &cookie, &shaped, &aws };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		CHECK_STR(sent(all[i], "u:p", URL "?a=1", "A: b\n", false),
		    "A: b\n" URL "?a=1");
}

static void
the_programs_own_word_for_it_is_dropped(void)
{
	static const char given[] = "A: b\nauthorization: mine\n"
				    "Proxy-Authorization: mine\nx-kEY: mine\n";

	CHECK_STR(sent(&header, "s3", URL, given, true),
	    "A: b\nX-Key: s3\n" URL);
	CHECK_STR(sent(&shaped, "s3", URL, given, true),
	    "A: b\nX-Key: Token s3\n" URL);
	CHECK_STR(sent(&bearer, "s3", URL, given, true),
	    "A: b\nx-kEY: mine\nAuthorization: Bearer s3\n" URL);
	CHECK_STR(sent(&bearer, "s3", URL, given, false),
	    "A: b\nx-kEY: mine\n" URL);
	CHECK_STR(sent(&header, "s3", URL, "X-Keys: a\n", true),
	    "X-Keys: a\nX-Key: s3\n" URL);
}

static void
a_parameter_of_its_name_is_dropped_however_spelt(void)
{
	CHECK_STR(sent(&query, "s3", URL "?key=mine&a=1&KEY=too", "", true),
	    URL "?a=1&key=s3");
	CHECK_STR(sent(&query, "s3", URL "?key&a=1", "", true),
	    URL "?a=1&key=s3");
	CHECK_STR(sent(&query, "s3", URL "?keys=1&akey=2", "", true),
	    URL "?keys=1&akey=2&key=s3");
	CHECK_STR(sent(&query, "s3", URL "?a=1&key", "", true),
	    URL "?a=1&key=s3");
	CHECK_STR(sent(&query, "s3", URL "?Key=mine", "", true), URL "?key=s3");
}

static void
a_cookie_of_its_name_is_dropped_however_spelt(void)
{
	CHECK_STR(sent(&cookie, "s3", URL, "Cookie: a=1; sid=x; SID=y; b=2\n",
		      true),
	    "Cookie: a=1; b=2; sid=s3\n" URL);
	CHECK_STR(sent(&cookie, "s3", URL, "Cookie: sids=1; asid=2\n", true),
	    "Cookie: sids=1; asid=2; sid=s3\n" URL);
	CHECK_STR(sent(&cookie, "s3", URL, "Cookie: a=1; sid\n", true),
	    "Cookie: a=1; sid=s3\n" URL);
	CHECK_STR(sent(&cookie, "s3", URL, "Cookie: sid=x\n", true),
	    "Cookie: sid=s3\n" URL);
}

/* Its date, say: who sets it, sets how long a signature is good for. */
static void
what_a_signature_consists_of_is_not_the_programs(void)
{
	const char *s = sent(&aws, "s3", URL,
	    "x-amz-date: mine\nX-Amz-Security-Token: mine\nX-Amz-Acl: all\n",
	    true);

	CHECK(strstr(s, "mine") == NULL);
	CHECK(strstr(s, "X-Amz-Acl: all\n") != NULL);
	CHECK(strstr(s, "AWS4-HMAC-SHA256 Credential=AKID/") != NULL);
}

static bool
fits(const struct conf_auth *auth, const char *secret)
{
	struct conf_connector cc;
	struct credential *c;
	struct err e;

	put(source, secret);
	c = make(auth, NULL, &cc, &e);
	credential_free(c);
	return c != NULL;
}

/* It would end a header line, or is half of one. */
static void
a_text_that_is_no_secret_is_refused(void)
{
	struct conf_auth a = aws;

	CHECK(fits(&bearer, "s3") && fits(&basic, "u:p"));
	CHECK(!fits(&bearer, "s\r3") && !fits(&bearer, "s\n3"));
	CHECK(!fits(&bearer, "\ts3") &&
	    !fits(&bearer,
		"s\x7f"
		"3"));
	CHECK(!fits(&bearer, "") && !fits(&basic, "user"));
	a.session = session;
	put(session,
	    "a\x01"
	    "b");
	CHECK(!fits(&a, "s3"));
	put(session, "ab");
	CHECK(fits(&a, "s3"));
}

/* Whoever echoes it, echoes what is looked for. */
static void
each_secret_of_it_is_redacted(void)
{
	struct conf_auth a = aws;
	struct conf_connector cc;
	struct credential *c;
	struct err e;

	put(source, "user:password-one");
	c = make(&basic, NULL, &cc, &e);
	CHECK(redact_finds(credential_redact(c), "password-one", 12));
	CHECK(redact_finds(credential_redact(c), "user:password-one", 17));
	credential_free(c);
	a.session = session;
	put(session, "session-of-it");
	c = make(&a, NULL, &cc, &e);
	CHECK(redact_finds(credential_redact(c), "session-of-it", 13));
	CHECK(redact_finds(credential_redact(c), "user:password-one", 17));
	CHECK(!redact_finds(credential_redact(c), "password-two", 12));
	credential_free(c);
}

/* Does one that cannot be read stay what it was, for `now` after `then`?  Its
 * place is the same in both if its name is. */
static bool
stays(const struct conf_auth *then, const struct conf_auth *now)
{
	struct conf_connector a, b;
	struct credential *before, *c;
	struct err e;

	put(source, "u:p");
	put(session, "s");
	before = make(then, NULL, &a, &e);
	CHECK(before != NULL);
	put(source, "");
	c = make(now, before, &b, &e);
	credential_free(c);
	credential_free(before);
	return c != NULL;
}

static void
what_was_read_before_stays_for_the_same_only(void)
{
	struct conf_auth other = bearer, with = aws;

	other.secret = session; /* it was another's */
	with.session = session;
	CHECK(stays(&bearer, &bearer) && stays(&with, &with));
	CHECK(!stays(&basic, &bearer) && !stays(&other, &bearer));
	CHECK(!stays(&aws, &with) && !stays(&with, &aws));
}

static void
a_signature_is_of_one_url(void)
{
	struct conf_connector cc;
	struct credential *c;
	struct err e;

	put(source, "s3");
	c = make(&aws, NULL, &cc, &e);
	CHECK(!credential_follows(c));
	credential_free(c);
	c = make(&bearer, NULL, &cc, &e);
	CHECK(credential_follows(c));
	credential_free(c);
}

int
main(void)
{
	char *const files[] = { source + 5, session + 5 };

	for (size_t i = 0; i < 2; i++)
		(void)close(mkstemp(files[i]));
	TEST(each_kind_has_its_place);
	TEST(without_it_nothing_of_it_goes);
	TEST(the_programs_own_word_for_it_is_dropped);
	TEST(a_parameter_of_its_name_is_dropped_however_spelt);
	TEST(a_cookie_of_its_name_is_dropped_however_spelt);
	TEST(what_a_signature_consists_of_is_not_the_programs);
	TEST(a_text_that_is_no_secret_is_refused);
	TEST(each_secret_of_it_is_redacted);
	TEST(what_was_read_before_stays_for_the_same_only);
	TEST(a_signature_is_of_one_url);
	for (size_t i = 0; i < 2; i++)
		(void)unlink(files[i]);
	return tap_end();
}
