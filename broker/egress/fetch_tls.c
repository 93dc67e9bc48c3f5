/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_tls.c -- how a connection is made: TLS and the version of HTTP. */
#include <stdint.h>

#include "broker/egress/fetch_int.h"

/* HTTP/2 only where libcurl does not lose transfers: since 8.1 (its #10634). */
void
fetch_set_tls(CURL *c, const struct fetch_opts *o)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);
	bool h2 = v->version_num >= 0x080100 &&
	    (v->features & CURL_VERSION_HTTP2) != 0;

	curl_easy_setopt(c, CURLOPT_HTTP_VERSION,
	    (long)(h2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
	curl_easy_setopt(c, CURLOPT_PIPEWAIT, h2 ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (o->ca != NULL) {
		curl_easy_setopt(c, CURLOPT_CAINFO, o->ca);
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
}

void
fetch_set_certificate(CURL *c, const struct fetch_opts *o)
{
	struct curl_blob key = { .flags = CURL_BLOB_NOCOPY };

	key.data = (void *)(uintptr_t)vault_text(o->key);
	key.len = vault_len(o->key);
	curl_easy_setopt(c, CURLOPT_SSLCERT, o->cert);
	curl_easy_setopt(c, CURLOPT_SSLKEY_BLOB, &key);
	/* Whatever is in it, no terminal is asked for a passphrase. */
	curl_easy_setopt(c, CURLOPT_KEYPASSWD, "");
}
