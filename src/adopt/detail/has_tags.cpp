#include "adopt/detail/has_tags.h"

#include "adopt/detail/paragraph_text.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <string_view>

namespace gongwen::adopt {
namespace {

/// Macros of `shared/form/word-page.html`.
constexpr auto kFieldMacros =
    std::to_array<std::string_view>({"field", "field_date", "field_long", "field_list", "field_box"});

/// Whether any tag of the document fulfils `is_such`.
bool has_tag(const word::Document& document, const std::function<bool(const Tag&)>& is_such) {
  bool found = false;
  for (const word::Story& story : document.stories) {
    visit_paragraphs(story.blocks, [&](const word::Paragraph& paragraph) {
      if (found) return;
      const ParagraphText text = text_of(document, paragraph);
      found = std::any_of(text.tags.begin(), text.tags.end(), is_such);
    });
  }
  return found;
}

}  // namespace

bool has_tags(const word::Document& document) {
  const auto is_tagged = [](std::string_view text) {
    return !find_tags(text).empty();
  };
  return has_tag(document, [](const Tag& /*tag*/) { return true; }) ||
         std::any_of(document.links.begin(), document.links.end(),
                     [&](const word::Link& link) { return is_tagged(address_with_tags(link.target)); }) ||
         std::any_of(document.fields.begin(), document.fields.end(),
                     [&](const word::Field& field) { return field.name() == "HYPERLINK" && has_tag_in_code(field); }) ||
         std::any_of(document.pictures.begin(), document.pictures.end(),
                     [&](const word::Picture& picture) { return is_tagged(picture.description); });
}

bool has_field_tags(const word::Document& document) {
  return has_tag(document, [](const Tag& tag) {
    return std::any_of(kFieldMacros.begin(), kFieldMacros.end(), [&](std::string_view name) {
      return tag.text.find(std::string(name) + "(") != std::string::npos;
    });
  });
}

}  // namespace gongwen::adopt
