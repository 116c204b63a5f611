// Journal: a file to which lines are appended one by one, and which survives a killed program: if the last line is
// incomplete, it is cut off when the file is opened again.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::resources {

/// The place of a line in a journal, without its line end.
struct JournalPlace {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

enum class JournalStart : bool { Empty, GoOn };

class Journal {
 public:
  /// Opens the file, or creates it. Reports: resources/unwritable, resources/no-folder.
  static base::Expected<Journal> open(const std::string& path, JournalStart start, diagnostics::DiagnosticSink& sink);

  /// Calls `visit` for each line of the file, in order. Reports: resources/unreadable.
  bool read(const std::function<void(std::string_view line, JournalPlace place)>& visit,
            diagnostics::DiagnosticSink& sink) const;
  std::string line(JournalPlace place) const;

  /// Appends a line, which must contain no line end. If the disk is full, the file stays as it was.
  /// Reports: resources/unwritable.
  base::Expected<JournalPlace> add(std::string_view line, diagnostics::DiagnosticSink& sink);

  /// Replaces the file by one with only these lines, in this order. Reports: resources/unwritable.
  bool keep_only(const std::vector<JournalPlace>& lines, diagnostics::DiagnosticSink& sink);
  /// The size of the file in bytes.
  std::uint64_t size() const { return size_; }

 private:
  Journal(std::string path, FileDescriptor file, std::uint64_t size)
      : path_(std::move(path)), file_(std::move(file)), size_(size) {}
  base::Reported fail(std::error_code error, diagnostics::DiagnosticSink& sink) const;

  std::string path_;
  FileDescriptor file_;
  std::uint64_t size_;
};

}  // namespace gongwen::resources
