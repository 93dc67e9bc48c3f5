/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a control frame, as the broker reads it from a worker. */
#include "broker/rpc_msg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpc_error error;
	struct rpc_msg m;
	struct err e;

	if (rpc_msg_read((const char *)data, size, &m, &e) == -1)
		return 0;
	if (m.word == RPC_PUSH && (m.method == NULL) == (m.args != NULL))
		__builtin_trap();
	if (m.word != RPC_PUSH && m.word != RPC_ABORT && m.id == 0)
		__builtin_trap();
	(void)rpc_msg_body(m.value);
	(void)rpc_msg_error(m.value, &error, &e);
	rpc_msg_fini(&m);
	return 0;
}
