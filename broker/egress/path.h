/* SPDX-License-Identifier: Apache-2.0 */
/* path.h -- may a path lead out of where it begins?  Pure. */
#ifndef CORDON_BROKER_EGRESS_PATH_H
#define CORDON_BROKER_EGRESS_PATH_H

#include <stdbool.h>

/* A path ends at "?", "#" or its last byte; "%2e" is a dot.
 * Has it a segment that is "." or ".."? */
bool path_has_dots(const char *path);
/* Has it one that is "..", also where "\\", "%2f" or "%5c" separate, or ";" or
 * "%3b" begins parameters: for a server that undoes escapes, or leaves these
 * out, before it looks for dots? */
bool path_climbs(const char *path);

#endif
