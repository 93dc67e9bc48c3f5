/* SPDX-License-Identifier: Apache-2.0 */
/* log.c -- see log.h. */
#include "common/host/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024 /* one event; longer ones are cut */

static const char *process_name = "cordon";
static enum log_level least_level = LOG_WARN;

void
log_open(const char *process, enum log_level least)
{
	process_name = process;
	least_level = least;
}

void
log_at(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char line[LINE_MAX_BYTES];
	int saved = errno, n, m;
	va_list ap;

	if (level < least_level)
		return;
	n = snprintf(line, sizeof line, "%s: %s ", process_name, names[level]);
	va_start(ap, fmt);
	m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	if (m < 0)
		m = 0;
	n += m;
	if (n > (int)sizeof line - 2)
		n = (int)sizeof line - 2;
	for (m = 0; m < n; m++)
		if ((unsigned char)line[m] < 0x20 || line[m] == 0x7f)
			line[m] = '?';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) == -1) {
		/* Nowhere left to say it. */
	}
	errno = saved;
}
