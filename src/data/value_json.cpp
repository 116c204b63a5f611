#include "base/json.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::data {
namespace {

void append_container(std::string& out, const Value& value) {
  out += value.is_object() ? "{" : "[";
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ",";
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ":";
    }
    append_value_json(out, value.at(i));
  }
  out += value.is_object() ? "}" : "]";
}

}  // namespace

std::string number_text(const Value& number) {
  return number.type() == ValueType::Integer ? std::to_string(number.integer()) : std::string(number.decimal_text());
}

void append_value_json(std::string& out, const Value& value) {
  switch (value.type()) {
    case ValueType::Null: out += "null"; break;
    case ValueType::Boolean: out += value.boolean() ? "true" : "false"; break;
    case ValueType::Integer:
    case ValueType::Decimal: out += number_text(value); break;
    case ValueType::String: base::append_json_string(out, value.string()); break;
    case ValueType::Array:
    case ValueType::Object: append_container(out, value); break;
  }
}

}  // namespace gongwen::data
