/* SPDX-License-Identifier: Apache-2.0 */
/* local_net.h -- is a URL's host an address that is not public? */
#ifndef CORDON_BROKER_LOCAL_NET_H
#define CORDON_BROKER_LOCAL_NET_H

#include <stdbool.h>

#include "common/base/buf.h"

/*
 * Appends the host's address as networks ("127.0.0.1/32"), comma-separated,
 * when it is an address literal outside the public ranges, or localhost.
 * Names are not looked up: only egress resolves.
 */
bool local_net_of_url(const char *url, struct buf *out);

#endif
