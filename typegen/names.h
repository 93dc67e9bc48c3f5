/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h -- names in code: `issues/list-for-repo` is `issues.listForRepo`.
 *
 * Pure and stable: the same id gives the same name whatever else the document
 * has, but for collisions, which are numbered in document order.
 */
#ifndef CORDON_TYPEGEN_NAMES_H
#define CORDON_TYPEGEN_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

/* Code name of an operationId, dots between its parts. */
void names_from_id(struct buf *out, const char *id);
/* For an operation without id: GET /repos/{owner} is getReposByOwner. */
void names_from_path(struct buf *out, const char *method, const char *path);
/* An MCP tool keeps its name, made one identifier. */
void names_from_tool(struct buf *out, const char *name);
/* A TypeScript type's name from a component's. */
void names_type(struct buf *out, const char *component);
/* Is it one plain identifier, so that it needs no quotes as a key? */
bool names_plain(const char *s);
/* A hash in which every spelling of the same words is equal: letters and
 * digits only, in lower case, and all that is not ASCII. */
uint64_t names_hash(const char *s);

#endif
