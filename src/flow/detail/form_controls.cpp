#include "flow/detail/form_controls.h"

#include "base/date.h"
#include "diagnostics/catalogue/texts/forms.h"
#include "diagnostics/text.h"
#include "forms/field_names.h"
#include "forms/word_names.h"

#include <algorithm>

// A field becomes one control; radio buttons and tick boxes of a choice become a box each, since word processors have
// no groups of boxes. Signatures are printed, not typed. A photo is put where the page reserves its place.
namespace gongwen::flow {
namespace {

using forms::FieldControl;

struct KindOfField {
  const FieldControl& control;

  ControlKind operator()(const forms::TextField& text) const {
    return text.multiline ? ControlKind::Lines : ControlKind::Line;
  }
  ControlKind operator()(const forms::DateField& date) const {
    return date.month_only ? ControlKind::Month : ControlKind::Date;
  }
  ControlKind operator()(const forms::CheckField& /*check*/) const { return ControlKind::Box; }
  ControlKind operator()(const forms::ChoiceField& choice) const {
    if (control.choice != FieldControl::kWhole) return ControlKind::Box;
    // Lists in word processors have only one value.
    if (choice.several) return ControlKind::Lines;
    return choice.free_text ? ControlKind::ListOrText : ControlKind::List;
  }
  template <typename Other>
  ControlKind operator()(const Other& /*text*/) const {
    return ControlKind::Line;
  }
};

/// A month is represented by its first day.
std::string iso_day(const std::string& value) {
  constexpr std::size_t kMonth = 7;
  const std::string day = value.size() == kMonth ? value + "-01" : value;
  return base::parse_date(day) ? day : std::string();
}

bool is_ticked(const forms::Field& field, const FieldControl& control) {
  if (const auto* const check = std::get_if<forms::CheckField>(&field.type)) return field.value == check->on_value;
  const auto* const choice = std::get_if<forms::ChoiceField>(&field.type);
  return choice != nullptr && field.has_chosen(choice->choices[control.choice].value);
}

}  // namespace

FormControls::FormControls(const FormSource* source, const dom::Tree& dom, Document& document)
    : dom_(dom), document_(document), source_(source) {
  if (source == nullptr) return;
  fields_.emplace(dom, &source->fields);
  Form form;
  form.stamp = source->stamp;
  form.given = source->given;
  form.repeats_rows = source->repeats_rows;
  form.is_protected = source->is_protected;
  document_.form = std::move(form);
}

bool FormControls::has(dom::NodeId node) {
  const forms::Field* const field = fields_ ? fields_->find(node).first : nullptr;
  return field != nullptr && forms::is_filled_in(*field);
}

const forms::Field* FormControls::photo_at(dom::NodeId node) const {
  if (source_ == nullptr || !node) return nullptr;
  const dom::Attribute* const place = dom_.find_custom_attribute(node, "data-picture");
  if (place == nullptr) return nullptr;
  const auto& fields = source_->fields.fields;
  const auto found = std::find_if(fields.begin(), fields.end(), [place](const forms::Field& field) {
    return field.pointer == place->value && std::holds_alternative<forms::FileField>(field.type);
  });
  return found == fields.end() ? nullptr : &*found;
}

std::size_t FormControls::add_photo(const forms::Field& field, PictureId shown) {
  Control control;
  control.kind = ControlKind::Picture;
  control.pointer = field.pointer;
  control.label = field.label;
  control.picture = shown;
  control.is_repeated = !known_.emplace(control.pointer, control.choice).second;
  document_.form->controls.push_back(std::move(control));
  return document_.form->controls.size() - 1;
}

std::size_t FormControls::add_placeholder(const std::string& text) {
  std::vector<std::string>& texts = document_.form->placeholders;
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found != texts.end()) return static_cast<std::size_t>(found - texts.begin());
  texts.push_back(text);
  return texts.size() - 1;
}

ShownControl FormControls::add(dom::NodeId node, std::string_view language, double ems) {
  const auto [field, place] = fields_->find(node);
  Control control;
  control.kind = std::visit(KindOfField{*place}, field->type);
  control.pointer = field->pointer;
  control.label = field->label;
  control.is_read_only = field->read_only;
  ShownControl shown{document_.form->controls.size(), {}};
  if (control.kind == ControlKind::Box) {
    const forms::BoxGlyphs glyphs = fields_->glyphs_of(node);
    control.box = glyphs.empty;
    control.ticked_box = glyphs.ticked;
    control.is_ticked = is_ticked(*field, *place);
    if (const auto* const choice = std::get_if<forms::ChoiceField>(&field->type)) {
      control.choice = choice->choices[place->choice].value;
      // People see the texts of all boxes; the title says which one this is.
      const std::string& label = choice->choices[place->choice].label;
      if (!label.empty()) control.label += (control.label.empty() ? "" : ": ") + label;
    }
    shown.text = control.is_ticked ? control.ticked_box : control.box;
  } else {
    shown.text = forms::shown_text(*field, *place, language);
    control.is_blank = shown.text.empty();
    const diagnostics::Language words = forms::document_language(dom_);
    control.placeholder =
        add_placeholder(field->placeholder.empty() ? std::string(forms::word_placeholder(field->type, words, ems))
                                                   : field->placeholder);
    if (const auto* const choice = std::get_if<forms::ChoiceField>(&field->type)) {
      for (const forms::FieldChoice& one : choice->choices) {
        const std::string& text = !one.option.empty() ? one.option : !one.label.empty() ? one.label : one.value;
        const bool is_new = std::find(control.items.begin(), control.items.end(), text) == control.items.end();
        if (!text.empty() && is_new) control.items.push_back(text);
        if (!choice->several && field->has_chosen(one.value)) shown.text = text;
      }
    }
    if (const auto* const date = std::get_if<forms::DateField>(&field->type)) {
      const diagnostics::Language shown_in = forms::language_of_tag(language);
      control.day = iso_day(field->value);
      control.date_format = (date->month_only ? texts::FormsWordMonthFormat : texts::FormsWordDateFormat).in(shown_in);
      control.language = texts::FormsWordDateLanguage.in(shown_in);
    }
  }
  control.is_repeated = !known_.emplace(control.pointer, control.choice).second;
  document_.form->controls.push_back(std::move(control));
  return shown;
}

}  // namespace gongwen::flow
