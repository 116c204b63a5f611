# Where each third-party library is found. cmake/third_party.txt says which one module may include it.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(FMT REQUIRED IMPORTED_TARGET fmt)
pkg_check_modules(HARFBUZZ REQUIRED IMPORTED_TARGET harfbuzz harfbuzz-subset)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)

# Static where Debian has the archive: each shared library costs start-up time.
find_library(DEFLATE_ARCHIVE NAMES libdeflate.a REQUIRED)
find_library(PCRE2_ARCHIVE NAMES libpcre2-8.a REQUIRED)
find_library(YAML_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
find_library(JPEG_ARCHIVE NAMES libjpeg.a REQUIRED)
find_library(EXPAT_ARCHIVE NAMES libexpat.a REQUIRED)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
