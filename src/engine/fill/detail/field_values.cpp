#include "engine/fill/detail/field_values.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

// Both directions between a form and JSON: fields_json() and values_json() write the contents of a form, FieldFiller
// reads data into FilledField. Reading the output of values_json() changes nothing. Boxes: a field with one state takes
// true or false. With several states (是/否 as two boxes of one field) the value is the text shown for the state that
// is on, and false if none is.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;
using intake::ForeignFormField;

// In the order of FieldSort.
constexpr std::string_view kSortNames[] = {"text", "check", "radio", "choice", "list", "button", "signature"};
constexpr std::string_view kStateOff = "Off";

std::string first_value(const ForeignFormField& field) {
  return field.values.empty() ? std::string() : field.values.front();
}

/// Whether the boxes of a field have different meanings, like those of a choice.
bool has_several_states(const ForeignFormField& field) {
  return std::any_of(field.options.begin(), field.options.end(),
                     [&](const intake::ForeignOption& option) { return option.value != field.options.front().value; });
}

bool is_off(const std::string& state) { return state.empty() || state == kStateOff; }

/// The options that a text names, by their value, otherwise by their shown text. If there are several, they are boxes
/// of one state.
std::vector<std::size_t> options_named(const ForeignFormField& field, const std::string& text) {
  std::vector<std::size_t> found;
  // The first match determines the option; further boxes with the same state join it. A list or choice has one option
  // for a text.
  const auto take_if = [&](const auto& matches) {
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      const bool is_other = !found.empty() && field.options[i].value != field.options[found.front()].value;
      if (is_other || (!found.empty() && field.type != "Btn") || !matches(field.options[i])) continue;
      found.push_back(i);
    }
    return !found.empty();
  };
  if (take_if([&](const intake::ForeignOption& option) { return option.value == text; })) return found;
  if (take_if([&](const intake::ForeignOption& option) { return option.shown == text; })) return found;
  take_if([&](const intake::ForeignOption& option) { return data::reads_same(option.shown, text); });
  return found;
}

/// The values of the options whose shown text this is; several if the text is ambiguous.
std::vector<std::string> values_shown_as(const ForeignFormField& field, const std::string& text) {
  std::vector<std::string> values;
  const auto take_if = [&](const auto& matches) {
    for (const intake::ForeignOption& option : field.options) {
      const bool is_new = std::find(values.begin(), values.end(), option.value) == values.end();
      if (is_new && matches(option)) values.push_back(option.value);
    }
  };
  for (const intake::ForeignOption& option : field.options) {
    if (option.value == text) return {option.value};
  }
  take_if([&](const intake::ForeignOption& option) { return option.shown == text; });
  if (values.empty())
    take_if([&](const intake::ForeignOption& option) { return data::reads_same(option.shown, text); });
  return values;
}

/// Returns the text that is shown for a state if that text names the same option again, otherwise the state. With the
/// states 0, 1 and the shown texts 1, 2, the text `1` names the second one.
std::string named_state(const ForeignFormField& field, const std::string& state) {
  const std::vector<std::size_t> options = options_named(field, state);
  // Without such an option, the value is reported as it stands in the file.
  if (options.empty()) return state;
  const std::string& shown = field.options[options.front()].shown;
  return values_shown_as(field, shown).size() == 1 && options_named(field, shown) == options ? shown : state;
}

base::Json value_json(const ForeignFormField& field) {
  const std::string value = first_value(field);
  switch (sort_of(field)) {
    case FieldSort::Check:
      if (has_several_states(field) && !is_off(value)) return base::Json(named_state(field, value));
      return base::Json(!is_off(value));
    case FieldSort::Radio: return base::Json(is_off(value) ? std::string() : named_state(field, value));
    case FieldSort::List:
      if (field.has(ForeignFormField::kSeveral)) return base::Json::list_of(field.values);
      break;
    case FieldSort::Text:
    case FieldSort::Choice:
    case FieldSort::Button:
    case FieldSort::Signature: break;
  }
  return base::Json(value);
}

/// `是`, `yes` and the like, as people write them into tables. Marks of ticked boxes also
/// count.
std::optional<bool> truth_of(const Value& value) {
  if (value.type() == data::ValueType::Boolean) return value.boolean();
  if (!value.is_string()) return std::nullopt;
  const std::string text = data::comparable_text(value.string());
  for (const std::string_view yes : {"true", "yes", "是", "√", "✓", "☑", "1", "on"}) {
    if (text == data::comparable_text(yes)) return true;
  }
  for (const std::string_view no : {"", "false", "no", "否", "☐", "0", "off"}) {
    if (text == data::comparable_text(no)) return false;
  }
  return std::nullopt;
}

