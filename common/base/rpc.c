/* SPDX-License-Identifier: Apache-2.0 */
/* rpc.c -- the words of rpc.def. */
#include "common/base/rpc.h"

#include <assert.h>

const char *
rpc_word_name(enum rpc_word w)
{
	static const char *const words[] = {
#define RPC(name, word, least, most) word,
#include "common/base/rpc.def"
#undef RPC
	};

	assert(w < RPC_WORD_MAX);
	return words[w];
}
