// ShownFields: what the controls of a document show, found by their elements.
#pragma once

#include "dom/tree.h"
#include "forms/field_model.h"
#include "forms/field_text.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace gongwen::forms {

/// What an attribute `data-box` states: the empty box, `□`, or both, `☐☒`. The view is of `stated`.
BoxGlyphs box_glyphs(std::string_view stated);

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
