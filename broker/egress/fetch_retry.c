/* SPDX-License-Identifier: Apache-2.0 */
/* fetch_retry.c -- see fetch_retry.h. */
#include "broker/egress/fetch_retry.h"

#include <stdlib.h>
#include <string.h>

#include "common/host/clock.h"

#define DAY_S 86400 /* nobody waits longer */

bool
fetch_retry_method(const char *method)
{
	static const char *const known[] = { "GET", "HEAD", "PUT", "DELETE",
		"OPTIONS", "TRACE", "QUERY" };
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i], method) == 0)
			return true;
	return false;
}

bool
fetch_retry_status(long status)
{
	return status == 429 || (status >= 502 && status <= 504);
}

bool
fetch_retry_code(CURLcode c)
{
	switch ((int)c) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

int64_t
fetch_retry_after(const char *value, uint64_t now_wall_ms)
{
	int64_t at, now = (int64_t)now_wall_ms;
	char *end;
	long s;

	if (value == NULL || *value == '\0')
		return -1;
	if (strspn(value, "0123456789") == strlen(value)) {
		s = strtol(value, &end, 10);
		return (int64_t)(s > DAY_S ? DAY_S : s) * 1000;
	}
	at = (int64_t)curl_getdate(value, NULL) * 1000;
	if (at < 0)
		return -1;
	return at <= now ? 0 : at - now > (int64_t)DAY_S * 1000 ?
		(int64_t)DAY_S * 1000 : at - now;
}

uint64_t
fetch_retry_pause(unsigned repeats, unsigned first_ms)
{
	uint64_t least = (uint64_t)first_ms << (repeats < 8 ? repeats : 8);

	return least + clock_mono_us() * 0x9e3779b97f4a7c15u % (least + 1);
}
