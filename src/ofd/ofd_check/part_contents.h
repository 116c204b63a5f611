// What is in a part of the package: XML as a tree of elements with their places, read within limits, and the paths by
// which parts name each other (part_contents.cpp); fonts and pictures by their bytes (part_contents.cpp).
//   std::size_t room = 100'000;
//   const auto tree = ofd_check::read_tree(xml, room);
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::ofd_check {

struct Element {
  std::string name;                                             // local name
  bool in_ofd = false;                                          // in a namespace of the format
  bool is_draft = false;                                        // in that of the drafts before 2016
  std::vector<std::pair<std::string, std::string>> attributes;  // without those of other namespaces
  std::string text;                                             // all pieces between the children
  std::vector<Element> children;
  std::uint32_t offset = 0;  // of the start tag, in bytes
  std::uint32_t end = 0;     // of the end tag; of one that is its own end, the same as `offset`

  /// Null when there is none.
  const std::string* attribute(std::string_view wanted) const;
  const Element* child(std::string_view wanted) const;
};

enum class TreeError : std::uint8_t { Malformed, DocumentType, TooLarge };

struct TreeFault {
  TreeError error;
  std::uint32_t offset;  // in bytes
};

/// Reads a whole part. `room` is how many elements may still be made; it is lowered by those that were.
base::Expected<Element, TreeFault> read_tree(std::string_view xml, std::size_t& room);

/// A location in a part: from the root of the package, or from the folder of the part. Nothing if it leads out.
std::optional<std::string> resolve_location(std::string_view from, std::string_view location);

// Fonts and pictures: what the bytes are, whatever the file calls them.

enum class FontKind : std::uint8_t { Damaged, Glyf, Cff };

struct FontFacts {
  FontKind kind = FontKind::Damaged;
  std::uint32_t glyphs = 0;  // 0: not known, as in CFF without tables
};

/// Reads the table directory and `maxp`; tables that lie outside of the file make it damaged.
FontFacts read_font_facts(std::string_view bytes);

/// `PNG`, `JPEG`, `BMP`, `TIFF`, `JP2`, `JBIG2`, `GIF`; empty for anything else.
std::string_view recognise_image(std::string_view bytes);

}  // namespace gongwen::ofd_check
