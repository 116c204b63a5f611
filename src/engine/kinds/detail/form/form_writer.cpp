#include "engine/kinds/detail/form/form_writer.h"

#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_words.h"

#include <algorithm>

// Texts have ids made from their fields, unless the form names others. `wording("label.name")` reads
// the text when pages are made, so that a copy of the kind can replace texts without touching
// templates.
namespace gongwen::engine {

using data::Value;

FormTexts::FormTexts(std::optional<Value> ids) {
  for (std::size_t i = 0; ids && i < ids->size(); ++i) {
    ids_.push_back({std::string(ids->key_at(i)), ids->at(i), false, {}});
  }
}

// Braces of plain words are doubled: in texts of a bundle a single brace begins a place.
std::string FormTexts::add(const std::string& made_id, const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '{' || c == '}' ? std::string(2, c) : std::string(1, c);
  return put(made_id, escaped, {});
}

std::string FormTexts::put(const std::string& made_id, const std::string& text, const std::string& values) {
  const std::string id = id_of_text(made_id, text);
  // The same words may be requested several times, such as the label of a field on page and sheet.
  const auto known = std::find_if(texts_.begin(), texts_.end(), [&](const KindText& one) { return one.id == id; });
  if (known == texts_.end()) texts_.push_back({id, text, {}});
  return "wording(" + base::json_string(id) + (values.empty() ? "" : ", ") + values + ")";
}

// An error in any of three cases: the id belongs to no text of this form, two texts with different words
// would share it, or it is the made id of a text with other words.
void FormTexts::check_ids(diagnostics::DiagnosticSink& sink) const {
  for (const GivenId& given : ids_) {
    const std::string_view id = given.id.string();
    // Equal texts may share an id.
    const bool is_free = std::none_of(ids_.begin(), ids_.end(), [&](const GivenId& other) {
      return other.id.string() == id && other.words != given.words;
    });
    const auto made = made_ids_.find(id);
    if (given.is_used && is_free && (made == made_ids_.end() || made->second == given.words)) continue;
    sink.report(diagnostics::messages::EngineFormTextId, given.id.origin(), given.made, id);
  }
}

std::string FormTexts::id_of_text(const std::string& made_id, const std::string& text) {
  const auto given = std::find_if(ids_.begin(), ids_.end(), [&](const GivenId& one) { return one.made == made_id; });
  if (given == ids_.end()) {
    made_ids_.emplace(made_id, text);
    return made_id;
  }
  given->is_used = true;
  given->words = text;
  return std::string(given->id.string());
}

std::string FormWriter::label_of(const FormField& field) {
  return texts_.add("label." + id_of(field.pointer), field.label(language_));
}

std::string FormWriter::words_of(const FormField& field, std::string_view member) {
  const std::string text = field.text(member);
  return text.empty() ? "\"\"" : texts_.add(std::string(member) + "." + id_of(field.pointer), text);
}

std::string FormWriter::options_of(const FormField& field) {
  // A yes-no: `yes` and `no` are texts of the program, in the language of the document.
  if (field.options.empty()) return "[[true, wording(\"yes\")], [false, wording(\"no\")]]";
  std::vector<std::string> options;
  for (std::size_t i = 0; i < field.options.size(); ++i) {
    const FormOption& option = field.options[i];
    std::string value = data::value_json(option.value);
    // `{value}号` for choices that are printed as their value with words around it; all choices share the
    // text.
    const WordsWithPlaces with_value = read_words(option.print);
    if (with_value.places.size() == 1) {
      const std::string given = with_value.places.front().name + "=" + value;
      options.push_back(fmt::format("[{}, {}]", value,
                                    texts_.add_with_places("options." + id_of(field.pointer), with_value.text, given)));
      continue;
    }
    const std::string id = fmt::format("option.{}.{}", id_of(field.pointer), i + 1);
    options.push_back(fmt::format("[{}, {}]", value, texts_.add(id, option.on_paper(language_))));
  }
  return list_of(options);
}

// A group marked `given` may be missing, and its members could not be read: `org.name` of an undefined
// `org` is an error. Groups in groups are reached through expression_of(), which guards them.
std::string FormWriter::absent_groups() const {
  std::string all;
  for (const FormField& field : form_.fields) {
    const bool may_be_absent = field.type == FormFieldType::Group && field.given && field.parent.empty();
    if (may_be_absent) all += fmt::format("{{%- set {0} = {0} | default({{}}) -%}}\n", field.name);
  }
  return all;
}

void FormWriter::style(std::string& sheet, std::string_view selector, const std::string& points) {
  if (!points.empty()) sheet += fmt::format("{} {{ height: {}pt }}\n", selector, points);
}

// `value` is the default; choices, days and months have further members, by which rows.html finds the
// macro.
Members FormWriter::cell_of(const FormField& field) {
  Members made;
  made.put_text("pointer", field.pointer);
  const std::string value = FormFile::expression_of(field.pointer);
  if (!field.options.empty() || field.type == FormFieldType::YesNo) {
    made.put("options", options_of(field)).put("chosen", value);
    if (field.flag("many")) made.put("many", "true");
    if (field.flag("lines")) made.put("lines", "true");
    if (const std::string box = field.text("box"); !box.empty()) made.put_text("box", box);
  } else if (field.type == FormFieldType::Month) {
    made.put("month", value);
  } else if (field.type == FormFieldType::Date) {
    made.put("date", value);
  } else {
    made.put("value", value);
    if (field.type == FormFieldType::Phone) made.put_text("type", "tel");
    if (field.type == FormFieldType::Email) made.put_text("type", "email");
    // Screen readers need the language of a foreign text; that of the document is inherited.
    if (const std::string language = field.text("lang"); !language.empty() && language != language_)
      made.put_text("lang", language);
  }
  if (field.flag("center")) made.put("center", "true");
  return made;
}

const FormField* FormWriter::field_at(const Value& place, std::string_view pointer) const {
  const FormField* const field = form_.find(pointer);
  if (field != nullptr) return field;
  std::vector<std::string_view> known;
  for (const FormField& one : form_.fields) known.push_back(one.pointer);
  sink_.report(diagnostics::messages::EngineFormUnknownField, place.origin(), pointer,
               base::find_nearest_name(pointer, known));
  return nullptr;
}

// `{"/kind": "new"}` → `(kind | default(none)) == "new"`; several conditions must all hold.
std::string FormWriter::standing_of(const Value& row) const {
  std::string all;
  const auto where = row.find("where");
  for (std::size_t i = 0; where && i < where->size(); ++i) {
    const FormField* const field = field_at(where->at(i), where->key_at(i));
    if (field == nullptr) continue;
    // In a blank form, which has no values, the defaults decide.
    std::string value = FormFile::expression_of(field->pointer);
    if (const auto absent = field->value.find("default")) {
      // Replaces the last filter, `| default(none)`.
      value.resize(value.rfind('|'));
      value += "| default(";
      data::append_value_json(value, *absent);
      value += ")";
    }
    std::string wanted = data::value_json(where->at(i));
    const bool is_list = field->type == FormFieldType::Texts;
    all += all.empty() ? "" : " and ";
    all += is_list ? fmt::format("{} in (({}) or [])", wanted, value) : fmt::format("({}) == {}", value, wanted);
  }
  return all;
}

}  // namespace gongwen::engine
