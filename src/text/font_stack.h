// FontStack: what a font-family list, a weight and a style come to: the faces to be tried for each character, in order.
#pragma once

#include "text/font_library.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// A family that a style sheet puts together itself (@font-face).
struct FontFaceDefinition {
  /// A face by its name, or a file.
  struct Source {
    bool is_file = false;
    std::string name;
    friend bool operator==(const Source&, const Source&) = default;
  };
  std::string family;
  std::vector<Source> sources;  // the first that is there is taken
  int min_weight = 400;
  int max_weight = 400;
  int min_stretch = 100;  // percent
  int max_stretch = 100;
  bool italic = false;
  std::vector<CharacterRange> ranges;  // empty: all characters
  friend bool operator==(const FontFaceDefinition&, const FontFaceDefinition&) = default;
};

/// The font properties of a style that choose faces; equal requests share one stack.
struct FontRequest {
  std::vector<std::string> families;
  int weight = 400;
  bool italic = false;
  int stretch = 100;               // percent
  bool synthesizes_weight = true;  // font-synthesis
  bool synthesizes_style = true;
  friend bool operator==(const FontRequest&, const FontRequest&) = default;
};

/// How a face came into the stack.
enum class Rank : std::uint8_t {
  Listed,           // the document asks for it
  FamilyFallback,   // replaces characters that the requested family lacks
  LibraryFallback,  // the last resort
};

struct StackEntry {
  FaceId face;
  FamilyId family;  // that the face is taken for; none of last resorts and of files that a style sheet brings
  Rank rank = Rank::Listed;
  std::string stands_in_for;  // a family as it was asked for; FamilyFallback only
  bool synthetic_bold = false;
  bool synthetic_oblique = false;
  std::vector<CharacterRange> ranges;  // empty: all characters
  bool covers(char32_t code_point) const;
};

/// Entries are tried in order for each character; the first that covers it and has a glyph wins.
struct FontStack {
  std::vector<StackEntry> entries;
  /// The entry whose face gives the line its metrics: the first that covers the blank (css-fonts-4 section 5.2).
  std::size_t primary = 0;
  /// True when not one family of the list is known.
  bool all_unknown = false;
  /// The family that was asked for first, when it is not known but another one of the list is.
  std::string unknown_first;
};

/// The family that is nearest to one of these names, which are not known; without one, any, as an example.
std::string suggested_family(const FontLibrary& library, std::span<const std::string> unknown);

/// Whether local() finds a face of this name.
bool is_local_face(const FontLibrary& library, const std::string& name);

FontStack resolve_font_stack(const FontRequest& request, const FontLibrary& library,
                             std::span<const FontFaceDefinition> definitions);

}  // namespace gongwen::text
