// The contents of a part: XML as a tree of elements with their offsets, read within limits; resolution of paths between
// parts; fonts and images identified by their bytes.
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
  bool in_ofd = false;                                          // in a namespace of OFD
  bool is_draft = false;                                        // in the namespace of drafts before 2016
  std::vector<std::pair<std::string, std::string>> attributes;  // without those in other namespaces
  std::string text;                                             // all text between the children
  std::vector<Element> children;
  std::uint32_t offset = 0;  // byte offset of the start tag
  std::uint32_t end = 0;     // byte offset of the end tag; equals `offset` for an empty-element tag

  /// The value, or null if it is missing.
  const std::string* attribute(std::string_view wanted) const;
  const Element* child(std::string_view wanted) const;
};

enum class TreeError : std::uint8_t { Malformed, DocumentType, TooLarge };

struct LocatedTreeError {
  TreeError error;
  std::uint32_t offset;  // in bytes
};

/// Parses a whole part. `room` is the number of elements that may still be created; it is reduced by those created.
base::Expected<Element, LocatedTreeError> read_tree(std::string_view xml, std::size_t& room);

/// Resolves a location in a part: relative to the root of the package, or to the folder of the part. Returns nullopt if
/// it leaves the package.
std::optional<std::string> resolve_location(std::string_view from, std::string_view location);

// Identifies fonts and images by their bytes, whatever their names.

enum class FontKind : std::uint8_t { Damaged, Glyf, Cff };

struct FontFacts {
  FontKind kind = FontKind::Damaged;
  std::uint32_t glyphs = 0;  // 0: unknown, as in CFF without tables
};

/// Reads the table directory and `maxp`. Tables outside the file mean that it is damaged.
FontFacts read_font_facts(std::string_view bytes);

/// `PNG`, `JPEG`, `BMP`, `TIFF`, `JP2`, `JBIG2`, `GIF`; empty for anything else.
std::string_view recognise_image(std::string_view bytes);

}  // namespace gongwen::ofd_check
