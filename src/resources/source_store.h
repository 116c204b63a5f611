// SourceStore: owns every text that was read in one run, gives each a SourceId, and answers the printers. Ids count up
// in the order of reading. Shared by threads once a kind is compiled: adding is locked, texts never move.
#pragma once

#include "diagnostics/source_lookup.h"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::resources {

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

}  // namespace gongwen::resources
