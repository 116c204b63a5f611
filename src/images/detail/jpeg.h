// Errors of libjpeg, which leaves the place of an error by longjmp: what is between the jump and its target must have
// no destructor.
//   JpegErrors errors;
//   listen_to_errors(info, errors);
//   if (setjmp(errors.escape) != 0) return false;
//   jpeg_create_decompress(&info);
//   limit_scans(info, errors);
#pragma once

#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>

namespace gongwen::images {

struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
  jpeg_progress_mgr progress;
};

/// The library's way out.
inline void escape_from_jpeg(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->escape, 1);  // NOLINT(cert-err52-cpp)
}

/// For both directions: the structures for reading and writing start with the same fields. Nothing is printed; warnings
/// are counted.
template <typename Info>
void listen_to_errors(Info& info, JpegErrors& errors) {
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = escape_from_jpeg;
  errors.manager.output_message = [](j_common_ptr) {
  };
}

/// For what reads, once it is created. Each scan goes through the whole picture: a small file of thousands would keep a
/// worker busy for minutes.
inline void limit_scans(jpeg_decompress_struct& info, JpegErrors& errors) {
  errors.progress = {};
  errors.progress.progress_monitor = [](j_common_ptr reader) {
    constexpr int kMaxScans = 100;
    if (reinterpret_cast<j_decompress_ptr>(reader)->input_scan_number > kMaxScans) escape_from_jpeg(reader);
  };
  info.progress = &errors.progress;
}

}  // namespace gongwen::images
