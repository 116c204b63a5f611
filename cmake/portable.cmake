# The programs of the self-contained archive (scripts/make_archive): the same objects as the programs of the build,
# linked so that they find a C library and all others in lib/gongwen, wherever the archive is unpacked. Target
# `portable`, which is not built by default. Included after the modules.
#
# The programs start at packaging/archive/start_loader.cpp. That needs lld: GNU ld leaves out the program header of the
# headers' own place in a program that names no loader.
if(GONGWEN_SANITIZE OR GONGWEN_SANITIZE_THREADS OR GONGWEN_FUZZ)
  return()
endif()
find_program(GONGWEN_LLD ld.lld)
mark_as_advanced(GONGWEN_LLD)
if(NOT GONGWEN_LLD)
  return()
endif()
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
  set(GONGWEN_LOADER_NAME ld-linux-aarch64.so.1)
else()
  set(GONGWEN_LOADER_NAME ld-linux-x86-64.so.2)
endif()
set(GONGWEN_PORTABLE_FOLDER ${CMAKE_BINARY_DIR}/portable)
add_custom_target(portable)

# portable_program(target up): `up` leads from the folder of the installed program to the prefix.
function(portable_program target up)
  add_executable(${target}_portable EXCLUDE_FROM_ALL
    $<TARGET_OBJECTS:${target}> ${PROJECT_SOURCE_DIR}/packaging/archive/start_loader.cpp)
  get_target_property(is_shared ${target} GONGWEN_SHARED_THIRD_PARTY)
  set_target_properties(${target}_portable PROPERTIES OUTPUT_NAME ${target}
    RUNTIME_OUTPUT_DIRECTORY ${GONGWEN_PORTABLE_FOLDER} DISABLE_PRECOMPILE_HEADERS ON UNITY_BUILD OFF
    GONGWEN_SHARED_THIRD_PARTY ${is_shared}
    BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/${up}/lib/gongwen;$ORIGIN/${up}/lib/gongwen/system")
  target_compile_definitions(${target}_portable PRIVATE
    GONGWEN_LOADER="${up}/lib/gongwen/system/${GONGWEN_LOADER_NAME}" GONGWEN_LOADER_NAME="${GONGWEN_LOADER_NAME}")
  target_compile_options(${target}_portable PRIVATE
    -O2 -ffreestanding -fno-stack-protector -fno-exceptions -fno-tree-loop-distribute-patterns)
  get_target_property(libraries ${target} LINK_LIBRARIES)
  target_link_libraries(${target}_portable PRIVATE ${libraries} gongwen_options)
  # DT_RPATH and not DT_RUNPATH, which would not hold for libraries of libraries.
  target_link_options(${target}_portable PRIVATE -fuse-ld=lld -static-libstdc++ -static-libgcc
    LINKER:--gc-sections LINKER:--no-dynamic-linker LINKER:-e,gongwen_start_loader LINKER:--disable-new-dtags)
  add_dependencies(${target}_portable ${target})
  add_dependencies(portable ${target}_portable)
endfunction()

portable_program(gongwen ..)
foreach(program gongwen-reader gongwen-scans gongwen-show gongwen-verify)
  portable_program(${program} ../..)
endforeach()

# Other programs that use the library have a C library already, so only the others are taken from the archive.
get_target_property(libraries gongwen_shared LINK_LIBRARIES)
get_target_property(options gongwen_shared LINK_OPTIONS)
add_library(gongwen_shared_portable SHARED EXCLUDE_FROM_ALL
  $<TARGET_OBJECTS:gongwen_engine> $<TARGET_OBJECTS:gongwen_store> $<TARGET_OBJECTS:gongwen_capi>)
set_target_properties(gongwen_shared_portable PROPERTIES OUTPUT_NAME gongwen LINKER_LANGUAGE CXX
  VERSION ${GONGWEN_ABI_VERSION}.${PROJECT_VERSION_MINOR}.${PROJECT_VERSION_PATCH} SOVERSION ${GONGWEN_ABI_VERSION}
  LIBRARY_OUTPUT_DIRECTORY ${GONGWEN_PORTABLE_FOLDER} GONGWEN_SHARED_THIRD_PARTY ON
  BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/gongwen")
target_link_libraries(gongwen_shared_portable PRIVATE ${libraries})
target_link_options(gongwen_shared_portable PRIVATE ${options} LINKER:--disable-new-dtags)
add_dependencies(gongwen_shared_portable gongwen_shared)
add_dependencies(portable gongwen_shared_portable)

# Target `packaged`: the same objects linked with the shared libraries of the system, as the Debian packages have them
# (scripts/make_deb --built).
set(GONGWEN_PACKAGED_FOLDER ${CMAKE_BINARY_DIR}/packaged)
add_custom_target(packaged)
foreach(program gongwen gongwen-reader gongwen-scans gongwen-show gongwen-verify)
  add_executable(${program}_packaged EXCLUDE_FROM_ALL $<TARGET_OBJECTS:${program}>)
  set_target_properties(${program}_packaged PROPERTIES OUTPUT_NAME ${program} LINKER_LANGUAGE CXX
    RUNTIME_OUTPUT_DIRECTORY ${GONGWEN_PACKAGED_FOLDER} GONGWEN_SHARED_THIRD_PARTY ON)
  get_target_property(libraries ${program} LINK_LIBRARIES)
  target_link_libraries(${program}_packaged PRIVATE ${libraries})
  target_link_options(${program}_packaged PRIVATE -pie LINKER:-z,relro,-z,now LINKER:--as-needed)
  add_dependencies(${program}_packaged ${program})
  add_dependencies(packaged ${program}_packaged)
endforeach()
add_dependencies(packaged gongwen_shared)