/// The text of texts, and of numbers with their written digits.
std::optional<std::string> written_text(const Value& value) {
  switch (value.type()) {
    case data::ValueType::String: return std::string(value.string());
    case data::ValueType::Integer: return std::to_string(value.integer());
    case data::ValueType::Decimal: return std::string(value.decimal_text());
    case data::ValueType::Null:
    case data::ValueType::Boolean:
    case data::ValueType::Array:
    case data::ValueType::Object: break;
  }
  return std::nullopt;
}

/// CR LF and a lone CR become LF.
std::string without_carriage_returns(std::string text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

/// Whether the field already has the value, in the form written by value_json().
bool is_present(const ForeignFormField& field, const Value& value) {
  const std::string present = first_value(field);
  const auto text = written_text(value);
  switch (sort_of(field)) {
    case FieldSort::Check: {
      // Names come first, as in read_check().
      const bool is_name = has_several_states(field) && text && !options_named(field, *text).empty();
      if (is_name || (has_several_states(field) && !is_off(present)))
        return text && !is_off(present) && *text == named_state(field, present);
      const auto is_on = truth_of(value);
      return is_on && *is_on == !is_off(present);
    }
    case FieldSort::Radio: return text && *text == (is_off(present) ? std::string() : named_state(field, present));
    case FieldSort::List:
      if (!value.is_array() || !field.has(ForeignFormField::kSeveral)) break;
      // Both are in the order of the options, so the order counts.
      if (value.size() != field.values.size()) return false;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (written_text(value.at(i)) != field.values[i]) return false;
      }
      return true;
    case FieldSort::Text:
    case FieldSort::Choice: break;
    case FieldSort::Button:
    case FieldSort::Signature: return false;
  }
  return field.values.size() <= 1 && text && without_carriage_returns(*text) == without_carriage_returns(present);
}

/// Whether a script or the form itself determines the look of the value: it is then not drawn again.
bool has_own_look(const ForeignFormField& field) {
  return field.has(ForeignFormField::kRichText) || field.object.has("/AA") ||
         std::any_of(field.widgets.begin(), field.widgets.end(),
                     [](const intake::ForeignWidget& widget) { return widget.object.has("/AA"); });
}

/// Whether the boxes of a button agree with its value.
bool shows_value(const ForeignFormField& field) {
  if (field.type != "Btn") return true;
  const std::string present = first_value(field);
  for (std::size_t i = 0; i < std::min(field.options.size(), field.widgets.size()); ++i) {
    if (field.widgets[i].is_on != (!is_off(present) && field.options[i].value == present)) return false;
  }
  return true;
}

}  // namespace

FieldSort sort_of(const ForeignFormField& field) {
  if (field.type == "Sig") return FieldSort::Signature;
  if (field.type == "Ch") return field.has(ForeignFormField::kCombo) ? FieldSort::Choice : FieldSort::List;
  if (field.type != "Btn") return FieldSort::Text;
  if (field.has(ForeignFormField::kPushbutton)) return FieldSort::Button;
  return field.has(ForeignFormField::kRadio) ? FieldSort::Radio : FieldSort::Check;
}

bool is_calculated(const intake::ForeignForm& form, const ForeignFormField& field) {
  const std::string order = " " + base::collapse_ascii_space(form.file.calculated);
  const std::string reference = std::to_string(field.object.number) + " ";
  for (std::size_t at = order.find(reference); at != std::string::npos; at = order.find(reference, at + 1)) {
    const bool is_number = order[at - 1] == ' ' || order[at - 1] == '[';
    const std::size_t generation = order.find_first_not_of("0123456789", at + reference.size());
    if (field.object.number != 0 && is_number && order.compare(std::min(generation, order.size()), 2, " R") == 0)
      return true;
  }
  return false;
}

bool is_password(const ForeignFormField& field) { return field.type == "Tx" && field.has(ForeignFormField::kPassword); }

bool is_fillable(const ForeignFormField& field) {
  const FieldSort sort = sort_of(field);
  return sort != FieldSort::Signature && sort != FieldSort::Button && !field.has(ForeignFormField::kReadOnly) &&
         !(sort == FieldSort::Text && field.has(ForeignFormField::kFile)) && !is_password(field) &&
         field.object.number != 0;
}

