// Reading whole files: the only place where gongwen opens a file for reading as text or bytes.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/source_lookup.h"
#include "resources/file_descriptor.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

// MemoryFile: a file without a place on any disk, for libraries that write to names only.
//   MemoryFile file("workbook");
//   if (file.open(sink) && library_writes(file.path())) bytes = file.read(sink);

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

// SourceStore: owns every text that was read in one run, gives each a SourceId, and answers the printers. Ids count up
// in the order of reading. Shared by threads once a kind is compiled: adding is locked, texts never move.

/// Where the text of a cell starts in a source that was made of a workbook.
struct CellAt {
  std::uint32_t begin = 0;
  std::string cell;  // `单位!B7`
};

class SourceStore final : public diagnostics::SourceLookup {
 public:
  SourceStore() = default;
  /// A store of one render on top of a kind's: the ids of `below`, as far as it goes now, stay valid in this one.
  explicit SourceStore(std::shared_ptr<const SourceStore> below)
      : below_(std::move(below)), first_(below_->next_id()) {}

  /// `name` is what messages call it. Texts above 4 GiB are not accepted by the readers, so 32-bit offsets are enough.
  diagnostics::SourceId add(std::string name, std::string text, diagnostics::LineColumn start = {});
  /// A text that was made of the cells of a workbook, by ascending places: what is reported in it is reported of them.
  diagnostics::SourceId add_cells(std::string name, std::string text, std::vector<CellAt> cells,
                                  diagnostics::LineColumn start = {});
  /// Number for a source that is read later: in stores on top of this one the numbers above are taken.
  diagnostics::SourceId reserve() { return add({}, {}); }
  /// What a reserved number is of. Nobody asks for it before.
  void fill(diagnostics::SourceId reserved, std::string name, std::string text);
  /// A name alone, for a document whose text is not kept.
  diagnostics::SourceId add_name(std::string name) { return add(std::move(name), {}); }

  std::string_view source_name(diagnostics::SourceId source) const override;
  std::string_view source_text(diagnostics::SourceId source) const override;
  diagnostics::LineColumn source_start(diagnostics::SourceId source) const override;
  std::string_view source_cell(diagnostics::SourceId source, std::size_t offset) const override;

 private:
  struct Source {
    std::string name;
    std::string text;
    diagnostics::LineColumn start;  // in its file
    std::vector<CellAt> cells;      // of a workbook
  };
  const Source* find(diagnostics::SourceId source) const;
  std::size_t next_id() const;

  std::shared_ptr<const SourceStore> below_;
  std::size_t first_ = 0;  // the id of the first source of this store
  mutable std::mutex mutex_;
  std::deque<Source> sources_;  // a deque never moves its elements
};

struct ReadLimits {
  std::size_t max_bytes = std::size_t{1} << 30;  // 1 GiB
};

/// The bytes of a file, or of standard input when `path` is `-`.
/// Reports: resources/not-found, resources/is-folder, resources/unreadable, resources/too-large.
base::Expected<std::string> read_bytes(const std::string& path, const ReadLimits& limits,
                                       diagnostics::DiagnosticSink& sink);

/// Reads a UTF-8 text into the store; a byte order mark at its start is dropped. Messages call it `shown`, otherwise by
/// its path, and standard input `<stdin>`.
/// Reports: those of read_bytes, and resources/not-utf8.
base::Expected<diagnostics::SourceId> read_text(const std::string& path, const ReadLimits& limits, SourceStore& store,
                                                diagnostics::DiagnosticSink& sink, std::string shown = {});

/// The same for a text that is in memory already; `start` is where it starts in the file of that name.
base::Expected<diagnostics::SourceId> add_text(const std::string& name, std::string text, SourceStore& store,
                                               diagnostics::DiagnosticSink& sink, diagnostics::LineColumn start = {});

}  // namespace gongwen::resources
