/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml_scalar.h -- what a plain scalar means: YAML 1.2.2, 10.3 (core schema).
 */
#ifndef CORDON_COMMON_HOST_YAML_SCALAR_H
#define CORDON_COMMON_HOST_YAML_SCALAR_H

#include <jansson.h>
#include <stddef.h>

/*
 * null, boolean, integer, real or string.  An integer beyond 64 bits is the
 * nearest real; .inf and .nan, which JSON lacks, stay strings.  Returns new;
 * NULL if the text is not UTF-8.
 */
json_t *yaml_scalar(const char *s, size_t n);

#endif
