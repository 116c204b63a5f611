#include "round_trip/random_data.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "schema/table_cells.h"

#include <array>

namespace gongwen::testing {
namespace {

using base::json_string;
using schema::SchemaField;
using schema::SchemaType;

constexpr auto kPieces = std::to_array<std::string_view>({"甲",      "乙丙",      "示例网络安全标准化技术",
                                                          "abc",     "XYZ 019",   "—",
                                                          "“引号”",  "《书名》",  "、",
                                                          "；",      "：",        "？！",
                                                          "·",       "㛃",        "䶮",
                                                          "𬭎",    "𠮷",        "𬱖",
                                                          "&",       "<b>",       "\"",
                                                          "'",       "=1+1",      "@",
                                                          "#",       "%",         "\\",
                                                          "/",       "~0",        ".",
                                                          "_x000D_", "　",        "—— ",
                                                          "é",       "e\xCC\x81", "עברית",
                                                          "json:",   "- ",        "☑",
                                                          "☐",       "1",         "是",
                                                          "例",      "，",        "- 项"});
constexpr auto kWholes = std::to_array<std::string_view>(
    {"是",    "否",     "TRUE", "1",           "0",       "1.50",   "001",  "1e5",        "2024-02-04", "2024年2月4日",
     "45351", "#REF!",  "#N/A", "json:",       "json:#1", "json:1", "- 一", "- 一\n- 二", "☑甲　☐乙",   "-",
     "\"",    "甲、乙", "例",   "gw:table /x", "null",    "[]",     "{}",   "'甲",        "＝１",       "100%"});
constexpr auto kOdd = std::to_array<std::string_view>(
    {"\t", "\r\n", "\r", "\xE2\x80\xA8", "\xE2\xBC\x80", "\xEF\xA4\x80",  // then what cannot be printed
     "\x01", "\x1F", "\x7F", "\xC2\x85", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "👩‍🔬"});
constexpr std::size_t kPrintableOdd = 6;
constexpr auto kNumbers =
    std::to_array<std::string_view>({"0", "1", "-1", "17", "2024", "999999999999999", "1234567890123456789", "-0",
                                     "1.5", "1.50", "0.1", "-2.25", "3.0", "12345678901234567890.10", "1e5", "1E-7"});

std::string trimmed_lines(const std::string& text) {
  std::string out;
  std::string line;
  const auto cut = [](std::string& one) {
    while (true) {
      if (one.ends_with(' ') || one.ends_with('\t')) {
        one.pop_back();
      } else if (one.ends_with("\xE3\x80\x80")) {
        one.resize(one.size() - 3);
      } else {
        return;
      }
    }
  };
  for (const char c : text + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    cut(line);
    if (!line.empty()) out += (out.empty() ? "" : "\n") + line;
    line.clear();
  }
  while (out.starts_with(' ') || out.starts_with("\xE3\x80\x80")) out.erase(0, out.front() == ' ' ? 1 : 3);
  return out.empty() ? "甲" : out;
}

}  // namespace

std::size_t RandomData::below(std::size_t count) {
  return count == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, count - 1)(chance_);
}

std::string RandomData::text(std::size_t most) {
  if (one_in(8)) return std::string(kWholes[below(kWholes.size())]);
  const bool long_text = one_in(400);
  const std::size_t pieces = long_text ? options_.longest / 4 : 1 + below(one_in(10) ? 200 : 12);
  std::string out;
  for (std::size_t i = 0; i < pieces && (long_text || out.size() < most * 3); ++i) {
    out += kPieces[below(kPieces.size())];
    if (one_in(14)) out += "\n";
    if (one_in(60)) out += kOdd[below(options_.unprintable ? kOdd.size() : kPrintableOdd)];
    if (options_.blanks_at_ends && one_in(60)) out += " ";
  }
  return options_.blanks_at_ends ? out : trimmed_lines(out);
}

std::string RandomData::number(bool whole) {
  const std::size_t wholes = 8;
  return std::string(kNumbers[below(whole && !(options_.unexpected && one_in(20)) ? wholes : kNumbers.size())]);
}

std::string RandomData::any_json(unsigned depth) {
  switch (below(depth > 3 ? 5 : 7)) {
    case 0: return "null";
    case 1: return one_in(2) ? "true" : "false";
    case 2: return number(false);
    case 3: return json_string(text(20));
    case 4: return one_in(2) ? "\"\"" : one_in(2) ? "[]" : "{}";
    case 5: return "[" + any_json(depth + 1) + "," + any_json(depth + 1) + "]";
    default: return "{" + json_string(text(5)) + ":" + any_json(depth + 1) + "}";
  }
}

