// PartEdits: the XML of a part, and the places where the template differs from it, written out as text of the template.
#pragma once

#include "adopt/detail/tag_scopes.h"
#include "resources/read_file.h"
#include "word/document.h"
#include "word/part_elements.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// Text of a template with its places, which count from its start.
struct TemplateText {
  std::string text;
  std::vector<resources::CellAt> places;

  void add(const TemplateText& other);
  /// Adds a tag with the place where it was typed.
  void add_tag(std::string_view tag, std::string place);
};

/// Escapes XML of a part so that no tag can begin in it.
std::string literal_xml(std::string_view xml);

/// Escapes XML within a command, which no tag and no other command may interrupt.
std::string in_command(std::string_view xml);

/// `&`, `<` and `>` of a text as entities.
std::string escaped_text(std::string_view text);

/// A text with tags, such as a property of the file; `place` is that of each.
TemplateText text_with_tags(std::string_view text, const std::string& place);

/// A tag with the place where it was typed; empty for a comment. `story` is the name of its story; empty for the body.
TemplateText placed_text(const PlacedTag& tag, std::string_view story);

/// Returns a command for PackageExpansion.
std::string command(char sign, std::string_view argument = {});

inline constexpr char kCommandStart = '\x02';
inline constexpr char kCommandEnd = '\x03';
inline constexpr char kCommandSplit = '\x1f';

class PartEdits {
 public:
  /// Returns nullopt if the part is not XML in UTF-8 or UTF-16.
  static std::optional<PartEdits> open(std::string bytes, const word::WordLimits& limits);

  const std::string& xml() const { return xml_; }
  const word::PartElements& elements() const { return elements_; }
  const word::PartElement& element(std::uint32_t index) const { return elements_.all[index]; }
  /// The index of the element that starts at an offset; kNoIndex if none does.
  std::uint32_t at(std::uint32_t offset) const;
  std::string_view source(std::size_t begin, std::size_t end) const {
    return std::string_view(xml_).substr(begin, end - begin);
  }

  /// Replaces a range by a text, or inserts the text if the range is empty.
  void replace(std::size_t begin, std::size_t end, TemplateText text);
  void replace(const word::PartElement& element, TemplateText text) {
    replace(element.begin, element.end, std::move(text));
  }
  void remove(const word::PartElement& element) { replace(element.begin, element.end, {}); }
  void insert(std::size_t at, TemplateText text) { replace(at, at, std::move(text)); }
  bool has_edit_at(std::size_t begin, std::size_t end) const;
  bool is_edited() const { return !edits_.empty(); }

  /// An empty paragraph with the end of a section, for a paragraph that is not kept itself; empty if it does not end a
  /// section.
  TemplateText section_end(const word::Paragraph& paragraph) const;

  /// The range with its edits.
  TemplateText written(std::size_t begin, std::size_t end) const;
  TemplateText written() const { return written(0, xml_.size()); }

 private:
  struct Edit {
    std::size_t end;
    TemplateText text;
  };

  std::string xml_;
  word::PartElements elements_;
  std::vector<std::uint32_t> moved_;        // for a part in UTF-16: the place of each of its units in `xml_`
  std::multimap<std::size_t, Edit> edits_;  // by their start
};

}  // namespace gongwen::adopt
