#include "forms/shown_fields.h"

#include "base/utf8.h"

namespace gongwen::forms {

BoxGlyphs box_glyphs(std::string_view stated) {
  BoxGlyphs glyphs;
  const std::size_t first = base::first_code_points(stated, 1).size();
  if (!stated.empty()) glyphs.empty = stated.substr(0, first);
  if (stated.size() > first) glyphs.ticked = stated.substr(first);
  return glyphs;
}

void ShownFields::index() {
  if (fields_ == nullptr) fields_ = &own_.emplace(collect_fields(dom_));
  for (std::size_t i = 0; i < fields_->fields.size(); ++i) {
    const auto& controls = fields_->fields[i].controls;
    for (std::size_t j = 0; j < controls.size(); ++j) places_.emplace(controls[j].node.value, Place{i, j});
  }
}

diagnostics::DataPlace ShownFields::place_of(dom::NodeId control) {
  if (places_.empty()) index();
  const auto found = places_.find(control.value);
  return found == places_.end() ? diagnostics::DataPlace() : fields_->fields[found->second.field].data_place;
}

std::string ShownFields::text_of(dom::NodeId control, std::string_view language) {
  if (places_.empty()) index();
  const auto found = places_.find(control.value);
  if (found == places_.end()) return {};
  const Field& field = fields_->fields[found->second.field];
  BoxGlyphs glyphs;
  if (const dom::Attribute* const box = dom_.find_custom_attribute(control, "data-box"))
    glyphs = box_glyphs(box->value);
  return shown_text(field, field.controls[found->second.control], language, glyphs);
}

}  // namespace gongwen::forms
