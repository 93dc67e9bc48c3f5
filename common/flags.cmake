# SPDX-License-Identifier: Apache-2.0
# Every compiler and linker flag, in one interface target.  Each is probed, so
# an older compiler drops it quietly and still builds.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)
add_library(cordon_flags INTERFACE)

function(cordon_flag flag)
	string(MAKE_C_IDENTIFIER "HAVE${flag}" var)
	# Without it gcc ignores, aloud, what is about formats: not a "yes".
	set(CMAKE_REQUIRED_FLAGS -Wformat)
	check_c_compiler_flag("${flag}" ${var})
	if(${var})
		target_compile_options(cordon_flags INTERFACE ${flag})
	endif()
endfunction()

function(cordon_link_flag flag)
	string(MAKE_C_IDENTIFIER "HAVELD${flag}" var)
	check_linker_flag(C "${flag}" ${var})
	if(${var})
		target_link_options(cordon_flags INTERFACE ${flag})
	endif()
endfunction()

foreach(w -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    -Wformat=2 -Wformat-signedness -Wundef -Wvla -Walloca -Wwrite-strings
    -Wcast-qual -Wcast-align -Wpointer-arith -Wstrict-prototypes
    -Wmissing-prototypes -Wold-style-definition -Wswitch-enum
    -Wimplicit-fallthrough -Wnull-dereference -Wdouble-promotion -Wdate-time
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op -Wrestrict
    -Wtrampolines -Wbidi-chars=any
    -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types
    -Werror=int-conversion -Werror=return-type)
	cordon_flag(${w})
endforeach()
# Clang's reading of these two is noise on correct code (libev's macros).
if(CMAKE_C_COMPILER_ID MATCHES "Clang")
	cordon_flag(-Wno-gnu-zero-variadic-macro-arguments)
	# gcc does not count { NULL }, nor macros of system headers.
	cordon_flag(-Wno-missing-field-initializers)
endif()
if(CORDON_WERROR)
	target_compile_options(cordon_flags INTERFACE -Werror)
endif()

foreach(f -fstack-protector-strong -fstack-clash-protection
    -fstrict-flex-arrays=3 -ftrivial-auto-var-init=zero
    -fzero-init-padding-bits=all -fno-delete-null-pointer-checks
    -fno-strict-overflow -fno-strict-aliasing)
	cordon_flag(${f})
endforeach()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|i.86")
	cordon_flag(-fcf-protection=full)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
	cordon_flag(-mbranch-protection=standard)
endif()
# So that the worker's linker can put functions side by side.
cordon_flag(-ffunction-sections)
cordon_flag(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
foreach(l -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen
    -Wl,--as-needed)
	cordon_link_flag(${l})
endforeach()

if(CORDON_SANITIZE)
	set(san -fsanitize=address,undefined -fno-sanitize-recover=undefined
	    -fno-omit-frame-pointer)
	target_compile_options(cordon_flags INTERFACE ${san})
	target_link_options(cordon_flags INTERFACE ${san})
	target_compile_definitions(cordon_flags INTERFACE CORDON_SANITIZED=1)
elseif(CORDON_COVERAGE)
	target_compile_options(cordon_flags INTERFACE --coverage)
	target_link_options(cordon_flags INTERFACE --coverage)
	target_compile_definitions(cordon_flags INTERFACE CORDON_SANITIZED=1)
else()
	target_compile_options(cordon_flags INTERFACE -U_FORTIFY_SOURCE)
	if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
		target_compile_options(cordon_flags INTERFACE -D_FORTIFY_SOURCE=3)
	endif()
endif()
if(CORDON_FUZZ)
	target_compile_options(cordon_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_compile_definitions(cordon_flags INTERFACE _GNU_SOURCE
    CORDON_VERSION="${PROJECT_VERSION}")
target_include_directories(cordon_flags INTERFACE ${CMAKE_SOURCE_DIR})

# A static library with the house flags.
function(cordon_library name)
	cmake_parse_arguments(A "" "" "SRC;PUBLIC;PRIVATE" ${ARGN})
	add_library(${name} STATIC ${A_SRC})
	target_link_libraries(${name} PUBLIC cordon_flags ${A_PUBLIC}
	    PRIVATE ${A_PRIVATE})
endfunction()
