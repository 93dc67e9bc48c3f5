/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runtime.h -- the built-ins that Duktape lacks, in C.
 *
 * runtime_register() completes the global object of a fresh heap and fills the
 * `native` object (on the value stack's top, left there) with the functions
 * that worker/prelude uses.  Called once, before the prelude is run.
 */
#ifndef CORDON_WORKER_RUNTIME_RUNTIME_H
#define CORDON_WORKER_RUNTIME_RUNTIME_H

#include <duktape.h>

void runtime_register(duk_context *ctx);

#endif
