/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits.h -- every limit more than one process must agree on, with its
 * reason.  A limit that only one file needs lives in that file.
 */
#ifndef CORDON_COMMON_BASE_LIMITS_H
#define CORDON_COMMON_BASE_LIMITS_H

/* One packet.  SEQPACKET refuses more than the socket buffer (208 KiB by
 * default), and 64 KiB keeps the receiver's buffer on one page table. */
#define FRAME_MAX 65536
#define FRAME_HEAD 8
#define FRAME_PAYLOAD_MAX (FRAME_MAX - FRAME_HEAD)

/* A program: four times the longest a model writes in one go. */
#define CODE_MAX (1024 * 1024)
/* Arguments of one call, as JSON or bytes: uploads of a few files. */
#define ARGS_MAX (8 * 1024 * 1024)
/* A reply body handed to a program; the worker's arena must hold it twice. */
#define BODY_MAX (16 * 1024 * 1024)
/* A program's result as JSON: what later programs may still want to read. */
#define RESULT_MAX (4 * 1024 * 1024)
/* What console.* may print in one run. */
#define LOG_MAX (256 * 1024)
/* Open calls of one run; one more is refused (not killed). */
#define CALLS_OPEN_MAX 64
/* Calls of one run in all. */
#define CALLS_MAX 1000
/* Upstream requests of one run under way at once; others wait. */
#define CALLS_UPSTREAM_MAX 16
/* JSON from a worker or an upstream: nesting. */
#define JSON_DEPTH_MAX 32
/* A control message never needs more values than this. */
#define JSON_VALUES_MAX 4096
/* A connector's or operation's name. */
#define NAME_MAX_BYTES 256

/* What a worker exits with when its own CPU timer ends it, where no signal can:
 * a cordoned one, pid 1.  Else that is SIGXCPU. */
#define WORKER_CPU_STATUS 152
#define DEADLINE_DEFAULT_MS 30000 /* below clients' own 60 s */
#define DEADLINE_MAX_MS 600000
#define HEAP_DEFAULT_BYTES (64 * 1024 * 1024)
#define WORKER_STACK_BYTES (8 * 1024 * 1024) /* Duktape needs 2 MiB */
/* To lower a program.  Of CODE_MAX bytes, those that need the most and run
 * need 84 MiB (statements of one letter); what needs more than this runs into
 * Duktape's own limits. */
#define LOWERING_BYTES (96 * 1024 * 1024)
/* The program and its input, then the reply at hand; and as much again, should
 * two replies come before the message that names the first. */
#define INBOX_BYTES (CODE_MAX + ARGS_MAX + 2 * BODY_MAX)
/* What a worker has mapped beside its heap, all in all: also its code, data
 * and what aligning takes.  Native code in it can write no more. */
#define WORKER_BESIDE_HEAP_BYTES \
	(LOWERING_BYTES + INBOX_BYTES + WORKER_STACK_BYTES + 16 * 1024 * 1024)

#endif
