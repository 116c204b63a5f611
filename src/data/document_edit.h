// DocumentEdit: a document of which single values become others. Nodes keep their numbers and places, so that messages
// continue pointing at what a person wrote.
//   DocumentEdit edit(std::move(document));
//   edit.set_text(node, "13800000000");   edit.remove(other);
//   document = std::move(edit).finish();
#pragma once

#include "data/document.h"

#include <cstdint>
#include <set>
#include <string_view>

namespace gongwen::data {

class DocumentEdit {
 public:
  explicit DocumentEdit(Document document) : document_(std::move(document)) {}

  /// Of values that are neither objects nor arrays. The text is copied.
  void set_text(std::uint32_t node, std::string_view text);
  void set_boolean(std::uint32_t node, bool value);
  /// A number as JSON writes it.
  void set_number(std::uint32_t node, std::string_view written);
  /// Makes a list of the value alone. The list has its number and place; the value gets a new number.
  void wrap_in_list(std::uint32_t node);
  /// Takes a value out of its object or array; takes effect with `apply_removals`.
  void remove(std::uint32_t node);
  void apply_removals();

  const Document& document() const { return document_; }
  Document finish() &&;

 private:
  Document document_;
  std::set<std::uint32_t> removed_;
};

}  // namespace gongwen::data
