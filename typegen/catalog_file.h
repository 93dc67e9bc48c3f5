/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_file.h -- what stands in a .cat file; for the writer and the reader.
 *
 * One header, then tables of 32-bit words in the order of enum cat_table, then
 * the strings.  Host byte order: a catalog is a cache, made where it is used.
 * Strings are offsets into the string table, which ends in NUL; 0 is "".
 */
#ifndef CORDON_TYPEGEN_CATALOG_FILE_H
#define CORDON_TYPEGEN_CATALOG_FILE_H

#include <stdint.h>

#define CAT_MAGIC "CORDONc\n"
#define CAT_VERSION 5u
/* Larger than any description seen by a factor of ten (Graph: 30 MB). */
#define CAT_SIZE_MAX (512u * 1024 * 1024)

enum cat_table {
	CAT_OPS,
	CAT_PARAMS,
	CAT_TYPES, /* sorted by component name */
	CAT_DEPS, /* of ops and types: places in CAT_TYPES */
	CAT_NAMES, /* sorted by hash */
	CAT_TERMS, /* sorted by text */
	CAT_SLOTS, /* hash of a term's text to its place + 1; a power of 2 */
	CAT_POSTS, /* of each term: by operation */
	CAT_BITS, /* of each frequent term: for each 32 operations */
	CAT_RANKS, /* one for each operation */
	CAT_STRINGS, /* bytes */
	CAT_TABLES
};

struct cat_header {
	char magic[8];
	uint32_t version;
	uint32_t check; /* FNV-1a of this header with check == 0 */
	uint64_t size; /* of the file */
	uint64_t content; /* FNV-1a of all that follows the header */
	uint32_t offset[CAT_TABLES]; /* in bytes, multiples of 8 */
	uint32_t count[CAT_TABLES]; /* of entries */
	uint32_t name, title; /* strings */
};

struct cat_op {
	uint32_t id, name, method, path, server, summary, signature;
	uint32_t body_media, body_schema, body_encoding, accept;
	uint32_t flags; /* CAT_BODY_REQUIRED and so on */
	uint32_t first_param, params;
	uint32_t first_dep, deps;
	uint32_t reply_schema;
	uint32_t input_deps; /* so many of deps are what arguments need */
};
#define CAT_BODY_REQUIRED 1u
#define CAT_DEPRECATED 2u
#define CAT_TOOL 4u
#define CAT_READ_ONLY 8u
#define CAT_DESTRUCTIVE 16u
#define CAT_IDEMPOTENT 32u

struct cat_param {
	uint32_t name, arg, schema;
	uint8_t in, style, flags, zero;
};
#define CAT_EXPLODE 1u
#define CAT_REQUIRED 2u
#define CAT_RESERVED 4u
#define CAT_FILLED 8u

struct cat_type {
	uint32_t component, name, text, schema;
	uint32_t first_dep, deps;
};

struct cat_name {
	uint32_t hash_hi, hash_lo;
	uint32_t op;
	uint32_t exact; /* string: the spelling, for equal hashes */
};

struct cat_term {
	uint32_t text, first_post, posts;
	uint32_t letters; /* a bit for each letter in it: search_letters() */
	uint32_t bits; /* place in CAT_BITS + 1, or 0 */
	uint32_t most; /* the largest weight of its postings */
};

/* Which of 32 operations have a frequent term, and how many before them do:
 * with that its postings can be read anywhere. */
struct cat_bits {
	uint32_t bits, before;
};

struct cat_post {
	uint32_t op;
	uint16_t weight; /* 65535 times the saturated, weighted frequency */
	uint16_t in_leaf; /* is it a word of the name's last part? */
};

/* What ranking looks at, for each operation, in little memory. */
struct cat_rank {
	uint8_t leaf_words; /* of the name's last part */
	uint8_t deprecated;
	uint8_t act; /* enum search_act: what its method does */
};

#endif
