/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/chacha.h"

#include <string.h>

static uint32_t
load32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

void
chacha_init(struct chacha *c, const uint8_t seed[32])
{
	int i;

	for (i = 0; i < 8; i++)
		c->key[i] = load32(seed + 4 * i);
	c->block = 0;
	c->left = 0;
}

static uint32_t
rotl(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static void
quarter(uint32_t s[16], int a, int b, int c, int d)
{
	s[a] += s[b];
	s[d] = rotl(s[d] ^ s[a], 16);
	s[c] += s[d];
	s[b] = rotl(s[b] ^ s[c], 12);
	s[a] += s[b];
	s[d] = rotl(s[d] ^ s[a], 8);
	s[c] += s[d];
	s[b] = rotl(s[b] ^ s[c], 7);
}

static void
next_block(struct chacha *c)
{
	uint32_t in[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	uint32_t s[16], w;
	int i;

	memcpy(in + 4, c->key, sizeof(c->key));
	in[12] = (uint32_t)c->block;
	in[13] = (uint32_t)(c->block >> 32);
	c->block++;
	memcpy(s, in, sizeof(s));
	for (i = 0; i < 10; i++) {
		quarter(s, 0, 4, 8, 12);
		quarter(s, 1, 5, 9, 13);
		quarter(s, 2, 6, 10, 14);
		quarter(s, 3, 7, 11, 15);
		quarter(s, 0, 5, 10, 15);
		quarter(s, 1, 6, 11, 12);
		quarter(s, 2, 7, 8, 13);
		quarter(s, 3, 4, 9, 14);
	}
	for (i = 0; i < 64; i++) {
		w = s[i / 4] + in[i / 4];
		c->out[i] = (uint8_t)(w >> (8 * (i % 4)));
	}
	c->left = 64;
}

void
chacha_read(struct chacha *c, void *p, size_t n)
{
	uint8_t *d = p;
	size_t k;

	while (n > 0) {
		if (c->left == 0)
			next_block(c);
		k = n < c->left ? n : c->left;
		memcpy(d, c->out + 64 - c->left, k);
		c->left -= (unsigned)k;
		d += k;
		n -= k;
	}
}
