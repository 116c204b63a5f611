# Cross-compiles for arm64 on Debian, with what `scripts/setup --architecture arm64 build` installs:
#   cmake --preset release -DCMAKE_TOOLCHAIN_FILE=cmake/arm64_toolchain.cmake
# With qemu-user-static, programs of the build are started to write completions and the manual.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
find_program(GONGWEN_QEMU qemu-aarch64-static)
if(GONGWEN_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${GONGWEN_QEMU})
endif()
# The compiler looks for a linker of its own name.
find_program(GONGWEN_LINKER ld.lld)
if(GONGWEN_LINKER)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/linker)
  file(CREATE_LINK ${GONGWEN_LINKER} ${CMAKE_BINARY_DIR}/linker/ld.lld SYMBOLIC)
  foreach(kind EXE SHARED MODULE)
    set(CMAKE_${kind}_LINKER_FLAGS_INIT -B${CMAKE_BINARY_DIR}/linker)
  endforeach()
endif()
# Descriptions of libraries of the other architecture, and those that fit all.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")