base::Json fields_json(const intake::ForeignForm& form) {
  base::Json list = base::Json::list();
  // Fields that cannot be filled in are also listed, with `"fillable": false`.
  for (const ForeignFormField& field : form.fields) {
    const FieldSort sort = sort_of(field);
    base::Json json = base::Json::object();
    json.set("name", field.name).set("type", kSortNames[static_cast<std::size_t>(sort)]);
    if (!field.label.empty()) json.set("label", field.label);
    base::Json pages = base::Json::list();
    for (const intake::ForeignWidget& widget : field.widgets) {
      if (widget.page > 0) pages.add(widget.page);
    }
    json.set("pages", std::move(pages));
    if (field.has(ForeignFormField::kRequired)) json.set("required", true);
    if (!is_fillable(field)) json.set("fillable", false);
    if (sort == FieldSort::Text) {
      if (field.has(ForeignFormField::kMultiline)) json.set("multiline", true);
      if (field.max_length > 0) json.set("maxLength", field.max_length);
      if (field.has(ForeignFormField::kComb) && field.max_length > 0) json.set("comb", true);
      if (field.has(ForeignFormField::kPassword)) json.set("password", true);
    }
    const bool is_choice = sort == FieldSort::Choice || sort == FieldSort::List;
    if (is_choice && field.has(ForeignFormField::kEditable) && sort == FieldSort::Choice) json.set("editable", true);
    if (sort == FieldSort::List && field.has(ForeignFormField::kSeveral)) json.set("several", true);
    if (is_choice || sort == FieldSort::Radio || (sort == FieldSort::Check && has_several_states(field))) {
      base::Json options = base::Json::list();
      for (const intake::ForeignOption& option : field.options) {
        base::Json one = base::Json::object();
        one.set("value", option.value).set("shown", option.shown);
        options.add(std::move(one));
      }
      json.set("options", std::move(options));
    }
    if (sort == FieldSort::Signature) {
      json.set("signed", field.has_value);
    } else if (sort != FieldSort::Button) {
      json.set("value", value_json(field));
    }
    list.add(std::move(json));
  }
  return list;
}

base::Json values_json(const intake::ForeignForm& form) {
  base::Json values = base::Json::object();
  std::set<std::string_view> known;
  for (const ForeignFormField& field : form.fields) {
    const FieldSort sort = sort_of(field);
    // The first of several fields with one name has the value.
    if (sort == FieldSort::Signature || sort == FieldSort::Button || !known.insert(field.name).second) continue;
    values.set(field.name, value_json(field));
  }
  return values;
}

/// Signatures may lock fields (ISO 32000-2, 12.8.2.4).
bool is_locked(const intake::ForeignForm& form, std::string_view name) {
  for (const intake::FoundSignature& signature : form.file.signatures) {
    const auto& listed = signature.locked_fields;
    const bool is_listed = std::any_of(listed.begin(), listed.end(), [name](const std::string& locked) {
      return locked == name || name.starts_with(locked + ".");
    });
    if (signature.locks == "All" || (signature.locks == "Include" && is_listed) ||
        (signature.locks == "Exclude" && !is_listed)) {
      return true;
    }
  }
  return false;
}

FilledField present_value(const ForeignFormField& field) {
  FilledField present{&field, {}, {}, false, {}};
  if (field.type == "Btn") {
    for (std::size_t i = 0; i < field.widgets.size(); ++i) {
      if (field.widgets[i].is_on) present.chosen.push_back(i);
    }
    return present;
  }
  if (field.type != "Ch") {
    present.text = without_carriage_returns(first_value(field));
    return present;
  }
  for (const std::string& value : field.values) {
    // People can type a value that is not among the options of an editable choice.
    const std::vector<std::size_t> options = options_named(field, value);
    if (options.empty() && sort_of(field) == FieldSort::Choice) {
      present.text = value;
      present.is_typed = true;
    }
    present.chosen.insert(present.chosen.end(), options.begin(), options.end());
  }
  return present;
}

FieldFiller::FieldFiller(const intake::ForeignForm& form, diagnostics::DiagnosticSink& sink)
    : form_(form), sink_(sink) {
  for (const ForeignFormField& field : form.fields) fields_[field.name].push_back(&field);
}

