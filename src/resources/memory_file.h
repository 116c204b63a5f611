// MemoryFile: a file without a place on any disk, for libraries that write to names only.
//   MemoryFile file("workbook");
//   if (file.open(sink) && library_writes(file.path())) bytes = file.read(sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <string>

namespace gongwen::resources {

class MemoryFile {
 public:
  /// `name` is what the system calls the file, for people who look at processes.
  explicit MemoryFile(std::string name) : name_(std::move(name)) {}

  /// Reports: resources/unwritable.
  bool open(diagnostics::DiagnosticSink& sink);
  /// Under this name the file can be opened and written. Valid after `open`, as long as the object.
  std::string path() const;
  /// All that was written. Reports: resources/unreadable, and gives nothing.
  std::string read(diagnostics::DiagnosticSink& sink) const;

 private:
  std::string name_;
  FileDescriptor file_;
};

}  // namespace gongwen::resources
