/* SPDX-License-Identifier: Apache-2.0 */
/* Which requests a credential goes with: what it is bound to decides, and no
 * spelling of a URL, a method or a tenant gets around that. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/egress/credential.h"
#include "broker/egress/vault.h"

#include "tests/unit/tap.h"

#define ORIGIN "https://api.example.com"

static char methods[] = " GET HEAD ", tenants[] = " acme beta ",
	    below_v1[] = "/v1", below_v1_slash[] = "/v1/",
	    other[] = "https://auth.example.com:8443";

/* Does the credential of `auth` go with this request? */
static bool
goes(const struct conf_auth *auth, const char *method, const char *url,
    const char *tenant)
{
	struct conf_connector cc = { .auth = *auth };
	struct request r = { .method = "" };
	struct credential *c;
	struct err e;
	bool with;

	c = credential_new(NULL, NULL, &cc, NULL, &e);
	if (c == NULL)
		abort();
	credential_bind(c, ORIGIN);
	buf_init(&r.url, REQUEST_URL_MAX);
	buf_adds(&r.url, url);
	strncpy(r.method, method, sizeof r.method - 1);
	with = credential_bound(c, &r, tenant);
	buf_fini(&r.url);
	credential_free(c);
	return with;
}

static bool
goes_to(const struct conf_auth *auth, const char *url)
{
	return goes(auth, "GET", url, "acme");
}

static void
it_goes_to_its_own_origin_only(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER };

	CHECK(goes_to(&a, ORIGIN "/v1"));
	CHECK(goes_to(&a, ORIGIN "?x=1"));
	CHECK(goes_to(&a, ORIGIN));
	CHECK(goes_to(&a, "https://API.example.com:443/v1"));
	CHECK(!goes_to(&a, "http://api.example.com/v1"));
	CHECK(!goes_to(&a, "https://api.example.com:444/v1"));
	CHECK(!goes_to(&a, "https://api.example.com.evil.test/v1"));
	CHECK(!goes_to(&a, "https://api.example.com@evil.test/v1"));
	CHECK(!goes_to(&a, "https://evil.test/https://api.example.com/"));
}

static void
an_origin_of_its_own_comes_before_the_servers(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER, .origin = other };

	CHECK(goes_to(&a, "https://auth.example.com:8443/v1"));
	CHECK(!goes_to(&a, "https://auth.example.com/v1"));
	CHECK(!goes_to(&a, ORIGIN "/v1"));
}

/* The first of its servers, and none before there is one. */
static void
it_is_bound_once(void)
{
	struct conf_connector cc = { .auth = { .kind = AUTH_BEARER } };
	struct request r = { .method = "GET" };
	struct credential *c;
	struct err e;

	c = credential_new(NULL, NULL, &cc, NULL, &e);
	buf_init(&r.url, REQUEST_URL_MAX);
	buf_adds(&r.url, "https://evil.test/");
	CHECK(!credential_bound(c, &r, "acme"));
	credential_bind(c, ORIGIN);
	credential_bind(c, "https://evil.test/");
	CHECK(!credential_bound(c, &r, "acme"));
	buf_fini(&r.url);
	credential_free(c);
}

static void
without_auth_there_is_none_to_go(void)
{
	const struct conf_auth a = { .kind = AUTH_NONE };

	CHECK(!goes_to(&a, ORIGIN "/v1"));
}

static void
a_path_is_whole_segments(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER, .path = below_v1 };
	const struct conf_auth b = { .kind = AUTH_BEARER,
		.path = below_v1_slash };

	CHECK(goes_to(&a, ORIGIN "/v1"));
	CHECK(goes_to(&a, ORIGIN "/v1/x"));
	CHECK(goes_to(&a, ORIGIN "/v1?x=/v2"));
	CHECK(!goes_to(&a, ORIGIN "/v12"));
	CHECK(!goes_to(&a, ORIGIN "/v"));
	CHECK(!goes_to(&a, ORIGIN));
	CHECK(!goes_to(&a, ORIGIN "/x/v1/"));
	CHECK(goes_to(&b, ORIGIN "/v1/x"));
	CHECK(!goes_to(&b, ORIGIN "/v1"));
}

