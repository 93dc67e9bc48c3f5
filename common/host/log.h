/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h -- one line, one event, on standard error:
 *	warn worker=7 job=a1 tenant=acme seccomp kill, syscall 41
 * Only broker/ (egress included) logs.  Never log code, arguments, results,
 * headers or secrets.  Control characters in the line become '?'.
 *
 * A line is read as words and key=value.  So what a program, a client or an
 * upstream supplied, error texts included, stands in quotes: log_quote().
 */
#ifndef CORDON_COMMON_HOST_LOG_H
#define CORDON_COMMON_HOST_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_open(const char *process, enum log_level least);
void log_at(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The longest quoted text: two leave room for what stands around them. */
#define LOG_QUOTE_MAX 420

struct log_text {
	char p[LOG_QUOTE_MAX];
};

/* In double quotes, which nothing in the text can end: quotes, backslashes,
 * control characters, what is no UTF-8, and what would turn or break a line on
 * a screen are escaped.  "..." before the last quote: it was cut.  Returns
 * room->p. */
const char *log_quote(struct log_text *room, const char *s);
/* Room for one line's use: log_warn("it said %s", LOG_QUOTED(text)). */
#define LOG_QUOTED(s) log_quote(&(struct log_text){ .p = "" }, (s))

#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)

#endif
