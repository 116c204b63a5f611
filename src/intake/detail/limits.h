// What the readers of returned forms accept at most, so that no file can exhaust the machine. One number, one place.
#pragma once

#include <cstddef>

namespace gongwen::intake {

struct IntakeLimits {
  std::size_t most_bytes = std::size_t{64} << 20;  // of a file; some programs write 33 MB for one page
  // PDF
  std::size_t most_objects = 200'000;
  std::size_t most_fields = 20'000;
  std::size_t most_field_depth = 32;
  std::size_t most_stream_bytes = std::size_t{64} << 20;  // unpacked, all together
  std::size_t most_stream_ratio = 1'000;
  std::size_t most_string_bytes = std::size_t{1} << 20;
  std::size_t most_text = 100'000;  // characters of a value
  // XLSX
  std::size_t most_entries = 4'096;
  std::size_t most_unpacked_bytes = std::size_t{256} << 20;
  std::size_t most_zip_ratio = 200;
  std::size_t most_depth = 64;
  std::size_t most_cells = 200'000;
  std::size_t most_shared_bytes = std::size_t{16} << 20;
  std::size_t most_names = 10'000;
};

}  // namespace gongwen::intake
