/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h -- one line, one event, on standard error:
 *	warn worker=7 job=a1 tenant=acme seccomp kill, syscall 41
 * Only broker/ (egress included) logs.  Never log code, arguments, results,
 * headers or secrets.  Control characters in the text are escaped.
 */
#ifndef CORDON_COMMON_HOST_LOG_H
#define CORDON_COMMON_HOST_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_open(const char *process, enum log_level least);
void log_at(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)

#endif
