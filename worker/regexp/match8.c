/* SPDX-License-Identifier: Apache-2.0 */
/* match8.c -- the matcher for text that is ASCII. */
#include "worker/regexp/match.h"

#include <string.h>

#include "worker/unicode/unicode.h"

#define UNIT uint8_t
#define WIDE 0
#define MATCH match8
#define FIND match8_find
#include "match.inc"
