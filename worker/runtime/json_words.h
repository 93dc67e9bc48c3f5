/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_words.h -- what is wrong with a text that is no JSON, in V8's words.
 *
 * Pure: no allocation, no engine.  It reads the text once more, which only
 * those pay who get an error.
 */
#ifndef CORDON_WORKER_RUNTIME_JSON_WORDS_H
#define CORDON_WORKER_RUNTIME_JSON_WORDS_H

#include <stddef.h>

#define JSON_WORDS_MAX 200
/* Deeper ones are not looked into; Duktape reads no deeper either. */
#define JSON_WORDS_DEPTH 4096

/* The message for n bytes of CESU-8 at s, which another reader refused; what
 * this one takes is called "not valid JSON". */
void json_words(const char *s, size_t n, char out[JSON_WORDS_MAX]);

#endif
