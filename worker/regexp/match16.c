/* SPDX-License-Identifier: Apache-2.0 */
/* match16.c -- the matcher for 16-bit units. */
#include "worker/regexp/match.h"

#include <string.h>

#include "worker/unicode/unicode.h"

#define UNIT uint16_t
#define WIDE 1
#define MATCH match16
#define FIND match16_find
#include "match.inc"
