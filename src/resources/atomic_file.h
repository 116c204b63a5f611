// AtomicFile: an output that appears whole or not at all. The bytes go into a temporary file beside the target, which
// takes the target's place only when everything has been written; until then an old file stays as it was.
//   AtomicFile file("out/2024-02.pdf");
//   if (file.open(sink) && file.write(bytes, sink)) file.commit(sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::resources {

/// What becomes of a file that has the name already.
enum class Existing : std::uint8_t { Replace, Keep };

class AtomicFile {
 public:
  explicit AtomicFile(std::string path, Existing existing = Existing::Replace)
      : path_(std::move(path)), existing_(existing) {}
  AtomicFile(AtomicFile&&) noexcept = default;
  AtomicFile& operator=(AtomicFile&&) = delete;
  /// Removes the temporary file of an output that was not committed.
  ~AtomicFile();

  /// All three report resources/no-folder, resources/is-folder, resources/exists or resources/unwritable, and answer
  /// whether all is well.
  bool open(diagnostics::DiagnosticSink& sink);
  bool write(std::string_view bytes, diagnostics::DiagnosticSink& sink);
  bool commit(diagnostics::DiagnosticSink& sink);

  /// For libraries that write files by name: the temporary path. Valid after `open`.
  const std::string& temporary_path() const { return temporary_; }

 private:
  bool fail(int error, diagnostics::DiagnosticSink& sink);
  bool refuse_existing(diagnostics::DiagnosticSink& sink) const;

  std::string path_;
  Existing existing_;
  std::string target_;     // the path with symbolic links followed, so that a link stays a link
  std::string temporary_;  // empty when there is none
  FileDescriptor file_;
};

/// Opens, writes and commits.
bool write_file(const std::string& path, std::string_view bytes, diagnostics::DiagnosticSink& sink,
                Existing existing = Existing::Replace);

}  // namespace gongwen::resources
