/* SPDX-License-Identifier: Apache-2.0 */
/* err.c -- see err.h. */
#include "common/base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void err_fill(struct err *e, enum err_code code, int sys,
    const char *fmt, va_list ap) __attribute__((format(printf, 4, 0)));

static void
err_fill(struct err *e, enum err_code code, int sys, const char *fmt,
    va_list ap)
{
	if (e == NULL)
		return;
	e->code = code;
	e->sys = sys;
	(void)vsnprintf(e->msg, sizeof e->msg, fmt, ap);
}

int
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_fill(e, code, 0, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_sys(struct err *e, const char *fmt, ...)
{
	int sys = errno;
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	err_fill(e, ERR_SYS, sys, fmt, ap);
	va_end(ap);
	if (e != NULL) {
		len = strlen(e->msg);
		(void)snprintf(e->msg + len, sizeof e->msg - len, ": %s",
		    strerror(sys));
	}
	return -1;
}

int
err_prefix(struct err *e, const char *fmt, ...)
{
	char old[ERR_MSG_MAX];
	va_list ap;
	size_t len;

	if (e == NULL)
		return -1;
	memcpy(old, e->msg, sizeof old);
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof e->msg, fmt, ap);
	va_end(ap);
	len = strlen(e->msg);
	(void)snprintf(e->msg + len, sizeof e->msg - len, ": %.*s",
	    (int)(sizeof old - 1), old);
	return -1;
}

const char *
err_name(enum err_code code)
{
	switch (code) {
	case ERR_NONE: return "E_NONE";
	case ERR_SYS: return "E_SYS";
	case ERR_INPUT: return "E_INPUT";
	case ERR_LIMIT: return "E_LIMIT";
	case ERR_PROTO: return "E_PROTO";
	case ERR_DENIED: return "E_DENIED";
	case ERR_NOTFOUND: return "E_NOTFOUND";
	case ERR_GONE: return "E_GONE";
	case ERR_TIMEOUT: return "E_TIMEOUT";
	case ERR_CANCELLED: return "E_CANCELLED";
	case ERR_UPSTREAM: return "E_UPSTREAM";
	case ERR_NOMEM: return "E_NOMEM";
	}
	return "E_UNKNOWN";
}
