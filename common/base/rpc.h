/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc.h -- what is said on the pairs, and in which shape.
 *
 * Messages are a subset of the Cap'n Web protocol.  Push ids are implicit:
 * each side's pushes count 1, 2, 3, ... and are never reused.  The callee is
 * always id 0.  Values are Cap'n Web's: JSON, arrays escaped as [[...]],
 * ["undefined"] ["inf"] ["-inf"] ["nan"] ["date",ms] ["bigint",s]
 * ["bytes",b64] ["error",name,message,stack?,props?], and one of our own,
 * ["body", stream]: the raw bytes sent before on that stream (frame.h).
 * Anything else (other ids, longer paths, export, promise, remap, pipes,
 * streams) is answered ["reject", id, ["error","TypeError",text,null,
 * {"code":"E_UNSUPPORTED"}]]; bad JSON or an unknown word is a violation.
 *
 * broker -> worker (the worker's main):
 *	run({"seed": 64 hex digits, "now_ms": n, "connectors": ["github"],
 *	    "values": ["host"] or absent: of the connectors, those whose
 *	    values are Cap'n Web's,
 *	    "code": ["body",1], "with": ["body",2] or absent,
 *	    "result_max": bytes})
 *	    which a worker reads as written here, without spaces;
 *	    resolves {"result": ["body",n], "truncated": bool}: the value as
 *	    JSON text (empty body: undefined), or
 *	    rejects ["error", name, message, stack, {"line": n, "column": n,
 *	    "source": "the line"}]; line and column count from 1 and are those
 *	    of the user's text; absent when unknown.
 *
 * worker -> broker (the broker's main):
 *	call("connector", "operation name", ["body",n]) with the argument
 *	    object as JSON in the body (binary values inside it as
 *	    {"$bytes": base64}, with "$name" and "$type" when it is a file's, of
 *	    a connector of "values" also others: broker/egress/capnweb.h);
 *	    resolves {"status": n,
 *	    "headers": {...},
 *	    "kind": "json"|"text"|"bytes"|"empty"|"values", "now_ms": n,
 *	    "body": ["body",m]} for every HTTP status ("values": a value as
 *	    Cap'n Web writes it), rejects
 *	    ["error", name, message, null, {"code": "E_...", ...props}] when
 *	    when there is none, with the time behind it: ["reject", id, error,
 *	    now_ms].  The worker turns status >= 400 into ApiError; its clock
 *	    is at the last answer, whichever that was.
 *	    Of a connector of "values" what is called in one turn goes
 *	    together: it is pulled when the turn is over, not before.
 *	host("search" | "describe" | "step" | "result", ["body",n]) with a JSON
 *	    array of arguments: resolves {"kind":"json","body":["body",m]}.
 *	log(level, ["body",n]): level is "log" "info" "warn" "error" "debug";
 *	    pushed, never pulled, never answered.
 *	check([[site, ...]]): once, in the packet of the first call and before
 *	    it: the calls that the program's text shows, as struct lower_calls
 *	    (worker/lower/lower.h) has them; pushed, never pulled, never
 *	    answered.  If one is wrong the run ends, and no call is made.
 *
 * broker -> egress (egress's main):
 *	call({"tenant": t, "connector": c, "operation": index, "run": id,
 *	    "deadline_ms": left, "args": ["body",n]}) resolves and rejects as
 *	    the worker's call does, but without the time; ["release", id, 1]
 *	    before that cancels it.
 *	    Of a connector of "values" it goes when it is pulled, and with it
 *	    what its run called of that connector before and did not pull yet.
 *	reload(): read the connectors and the secrets anew.
 */
#ifndef CORDON_COMMON_BASE_RPC_H
#define CORDON_COMMON_BASE_RPC_H

enum rpc_word {
#define RPC(name, word, least, most) RPC_##name,
#include "common/base/rpc.def"
#undef RPC
	RPC_WORD_MAX
};

/* The wire word, e.g. "push". */
const char *rpc_word_name(enum rpc_word w);

#endif
