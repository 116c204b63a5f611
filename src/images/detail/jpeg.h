// Error handling of libjpeg: it leaves the place of an error by longjmp, so no object between the jump and its target
// may have a destructor.
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

/// Leaves the library at an error.
inline void escape_from_jpeg(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->escape, 1);  // NOLINT(cert-err52-cpp)
}

/// For reading and writing, since both structures start with the same fields. Nothing is printed; warnings are counted.
template <typename Info>
void listen_to_errors(Info& info, JpegErrors& errors) {
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = escape_from_jpeg;
  errors.manager.output_message = [](j_common_ptr) {
  };
}

/// For reading; call it once the structure is created. Each scan covers the whole picture, so a small file with
/// thousands of scans would keep a worker busy for minutes.
inline void limit_scans(jpeg_decompress_struct& info, JpegErrors& errors) {
  errors.progress = {};
  errors.progress.progress_monitor = [](j_common_ptr reader) {
    constexpr int kMaxScans = 100;
    if (reinterpret_cast<j_decompress_ptr>(reader)->input_scan_number > kMaxScans) escape_from_jpeg(reader);
  };
  info.progress = &errors.progress;
}

}  // namespace gongwen::images
