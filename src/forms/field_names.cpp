#include "forms/field_names.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"

#include <algorithm>
#include <map>

namespace gongwen::forms {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_zero(std::string_view number) { return number.starts_with('0') ? number.substr(1) : number; }

/// The labels of the chosen options, joined as in a sentence.
std::string chosen_labels(const Field& field, const ChoiceField& choice, std::string_view language) {
  const std::string_view comma = texts::ListComma.in(language_of_tag(language));
  std::string labels;
  std::string_view rest = field.value;
  while (!rest.empty()) {
    const std::string_view value = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), value.size() + 1));
    const auto option = std::find_if(choice.choices.begin(), choice.choices.end(),
                                     [value](const FieldChoice& known) { return known.value == value; });
    if (!labels.empty()) labels += comma;
    labels += option == choice.choices.end() || option->label.empty() ? value : option->label;
  }
  return labels;
}

}  // namespace

diagnostics::Language language_of_tag(std::string_view tag) {
  return tag.starts_with("zh") ? diagnostics::Language::Chinese : diagnostics::Language::English;
}

diagnostics::Language document_language(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  const std::string_view tag = root ? tree.attribute_value(root, dom::AttributeName::Lang) : std::string_view();
  return tag.empty() ? diagnostics::Language::Chinese : language_of_tag(tag);
}

std::vector<std::string> choice_texts(const ChoiceField& choice) {
  std::map<std::string_view, int> uses;
  for (const FieldChoice& option : choice.choices) ++uses[option.label];
  std::vector<std::string> texts;
  for (const FieldChoice& option : choice.choices) {
    texts.push_back(option.label.empty() || uses[option.label] > 1 ? option.value : option.label);
  }
  return texts;
}

std::string shown_date(std::string_view date, std::string_view language) {
  if (!language.starts_with("zh")) return std::string(date);
  const bool is_month = date.size() == 7;
  if ((!is_month && date.size() != 10) || date[4] != '-') return std::string(date);
  const std::string_view year = date.substr(0, 4);
  const std::string_view month = date.substr(5, 2);
  if (!all_digits(year) || !all_digits(month)) return std::string(date);
  std::string shown = std::string(year).append("年").append(without_zero(month)).append("月");
  if (is_month) return shown;
  const std::string_view day = date.substr(8);
  if (date[7] != '-' || !all_digits(day)) return std::string(date);
  return shown.append(without_zero(day)).append("日");
}

std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes) {
  if (const auto* const check = std::get_if<CheckField>(&field.type)) {
    return std::string(field.value == check->on_value ? boxes.ticked : boxes.empty);
  }
  if (const auto* const choice = std::get_if<ChoiceField>(&field.type)) {
    if (control.choice == FieldControl::kWhole) return chosen_labels(field, *choice, language);
    const bool chosen = field.has_chosen(choice->choices[control.choice].value);
    return std::string(chosen ? boxes.ticked : boxes.empty);
  }
  if (std::holds_alternative<DateField>(field.type)) return shown_date(field.value, language);
  return field.value;
}

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
  const Field* const field = find(control).first;
  return field == nullptr ? diagnostics::DataPlace() : field->data_place;
}

std::string ShownFields::text_of(dom::NodeId control, std::string_view language) {
  const auto [field, place] = find(control);
  if (field == nullptr) return {};
  std::string text = shown_text(*field, *place, language, glyphs_of(control));
  if (!text.empty()) return text;
  const dom::Attribute* const blank = dom_.find_custom_attribute(control, "data-blank");
  return blank == nullptr ? std::string() : std::string(blank->value);
}

std::pair<const Field*, const FieldControl*> ShownFields::find(dom::NodeId control) {
  if (places_.empty()) index();
  const auto found = places_.find(control.value);
  if (found == places_.end()) return {};
  const Field& field = fields_->fields[found->second.field];
  return {&field, &field.controls[found->second.control]};
}

BoxGlyphs ShownFields::glyphs_of(dom::NodeId control) const {
  const dom::Attribute* const box = dom_.find_custom_attribute(control, "data-box");
  return box == nullptr ? BoxGlyphs() : box_glyphs(box->value);
}

