/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/nursery.h"

#include <string.h>

#define PAGE 4096U
#define UNIT 16U /* of a block's size and place */

/* One byte for each unit: the class of the block that begins there. */
static uint8_t *
class_at(const struct nursery *n, uint32_t at)
{
	return (uint8_t *)n->base + at / UNIT;
}

void
nursery_init(struct nursery *n, void *memory)
{
	*n = (struct nursery){ .base = memory, .end = NURSERY_PAGES * PAGE };
	/* The table describes itself too: its own part of it is unused. */
	n->at = n->end / UNIT;
	n->at += (UNIT - n->at % UNIT) % UNIT;
}

void *
nursery_alloc(struct nursery *n, unsigned cls, size_t bytes)
{
	uint32_t at = n->free[cls];

	if (at != 0) {
		memcpy(&n->free[cls], n->base + at, sizeof(n->free[cls]));
		return n->base + at;
	}
	if (bytes > n->end - n->at)
		return NULL;
	at = n->at;
	n->at += (uint32_t)bytes;
	*class_at(n, at) = (uint8_t)cls;
	return n->base + at;
}

unsigned
nursery_class(const struct nursery *n, const void *p)
{
	return *class_at(n, (uint32_t)((const char *)p - n->base));
}

void
nursery_free(struct nursery *n, void *p)
{
	unsigned cls = nursery_class(n, p);

	memcpy(p, &n->free[cls], sizeof(n->free[cls]));
	n->free[cls] = (uint32_t)((char *)p - n->base);
}
