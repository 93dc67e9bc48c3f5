/* SPDX-License-Identifier: Apache-2.0 */
/*
 * units.h -- "500ms" and "64MiB", as people write them.
 */
#ifndef CORDON_COMMON_HOST_UNITS_H
#define CORDON_COMMON_HOST_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"

/* N ms | s | m | h; a bare number is milliseconds.  0 is refused. */
int units_ms(const char *s, uint32_t *ret, struct err *e);
/* N | KiB | MiB | GiB (also K, M, G). */
int units_bytes(const char *s, size_t *ret, struct err *e);

#endif