std::string RandomData::string_json(const SchemaField& field) {
  if (field.limits.format && !one_in(12)) {
    if (field.limits.format == schema::Format::Date) {
      return json_string("20" + std::to_string(10 + below(80)) + "-0" + std::to_string(1 + below(9)) + "-1" +
                         std::to_string(below(10)));
    }
    return json_string(schema::expectation_of(field).example);
  }
  return json_string(text(field.limits.max_length.value_or(200)));
}

std::string RandomData::typed_json(SchemaType type, const SchemaField& field, unsigned depth) {
  switch (type) {
    case SchemaType::Null: return "null";
    case SchemaType::Boolean: return one_in(2) ? "true" : "false";
    case SchemaType::Integer: return number(true);
    case SchemaType::Number: return number(false);
    case SchemaType::String: return string_json(field);
    case SchemaType::Array: return list_json(field, depth);
    case SchemaType::Object: return members_json(field, depth);
  }
  return "null";
}

std::string RandomData::list_json(const SchemaField& field, unsigned depth) {
  const bool known = field.parts.size() == 1 && field.parts.front().name.empty();
  std::string json = "[";
  const std::size_t count = options_.unexpected && one_in(10) ? 0 : 1 + below(one_in(10) ? 9 : 3);
  for (std::size_t i = 0; i < count; ++i) {
    json += (i > 0 ? "," : "") + (known ? value_json(field.parts.front(), depth + 1) : any_json(depth + 1));
  }
  return json + "]";
}

std::string RandomData::members_json(const SchemaField& field, unsigned depth) {
  std::string json = "{";
  for (const SchemaField& part : field.parts) {
    if (part.name.empty() || one_in(part.required ? 20 : 3)) continue;
    json += (json.size() > 1 ? "," : "") + json_string(part.name) + ":" + value_json(part, depth + 1);
  }
  if (options_.unexpected && one_in(25))
    json += (json.size() > 1 ? ",\"x-" : "\"x-") + std::to_string(below(3)) + "\":" + any_json(depth);
  return json + "}";
}

std::string RandomData::value_json(const SchemaField& field, unsigned depth) {
  if (options_.unexpected && one_in(40)) return any_json(depth);
  if (!field.choices.empty() && !one_in(30)) {
    std::string json;
    data::append_value_json(json, field.choices[below(field.choices.size())].value);
    return json;
  }
  std::vector<SchemaType> types;
  for (const SchemaType type : {SchemaType::Boolean, SchemaType::Integer, SchemaType::Number, SchemaType::String,
                                SchemaType::Array, SchemaType::Object}) {
    if (field.types.has(type)) types.push_back(type);
  }
  return types.empty() ? any_json(depth) : typed_json(types[below(types.size())], field, depth);
}

std::string RandomData::varied(const data::Value& value, const schema::Schema& schema, bool required) {
  const auto field = schema::describe_field(schema, value.pointer());
  if (value.is_object()) {
    std::string json = "{";
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto part = schema::describe_field(schema, value.at(i).pointer());
      const bool needed = !part || part->required;
      if (!needed && one_in(5)) continue;
      json += (json.size() > 1 ? "," : "") + json_string(value.key_at(i)) + ":" + varied(value.at(i), schema, needed);
    }
    return json + "}";
  }
  if (value.is_array()) {
    const bool unique = field && field->limits.unique_items;
    std::string json = "[";
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (one_in(5) && i > 0) continue;
      const std::size_t copies = !unique && one_in(6) ? 2 : 1;
      for (std::size_t copy = 0; copy < copies; ++copy) {
        json += (json.size() > 1 ? "," : "") + varied(value.at(i), schema, true);
      }
    }
    return json + "]";
  }
  const bool is_free = value.is_string() && field && field->choices.empty() && !field->limits.format &&
                       field->limits.patterns.empty() && field->types.has(SchemaType::String) &&
                       (field->limits.max_length || field->types.has(SchemaType::Array));
  if (field && field->types.has(SchemaType::Null) && !required && one_in(6)) return "null";
  if (!is_free) {
    std::string json;
    data::append_value_json(json, value);
    return json;
  }
  if (field->limits.min_length.value_or(0) == 0 && one_in(8)) return "\"\"";
  const std::size_t most = std::min<std::size_t>(field->limits.max_length.value_or(60), one_in(30) ? 3'000 : 60);
  std::string words(base::first_code_points(text(most), most));
  return json_string(words.empty() || base::count_code_points(words) < field->limits.min_length.value_or(0) ? "甲乙丙丁"
                                                                                                            : words);
}

std::string RandomData::varied_json(const data::Value& sample, const schema::Schema& schema) {
  return varied(sample, schema, true);
}

std::string RandomData::object_json(const SchemaField& field) { return members_json(field, 0); }

}  // namespace gongwen::testing
