# SPDX-License-Identifier: Apache-2.0
# cordon-worker.  Static where the libraries are there to make it so: then
# nothing is loaded at its start, and nothing of a loader stays mapped.
# Sanitizers need to be dynamic, and bring their own malloc.
cordon_library(cordon_link SRC link.c link_in.c link_job.c link_out.c scan.c
    PUBLIC cordon_base)
# What the process is to the kernel.
cordon_library(cordon_image SRC image.c rseq.c slice.c PUBLIC cordon_base)
# Parts on bounds of huge pages: see image.h.  The file has holes.
set(CORDON_HUGE_PARTS -Wl,-z,max-page-size=2097152)
add_executable(cordon-worker main.c template.c template_loop.c fresh.c pretouch.c
    replica.c replica_load.c replica_try.c doctor.c)
target_link_libraries(cordon-worker PRIVATE cordon_image cordon_link cordon_engine
    cordon_base)
if(TARGET cordon_lower)
	target_link_libraries(cordon-worker PRIVATE cordon_lower)
	target_compile_definitions(cordon-worker PRIVATE CORDON_LOWER=1)
endif()
if(NOT CORDON_SANITIZE AND NOT CORDON_COVERAGE)
	target_sources(cordon-worker PRIVATE memory.c)
	# All that an engine points at outside of its heap is in the program.
	if(CORDON_DUKTAPE_SOURCE)
		set(CORDON_REPLICA CORDON_REPLICA=1 PARENT_SCOPE)
		target_compile_definitions(cordon-worker PRIVATE CORDON_REPLICA=1)
	endif()
	# The compiler must not take a malloc() here for the one it knows.
	set_source_files_properties(memory.c PROPERTIES COMPILE_OPTIONS
	    -fno-builtin)
	find_library(SECCOMP_STATIC libseccomp.a)
	find_library(CAP_STATIC libcap.a)
	find_library(C_STATIC libc.a)
	# The system's Duktape is a shared library.
	if(SECCOMP_STATIC AND CAP_STATIC AND C_STATIC AND
	    CORDON_DUKTAPE_SOURCE)
		set(CORDON_STATIC_WORKER ON)
	endif()
	if(CORDON_STATIC_WORKER)
		# CMake's own -pie, or -no-pie, would undo -static-pie.
		set_property(TARGET cordon-worker PROPERTY
		    POSITION_INDEPENDENT_CODE)
		target_sources(cordon-worker PRIVATE early.c)
		target_compile_options(cordon-worker PRIVATE -fPIE)
		target_link_options(cordon-worker PRIVATE -static-pie
		    -Wl,-z,max-page-size=2097152)
	endif()
endif()
# What short programs run lies side by side: a worker finds neither pages nor
# lines of it in the processor's caches, so the fewer the better.  Any list is
# right; a name that is none is nothing.  tests/bench/together prints it.
if(NOT CORDON_SANITIZE AND NOT CORDON_COVERAGE)
	file(STRINGS together.list together)
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
	    together.list)
	list(TRANSFORM together REPLACE "(.+)" "*(.text.\\1 .text.\\1.*)")
	list(JOIN together "\n" together)
	set(script ${CMAKE_CURRENT_BINARY_DIR}/together.ld)
	file(CONFIGURE OUTPUT ${script} CONTENT
	    "SECTIONS { .text.together : {\n${together}\n} } INSERT BEFORE .text;\n"
	    @ONLY)
	check_linker_flag(C "-Wl,-T,${script}" CORDON_TOGETHER)
	if(CORDON_TOGETHER)
		target_link_options(cordon-worker PRIVATE "-Wl,-T,${script}")
		set_property(TARGET cordon-worker APPEND PROPERTY LINK_DEPENDS
		    ${script})
	endif()
endif()
if(CORDON_STATIC_WORKER)
	# The library, but for its shared libraries.
	target_sources(cordon-worker PRIVATE ${lockdown})
	target_link_libraries(cordon-worker PRIVATE ${SECCOMP_STATIC}
	    ${CAP_STATIC})
else()
	target_link_libraries(cordon-worker PRIVATE cordon_lockdown)
endif()
install(TARGETS cordon-worker DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/cordon)