void FieldFiller::take_all(const Value& data) {
  if (!data.is_object()) {
    sink_.report(messages::EngineFillNotAnObject, data.origin());
    return;
  }
  take_members(data, {});
}

void FieldFiller::take_members(const Value& object, const std::string& prefix) {
  for (std::size_t i = 0; i < object.size(); ++i) {
    const Value value = object.at(i);
    const std::string name = prefix + std::string(object.key_at(i));
    // A full name comes first: `{"a.b": 1}` and `{"a": {"b": 1}}` name the same field.
    const auto field = fields_.find(name);
    if (field != fields_.end()) {
      take(field->second, value);
    } else if (value.is_object()) {
      take_members(value, name + ".");
    } else {
      report_unknown(name, value.origin());
    }
  }
}

void FieldFiller::take_mapped(const Value& data, const Value& map) {
  if (!map.is_object()) {
    sink_.report(messages::EngineFillNotAnObject, map.origin());
    return;
  }
  for (std::size_t i = 0; i < map.size(); ++i) {
    const Value pointer = map.at(i);
    const std::string name(map.key_at(i));
    const auto field = fields_.find(name);
    if (field == fields_.end()) {
      report_unknown(name, pointer.origin());
      continue;
    }
    if (!pointer.is_string() || !pointer.string().starts_with('/')) {
      sink_.report(messages::EngineFillMap, pointer.origin(), name);
      continue;
    }
    if (const auto value = data.resolve(pointer.string())) {
      take(field->second, *value);
    } else {
      sink_.report(messages::EngineFillNoSuchValue, pointer.origin(), pointer.string(), name);
    }
  }
}

void FieldFiller::report_unknown(const std::string& name, const diagnostics::Origin& origin) {
  std::vector<std::string_view> known;
  for (const auto& [field, objects] : fields_) known.emplace_back(field);
  sink_.report(messages::EngineFillUnknownField, origin, name, base::find_nearest_name(name, known));
}

/// A value that the field already has is not a change, so that the values of a form can always be filled in again, even
/// those of fields that cannot be filled in. Pages may show a former value, so it is drawn again.
void FieldFiller::take(const std::vector<const ForeignFormField*>& fields, const Value& value) {
  if (value.is_null()) return;
  const auto has_value = [&value](const ForeignFormField* field) {
    return is_present(*field, value);
  };
  // If one of several fields with this name has the value, the others need not take it.
  const bool is_present_once = std::any_of(fields.begin(), fields.end(), has_value);
  for (const ForeignFormField* const field : fields) {
    if (has_value(field)) {
      if (!is_fillable(*field) || is_locked(form_, field->name) || has_own_look(*field)) continue;
      if (field->type == "Btn" && shows_value(*field)) continue;
      if (field->type != "Btn") {
        // /V is correct; only the appearance is made again.
        FilledField& shown = values_.emplace_back(present_value(*field));
        shown.origin = value.origin();
        shown.is_change = false;
        continue;
      }
    }
    const auto text = written_text(value);
    // An empty value is allowed: it removes the password from the file.
    if (is_password(*field) && text && text->empty() && !field->has(ForeignFormField::kReadOnly)) {
      values_.push_back({field, {}, {}, false, value.origin()});
    } else if (is_password(*field)) {
      sink_.report(messages::EngineFillPassword, value.origin(), field->name);
    } else if (!is_fillable(*field)) {
      if (!is_present_once) sink_.report(messages::EngineFillNotFillable, value.origin(), field->name);
    } else if (is_locked(form_, field->name)) {
      if (!is_present_once) sink_.report(messages::EngineFillLocked, value.origin(), field->name);
    } else if (auto taken = read(*field, value)) {
      values_.push_back(*std::move(taken));
    }
  }
}

std::optional<FilledField> FieldFiller::read(const ForeignFormField& field, const Value& value) {
  FilledField read{&field, {}, {}, false, value.origin()};
  bool sound = false;
  switch (sort_of(field)) {
    case FieldSort::Check: sound = read_check(value, read); break;
    case FieldSort::Radio:
    case FieldSort::Choice:
    case FieldSort::List: sound = read_choice(value, read); break;
    case FieldSort::Text:
    case FieldSort::Button:
    case FieldSort::Signature: sound = read_text(value, read); break;
  }
  return sound ? std::optional(std::move(read)) : std::nullopt;
}

