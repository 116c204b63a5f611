// StreamReader: the items of a stream as values of one expansion.
#pragma once

#include "templating/detail/value/data_root.h"

#include <memory>
#include <utility>

namespace gongwen::templating {

class StreamReader {
 public:
  StreamReader(ItemStream& items, Arena& arena) : items_(items), arena_(arena) {}

  /// The items can be walked over once.
  bool has_begun() const { return has_begun_; }
  void begin() { has_begun_ = true; }

  /// The next item; false at the end.
  bool next(Value& element) {
    const std::optional<data::Value> item = items_.next();
    if (!item) return false;
    if (document_ != &item->document() || source_ != item->document().source()) enter(item->document());
    element = root_->wrap(*item);
    return true;
  }

  /// Of the document that the last item is in.
  diagnostics::SourceId source() const { return source_; }
  diagnostics::DataPlace common_place(diagnostics::DataPlace a, diagnostics::DataPlace b) const {
    return root_->common_place(a, b);
  }

 private:
  /// Items of the document before may still be looked at.
  void enter(const data::Document& document) {
    document_ = &document;
    source_ = document.source();
    former_ = std::exchange(root_, std::make_unique<DataRoot>(document, arena_));
  }

  ItemStream& items_;
  Arena& arena_;
  const data::Document* document_ = nullptr;
  diagnostics::SourceId source_;
  std::unique_ptr<DataRoot> root_;
  std::unique_ptr<DataRoot> former_;
  bool has_begun_ = false;
};

}  // namespace gongwen::templating
