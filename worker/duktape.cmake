# SPDX-License-Identifier: Apache-2.0
# The engine behind engine.h: Duktape's source, compiled here with duk_options.h
# on top of the distribution's own configuration.  Debian's duktape-dev has it;
# elsewhere it is the src folder of a release of 2.7.  A shared Duktape asks the
# system for the time, which kills a locked-down worker: with it only what is
# not locked down (the engine as a library) can be built.
if(DEFINED ENV{CORDON_DUKTAPE_SOURCE} AND NOT EXISTS
    "$ENV{CORDON_DUKTAPE_SOURCE}/duktape.c" AND NOT EXISTS
    "$ENV{CORDON_DUKTAPE_SOURCE}/src/duktape.c")
	message(FATAL_ERROR "CORDON_DUKTAPE_SOURCE of the environment: no "
	    "duktape.c in $ENV{CORDON_DUKTAPE_SOURCE}")
endif()
find_path(CORDON_DUKTAPE_SOURCE duktape.c HINTS ENV CORDON_DUKTAPE_SOURCE
    PATHS /usr/share/duktape /usr/src/duktape PATH_SUFFIXES src)
# Also where the rest is built for debugging: all tests run in it.
set(CORDON_ENGINE_OPTIMIZE -O2 CACHE STRING "how the engine is optimised")
set(duk_dir ${CMAKE_CURRENT_BINARY_DIR}/duktape)