static void
no_dots_lead_out_of_its_path(void)
{
	static const char *const ways[] = { "/v1/../v2", "/v1/..", "/v1/./x",
		"/v1/%2e%2E/v2", "/v1/.%2e/v2", "/v1/x/..%2fv2",
		"/v1/..;x=1/v2", "/v1/..%5cv2" };
	const struct conf_auth a = { .kind = AUTH_BEARER, .path = below_v1 };
	char url[256];
	size_t i;

	for (i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		(void)snprintf(url, sizeof url, ORIGIN "%s", ways[i]);
		if (goes_to(&a, url))
			printf("# %s\n", url);
		CHECK(!goes_to(&a, url));
	}
	CHECK(goes_to(&a, ORIGIN "/v1/..x"));
}

static void
only_the_methods_that_are_listed(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER, .methods = methods };

	CHECK(goes(&a, "GET", ORIGIN "/", "acme"));
	CHECK(goes(&a, "HEAD", ORIGIN "/", "acme"));
	CHECK(!goes(&a, "POST", ORIGIN "/", "acme"));
	CHECK(!goes(&a, "GE", ORIGIN "/", "acme"));
	CHECK(!goes(&a, "EAD", ORIGIN "/", "acme"));
}

static void
only_the_tenants_that_are_listed(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER, .tenants = tenants };

	CHECK(goes(&a, "GET", ORIGIN "/", "acme"));
	CHECK(goes(&a, "GET", ORIGIN "/", "beta"));
	CHECK(!goes(&a, "GET", ORIGIN "/", "acm"));
	CHECK(!goes(&a, "GET", ORIGIN "/", "bet"));
	CHECK(!goes(&a, "GET", ORIGIN "/", "gamma"));
}

/* The broker says whose a call is, and is not believed more than that. */
static void
what_is_no_tenants_name_is_none(void)
{
	const struct conf_auth a = { .kind = AUTH_BEARER, .tenants = tenants };

	CHECK(!goes(&a, "GET", ORIGIN "/", ""));
	CHECK(!goes(&a, "GET", ORIGIN "/", " "));
	CHECK(!goes(&a, "GET", ORIGIN "/", " acme"));
	CHECK(!goes(&a, "GET", ORIGIN "/", "acme beta"));
}

/* Does the vault take a secret from this file? */
static bool
taken(const char *path)
{
	char source[128];
	struct secret *s;
	struct err e;

	(void)snprintf(source, sizeof source, "file:%s", path);
	s = vault_read(source, &e);
	if (s != NULL)
		CHECK_STR(vault_text(s), "s3cr3t");
	vault_free(s);
	return s != NULL;
}

static void
a_secrets_file_is_its_owners_alone(void)
{
	char path[] = "/tmp/cordon-credential-XXXXXX", link[64], fifo[64];
	int fd = mkstemp(path);

	CHECK(fd != -1 && write(fd, "s3cr3t\n", 7) == 7);
	CHECK(taken(path));
	CHECK(fchmod(fd, 0640) == 0 && !taken(path));
	CHECK(fchmod(fd, 0604) == 0 && !taken(path));
	CHECK(fchmod(fd, 0600) == 0 && taken(path));
	(void)snprintf(link, sizeof link, "%s.link", path);
	CHECK(symlink(path, link) == 0 && !taken(link));
	(void)snprintf(fifo, sizeof fifo, "%s.fifo", path);
	CHECK(mkfifo(fifo, 0600) == 0 && !taken(fifo));
	/* Only root can give a file away. */
	if (geteuid() == 0)
		CHECK(fchown(fd, 1, 1) == 0 && taken(path) == false);
	(void)unlink(fifo);
	(void)unlink(link);
	(void)unlink(path);
	(void)close(fd);
}

int
main(void)
{
	TEST(it_goes_to_its_own_origin_only);
	TEST(an_origin_of_its_own_comes_before_the_servers);
	TEST(it_is_bound_once);
	TEST(without_auth_there_is_none_to_go);
	TEST(a_path_is_whole_segments);
	TEST(no_dots_lead_out_of_its_path);
	TEST(only_the_methods_that_are_listed);
	TEST(only_the_tenants_that_are_listed);
	TEST(what_is_no_tenants_name_is_none);
	TEST(a_secrets_file_is_its_owners_alone);
	return tap_end();
}
