# Where each third-party library is found. cmake/third_party.txt says which one module may include it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(FMT REQUIRED fmt)
pkg_check_modules(CAIRO REQUIRED cairo)
pkg_check_modules(HARFBUZZ REQUIRED harfbuzz)
pkg_check_modules(XLSXWRITER REQUIRED xlsxwriter)

# Static where Debian has the archive: each shared library costs start-up time.
find_library(DEFLATE_ARCHIVE NAMES libdeflate.a REQUIRED)
find_library(PCRE2_ARCHIVE NAMES libpcre2-8.a REQUIRED)
find_library(YAML_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
find_library(JPEG_ARCHIVE NAMES libjpeg.a REQUIRED)
find_library(PNG_ARCHIVE NAMES libpng16.a REQUIRED)
find_library(EXPAT_ARCHIVE NAMES libexpat.a REQUIRED)
find_library(MINIZIP_ARCHIVE NAMES libminizip.a REQUIRED)
find_library(ZLIB_ARCHIVE NAMES libz.a REQUIRED)
find_library(MIMALLOC_LIBRARY NAMES mimalloc REQUIRED)
find_library(SQLITE_ARCHIVE NAMES libsqlite3.a REQUIRED)
# Only the header: the library itself is loaded when a server is asked.
pkg_check_modules(POSTGRES REQUIRED libpq)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)

# find_interface_name(library variable): the name under which a program finds a shared library when it runs, `libx.so.4`.
# For libraries that are loaded when they are needed first, because they would cost start-up time, too
# (src/base/loaded_library.h).
function(find_interface_name library variable)
  find_library(${variable}_FILE NAMES ${library} REQUIRED)
  execute_process(COMMAND ${CMAKE_READELF} -d ${${variable}_FILE} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dynamic MATCHES "\\(SONAME\\)[^[]*\\[([^]]+)\\]")
    message(FATAL_ERROR "${${variable}_FILE} has no interface name")
  endif()
  set(${variable} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()
