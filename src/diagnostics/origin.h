// The origin of a thing. Every token, node, box, fragment and display item knows its place in a template or style
// sheet, and the value of the data that it shows. Both are small numbers; line, column and JSON pointer are computed
// only when a message is printed (see source_lookup.h).
#pragma once

#include "base/strong_id.h"

#include <cstdint>
#include <vector>

namespace gongwen::diagnostics {

/// A text that was read: a template, a style sheet, a data file.
using SourceId = base::StrongId<struct SourceTag>;

/// A byte range of a source. Without a source, the place is unknown.
struct Span {
  SourceId source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  explicit operator bool() const { return static_cast<bool>(source); }
  friend bool operator==(const Span&, const Span&) = default;
};

/// A value of a data document: the source of the document, and the number of the value in it.
struct DataPlace {
  SourceId source;
  std::uint32_t node = 0;

  explicit operator bool() const { return static_cast<bool>(source); }
  friend bool operator==(const DataPlace&, const DataPlace&) = default;
};

/// A place in a source and a value of the data; either may be unknown.
struct Origin {
  Span template_place;
  DataPlace data_place;

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// The number of an origin, 4 bytes, which DOM nodes, boxes, fragments and display items carry.
using OriginId = base::StrongId<struct OriginTag>;

/// The origins of one run, by number. Makers of nodes add to it: dom (every node and attribute), boxes and sheet
/// (values of controls). The sink of the run looks numbers up in it. An unknown id yields an empty origin.
class OriginTable {
 public:
  OriginId add(const Origin& origin) {
    if (!origins_.empty() && origins_.back() == origin) return OriginId(origins_.size() - 1);
    origins_.push_back(origin);
    return OriginId(origins_.size() - 1);
  }
  Origin at(OriginId id) const { return id.index() < origins_.size() ? origins_[id.index()] : Origin{}; }
  std::size_t size() const { return origins_.size(); }
  /// Keeps only the first `size` origins.
  void shorten(std::size_t size) {
    if (size < origins_.size()) origins_.resize(size);
  }

 private:
  std::vector<Origin> origins_;
};

}  // namespace gongwen::diagnostics