bool FieldFiller::read_text(const Value& value, FilledField& read) {
  const ForeignFormField& field = *read.field;
  const auto text = written_text(value);
  if (!text) {
    sink_.report(messages::EngineFillType, value.origin(), field.name, texts::EngineFillTakesText.english,
                 texts::EngineFillTakesText.chinese);
    return false;
  }
  read.text = without_carriage_returns(*text);
  if (!field.has(ForeignFormField::kMultiline) && read.text.find('\n') != std::string::npos) {
    sink_.report(messages::EngineFillLines, value.origin(), field.name);
    return false;
  }
  // Viewers count like JavaScript: characters beyond U+FFFF count as two.
  std::size_t length = 0;
  for (const char32_t c : base::to_utf32(read.text)) length += c > 0xFFFF ? 2 : 1;
  if (field.max_length == 0 || length <= field.max_length) return true;
  sink_.report(messages::EngineFillTooLong, value.origin(), field.name, field.max_length, length);
  return false;
}

/// A field with one box takes yes or no; a field with several boxes takes the name of the box to tick, or no. Names
/// come first: they may be 是 and 否, or 0 and 1.
bool FieldFiller::read_check(const Value& value, FilledField& read) {
  const ForeignFormField& field = *read.field;
  const auto name = written_text(value);
  const bool has_several = has_several_states(field);
  if (has_several && name && is_ambiguous(*name, value, field)) return false;
  if (has_several && name) read.chosen = options_named(field, *name);
  if (!read.chosen.empty()) return true;
  if (const auto is_on = truth_of(value); is_on && (!has_several || !*is_on)) {
    // All boxes have the same state, so all are on.
    for (std::size_t i = 0; *is_on && i < field.widgets.size(); ++i) read.chosen.push_back(i);
    return true;
  }
  if (value.is_string()) return choose(*name, value, read);
  sink_.report(messages::EngineFillType, value.origin(), field.name, texts::EngineFillTakesYes.english,
               texts::EngineFillTakesYes.chinese);
  return false;
}

bool FieldFiller::read_choice(const Value& value, FilledField& read) {
  const ForeignFormField& field = *read.field;
  const bool takes_list = field.has(ForeignFormField::kSeveral) && sort_of(field) == FieldSort::List;
  if (value.is_array() && takes_list) {
    bool sound = true;
    for (std::size_t i = 0; i < value.size(); ++i) sound = choose_item(value.at(i), read) && sound;
    // Indices ascend (ISO 32000-2, table 234), and an option is chosen once.
    std::sort(read.chosen.begin(), read.chosen.end());
    read.chosen.erase(std::unique(read.chosen.begin(), read.chosen.end()), read.chosen.end());
    return sound;
  }
  const auto text = written_text(value);
  // An empty text empties the choice, unless one of the options is empty.
  return (text && text->empty() && options_named(field, {}).empty()) || choose_item(value, read);
}

bool FieldFiller::is_ambiguous(const std::string& wanted, const Value& value, const ForeignFormField& field) {
  const std::vector<std::string> values = values_shown_as(field, wanted);
  if (values.size() < 2) return false;
  std::string words;
  for (const std::string& one : values) words.append(words.empty() ? "" : ", ").append(one);
  sink_.report(messages::EngineFillAmbiguous, value.origin(), field.name, wanted, words);
  return true;
}

bool FieldFiller::choose_item(const Value& value, FilledField& read) {
  if (const auto text = written_text(value)) return choose(*text, value, read);
  sink_.report(messages::EngineFillType, value.origin(), read.field->name, texts::EngineFillTakesChoice.english,
               texts::EngineFillTakesChoice.chinese);
  return false;
}

bool FieldFiller::choose(const std::string& wanted, const Value& value, FilledField& read) {
  const ForeignFormField& field = *read.field;
  if (is_ambiguous(wanted, value, field)) return false;
  // A word may name several boxes of one state.
  const std::vector<std::size_t> options = options_named(field, wanted);
  read.chosen.insert(read.chosen.end(), options.begin(), options.end());
  if (!options.empty()) return true;
  if (sort_of(field) == FieldSort::Choice && field.has(ForeignFormField::kEditable)) {
    read.text = wanted;
    read.is_typed = true;
    return true;
  }
  std::string known;
  for (const intake::ForeignOption& option : field.options) known += (known.empty() ? "" : ", ") + option.shown;
  sink_.report(messages::EngineFillChoice, value.origin(), field.name, wanted, known);
  return false;
}

}  // namespace gongwen::engine
