/* SPDX-License-Identifier: Apache-2.0 */
#include "worker/runtime/sha.h"

#include <string.h>

/* The fractions of the cube roots of the first 80 primes; SHA-256 takes the
 * upper halves of the first 64. */
static const uint64_t roots[80] = {
	0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f,
	0xe9b5dba58189dbbc, 0x3956c25bf348b538, 0x59f111f1b605d019,
	0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242,
	0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
	0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3,
	0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65, 0x2de92c6f592b0275,
	0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
	0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f,
	0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
	0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc,
	0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
	0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6,
	0x92722c851482353b, 0xa2bfe8a14cf10364, 0xa81a664bbc423001,
	0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
	0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99,
	0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb,
	0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc,
	0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
	0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915,
	0xc67178f2e372532b, 0xca273eceea26619c, 0xd186b8c721c0c207,
	0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba,
	0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
	0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
	0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a,
	0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
static const uint64_t start[4][8] = {
	[SHA_1] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
	    0xc3d2e1f0 },
	[SHA_256] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
	[SHA_384] = { 0xcbbb9d5dc1059ed8, 0x629a292a367cd507,
	    0x9159015a3070dd17, 0x152fecd8f70e5939, 0x67332667ffc00b31,
	    0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4 },
	[SHA_512] = { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b,
	    0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1, 0x510e527fade682d1,
	    0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 },
};

static uint32_t
rol(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t
ror(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint64_t
ror64(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

static uint64_t
read_be(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

static void
block_1(uint64_t *h, const uint8_t *p)
{
	uint32_t w[80], a = (uint32_t)h[0], b = (uint32_t)h[1];
	uint32_t c = (uint32_t)h[2], d = (uint32_t)h[3], e = (uint32_t)h[4];
	uint32_t f, t;
	int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)read_be(p + 4 * i, 4);
	for (; i < 80; i++)
		w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (i = 0; i < 80; i++) {
		f = i < 20 ? ((b & c) | (~b & d)) + 0x5a827999 :
		    i < 40 ? (b ^ c ^ d) + 0x6ed9eba1 :
		    i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc :
		    (b ^ c ^ d) + 0xca62c1d6;
		t = rol(a, 5) + f + e + w[i];
		e = d;
		d = c;
		c = rol(b, 30);
		b = a;
		a = t;
	}
	h[0] = (uint32_t)(h[0] + a);
	h[1] = (uint32_t)(h[1] + b);
	h[2] = (uint32_t)(h[2] + c);
	h[3] = (uint32_t)(h[3] + d);
	h[4] = (uint32_t)(h[4] + e);
}

static void
block_256(uint64_t *h, const uint8_t *p)
{
	uint32_t w[64], v[8], t, u;
	int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)read_be(p + 4 * i, 4);
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] + (ror(w[i - 15], 7) ^
		    ror(w[i - 15], 18) ^ w[i - 15] >> 3) +
		    (ror(w[i - 2], 17) ^ ror(w[i - 2], 19) ^ w[i - 2] >> 10);
	for (i = 0; i < 8; i++)
		v[i] = (uint32_t)h[i];
	for (i = 0; i < 64; i++) {
		t = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25)) +
		    ((v[4] & v[5]) ^ (~v[4] & v[6])) +
		    (uint32_t)(roots[i] >> 32) + w[i];
		u = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) +
		    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t;
		v[0] = t + u;
	}
	for (i = 0; i < 8; i++)
		h[i] = (uint32_t)(h[i] + v[i]);
}

static void
block_512(uint64_t *h, const uint8_t *p)
{
	uint64_t w[80], v[8], t, u;
	int i;

	for (i = 0; i < 16; i++)
		w[i] = read_be(p + 8 * i, 8);
	for (; i < 80; i++)
		w[i] = w[i - 16] + w[i - 7] + (ror64(w[i - 15], 1) ^
		    ror64(w[i - 15], 8) ^ w[i - 15] >> 7) +
		    (ror64(w[i - 2], 19) ^ ror64(w[i - 2], 61) ^
		    w[i - 2] >> 6);
	memcpy(v, h, sizeof(v));
	for (i = 0; i < 80; i++) {
		t = v[7] + (ror64(v[4], 14) ^ ror64(v[4], 18) ^
		    ror64(v[4], 41)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) +
		    roots[i] + w[i];
		u = (ror64(v[0], 28) ^ ror64(v[0], 34) ^ ror64(v[0], 39)) +
		    ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += t;
		v[0] = t + u;
	}
	for (i = 0; i < 8; i++)
		h[i] += v[i];
}

static void
put_be(uint8_t *p, uint64_t v, size_t n)
{
	while (n-- > 0) {
		p[n] = (uint8_t)v;
		v >>= 8;
	}
}

size_t
sha_digest(enum sha_kind kind, const uint8_t *p, size_t n,
    uint8_t out[SHA_BYTES_MAX])
{
	static const size_t lengths[] = { 20, 32, 48, 64 };
	bool wide = kind >= SHA_384;
	size_t size = wide ? 128 : 64, word = wide ? 8 : 4, i, left = n;
	void (*block)(uint64_t *, const uint8_t *) = wide ? block_512 :
	    kind == SHA_1 ? block_1 : block_256;
	uint8_t last[256] = { 0 };
	uint64_t h[8];

	memcpy(h, start[kind], sizeof(h));
	for (; left >= size; left -= size, p += size)
		block(h, p);
	if (left > 0)
		memcpy(last, p, left);
	last[left] = 0x80;
	/* The length in bits ends the last block. */
	i = left + 1 + 2 * word <= size ? size : 2 * size;
	put_be(last + i - 8, (uint64_t)n * 8, 8);
	block(h, last);
	if (i > size)
		block(h, last + size);
	for (i = 0; i * word < lengths[kind]; i++)
		put_be(out + i * word, h[i], word);
	return lengths[kind];
}
