// FontStack: the faces to try in order for each character, resolved from a font-family list, a weight and a style.
#pragma once

#include "text/font_library.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// A family that a style sheet defines itself (@font-face).
struct FontFaceDefinition {
  /// A face by its name, or a file.
  struct Source {
    bool is_file = false;
    std::string name;
    friend bool operator==(const Source&, const Source&) = default;
  };
  std::string family;
  std::vector<Source> sources;  // the first available one is used
  int min_weight = 400;
  int max_weight = 400;
  int min_stretch = 100;  // percent
  int max_stretch = 100;
  bool italic = false;
  std::vector<CharacterRange> ranges;  // empty: all characters
  friend bool operator==(const FontFaceDefinition&, const FontFaceDefinition&) = default;
};

/// The font properties of a style that select faces; equal requests share one stack.
struct FontRequest {
  std::vector<std::string> families;
  int weight = 400;
  bool italic = false;
  int stretch = 100;               // percent
  bool synthesizes_weight = true;  // font-synthesis
  bool synthesizes_style = true;
  friend bool operator==(const FontRequest&, const FontRequest&) = default;
};

/// Why a face is in the stack.
enum class Rank : std::uint8_t {
  Listed,           // the document requests it
  FamilyFallback,   // replaces characters that the requested family lacks
  LibraryFallback,  // the last resort
};

struct StackEntry {
  FaceId face;
  FamilyId family;  // for which the face was chosen; none for last resorts and for files that a style sheet brings
  Rank rank = Rank::Listed;
  std::string stands_in_for;  // a family as requested; FamilyFallback only
  bool synthetic_bold = false;
  bool synthetic_oblique = false;
  std::vector<CharacterRange> ranges;  // empty: all characters
  bool covers(char32_t code_point) const;
};

/// Entries are tried in order for each character; the first that covers it and has a glyph wins.
struct FontStack {
  std::vector<StackEntry> entries;
  /// The entry whose face determines the line's metrics: the first that covers the blank (css-fonts-4 section 5.2).
  std::size_t primary = 0;
  /// Whether no family of the list is known.
  bool all_unknown = false;
  /// The family requested first, if it is unknown but another one of the list is known.
  std::string unknown_first;
};

/// The known family that is most similar to one of these unknown names; if none is, any known one, as an example.
std::string suggested_family(const FontLibrary& library, std::span<const std::string> unknown);

/// Whether local() finds a face with this name.
bool is_local_face(const FontLibrary& library, const std::string& name);

FontStack resolve_font_stack(const FontRequest& request, const FontLibrary& library,
                             std::span<const FontFaceDefinition> definitions);

}  // namespace gongwen::text
