// The elements of a part of a Word file with their places in its XML, for those who change single elements and keep all
// other bytes. Paragraphs, rows, cells and inline items of a Document are found in it by their `offset`.
#pragma once

#include "word/read_document.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::word {

struct PartElement {
  std::string name;                  // without prefix: `tbl`
  bool is_word = false;              // in the namespace of WordprocessingML
  std::uint32_t parent = kNoIndex;   // index in PartElements::all
  std::uint32_t begin = 0;           // of its start tag, in bytes of the XML
  std::uint32_t inner_begin = 0;     // behind the start tag; of an empty element its end
  std::uint32_t inner_end = 0;       // of the end tag
  std::uint32_t end = 0;             // behind the end tag
  std::uint32_t after_children = 0;  // index of the first element in the list that is not inside of it

  bool is(std::string_view word_name) const { return is_word && name == word_name; }
  bool is_empty() const { return inner_begin == end; }
};

struct PartElements {
  std::vector<PartElement> all;  // in the order of their start tags

  /// Returns the index of the element whose start tag is at this offset; kNoIndex if absent.
  std::uint32_t at(std::uint32_t offset) const;
  /// The first child of this name; kNoIndex if absent.
  std::uint32_t child(std::uint32_t element, std::string_view word_name) const;
};

/// A value between quotation marks in a start tag.
struct AttributePlace {
  std::size_t begin = 0;  // of the value
  std::size_t end = 0;
};

/// Returns the place of the value of an attribute with this local name in a start tag; nullopt if it has none. The
/// value is as written, with entities.
std::optional<AttributePlace> find_attribute(std::string_view xml, const PartElement& element, std::string_view local);

/// The prefix of the element's name with its colon: `w:`; empty if it has none.
std::string_view prefix_of(std::string_view xml, const PartElement& element);

/// nullopt if the XML, which is in UTF-8, is malformed or beyond the limits.
std::optional<PartElements> read_elements(std::string_view xml, const WordLimits& limits);

}  // namespace gongwen::word
