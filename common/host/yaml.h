/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml.h -- YAML read into the tree JSON is read into.
 *
 * YAML 1.2 core scalars only (yes/no/on are strings), no tags but !!str; merge
 * keys as YAML 1.1 had them, since documents use them; aliases are expanded
 * within bounds; a duplicate key is an error.  A text that starts with `{` or
 * `[` is tried as JSON first.  Aliased nodes are shared: treat the tree as
 * read-only.
 */
#ifndef CORDON_COMMON_HOST_YAML_H
#define CORDON_COMMON_HOST_YAML_H

#include "common/host/json.h"

/* Returns new.  Errors name line and column. */
json_t *yaml_read(const char *s, size_t n, const struct json_limits *l,
    struct err *e);
/* Reads a whole file, JSON or YAML by content; errors name the file. */
json_t *yaml_read_file(const char *path, const struct json_limits *l,
    struct err *e);

#endif
