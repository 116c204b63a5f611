// Rows of lists in forms, written as repeating sections, to which a word processor can add rows.
#pragma once

#include "base/escapes.h"
#include "flow/document.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::docx {

/// Consecutive rows whose fields all belong to one item of a list.
struct ItemRows {
  std::string_view item;  // forms::list_item_of() the fields
  std::size_t first = 0;  // number of the first row
  std::size_t count = 0;

  std::string_view list() const { return item.substr(0, item.rfind('/')); }
};

/// The items of a table, in the order of its rows. Rows without fields, and those with fields of several items or of
/// none, are left out.
std::vector<ItemRows> items_of(const flow::Table& table, const flow::Form& form);

/// Opens the section of a list, or an item in one; its id is made from `number`. Two calls of close() end each of them.
void open_repeating_section(base::XmlWriter& xml, std::size_t number);
void open_repeated_item(base::XmlWriter& xml, std::size_t number);

}  // namespace gongwen::docx
