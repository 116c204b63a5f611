// Journal: a file to which lines are added one by one and which survives being killed: a line is there whole or, if it
// is the last one, is cut off when the file is opened again.
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

/// A line of a journal, without its end.
struct JournalPlace {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
};

enum class JournalStart : bool { Empty, GoOn };

class Journal {
 public:
  /// Opens the file, or makes it. Reports: resources/unwritable, and resources/no-folder.
  static base::Expected<Journal> open(const std::string& path, JournalStart start, diagnostics::DiagnosticSink& sink);

  /// Calls `visit` for each line that is there, in order. Reports: resources/unreadable.
  bool read(const std::function<void(std::string_view line, JournalPlace place)>& visit,
            diagnostics::DiagnosticSink& sink) const;
  std::string line(JournalPlace place) const;

  /// Adds a line, which has no line end. A line that does not fit on the disk leaves the file as it was.
  /// Reports: resources/unwritable.
  base::Expected<JournalPlace> add(std::string_view line, diagnostics::DiagnosticSink& sink);

  /// Replaces the file by one that has these lines only, in this order. Reports: resources/unwritable.
  bool keep_only(const std::vector<JournalPlace>& lines, diagnostics::DiagnosticSink& sink);
  /// The bytes that are in it.
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
