# Finds the third-party libraries. cmake/third_party.txt assigns each to the one module that may include it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(FMT REQUIRED fmt)
pkg_check_modules(CAIRO REQUIRED cairo)
pkg_check_modules(HARFBUZZ REQUIRED harfbuzz)
pkg_check_modules(FREETYPE REQUIRED freetype2)
pkg_check_modules(XLSXWRITER REQUIRED xlsxwriter)

option(GONGWEN_SHARED_THIRD_PARTY "link third-party libraries as shared ones, as packages of a distribution do" OFF)

# note_library(group name [file]): adds a row to the table of the group, LINKED or LOADED, which `gongwen --version -v`
# shows. The version is that of pkg-config; empty if it does not know the library.
function(note_library group name)
  set(version "")
  # For libxlsxwriter, pkg-config states the version of its interface.
  if(NOT name STREQUAL "xlsxwriter")
    set(other ${name})
    if(name STREQUAL "z")
      set(other zlib)
    elseif(name STREQUAL "icuuc")
      set(other icu-uc)
    elseif(name STREQUAL "tiff")
      set(other tiff-4)
    endif()
    foreach(package ${other} lib${other})
      execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion ${package}
        OUTPUT_VARIABLE found ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
      if(NOT version)
        set(version ${found})
      endif()
    endforeach()
  endif()
  set_property(GLOBAL APPEND_STRING PROPERTY GONGWEN_${group}_LIBRARIES "    {\"${name}\", \"${version}\", \"${ARGN}\"},\n")
endfunction()

# third_party(name library [needed…]): the target third_party_<name>, whose archive needs those of others. Programs are
# linked to the archive, since each shared library costs start-up time; targets with the property
# GONGWEN_SHARED_THIRD_PARTY to the shared library. Our own shared library must do that, since Debian compiles archives
# only for programs.
define_property(TARGET PROPERTY GONGWEN_SHARED_THIRD_PARTY INITIALIZE_FROM_VARIABLE GONGWEN_SHARED_THIRD_PARTY)
function(third_party name library)
  string(TOUPPER ${name} prefix)
  find_library(${prefix}_ARCHIVE NAMES lib${library}.a REQUIRED)
  find_library(${prefix}_SHARED NAMES lib${library}.so REQUIRED)
  note_library(LINKED ${library})
  # Linkers that read archives once need dependencies after the archives that use them.
  set(archives ${${prefix}_ARCHIVE})
  foreach(needed IN LISTS ARGN)
    string(TOUPPER ${needed} prefix_of_needed)
    list(APPEND archives ${${prefix_of_needed}_ARCHIVE})
  endforeach()
  add_library(third_party_${name} INTERFACE)
  target_link_libraries(third_party_${name} INTERFACE
    "$<IF:$<BOOL:$<TARGET_PROPERTY:GONGWEN_SHARED_THIRD_PARTY>>,${${prefix}_SHARED},${archives}>")
endfunction()

third_party(zlib z)
third_party(cmark cmark)
third_party(deflate deflate)
third_party(expat expat)
third_party(gif gif)
third_party(jpeg jpeg)
third_party(minizip minizip zlib)
third_party(pcre2 pcre2-8)
third_party(png png16 zlib)
third_party(sqlite sqlite3)
third_party(webp webp)
third_party(webpdemux webpdemux webp)
third_party(yaml yaml-cpp)
# Header-only libraries, or libraries that are linked below.
foreach(library CLI11 fmt nlohmann_json tomlplusplus xxhash)
  note_library(LINKED ${library})
endforeach()
find_library(MIMALLOC_LIBRARY NAMES mimalloc REQUIRED)
# Only the header: the library is loaded with the first connection to a server.
pkg_check_modules(POSTGRES REQUIRED libpq)
# Only the header: the library is loaded when a password is hashed.
pkg_check_modules(SODIUM REQUIRED libsodium)
# Only the header: the library is loaded for signing or verifying.
pkg_check_modules(CRYPTO REQUIRED libcrypto)
# Only the header pkcs11.h: the user names the module of a token.
pkg_check_modules(P11KIT REQUIRED p11-kit-1)
# Only the header: the library is loaded with the first code.
pkg_check_modules(QRENCODE REQUIRED libqrencode)
# Only the header: the library is loaded with the first TIFF.
pkg_check_modules(TIFF REQUIRED libtiff-4)
# Only the header: the library is loaded with the first JPEG 2000.
pkg_check_modules(OPENJPEG REQUIRED libopenjp2)

# find_interface_name(library variable): the name by which a program finds a shared library at run time, `libx.so.4`.
# For libraries that are loaded on first use, because they would slow down the start (src/base/loaded_library.h).
function(find_interface_name library variable)
  find_library(${variable}_FILE NAMES ${library} REQUIRED)
  execute_process(COMMAND ${CMAKE_READELF} -d ${${variable}_FILE} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dynamic MATCHES "\\(SONAME\\)[^[]*\\[([^]]+)\\]")
    message(FATAL_ERROR "${${variable}_FILE} has no interface name")
  endif()
  note_library(LOADED ${library} ${CMAKE_MATCH_1})
  # packaging/debian/rules finds the package of each library by this file.
  cmake_path(GET ${variable}_FILE PARENT_PATH folder)
  set_property(GLOBAL APPEND_STRING PROPERTY GONGWEN_LOADED_FILES "${library} ${folder}/${CMAKE_MATCH_1}\n")
  get_property(files GLOBAL PROPERTY GONGWEN_LOADED_FILES)
  file(WRITE ${CMAKE_BINARY_DIR}/loaded_libraries.txt "${files}")
  set(${variable} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()
