/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.h -- may this connector talk to that address?
 *
 * Looked at when the connection is made, on the address itself, so that a name
 * that resolves differently the second time gains nothing.  Public addresses
 * are allowed; others (IANA's special-purpose registries: private, loopback,
 * link-local, shared, documentation, multicast, ...) only where the connector
 * lists their network.  Addresses of cloud metadata services are never
 * allowed.  IPv4 inside IPv6 (mapped, NAT64, 6to4) counts as what it carries.
 */
#ifndef CORDON_BROKER_EGRESS_ADDRESS_H
#define CORDON_BROKER_EGRESS_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* `networks`: NULL-terminated CIDRs, or NULL. */
bool address_allowed(const struct sockaddr *a, const char *const *networks);

#endif
