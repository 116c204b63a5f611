// Reads the properties of runs, paragraphs, tables and sections from their elements; shared by the readers of stories,
// styles and numbering.
#pragma once

#include "word/detail/elements.h"
#include "word/document.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::word {

/// The names of the fonts of a theme. East Asian ones are empty in most themes, which then have one for each script.
struct ThemeFonts {
  struct Group {
    std::string latin;
    std::string east_asian;
    std::string complex;
    std::map<std::string, std::string> scripts;  // `Hans` → name
  };
  Group major;
  Group minor;
};

/// The member to which a property is written; null if the reader does not store it.
struct PropertyTargets {
  RunFormat* run = nullptr;
  ParagraphFormat* paragraph = nullptr;
  TableFormat* table = nullptr;
  RowFormat* row = nullptr;
  CellFormat* cell = nullptr;
  Section* section = nullptr;
};

/// Returns a whole number; nullopt if the text does not begin with one. Fractions are cut off, units of ISO 29500
/// strict (`12.5pt`, `2.1cm`) become twips.
std::optional<std::int32_t> read_measure(std::string_view text);
/// A whole number without unit.
std::optional<std::int32_t> read_whole(std::string_view text);
/// An on-off property: on if it has no value.
bool read_switch(const package::XmlAttributes& attributes);

class PropertyReader {
 public:
  PropertyReader(const ThemeFonts& theme, const std::string& theme_language)
      : theme_(theme), theme_language_(theme_language) {}

  /// Reads an element inside of properties: `parent` is `RPr`, `PPr`, `TblBorders` … Returns whether the parent is one
  /// of those.
  bool read(Name parent, Name name, const package::XmlAttributes& attributes, const PropertyTargets& to);

 private:
  void read_run(Name name, const package::XmlAttributes& attributes, RunFormat& to) const;
  void read_fonts(const package::XmlAttributes& attributes, RunFormat& to) const;
  std::optional<std::string> theme_font(std::string_view name) const;

  const ThemeFonts& theme_;
  const std::string& theme_language_;
};

}  // namespace gongwen::word
