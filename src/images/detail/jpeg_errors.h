// Errors of libjpeg, which leaves the place of an error by longjmp: what is between the jump and its target must have
// no destructor.
//   JpegErrors errors;
//   listen_to_errors(info, errors);
//   if (setjmp(errors.escape) != 0) return false;
#pragma once

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

namespace gongwen::images {

struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
};

/// The library's way out.
inline void escape_from_jpeg(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->escape, 1);  // NOLINT(cert-err52-cpp)
}

/// For both directions: what reads and what writes begin with the same fields. Nothing is printed; warnings are
/// counted.
template <typename Info>
void listen_to_errors(Info& info, JpegErrors& errors) {
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = escape_from_jpeg;
  errors.manager.output_message = [](j_common_ptr) {
  };
}

}  // namespace gongwen::images
