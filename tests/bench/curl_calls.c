/* SPDX-License-Identifier: Apache-2.0 */
/*
 * curl_calls URL N WIDTH HEADER -- the peer of bench/calls.mjs: N GETs with nothing
 * but libcurl, WIDTH at once, over connections that stay.  Prints the median
 * of ten parts, in microseconds a call.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PARTS 10
#define WIDTH_MAX 64
#define CONNECTIONS 16L /* as many as cordon has for one run */

static size_t
drop(char *p, size_t size, size_t n, void *arg)
{
	(void)p;
	(void)arg;
	return size * n;
}

static double
now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
part(CURLM *m, CURL **easy, long width, long n)
{
	long started = 0, ended = 0, i;
	int running, left;
	CURLMsg *msg;

	for (i = 0; i < width && started < n; i++, started++)
		curl_multi_add_handle(m, easy[i]);
	while (ended < n) {
		if (curl_multi_perform(m, &running) != CURLM_OK)
			return -1;
		while ((msg = curl_multi_info_read(m, &left)) != NULL) {
			CURL *e = msg->easy_handle;

			if (msg->data.result != CURLE_OK)
				return -1;
			curl_multi_remove_handle(m, e);
			ended++;
			if (started < n) {
				curl_multi_add_handle(m, e);
				started++;
			}
		}
		if (ended < n &&
		    curl_multi_poll(m, NULL, 0, 1000, NULL) != CURLM_OK)
			return -1;
	}
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	long n = argc == 5 ? strtol(argv[2], NULL, 10) / PARTS : 0;
	long width = argc == 5 ? strtol(argv[3], NULL, 10) : 0;
	CURL *easy[WIDTH_MAX];
	double us[PARTS];
	struct curl_slist *headers;
	CURLM *m;
	long i;

	if (n < 1 || width < 1 || width > WIDTH_MAX) {
		(void)fprintf(stderr, "usage: curl_calls URL N WIDTH HEADER\n");
		return 2;
	}
	m = curl_multi_init();
	curl_multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS, CONNECTIONS);
	headers = curl_slist_append(NULL, argv[4]);
	for (i = 0; i < width; i++) {
		easy[i] = curl_easy_init();
		curl_easy_setopt(easy[i], CURLOPT_URL, argv[1]);
		curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, drop);
		curl_easy_setopt(easy[i], CURLOPT_HTTPHEADER, headers);
	}
	if (part(m, easy, width, n) == -1)
		return 1;
	for (i = 0; i < PARTS; i++) {
		double t = now_us();

		if (part(m, easy, width, n) == -1)
			return 1;
		us[i] = (now_us() - t) / (double)n;
	}
	qsort(us, PARTS, sizeof us[0], by_value);
	printf("%.1f\n", us[PARTS / 2]);
	for (i = 0; i < width; i++)
		curl_easy_cleanup(easy[i]);
	curl_multi_cleanup(m);
	curl_slist_free_all(headers);
	return 0;
}
