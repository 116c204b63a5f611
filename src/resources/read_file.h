// Reads whole files: the only place where gongwen opens files for reading as text or bytes.
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

// MemoryFile: a file in memory with a path, for libraries that can only write to paths.
//   MemoryFile file("workbook");
//   if (file.open(sink) && library_writes(file.path())) bytes = file.read(sink);

class MemoryFile {
 public:
  /// `name` is shown in lists of open files, for people who inspect processes.
  explicit MemoryFile(std::string name) : name_(std::move(name)) {}

  /// Reports: resources/unwritable.
  bool open(diagnostics::DiagnosticSink& sink);
  /// The path under which the file can be opened and written. Valid after `open` while the object lives.
  std::string path() const;
  /// Appends bytes. Reports: resources/unwritable.
  bool write(std::string_view bytes, diagnostics::DiagnosticSink& sink) const;
  /// The bytes that were written. On failure returns an empty text and reports resources/unreadable.
  std::string read(diagnostics::DiagnosticSink& sink) const;

 private:
  std::string name_;
  FileDescriptor file_;
};

// SourceStore: owns all texts that are read in one run, assigns their SourceIds, and answers the printers. Ids count up
// in the order of reading. Threads may share a store: adding is locked, and texts never move.

/// The start of a cell's text in a source that was made from a workbook, or of a paragraph's in one that was made from
/// a Word file.
struct CellAt {
  std::uint32_t begin = 0;
  std::string cell;  // `单位!B7`, `¶14:5`
};

class SourceStore final : public diagnostics::SourceLookup {
 public:
  SourceStore() = default;
  /// A store for one rendering on top of that of a kind: the current ids of `below` stay valid in this one.
  explicit SourceStore(std::shared_ptr<const SourceStore> below)
      : below_(std::move(below)), first_(below_->next_id()) {}

  /// `name` is the name in messages. Readers do not accept texts above 4 GiB, so 32-bit offsets suffice.
  diagnostics::SourceId add(std::string name, std::string text, diagnostics::LineColumn start = {});
  /// Adds a text that was made from the cells of a workbook, in ascending order; messages about the text refer to the
  /// cells.
  diagnostics::SourceId add_cells(std::string name, std::string text, std::vector<CellAt> cells,
                                  diagnostics::LineColumn start = {});
  /// Reserves the id of a source that is read later, since stores on top of this one use the ids above.
  diagnostics::SourceId reserve() { return add({}, {}); }
  /// Sets the source of a reserved id, before anything refers to it. `cells` as for add_cells.
  void fill(diagnostics::SourceId reserved, std::string name, std::string text, std::vector<CellAt> cells = {});
  /// Adds only a name, for a document whose text is not kept.
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

/// The bytes of an open file, which messages call `path`. If another file replaces it on disk meanwhile, that one is
/// not read.
///
/// Reports: resources/is-folder, resources/unreadable, resources/too-large.
base::Expected<std::string> read_open_file(const FileDescriptor& file, const std::string& path,
                                           const ReadLimits& limits, diagnostics::DiagnosticSink& sink);

/// Reads a UTF-8 text into the store, without a byte order mark at its start. Messages call it `shown`, or by default
/// its path, and standard input `<stdin>`.
/// Reports: those of read_bytes, and resources/not-utf8.
base::Expected<diagnostics::SourceId> read_text(const std::string& path, const ReadLimits& limits, SourceStore& store,
                                                diagnostics::DiagnosticSink& sink, std::string shown = {});

/// Adds a text in memory in the same way; `start` is its position in the file of that name.
base::Expected<diagnostics::SourceId> add_text(const std::string& name, std::string text, SourceStore& store,
                                               diagnostics::DiagnosticSink& sink, diagnostics::LineColumn start = {});

}  // namespace gongwen::resources
