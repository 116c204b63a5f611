#include "engine/kinds/detail/form/made_value.h"

#include "base/json.h"
#include "data/document_builder.h"

#include <algorithm>

// A tree that is written twice: as the text of a file, and as a document whose values have the places of the form.
// `gongwen form expand` writes the output of `json()`, and the compiler of kinds reads it as a file of the bundle;
// `document()` is used where parsing that text again would lose the places. Both walk the tree in the order in which
// members were put.
namespace gongwen::engine {

MadeValue MadeValue::text(std::string_view text, diagnostics::Span place) {
  MadeValue made(data::ValueType::String, place);
  made.text_ = text;
  return made;
}

MadeValue MadeValue::number(std::int64_t number, diagnostics::Span place) {
  MadeValue made(data::ValueType::Integer, place);
  made.number_ = number;
  return made;
}

MadeValue MadeValue::flag(bool flag, diagnostics::Span place) {
  MadeValue made(data::ValueType::Boolean, place);
  made.number_ = flag ? 1 : 0;
  return made;
}

MadeValue MadeValue::copy_of(const data::Value& value) {
  MadeValue made(value.type(), value.span());
  switch (value.type()) {
    case data::ValueType::Null: break;
    case data::ValueType::Boolean: made.number_ = value.boolean() ? 1 : 0; break;
    case data::ValueType::Integer: made.number_ = value.integer(); break;
    case data::ValueType::Decimal: made.text_ = value.decimal_text(); break;
    case data::ValueType::String: made.text_ = value.string(); break;
    case data::ValueType::Array:
      for (std::size_t i = 0; i < value.size(); ++i) made.add(copy_of(value.at(i)));
      break;
    case data::ValueType::Object:
      for (std::size_t i = 0; i < value.size(); ++i) made.put(value.key_at(i), copy_of(value.at(i)));
      break;
  }
  return made;
}

// Members keep their first place in the order when they are replaced.
MadeValue& MadeValue::put(std::string_view name, MadeValue value) {
  if (MadeValue* const known = find(name)) {
    *known = std::move(value);
    return *known;
  }
  names_.emplace_back(name);
  return items_.emplace_back(std::move(value));
}

MadeValue& MadeValue::add(MadeValue item) { return items_.emplace_back(std::move(item)); }

// Searches one by one: objects have tens of members at most, except `properties`, which is built once.
MadeValue* MadeValue::find(std::string_view name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? nullptr : &items_[static_cast<std::size_t>(found - names_.begin())];
}

/// Such a list is written in one line: `["text", "null"]`.
bool MadeValue::is_plain_list() const {
  return std::none_of(items_.begin(), items_.end(), [](const MadeValue& item) {
    return item.type_ == data::ValueType::Object || item.type_ == data::ValueType::Array;
  });
}

/// The result is UTF-8; only characters that JSON requires are escaped. `depth` counts the objects and lists around the
/// value.
void MadeValue::write(std::string& out, std::size_t depth) const {
  switch (type_) {
    case data::ValueType::Null: out += "null"; return;
    case data::ValueType::Boolean: out += number_ != 0 ? "true" : "false"; return;
    case data::ValueType::Integer: out += std::to_string(number_); return;
    case data::ValueType::Decimal: out += text_; return;
    case data::ValueType::String: base::append_json_string(out, text_); return;
    case data::ValueType::Array:
    case data::ValueType::Object: break;
  }
  const bool is_object = type_ == data::ValueType::Object;
  out += is_object ? '{' : '[';
  const bool in_one_line = !is_object && is_plain_list();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out += in_one_line ? ", " : ",";
    if (!in_one_line) out += "\n" + std::string(2 * (depth + 1), ' ');
    if (is_object) {
      base::append_json_string(out, names_[i]);
      out += ": ";
    }
    items_[i].write(out, depth + 1);
  }
  if (!in_one_line && !items_.empty()) out += "\n" + std::string(2 * depth, ' ');
  out += is_object ? '}' : ']';
}

std::string MadeValue::json() const {
  std::string out;
  write(out, 0);
  return out + "\n";
}

void MadeValue::build(data::DocumentBuilder& builder) const {
  const auto [begin, end] = std::pair(place_.begin, place_.end);
  switch (type_) {
    case data::ValueType::Null: return builder.null(begin, end);
    case data::ValueType::Boolean: return builder.boolean(number_ != 0, begin, end);
    case data::ValueType::Integer: return builder.integer(number_, begin, end);
    case data::ValueType::Decimal: return builder.decimal(text_, begin, end);
    case data::ValueType::String: return builder.string(text_, begin, end);
    case data::ValueType::Array:
      builder.begin_array(begin);
      for (const MadeValue& item : items_) item.build(builder);
      return builder.end_array(end);
    // The key of a member has the place of its value: made keys have no place of their own.
    case data::ValueType::Object:
      builder.begin_object(begin);
      for (std::size_t i = 0; i < items_.size(); ++i) {
        builder.key(names_[i], items_[i].place_.begin, items_[i].place_.end);
        items_[i].build(builder);
      }
      return builder.end_object(end);
  }
}

data::Document MadeValue::document(diagnostics::SourceId own, diagnostics::SourceId places) const {
  data::DocumentBuilder builder(own, places);
  build(builder);
  return std::move(builder).finish();
}

}  // namespace gongwen::engine
