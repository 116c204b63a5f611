// SourceStore: owns every text that was read in one run, gives each a SourceId, and answers the printers. Ids count up
// in the order of reading. Shared by threads once a kind is compiled: adding is locked, texts never move.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "diagnostics/source_lookup.h"

namespace gongwen::resources {

class SourceStore final : public diagnostics::SourceLookup {
 public:
  SourceStore() = default;

  /// `name` is what messages call it. Texts above 4 GiB are not accepted by the readers, so 32-bit offsets are enough.
  diagnostics::SourceId add(std::string name, std::string text);
  /// A name alone, for a document whose text is not kept.
  diagnostics::SourceId add_name(std::string name) { return add(std::move(name), {}); }

  std::string_view source_name(diagnostics::SourceId source) const override;
  std::string_view source_text(diagnostics::SourceId source) const override;

 private:
  struct Source {
    std::string name;
    std::string text;
  };
  const Source* find(diagnostics::SourceId source) const;

  mutable std::mutex mutex_;
  std::deque<Source> sources_;  // a deque never moves its elements
};

}  // namespace gongwen::resources
