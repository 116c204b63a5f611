// ItemStream: a list of the data whose items come one after the other, for lists that are larger than the memory. A
// template may walk over such a list once, and ask how long it is.
#pragma once

#include "data/document.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::templating {

class TemplateSet;

class ItemStream {
 public:
  virtual ~ItemStream() = default;

  /// The next item; nothing at the end. It is valid until the next but one call.
  virtual std::optional<data::Value> next() = 0;
  virtual std::uint64_t size() const = 0;
  /// The template does with the list what cannot be done with a stream: what it makes of it is worth nothing, and
  /// `next` should give nothing more.
  virtual void refuse() = 0;
};

/// Whether `root`, or a template that it reaches, might keep an item of a loop beyond its turn: in a namespace, in a
/// list or dict that it changes, or for `loop.changed` and `loop.previtem`. Such templates may not be given streams.
bool may_keep_items(const TemplateSet& templates, std::string_view root);

}  // namespace gongwen::templating