namespace {

std::string lower_hexadecimal(char32_t c, std::size_t min_digits) {
  std::string out;
  for (; c != 0 || out.size() < min_digits; c >>= 4) out.insert(out.begin(), "0123456789abcdef"[c & 0xF]);
  return out;
}

/// Letters without case that every program accepts in names: Han, kana, Hangul.
bool is_caseless_letter(char32_t c) {
  return (c >= 0x3041 && c <= 0x30FA) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

void append_character(std::string& name, char32_t c) {
  const char ascii = c < 0x80 ? static_cast<char>(c) : '\0';
  if (base::is_ascii_lower(ascii) || base::is_ascii_digit(ascii) || is_caseless_letter(c)) {
    base::append_utf8(name, c);
  } else if (base::is_ascii_upper(ascii)) {
    name += {'_', 'u', base::to_ascii_lower(ascii)};
  } else if (ascii == '_') {
    name += "__";
  } else if (c < 0x80) {
    name += "_h" + lower_hexadecimal(c, 2);
  } else {
    name += "_x" + lower_hexadecimal(c, 4) + "_";
  }
}

/// Reads hexadecimal digits at `at` and advances it.
std::optional<char32_t> read_hexadecimal(std::string_view text, std::size_t& at, std::size_t least, std::size_t most) {
  char32_t value = 0;
  std::size_t digits = 0;
  for (; digits < most && at < text.size() && base::is_ascii_hex_digit(text[at]); ++digits, ++at) {
    value = value * 16 + static_cast<char32_t>(base::hex_digit_value(text[at]));
  }
  if (digits < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  return value;
}

/// Decodes an escape after an underscore and advances `at`.
bool decode_escape(std::string_view token, std::size_t& at, std::string& out) {
  if (at >= token.size()) return false;
  const char kind = base::to_ascii_lower(token[at++]);
  if (kind == '_') {
    out += '_';
    return true;
  }
  if (kind == 'e') return token.size() == 2;  // an empty token
  if (kind == 'u') {
    if (at >= token.size() || !base::is_ascii_alpha(token[at])) return false;
    out += static_cast<char>(base::to_ascii_lower(token[at++]) - 32);
    return true;
  }
  const bool wide = kind == 'x';
  if (!wide && kind != 'h') return false;
  const auto character = read_hexadecimal(token, at, wide ? 4 : 2, wide ? 6 : 2);
  if (!character || (wide && (at >= token.size() || token[at++] != '_'))) return false;
  base::append_utf8(out, *character);
  return true;
}

std::optional<std::string> decode_token(std::string_view token) {
  std::string out;
  for (std::size_t at = 0; at < token.size();) {
    const char c = token[at++];
    if (c != '_') {
      out += base::to_ascii_lower(c);
    } else if (!decode_escape(token, at, out)) {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

std::string pdf_field_name(std::string_view pointer) {
  std::string name;
  for (const char c : pointer) {
    if (c == '.') {
      name += "~2";
    } else {
      name.push_back(c);
    }
  }
  return name;
}

std::optional<std::string> pointer_of_pdf_name(std::string_view name) {
  if (!name.starts_with('/')) {
    const std::size_t at = name.find("./");
    if (at == std::string_view::npos) return std::nullopt;
    name.remove_prefix(at + 1);
  }
  std::string pointer;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '~' && i + 1 < name.size() && name[i + 1] == '2') {
      pointer += '.';
      ++i;
    } else {
      pointer += name[i];
    }
  }
  return pointer;
}

std::string cell_name(std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return {};
  std::string name = "gw";
  for (const std::string& token : *tokens) {
    name += '.';
    if (token.empty()) name += "_e";
    for (const auto& decoded : base::CodePoints(token)) append_character(name, decoded.code_point);
  }
  return name;
}

std::string numbered_cell_name(std::size_t number) { return "gw.id." + std::to_string(number); }

std::optional<std::string> pointer_of_cell_name(std::string_view name) {
  if (name.size() < 2 || !base::equals_ignoring_ascii_case(name.substr(0, 2), "gw")) return std::nullopt;
  name.remove_prefix(2);
  std::string pointer;
  while (!name.empty()) {
    if (name.front() != '.') return std::nullopt;
    name.remove_prefix(1);
    const std::string_view token = name.substr(0, name.find('.'));
    const auto decoded = decode_token(token);
    if (token.empty() || !decoded) return std::nullopt;
    base::append_pointer_token(pointer, *decoded);
    name.remove_prefix(token.size());
  }
  return pointer;
}

}  // namespace gongwen::forms
