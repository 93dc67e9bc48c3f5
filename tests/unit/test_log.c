/* SPDX-License-Identifier: Apache-2.0 */
#include "common/host/log.h"

#include <unistd.h>

#include "tests/unit/tap.h"

/* What log_warn() writes, as `who` reads it. */
static char line[2048];

static void
warn(const char *said)
{
	int saved = dup(STDERR_FILENO), pipe_fds[2];
	ssize_t n;

	CHECK(pipe(pipe_fds) == 0);
	(void)dup2(pipe_fds[1], STDERR_FILENO);
	log_warn("tenant=acme evidence=unknown-operation %s",
	    LOG_QUOTED(said));
	(void)dup2(saved, STDERR_FILENO);
	(void)close(saved);
	(void)close(pipe_fds[1]);
	n = read(pipe_fds[0], line, sizeof line - 1);
	line[n < 0 ? 0 : n] = '\0';
	(void)close(pipe_fds[0]);
}

#define START "cordon: warn tenant=acme evidence=unknown-operation "

static void
quoted_text_cannot_end_its_quotes(void)
{
	warn("a.b\" tenant=root evidence=seccomp-kill \"");
	CHECK_STR(line, START
	    "\"a.b\\\" tenant=root evidence=seccomp-kill \\\"\"\n");
	warn("a\\\" level=refused");
	CHECK_STR(line, START "\"a\\\\\\\" level=refused\"\n");
}

static void
quoted_text_is_one_line_and_reads_forwards(void)
{
	warn("a\nerror tenant=root\r\x1b[2K\x7f");
	CHECK_STR(line, START
	    "\"a\\u000aerror tenant=root\\u000d\\u001b[2K\\u007f\"\n");
	/* NEL, line separator, right-to-left override, byte-order mark */
	warn("\xc2\x85|\xe2\x80\xa8|\xe2\x80\xae|\xef\xbb\xbf|");
	CHECK_STR(line, START "\"\\u0085|\\u2028|\\u202e|\\ufeff|\"\n");
}

static void
letters_stay_and_what_is_no_utf8_is_told_by_the_byte(void)
{
	warn("gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\x8d");
	CHECK_STR(line, START "\"gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x8c\x8d\"\n");
	warn("\xff\xc3(\xed\xa0\x80");
	CHECK_STR(line, START "\"\\xff\\xc3(\\xed\\xa0\\x80\"\n");
	warn("");
	CHECK_STR(line, START "\"\"\n");
}

/* Whatever the last part that fits is: a byte, an escape, a letter. */
static void
a_cut_text_is_closed_all_the_same(void)
{
	static const char *const parts[] = { "x", "\"", "\n", "\xff",
		"\xf0\x9f\x8c\x8d" };
	char text[4096], quoted[LOG_QUOTE_MAX + 1];
	size_t i, n, len;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++)
		for (n = 0; n < 12; n++) {
			struct log_text room;

			memset(text, 'y', n);
			for (len = n; len + 4 < sizeof text - 1;
			     len += strlen(parts[i]))
				memcpy(text + len, parts[i], strlen(parts[i]));
			text[len] = '\0';
			(void)snprintf(quoted, sizeof quoted, "%s",
			    log_quote(&room, text));
			len = strlen(quoted);
			CHECK(len < LOG_QUOTE_MAX && len > LOG_QUOTE_MAX - 20);
			CHECK_STR(quoted + len - 4, "...\"");
		}
}

int
main(void)
{
	TEST(quoted_text_cannot_end_its_quotes);
	TEST(quoted_text_is_one_line_and_reads_forwards);
	TEST(letters_stay_and_what_is_no_utf8_is_told_by_the_byte);
	TEST(a_cut_text_is_closed_all_the_same);
	return tap_end();
}
