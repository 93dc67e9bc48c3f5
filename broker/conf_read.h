/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conf_read.h -- conf.c's pieces: strict readers of one value, and of one
 * connector's file.  Errors name the key; the caller adds the file.
 */
#ifndef CORDON_BROKER_CONF_READ_H
#define CORDON_BROKER_CONF_READ_H

#include "broker/conf.h"
#include "common/host/json.h"

json_t *conf_read_yaml(const char *path, struct err *e);
char *conf_read_dup(const char *s, struct err *e);
/* Every key of obj is one of `keys`, else the nearest is named. */
int conf_read_keys(const json_t *obj, const char *const *keys, struct err *e);
/* Leaves *ret alone when the key is absent. */
int conf_read_size(const json_t *obj, const char *key, size_t least,
    size_t most, size_t *ret, struct err *e);
int conf_read_bool(const json_t *obj, const char *key, bool *ret,
    struct err *e);
/* A duration, at least 1 ms. */
int conf_read_ms(const json_t *obj, const char *key, uint32_t most,
    uint32_t *ret, struct err *e);
/* *ret: new string or NULL when absent. */
int conf_read_text(const json_t *obj, const char *key, char **ret,
    struct err *e);
/* A list of words, joined by sep; NULL when absent. */
int conf_read_words(const json_t *obj, const char *key, char sep, char **ret,
    struct err *e);
/* One of words; its index, or -1 and an error that lists them. */
int conf_read_choice(const char *key, const char *value,
    const char *const *words, struct err *e);

/* Its errors name the file. */
int conf_read_connector(const char *dir, const char *path,
    struct conf_connector *ret, struct err *e);
void conf_read_free(struct conf_connector *c);

#endif