if(CORDON_DUKTAPE_SOURCE)
	# A quoted include looks beside the including file first, so our
	# configuration is only found beside copies of the two files.
	configure_file(${CORDON_DUKTAPE_SOURCE}/duktape.h ${duk_dir}/duktape.h
	    COPYONLY)
	# Some changes.  Two macros count references; ours leave out what is
	# sealed.
	file(READ ${CORDON_DUKTAPE_SOURCE}/duktape.c duk_text)
	function(duk_change was becomes without)
		string(FIND "${duk_text}" "${was}" duk_at)
		if(duk_at EQUAL -1)
			message(STATUS "another Duktape than 2.7: ${without}")
		endif()
		string(REPLACE "${was}" "${becomes}" duk_text "${duk_text}")
		set(duk_text "${duk_text}" PARENT_SCOPE)
	endfunction()
	foreach(op "INC ++" "DEC --")
		string(REGEX MATCH "(...) (..)" op "${op}")
		set(macro "_PRE${CMAKE_MATCH_1}_REFCOUNT(h)")
		set(count "${CMAKE_MATCH_2}(h)->h_refcount")
		duk_change("${macro} (${count})"
		    "${macro} (ENGINE_SEALED(h) ? 1 : ${count})"
		    "workers copy more pages")
	endforeach()
	# A sealed table of strings is looked into, and another written
	# (inside/sealed.h).
	set(mark "	/* String table lookup. */\n")
	duk_change("${mark}"
	    "	h = (duk_hstring *) engine_sealed_string(str, blen, strhash);\n	if (h != NULL) {return h;}\n${mark}"
	    "the same string is there twice")
	# When memory ends Duktape makes smaller copies of all objects: of those
	# that are sealed nothing would be won, and the last memory be lost.
	set(mark "#if defined(DUK_USE_ROM_OBJECTS)\n\tif (DUK_HEAPHDR_HAS_READONLY((duk_heaphdr *) obj)) {\n\t\tDUK_DD(DUK_DDPRINT(\"ignore attempt to compact")
	duk_change("${mark}" "\tif (ENGINE_SEALED(obj)) {return;}\n${mark}"
	    "an end of memory may have no name")
	# `s += t` may grow s where it is (inside/append.h).
	set(was "	duk_push_tval(thr, tv_x);\n	duk_push_tval(thr, tv_y);\n	duk_to_primitive(thr, -2, DUK_HINT_NONE)")
	string(FIND "${duk_text}" "${was}" duk_at)
	if(duk_at EQUAL -1)
		message(STATUS "Duktape adds in its own way: long strings grow slowly")
	endif()
	string(REPLACE "${was}" "	if (engine_append(thr, tv_x, tv_y, idx_z)) {return;}\n${was}"
	    duk_text "${duk_text}")
	# ... also when t was worth a copy of s meanwhile: that copy is dead.
	set(was "res->x1.regconst = reg_res;")
	string(REPLACE "${was}" "if (toplevel_assign && reg_src == reg_temp && args_op == DUK_OP_ADD) {duk__emit_bc(comp_ctx, DUK_OP_LDUNDEF, reg_temp);}\n${was}"
	    duk_text "${duk_text}")
	# Two heaps of one process spread their strings in the same way, wherever
	# they are (worker/replica.h).
	duk_change("res->hash_seed = (duk_uint32_t) (duk_uintptr_t) res;"
	    "res->hash_seed = engine_hook_seed();"
	    "cordoned workers are made slowly")
	# A string of JSON that has no escapes is there already.
	set(mark "	bw = &bw_alloc;\n	DUK_BW_INIT_PUSHBUF(js_ctx->thr, bw, DUK__JSON_DECSTR_BUFSIZE);")
	duk_change("${mark}"
	    "#if defined(DUK_USE_JSON_DECSTRING_FASTPATH)\n	for (q = (duk_uint8_t *) (duk_uintptr_t) js_ctx->p; duk__json_decstr_lookup[*q] != 0;) {q++;}\n	if (*q == DUK_ASC_DOUBLEQUOTE) {\n		duk_push_lstring(thr, (const char *) js_ctx->p, (duk_size_t) (q - js_ctx->p));\n		js_ctx->p = q + 1;\n		return;\n	}\n#endif\n${mark}"
	    "JSON is read slowly")
	# A closure gets its properties at once (inside/closure.h).
	set(mark "	for (i = 0; i < (duk_small_uint_t) (sizeof(duk__closure_copy_proplist)")
	duk_change("${mark}" "	engine_closure(thr, fun_clos, fun_temp, (int) add_auto_proto);\n	return;\n${mark}"
	    "closures are made slowly")
	# Accessors of literals are called "get x".
	set(mark "duk__parse_func_like_fnum(comp_ctx, DUK__FUNC_FLAG_GETSET);\n")
	duk_change("${mark}"
	    "${mark}			if (comp_ctx->curr_func.in_scanning) engine_accessor(thr, comp_ctx->curr_func.funcs_idx, fnum, is_get);\n"
	    "getters are called as their properties")
	# Plain properties (inside/property.h).
	set(mark "(void) duk_hobject_getprop(thr, (barg), (carg)); \\\n\t\tDUK__REPLACE_TOP_A_BREAK(); \\")
	duk_change("${mark}"
	    "if (engine_getprop(thr, (barg), (carg), DUK__REGP_A(ins))) {break;} \\\n${mark}"
	    "properties are read slowly")
	set(mark "duk_tval *tv__targ; \\")
	duk_change("${mark}"
	    "duk_tval *tv__targ; if (engine_getmethod(thr, (barg), (carg), DUK__REGP_A(ins))) {break;} \\"
	    "methods are read slowly")
	set(mark "(void) duk_hobject_putprop(thr, (aarg), (barg), (carg), DUK__STRICT()); \\")
	duk_change("${mark}"
	    "if (!engine_putprop(thr, (aarg), (barg), (carg))) {${mark}\n} \\"
	    "properties are set slowly")
	# ... and by ++ and --.
	set(mark "rc = duk_hobject_getprop(thr, tv_obj, tv_key); /* -> [val] */\n\t\t\tDUK_UNREF(rc); /* ignore */")
	duk_change("${mark}"
	    "duk_push_undefined(thr); if (!engine_getprop(thr, tv_obj, tv_key, thr->valstack_top - 1)) {duk_pop_unsafe(thr); ${mark}}"
	    "properties are counted slowly")
	set(mark "rc = duk_hobject_putprop(thr, tv_obj, tv_key, tv_val, DUK__STRICT());\n\t\t\tDUK_UNREF(rc); /* ignore */")
	duk_change("${mark}"
	    "if (!engine_putprop(thr, tv_obj, tv_key, tv_val)) {${mark}}"
	    "properties are counted slowly")
	# An arguments object can be iterated.
	set(mark "	/* set exotic behavior only after we're done */\n	if (need_map) {")
	duk_change("${mark}"
	    "	if (thr->heap->engine_values != NULL) {duk_push_hstring(thr, thr->heap->engine_values_key); duk_push_hobject(thr, thr->heap->engine_values); duk_xdef_prop(thr, i_arg, DUK_PROPDESC_FLAGS_WC);}\n${mark}"
	    "arguments have no iterator")
	# U+180E has not been a space since Unicode 6.3, and numbers with a sign
	# have no radix but in parseInt().
	duk_change("cp == 0x180eL || " "" "U+180E is a space")
	duk_change("ch = DUK_LOWERCASE_CHAR_ASCII(p[1]); /* 'x' or 'X' -> 'x' */"
	    "ch = (p != (const duk_uint8_t *) DUK_HSTRING_GET_DATA(h_str) && (flags & DUK_S2N_FLAG_ALLOW_GARBAGE) == 0) ? 0 : DUK_LOWERCASE_CHAR_ASCII(p[1]);"
	    "'+0x1' is a number")
	duk_change("if (dig_frac >= 0 || dig_expt >= 0) {"
	    "if (dig_frac >= 0 || dig_expt >= 0 || (flags & DUK_S2N_FLAG_ALLOW_FRAC) == 0) {"
	    "'0x1.8' is a number")
	# Decimals are read as the nearest double, whatever their exponent
	# (runtime/decimal.c); Duktape looks at twenty digits.
	duk_change("	dig_prec = 0;\n	dig_lzero = 0;"
	    "	const duk_uint8_t *engine_at = p;\n	dig_prec = 0;\n	dig_lzero = 0;"
	    "decimals are read as a double nearby")
	duk_change("if (dig_prec < duk__str2num_digits_for_radix[radix - 2]) {\n				/* sig"
	    "if (dig_prec < (radix == 10 ? 1 : duk__str2num_digits_for_radix[radix - 2])) {\n				/* sig"
	    "decimals are read slowly")
	duk_change("goto parse_explimit_error;"
	    "expt = DUK_S2N_MAX_EXPONENT / 10;" "long exponents are refused")
	duk_change("	/* Fast path check. */"
	    "	if (radix == 10) {res = engine_decimal(engine_at, !(flags & DUK_S2N_FLAG_ALLOW_FRAC)); goto negcheck_and_ret;}"
	    "decimals are read as a double nearby")
	# Of two shortest texts that are equally near, the even one.
	set(mark "if (duk__bi_compare(&nc_ctx->t1, &nc_ctx->s) < ")
	duk_change("${mark}0) { /* (< (* r 2) s) */" "${mark}!(d & 1)) {"
	    "a few numbers end in an odd digit")
	# Variables of outer functions (inside/variable.h).
	set(mark "(void) duk_js_getvar_activation(thr, act, name, 1 /*throw*/); /* -> [... val this] */\n")
	duk_change("${mark}\t\t\tduk_pop_unsafe"
	    "if (engine_getvar(thr, act, name, DUK__REGP_A(ins))) {break;}\n${mark}\t\t\tduk_pop_unsafe"
	    "variables are looked up slowly")
	duk_change("${mark}\n\t\t\tidx = (duk_uint_fast_t) DUK_DEC_A(ins)"
	    "if (engine_callee(thr, act, name, DUK__REGP_A(ins))) {break;}\n${mark}\n\t\t\tidx = (duk_uint_fast_t) DUK_DEC_A(ins)"
	    "functions are looked up slowly")
	duk_change("duk_js_putvar_activation(thr, act, name, tv1, DUK__STRICT())"
	    "if (!engine_putvar(thr, act, name, tv1)) duk_js_putvar_activation(thr, act, name, tv1, DUK__STRICT())"
	    "variables are set slowly")
	# C functions that need no activation (inside/light.h).
	string(CONCAT was "	duk_int16_t nargs;\n	duk_int16_t magic;\n\n"
	    "	/* The 'magic' field")
	string(CONCAT becomes "	duk_int16_t nargs;\n	duk_int16_t magic;\n"
	    "	duk_uint8_t light;\n\n	/* The 'magic' field")
	duk_change("${was}" "${becomes}" "C functions are called slowly")
	set(mark "if (duk__executor_handle_call(thr, idx, nargs, call_flags)) {")
	duk_change("${mark}"
	    "if ((ins & 0x07U) == 0 && ENGINE_LIGHT(DUK__REGP(idx)) && engine_light(thr, idx, nargs, DUK__FUN()->nregs)) {break;}\n${mark}"
	    "C functions are called slowly")
	# super() (inside/super.h): a call that says what its new.target is.
	duk_change("struct duk_heap {\n"
	    "struct engine_member {duk_hobject *object, *value; duk_hstring *key; duk_uint32_t at;};\nstruct duk_heap {\n	struct engine_member engine_steps[2]; duk_hobject *engine_target, *engine_other, *engine_runtime, *engine_values, *engine_big; duk_hstring *engine_values_key, *engine_runtime_name, *engine_take_name, *engine_take_key; void (*engine_take)(duk_hthread *);\n"
	    "super() does not work")
	duk_change("struct duk_activation {\n"
	    "struct duk_activation {\n	duk_hobject *engine_target;\n"
	    "super() does not work")
	set(mark "	act->cat = NULL;\n\n	act->flags = 0;\n")
	duk_change("${mark}"
	    "${mark}	act->engine_target = (call_flags & ENGINE_CALL_SUPER) ? thr->heap->engine_target : NULL;\n"
	    "super() does not work")
	set(mark "			duk_push_tval(thr, &act->tv_func);\n			return;\n		} else if (act->flags & DUK_ACT_FLAG_DIRECT_EVAL)")
	duk_change("${mark}"
	    "			if (act->engine_target != NULL) {duk_push_hobject(thr, act->engine_target); return;}\n${mark}"
	    "super() does not work")
	set(mark "	default: {\n		DUK_ASSERT(0);\n		DUK_UNREACHABLE();\n	}\n	}\n\n	DUK_ASSERT(duk_get_top(thr) >= idx_func + 2);\n	return 0; /* keep resolving */")
	duk_change("${mark}"
	    "	case 4: case 5: case 6: case 7: case 8: engine_super(thr, idx_func, ((duk_hnatfunc *) func)->magic, call_flags); break;\n${mark}"
	    "super() does not work")
	# Since ES2015 no function has a `caller` and `arguments` of its own; here
	# every closure would be made with both.
	foreach(at "-1" "-2")
		foreach(key "CALLER" "LC_ARGUMENTS")
			string(REPLACE "duk_xdef_prop_stridx_thrower(thr, ${at}, DUK_STRIDX_${key});"
			    "" duk_text "${duk_text}")
		endforeach()
	endforeach()
	# The error of `o.f()` without an f is made before the call, and looks at
	# a program counter that was not stored yet.
	set(mark "/* Must stabilize pointers first.  tv_targ is already on stack top. */")
	duk_change("${mark}" "${mark} duk_hthread_sync_currpc(thr);"
	    "the line of a missing method may be wrong")
	# Typed arrays as the standard has them: elements of 64 bits are BigInts,
	# there are numbers of 16,
	# `length` is no property of theirs, and what lies outside is not kept
	# (inside/typed.h).
	string(CONCAT was "	default:\n		DUK_UNREACHABLE();\n	}\n}\n\n"
	    "/* Indexed write helper")
	string(CONCAT becomes "	default:\n		engine_wide_push(thr, du.uc, "
	    "h_bufobj->elem_type);\n	}\n}\n\n#define ENGINE_WIDE 1\n"
	    "/* Indexed write helper")
	duk_change("${was}" "${becomes}" "there is no BigInt64Array")
	set(was "		du.d = (duk_double_t) duk_to_number_m1(thr);\n		break;\n	default:\n")
	duk_change("${was}		DUK_UNREACHABLE();"
	    "${was}		engine_wide_take(thr, du.uc, h_bufobj->elem_type);"
	    "there is no BigInt64Array")
	set(was "						(void) duk_to_number_m1(thr);\n\n						if (h_bufobj->buf != NULL")
	string(REPLACE "${was}" "						if (h_bufobj->elem_type > DUK_HBUFOBJ_ELEM_MAX) {engine_wide_take(thr, NULL, h_bufobj->elem_type);} else\n${was}"
	    duk_text "${duk_text}")
	string(REPLACE "duk__buffer_elemtype_copy_compatible[9] = {"
	    "duk__buffer_elemtype_copy_compatible[12] = { [9] = 3U << 9, [10] = 3U << 9, [11] = 1U << 11, [0] ="
	    duk_text "${duk_text}")
	# What becomes of an ArrayBuffer (inside/buffer.h); there is room for it.
	set(mark "	duk_uint8_t is_typedarray;\n};")
	duk_change("${mark}" "	duk_uint8_t is_typedarray, state;\n	duk_uint_t whole;\n};\n#define ENGINE_STATE 1"
	    "ArrayBuffers keep their size")
	string(REPLACE "} else if (key == DUK_HTHREAD_STRING_LENGTH(thr) && DUK_HBUFOBJ_HAS_VIRTUAL_INDICES(h_bufobj)) {"
	    "} else if (0) {" duk_text "${duk_text}")
	string(REPLACE "		if (duk__getprop_fastpath_bufobj_tval(thr, curr, tv_key) != 0) {"
	    "		if (duk__getprop_fastpath_bufobj_tval(thr, curr, tv_key) != 0 || engine_typed_length(thr, curr, tv_key)) {"
	    duk_text "${duk_text}")
	set(was "		goto fail_base_primitive;\n	}\n\n	if (!DUK_HOBJECT_HAS_EXTENSIBLE(orig)) {")
	string(REPLACE "${was}" "		goto fail_base_primitive;\n	}\n	if (engine_typed_put(thr, orig, key, tv_val)) {goto success_no_arguments_exotic;}\n	if (!DUK_HOBJECT_HAS_EXTENSIBLE(orig)) {"
	    duk_text "${duk_text}")
	duk_change("len = (duk_uint_fast32_t) (h_bufobj->length >> h_bufobj->shift);"
	    "len = (duk_uint_fast32_t) (h_bufobj->length >> h_bufobj->shift); have_length = 0;"
	    "typed arrays list a length")
	# BigInts, which are symbols to Duktape (inside/symbol.h).
	duk_change("curr = thr->builtins[DUK_BIDX_SYMBOL_PROTOTYPE];"
	    "curr = (duk_hobject *) engine_symbol_proto(thr, h);"
	    "BigInts have the properties of symbols")
	duk_change("	(void) duk_push_object_helper(thr, flags, proto);\n\n	/* Note: Boolean"
	    "	(void) duk_push_object_helper(thr, flags, proto);\n	engine_object_proto(thr, idx);\n\n	/* Note: Boolean"
	    "objects of BigInts are symbols")
	duk_change("duk_push_literal(thr, \"[Symbol \");"
	    "if (engine_show_symbol(thr, h)) {break;}\n			duk_push_literal(thr, \"[Symbol \");"
	    "errors show a BigInt as what it is made of")
	# What could not be stored is named (inside/refuse.h).
	string(CONCAT was "DUK_ERROR_FMT2(thr,\n		               DUK_ERR_TYPE_ERROR,\n"
	    "		               \"cannot write property %s of %s\",\n"
	    "		               duk_push_string_tval_readable(thr, tv_key),\n"
	    "		               duk_push_string_tval_readable(thr, tv_obj));\n#endif\n"
	    "		DUK_WO_NORETURN(return 0;);\n	}\n	duk_pop_unsafe(thr); /* remove key */")
	string(REPLACE "DUK_ERROR_FMT2(thr,\n		               DUK_ERR_TYPE_ERROR,"
	    "engine_refuse_primitive(thr, tv_obj, tv_key);\n		DUK_ERROR_FMT2(thr,\n		               DUK_ERR_TYPE_ERROR,"
	    becomes "${was}")
	duk_change("${was}" "${becomes}"
	    "errors do not name what could not be stored")
	set(tail "		DUK_WO_NORETURN(return 0;);\n	}\n	duk_pop_unsafe(thr); /* remove key */")
	foreach(why NOT_EXTENSIBLE NOT_WRITABLE SETTER_UNDEFINED)
		duk_change("DUK_ERROR_TYPE(thr, DUK_STR_${why});\n${tail}"
		    "engine_refuse_put(thr, orig, key, DUK_STR_${why});\n${tail}"
		    "errors do not name what could not be stored")
	endforeach()
	set(mark "	DUK_DDD(DUK_DDDPRINT(\"delete failed: property found, not configurable\"));\n\n	if (throw_flag) {\n		")
	duk_change("${mark}DUK_ERROR_TYPE(thr, DUK_STR_NOT_CONFIGURABLE);"
	    "${mark}engine_refuse_put(thr, obj, key, DUK_STR_NOT_CONFIGURABLE);"
	    "errors do not name what could not be deleted")
	set(mark "	duk_require_type_mask(thr, -1, DUK_TYPE_MASK_OBJECT | DUK_TYPE_MASK_LIGHTFUNC | DUK_TYPE_MASK_BUFFER);")
	duk_change("	duk_push_tval(thr, tv_y);\n${mark}"
	    "	duk_push_tval(thr, tv_y);\n	engine_refuse_in(thr);\n${mark}"
	    "errors do not name where 'in' looked")
	# A trap that is undefined or null is none, what has one lists its keys by it
	# (inside/listed.h), and a symbol can be deleted.
	duk_change("if (duk_get_prop_stridx_short(thr, -1, stridx_trap)"
	    "if (engine_trap(thr, stridx_trap)"
	    "handlers of a Proxy have no empty traps")
	string(REPLACE "duk_push_tval(thr, tv_key); /* P */"
	    "duk_push_tval(thr, tv_key); engine_trap_key(thr); /* P */"
	    duk_text "${duk_text}")
	string(REPLACE "duk_dup_m4(thr); /* P */"
	    "duk_dup_m4(thr); engine_trap_key(thr); /* P */"
	    duk_text "${duk_text}")
	string(REPLACE "rc = duk_get_prop_stridx_short(thr, -1, (*call_flags"
	    "rc = engine_trap(thr, (*call_flags" duk_text "${duk_text}")
	# ... and is asked among the prototypes of others (inside/chain.h).
	set(mark "		if (!duk__get_own_propdesc_raw(thr, curr, key, arr_idx, &desc, ")
	duk_change("${mark}DUK_GETDESC_FLAG_PUSH_VALUE)) {\n			goto next_in_chain;"
	    "		if (DUK_UNLIKELY(DUK_HOBJECT_IS_PROXY(curr) && engine_chain_asks(curr, key))) {engine_chain_get(thr, curr, tv_obj); return 1;}\n${mark}DUK_GETDESC_FLAG_PUSH_VALUE)) {\n			goto next_in_chain;"
	    "a Proxy is no prototype")
	duk_change("${mark}0 /*flags*/)) { /* don't push value */\n			goto next_in_chain;"
	    "		if (DUK_UNLIKELY(DUK_HOBJECT_IS_PROXY(curr) && engine_chain_asks(curr, key))) {duk_tval engine_key; DUK_TVAL_SET_STRING(&engine_key, key); if (!engine_chain_set(thr, curr, &engine_key, tv_val, tv_obj)) {goto fail_not_writable;} goto success_no_arguments_exotic;}\n${mark}0 /*flags*/)) { /* don't push value */\n			goto next_in_chain;"
	    "a Proxy is no prototype")
	duk_change("rc = duk__get_propdesc(thr, obj, key, &desc, 0 /*flags*/); /* don't push value */"
	    "rc = engine_chain_has(thr, obj, key);" "a Proxy is no prototype")
	set(mark "DUK_TVAL_SET_OBJECT(tv_obj, ")
	duk_change("			curr = h_target; /* resume lookup from target */\n			${mark}curr);"
	    "			curr = h_target;" "getters do not see the Proxy")
	duk_change("			orig = h_target; /* resume write to target */\n			${mark}orig);"
	    "			if (engine_chain_seen(thr, orig, h_target, tv_key)) {if (!engine_chain_set(thr, h_target, tv_key, tv_val, tv_obj)) {goto fail_proxy_rejected;} return 1;}\n			orig = h_target;\n			${mark}orig);"
	    "setters do not see the Proxy")
	set(mark "		val = duk_hobject_resolve_proxy_target(val);\n#endif\n\n		if (skip_first")
	duk_change("${mark}" "#endif\n\n		if (skip_first"
	    "instanceof asks no getPrototypeOf")
	set(mark "		DUK_ASSERT(val != NULL);\n		val = DUK_HOBJECT_GET_PROTOTYPE(thr->heap, val);\n	} while (--sanity > 0);")
	duk_change("${mark}" "		val = (duk_hobject *) engine_chain_proto(thr, val);\n	} while (--sanity > 0);"
	    "instanceof asks no getPrototypeOf")
	set(mark "DUK_DDD(DUK_DDDPRINT(\"proxy enumeration\"));")
	duk_change("${mark}"
	    "${mark}\n	if (engine_proxy_list(thr, enum_target, enum_flags)) {goto engine_listed;}"
	    "JSON leaves out what only a Proxy has")
	set(mark "	/* Copy cleaned up trap result keys into the enumerator object. */")
	string(REPLACE "${mark}" "engine_listed:\n${mark}" duk_text "${duk_text}")
	set(mark "	(void) duk_require_hobject(thr, 0);\n	(void) duk_to_string(thr, 1);\n\n	/* [ target key ] */\n\n	DUK_ASSERT(thr != NULL);\n	tv_obj = DUK_GET_TVAL_POSIDX(thr, 0);\n	tv_key = DUK_GET_TVAL_POSIDX(thr, 1);\n	ret = duk_hobject_delprop")
	string(REPLACE "duk_to_string" "duk_to_property_key_hstring" becomes "${mark}")
	duk_change("${mark}" "${becomes}" "Reflect deletes no symbols")
	set(mark "DUK_HOBJECT_CLASS_REGEXP) {\n		DUK_ERROR_TYPE_INVALID_ARGS(thr);")
	duk_change("${mark}" "DUK_HOBJECT_CLASS_REGEXP) {\n		engine_refuse_regexp(thr);"
	    "includes() and its like refuse a regular expression wordlessly")
	set(mark "DUK_ERROR_FMT1(js_ctx->thr, DUK_ERR_SYNTAX_ERROR, DUK_STR_FMT_INVALID_JSON,")
	duk_change("${mark}"
	    "engine_refuse_json(js_ctx->thr, js_ctx->p_start, js_ctx->p_end);\n	${mark}"
	    "what is no JSON is refused with an offset only")
	# A BigInt is a symbol to Duktape: it has a text, but is no number.
	set(mark "DUK_ERROR_TYPE(thr, DUK_STR_CANNOT_STRING_COERCE_SYMBOL);")
	duk_change("${mark}" "if (engine_big_text(thr, h)) {break;}\n			${mark}"
	    "functions take no BigInt for a string")
	set(mark "DUK_ERROR_TYPE(thr, DUK_STR_CANNOT_NUMBER_COERCE_SYMBOL);")
	duk_change("${mark}" "engine_refuse_number(thr, h);\n			${mark}"
	    "errors speak of a Symbol where a BigInt is no number")
	# Lines say which text they are of (engine_int.h).
	set(duk_lines 1)
	string(FIND "${duk_text}" "lex_pt->line = 1;" duk_at)
	if(duk_at EQUAL -1)
		message(STATUS "another Duktape than 2.7: errors have no columns")
		set(duk_lines 0)
	endif()
	string(REPLACE "lex_pt->line = 1;" "lex_pt->line = engine_first_line;"
	    duk_text "${duk_text}")
	file(WRITE ${duk_dir}/duktape.c.new "${duk_text}")
	configure_file(${duk_dir}/duktape.c.new ${duk_dir}/duktape.c COPYONLY)
	unset(duk_text)
	file(READ ${CORDON_DUKTAPE_SOURCE}/duk_config.h duk_config)
	set(mark "/* __OVERRIDE_DEFINES__ */")
	string(FIND "${duk_config}" "${mark}" duk_at)
	if(duk_at EQUAL -1)
		message(FATAL_ERROR "duk_config.h has no place for overrides")
	endif()
	string(REPLACE "${mark}" "#include \"worker/duk_options.h\""
	    duk_config "${duk_config}")
	file(CONFIGURE OUTPUT ${duk_dir}/duk_config.h CONTENT "${duk_config}"
	    @ONLY)
	# inside/own.c is Duktape's source and what only it can see.
	set(duk_c ${duk_dir}/duktape.c)
	if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/inside/own.c)
		set(duk_c inside/own.c)
	endif()
	add_library(cordon_duktape STATIC ${duk_c})
	target_include_directories(cordon_duktape SYSTEM PUBLIC ${duk_dir})
	target_include_directories(cordon_duktape PRIVATE ${CMAKE_SOURCE_DIR})
	# Not our code: none of our warnings, and speed even in a debug build
	# (frames of -O0 would also eat the stack that recursion may use).
	target_compile_options(cordon_duktape PRIVATE ${CORDON_ENGINE_OPTIMIZE} -w
	    -fno-strict-aliasing -fstack-protector-strong -ffunction-sections
	    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
	# fuzz_engine_json reaches into it: the fuzzer is to see where it gets.
	if(CORDON_FUZZ)
		target_compile_options(cordon_duktape PRIVATE
		    -fsanitize=fuzzer-no-link,address)
	endif()
	target_compile_definitions(cordon_duktape PUBLIC CORDON_OWN_DUKTAPE=1
	    CORDON_OWN_LINES=${duk_lines})
	target_link_libraries(cordon_duktape PUBLIC m)
elseif(NOT CORDON_SYSTEM_DUKTAPE)
	message(FATAL_ERROR "No source of Duktape.  Debian: install "
	    "duktape-dev.  Elsewhere (Fedora's duktape-devel has headers only) "
	    "unpack a release of 2.7 and give its src folder, as "
	    "CORDON_DUKTAPE_SOURCE=DIR in the environment or "
	    "-DCORDON_DUKTAPE_SOURCE=DIR")
else()
	message(WARNING "With the system's Duktape no worker can be locked down")
	find_path(DUKTAPE_INCLUDE duktape.h REQUIRED)
	find_library(DUKTAPE_LIBRARY duktape REQUIRED)
	add_library(cordon_duktape INTERFACE)
	target_include_directories(cordon_duktape SYSTEM INTERFACE
	    ${DUKTAPE_INCLUDE})
	target_link_libraries(cordon_duktape INTERFACE ${DUKTAPE_LIBRARY} m)
	target_compile_definitions(cordon_duktape INTERFACE
	    CORDON_SHARED_DUKTAPE=1)
endif()

# The prelude travels in the program: one array, files in the order of names.
file(GLOB prelude CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/prelude/*.js)
list(SORT prelude)
set(prelude_c ${CMAKE_CURRENT_BINARY_DIR}/prelude.c)
string(REPLACE ";" "|" prelude_list "${prelude}")
add_custom_command(OUTPUT ${prelude_c}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${prelude_list}" -DOUT=${prelude_c}
	-P ${CMAKE_CURRENT_SOURCE_DIR}/embed.cmake
    DEPENDS ${prelude} ${CMAKE_CURRENT_SOURCE_DIR}/embed.cmake
    VERBATIM)

file(GLOB engine CONFIGURE_DEPENDS engine*.c bindings*.c region*.c hot.c nursery.c zones*.c chacha.c
    shorten.c runtime/*.c url/*.c)
if(NOT CORDON_DUKTAPE_SOURCE AND
    EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/inside/shared.c)
	list(APPEND engine inside/shared.c)
endif()
include(unicode/unicode.cmake)
file(GLOB regexp CONFIGURE_DEPENDS regexp/*.c)
cordon_library(cordon_regexp SRC ${regexp} PUBLIC cordon_unicode)
# The matcher's inner loops, also where the rest is built for debugging.
target_compile_options(cordon_regexp PRIVATE ${CORDON_ENGINE_OPTIMIZE})
cordon_library(cordon_engine SRC ${engine} ${prelude_c}
    PUBLIC cordon_base cordon_duktape cordon_regexp cordon_unicode)
# inside/ asks what nobody else in the library does.
if(CORDON_DUKTAPE_SOURCE)
	target_link_libraries(cordon_duktape INTERFACE
	    $<LINK_ONLY:cordon_engine>)
endif()
if(TARGET cordon_lower)
	target_link_libraries(cordon_engine PUBLIC cordon_lower)
	target_compile_definitions(cordon_engine PRIVATE CORDON_LOWER=1)
endif()
