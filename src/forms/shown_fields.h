// What the fields of a form look like on paper, found by their elements.
#pragma once

#include "diagnostics/text.h"
#include "dom/tree.h"
#include "forms/field_model.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::forms {

// What a field looks like on paper, as text.

/// The language of what is said about a page whose `lang` is this BCP 47 tag: Chinese for `zh` and `zh-CN`.
diagnostics::Language language_of_tag(std::string_view tag);

/// The language of what is said about a document: that of its root element; Chinese where `lang` is missing.
diagnostics::Language document_language(const dom::Tree& tree);

/// How the boxes of a form look; forms print ☐ or □.
struct BoxGlyphs {
  std::string_view empty = "☐";
  std::string_view ticked = "☑";
};

/// What a control shows: the text of the value, dates and months as `language` (a BCP 47 tag) writes them, labels of
/// choices, a box for what is ticked. Empty for a blank.
std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes = {});

/// The texts of a choice field's options, each once: labels, or values where labels are missing or not unique.
std::vector<std::string> choice_texts(const ChoiceField& choice);

/// `2024-02-04` → `2024年2月4日`, `2024-02` → `2024年2月`; in other languages as it is. What is not a date stays.
std::string shown_date(std::string_view date, std::string_view language);

/// What an attribute `data-box` states: the empty box, `□`, or both, `☐☒`. The view is of `stated`.
BoxGlyphs box_glyphs(std::string_view stated);

// ShownFields: what the controls of a document show, found by their elements.

class ShownFields {
 public:
  /// Without `fields` the controls' own statements count; they are collected when the first is asked for. Both
  /// arguments must outlive the object.
  ShownFields(const dom::Tree& dom, const FieldModel* fields) : dom_(dom), fields_(fields) {}

  /// The text of a control in a language; boxes look as its attribute `data-box` says.
  std::string text_of(dom::NodeId control, std::string_view language);
  /// The value of the data that the control shows; unknown when there is none.
  diagnostics::DataPlace place_of(dom::NodeId control);

 private:
  struct Place {
    std::size_t field = 0;
    std::size_t control = 0;
  };
  void index();

  const dom::Tree& dom_;
  const FieldModel* fields_;
  std::optional<FieldModel> own_;
  std::unordered_map<std::uint32_t, Place> places_;  // by element
};

}  // namespace gongwen::forms
