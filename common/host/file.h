/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h -- whole files, read within a bound and written atomically.
 */
#ifndef CORDON_COMMON_HOST_FILE_H
#define CORDON_COMMON_HOST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/base/buf.h"
#include "common/base/err.h"

/* Reads a regular file into `out` (up to its max); errors name the path. */
int file_read(const char *path, struct buf *out, struct err *e);
/* Writes beside `path`, syncs, renames over it: old or new, never half. */
int file_write(const char *path, const void *p, size_t n, mode_t mode,
    struct err *e);
/* Makes a directory and its parents; one that exists already is fine. */
int file_mkdirs(const char *path, mode_t mode, struct err *e);
bool file_exists(const char *path);
/* `path` as seen from the directory of `base`; absolute stays.  New. */
char *file_beside(const char *base, const char *path, struct err *e);

#endif
