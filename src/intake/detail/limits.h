// Limits of the readers of returned forms, so that no file can exhaust the machine. Each limit is defined only here.
#pragma once

#include "package/zip_archive.h"

#include <cstddef>
#include <cstdint>

namespace gongwen::intake {

struct IntakeLimits {
  std::size_t max_bytes = std::size_t{64} << 20;  // per file; some programs write 33 MB for one page
  // PDF
  std::size_t max_objects = 200'000;
  std::size_t max_fields = 20'000;
  std::size_t max_field_depth = 32;
  std::size_t max_stream_bytes = std::size_t{64} << 20;  // unpacked, in total
  std::size_t max_stream_ratio = 1'000;
  std::size_t max_string_bytes = std::size_t{1} << 20;
  std::size_t max_text = 100'000;  // characters per value
  // XLSX
  std::size_t max_entries = 4'096;
  std::size_t max_unpacked_bytes = std::size_t{256} << 20;
  std::size_t max_zip_ratio = 200;
  std::size_t max_depth = 64;
  std::size_t max_cells = 200'000;
  std::size_t max_shared_bytes = std::size_t{16} << 20;
  std::size_t max_names = 10'000;
  std::size_t max_picture_bytes = std::size_t{64} << 20;  // of all pictures that are values, as addresses

  package::ZipLimits zip() const { return {max_entries, max_unpacked_bytes, max_zip_ratio}; }
};

// Limits of the process that reads a file, and the ways in which it can end.

struct ProcessLimits {
  unsigned cpu_seconds = 10;
  unsigned wall_seconds = 30;
  std::size_t memory_bytes = std::size_t{512} << 20;  // of address space, beyond what the process already uses
  std::size_t answer_bytes = std::size_t{256} << 20;
};

enum class ProcessEnd : std::uint8_t { Done, OutOfTime, OutOfMemory, Crashed, NotStarted };

}  // namespace gongwen::intake
