/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a control frame, as the broker reads it from a worker. */
#include "broker/rpc_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flat_value values[FLAT_MAX];
	struct rpc_error error;
	struct rpc_msg m;
	struct err e;
	json_t *tree;

	if (rpc_msg_read((const char *)data, size, values, &m, &e) == -1)
		return 0;
	if (m.word == RPC_PUSH && (m.method == NULL) == (m.args != NULL))
		__builtin_trap();
	if (m.word != RPC_PUSH && m.word != RPC_ABORT && m.id == 0)
		__builtin_trap();
	(void)rpc_msg_body(m.value);
	/* What is one in the list is one in the tree, if there is a tree. */
	tree = flat_tree(m.value);
	if (rpc_msg_is_error(m.value) && tree != NULL &&
	    rpc_msg_error(tree, &error, &e) == -1)
		__builtin_trap();
	json_decref(tree);
	return 0;
}
