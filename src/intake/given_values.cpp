#include "intake/given_values.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "resources/read_file.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>
#include <charconv>

// Two halves: converting one text by the schema (numbers, dates, choices, lists as people write them), and the data
// given with a form: which of its values the form showed, and which come back unchanged.
namespace gongwen::intake {
namespace {

using schema::Format;
using schema::SchemaType;

bool is_month(Format format) { return format == Format::Month || format == Format::IssueMonth; }
bool is_date(Format format) { return format == Format::Date || is_month(format); }

/// The date of a cell in the precision of the field.
std::string date_text(std::string_view iso, Format format) {
  if (is_month(format)) return std::string(iso.substr(0, 7));
  if (format == Format::Date) return std::string(iso.substr(0, 10));
  return std::string(iso);
}

/// Whether the text says that a period has not ended (至今), for which a form wants a blank.
bool says_until_now(std::string_view text) {
  constexpr std::array<std::string_view, 8> kWords = {"至今", "今",      "现在", "目前",
                                                      "迄今", "present", "now",  "to date"};
  const std::string word = base::ascii_lowercase(trim_blanks(text));
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// Converts a text of a format such as a date, an e-mail address or a telephone number.
FieldValue convert_format(const RawField& raw, std::string text, const schema::SchemaField& field) {
  const Format format = *field.limits.format;
  if (is_date(format) && raw.type == RawType::Date) text = date_text(text, format);
  if (schema::matches_format(format, text)) return {base::json_string(text)};
  if (const auto written = schema::read_written(format, text)) return {base::json_string(*written)};
  const bool is_left_out = schema::means_nothing(text) || (is_date(format) && says_until_now(text));
  if (!field.required && is_left_out) return {};
  return {base::json_string(text), is_date(format)};
}

FieldValue convert_choice(const RawField& raw, const schema::SchemaField& field) {
  for (const std::string& text : {raw.text, raw.shown}) {
    if (const schema::FieldChoice* const choice = schema::find_choice(field.choices, text))
      return {choice_json(*choice)};
  }
  // No choice has this text; for a choice between true and false a tick or 是 decides.
  const auto tick = read_tick(raw.text, field.title.chinese);
  for (const schema::FieldChoice& choice : field.choices) {
    const bool is_boolean = choice.value.type() == data::ValueType::Boolean;
    if (tick && is_boolean && choice.value.boolean() == *tick) return {choice_json(choice)};
  }
  if (raw.type == RawType::Boolean && raw.text == "false") return {"false"};
  return {base::json_string(trim_blanks(raw.text)), true};
}

std::string json_of(const schema::CellValue& value) {
  struct Writer {
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const schema::CellNumber& number) const { return number.text; }
    std::string operator()(const schema::CellText& text) const { return base::json_string(text.text); }
    std::string operator()(const schema::CellList& list) const {
      std::string out = "[";
      for (const std::string& text : list.texts) out += (out.size() > 1 ? "," : "") + base::json_string(text);
      return out + "]";
    }
    std::string operator()(const schema::CellChoice& choice) const { return data::value_json(choice.value); }
  };
  return std::visit(Writer{}, value);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  const bool lines = text.find('\n') != std::string_view::npos;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t length = 0;
    for (const std::string_view separator : {std::string_view("\n"), std::string_view("、"), std::string_view("；"),
                                             std::string_view(";"), std::string_view("，")}) {
      if (lines && separator != "\n") continue;
      const std::size_t found = text.find(separator);
      if (found >= end) continue;
      end = found;
      length = separator.size();
    }
    const std::string_view word = trim_blanks(text.substr(0, end));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(end + length);
  }
  return words;
}

}  // namespace

std::string choice_json(const schema::FieldChoice& choice) { return data::value_json(choice.value); }

std::optional<bool> read_tick(std::string_view text, std::string_view question) {
  return schema::read_yes_or_no(text, question);
}

std::vector<std::string> chosen_words(std::string_view text) {
  auto words = schema::ticked_words(text);
  if (!words) return split_words(text);
  for (std::string& word : *words) word = std::string(trim_blanks(word));
  return *std::move(words);
}

FieldValue convert_list(std::string_view text, const schema::SchemaField& list) {
  const schema::SchemaField* const item = list.parts.empty() ? nullptr : &list.parts.front();
  FieldValue value{"["};
  for (const std::string& word : chosen_words(text)) {
    RawField one{{}, RawType::Text, word};
    const FieldValue converted = item == nullptr ? FieldValue{base::json_string(word)} : convert_field(one, *item);
    if (converted.json.empty()) continue;
    value.unfit = value.unfit || converted.unfit;
    value.json += (value.json.size() > 1 ? "," : "") + converted.json;
  }
  value.json += "]";
  return value.json == "[]" ? FieldValue{} : value;
}

FieldValue convert_field(const RawField& raw, const schema::SchemaField& field) {
  std::string text = normal_text(raw.text);
  if (trim_blanks(text).empty()) return {};
  if (!field.choices.empty()) {
    // All choices in one text, with the chosen one ticked: `☑甲　☐乙`.
    if (const auto ticked = raw.type == RawType::Text ? schema::ticked_words(text) : std::nullopt; ticked) {
      if (ticked->empty()) return {};
      // A tick without a word is a yes, see convert_choice.
      const bool has_words = !trim_blanks(ticked->front()).empty();
      if (ticked->size() == 1 && has_words) return convert_choice({{}, RawType::Text, ticked->front()}, field);
    }
    return convert_choice(raw, field);
  }
  const schema::TypeSet types = field.types;
  const bool texts = types.has(SchemaType::String);
  const std::optional<Format> format = texts ? field.limits.format : std::nullopt;
  if (types.has(SchemaType::Boolean) && !texts) {
    const auto tick =
        raw.type == RawType::Boolean ? std::optional(raw.text == "true") : read_tick(text, field.title.chinese);
    if (tick) return {*tick ? "true" : "false"};
  }
  // A list takes several values from one text: `甲、乙`, or one per line.
  if (types.has(SchemaType::Array) && !texts) return convert_list(text, field);
  if (texts && !format) return {base::json_string(text)};
  if (format) return convert_format(raw, std::move(text), field);
  const data::CellKind kind = raw.type == RawType::Number ? data::CellKind::Number : data::CellKind::Text;
  const std::string narrow(trim_blanks(narrow_text(text)));
  if (const auto value = schema::convert_cell({kind, narrow, {}}, field)) return {json_of(*value)};
  if (!field.required && schema::means_nothing(text)) return {};
  return {base::json_string(text), true};
}

namespace {

using data::Value;

/// Larger values are not carried; in practice they are photographs.
constexpr std::size_t kMaxBytes = 100'000;

/// A JSON text as a document; false if it is not valid.
class Parsed {
 public:
  explicit Parsed(std::string_view text) {
    diagnostics::DiagnosticSink ignored;
    const diagnostics::SourceId source = store_.add("json", std::string(text));
    document_ = data::read_json(source, store_.source_text(source), {}, ignored);
  }
  explicit operator bool() const { return document_.has_value(); }
  Value root() const { return document_->root(); }

 private:
  resources::SourceStore store_;
  base::Expected<data::Document> document_ = base::kReported;
};

/// Appends a text that is the same for equal values: members are sorted by name.
void append_canonical(std::string& out, const Value& value) {
  if (!value.is_object() && !value.is_array()) return data::append_value_json(out, value);
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Value part = value.is_object() ? value.sorted_at(i) : value.at(i);
    if (i > 0) out += ',';
    if (value.is_object()) {
      base::append_json_string(out, part.key());
      out += ':';
    }
    append_canonical(out, part);
  }
  out += value.is_object() ? '}' : ']';
}

std::string canonical(const Value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

std::string below(std::string pointer, std::string_view name) {
  base::append_pointer_token(pointer, name);
  return pointer;
}

std::optional<Value> resolve(Value value, std::string_view pointer) {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return std::nullopt;
  for (const std::string& token : *tokens) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool is_index = error == std::errc() && end == token.data() + token.size();
    std::optional<Value> part;
    if (value.is_object()) part = value.find(token);
    if (value.is_array() && is_index && index < value.size()) part = value.at(index);
    if (!part) return std::nullopt;
    value = *part;
  }
  return value;
}

bool is_blank(const Value& value) {
  switch (value.type()) {
    case data::ValueType::Null: return true;
    case data::ValueType::Boolean: return !value.boolean();
    case data::ValueType::String: return trim_blanks(value.string()).empty();
    case data::ValueType::Array:
    case data::ValueType::Object: break;
    case data::ValueType::Integer:
    case data::ValueType::Decimal: return false;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!is_blank(value.at(i))) return false;
  }
  return true;
}

bool is_printed(const Value& value, std::string_view printed) {
  constexpr std::size_t kFewest = 8;  // characters
  if (is_blank(value)) return true;
  if (value.is_string()) {
    const std::string text = printed_text(value.string());
    return base::count_code_points(text) >= kFewest && printed.find(text) != std::string_view::npos;
  }
  if (!value.is_object() && !value.is_array()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!is_printed(value.at(i), printed)) return false;
  }
  return true;
}

class Difference {
 public:
  explicit Difference(const std::vector<std::string>& always) : always_(always) {}
  base::Json entries = base::Json::list();

  void compare(const Value& shown, const Value& data, const std::string& pointer) {
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const std::string_view name = shown.key_at(i);
      compare_member(shown.at(i), data.find(name), below(pointer, name));
    }
    for (std::size_t i = 0; i < data.size(); ++i) {
      if (!shown.find(data.key_at(i))) add(below(pointer, data.key_at(i)), {}, canonical(data.at(i)));
    }
  }

 private:
  void compare_member(const Value& shown, const std::optional<Value>& data, const std::string& pointer) {
    if (data && shown.is_object() && data->is_object()) return compare(shown, *data, pointer);
    const std::string text = canonical(shown);
    const std::string wanted = data ? canonical(*data) : std::string();
    const bool named = std::find(always_.begin(), always_.end(), pointer) != always_.end();
    if (text != wanted || named) add(pointer, text, wanted);
  }

  void add(const std::string& pointer, const std::string& shown, const std::string& data) {
    if (shown.size() + data.size() > kMaxBytes) return;
    base::Json entry = base::Json::object();
    entry.set("p", pointer);
    if (!shown.empty()) entry.set("s", base::Json::written(shown));
    if (!data.empty()) entry.set("d", base::Json::written(data));
    entries.add(std::move(entry));
  }

  const std::vector<std::string>& always_;
};

struct Given {
  std::string shown;  // empty: nothing was there
  std::optional<Value> data;
};

class Restorer {
 public:
  Restorer(const Value& given, const std::set<std::string>& refused) : refused_(refused) {
    for (std::size_t i = 0; given.is_array() && i < given.size(); ++i) take(given.at(i));
  }

  bool has_any() const { return !given_.empty(); }

  std::string restored(const Value& root) {
    write_object(root, {}, 0);
    return std::move(out_) + "\n";
  }

 private:
  void take(const Value& entry) {
    const auto pointer = entry.is_object() ? entry.find("p") : std::nullopt;
    if (!pointer || !pointer->is_string()) return;
    const auto shown = entry.find("s");
    const std::string key(pointer->string());
    if (refused_.contains(key)) return;
    given_[key] = {shown ? canonical(*shown) : std::string(), entry.find("d")};
    if (!shown) added_.emplace(key.substr(0, key.rfind('/')), key);
  }

  void line(std::size_t depth, bool first) {
    out_ += first ? "\n" : ",\n";
    out_.append(2 * depth, ' ');
  }

  void write(const Value& value, const std::string& pointer, std::size_t depth) {
    if (value.is_object()) return write_object(value, pointer, depth);
    if (!value.is_array()) return data::append_value_json(out_, value);
    out_ += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      line(depth + 1, i == 0);
      std::string item = pointer;
      base::append_pointer_index(item, i);
      write(value.at(i), item, depth + 1);
    }
    if (value.size() > 0) out_.append("\n").append(2 * depth, ' ');
    out_ += ']';
  }

  void write_object(const Value& value, const std::string& pointer, std::size_t depth) {
    out_ += '{';
    bool first = true;
    const auto member = [&](std::string_view name, const Value& now) {
      line(depth + 1, std::exchange(first, false));
      base::append_json_string(out_, name);
      out_ += ": ";
      write(now, below(pointer, name), depth + 1);
    };
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto given = given_.find(below(pointer, value.key_at(i)));
      const bool unchanged = given != given_.end() && given->second.shown == canonical(value.at(i));
      if (!unchanged) {
        member(value.key_at(i), value.at(i));
      } else if (given->second.data) {
        member(value.key_at(i), *given->second.data);
      }
    }
    const auto [begin, end] = added_.equal_range(pointer);
    for (auto added = begin; added != end; ++added) {
      const auto tokens = base::parse_json_pointer(added->second);
      const Given& given = given_.find(added->second)->second;
      if (tokens && !tokens->empty() && given.data && !value.find(tokens->back())) member(tokens->back(), *given.data);
    }
    if (!first) out_.append("\n").append(2 * depth, ' ');
    out_ += '}';
  }

  const std::set<std::string>& refused_;
  std::map<std::string, Given, std::less<>> given_;
  std::multimap<std::string, std::string, std::less<>> added_;  // by the pointer of the enclosing value
  std::string out_;
};

}  // namespace

std::string given_values(std::string_view shown, std::string_view data, const std::vector<std::string>& always) {
  const Parsed before(shown);
  const Parsed after(data);
  if (!before || !after || !before.root().is_object() || !after.root().is_object()) return {};
  Difference difference(always);
  difference.compare(before.root(), after.root(), {});
  return difference.entries.size() == 0 ? std::string() : difference.entries.text();
}

std::vector<GivenEntry> given_entries(std::string_view given, std::string_view json) {
  std::vector<GivenEntry> found;
  if (given.empty()) return found;
  const Parsed entries(given);
  const Parsed now(json);
  if (!entries || !now || !entries.root().is_array()) return found;
  for (std::size_t i = 0; i < entries.root().size(); ++i) {
    const Value entry = entries.root().at(i);
    const auto pointer = entry.is_object() ? entry.find("p") : std::nullopt;
    if (!pointer || !pointer->is_string()) continue;
    const auto text_of = [&entry](std::string_view name) {
      const auto value = entry.find(name);
      return value ? canonical(*value) : std::string();
    };
    GivenEntry& read = found.emplace_back(GivenEntry{std::string(pointer->string()), text_of("s"), text_of("d")});
    const auto value = resolve(now.root(), read.pointer);
    read.unchanged = read.shown == (value ? canonical(*value) : std::string());
  }
  return found;
}

std::string value_at(std::string_view json, std::string_view pointer) {
  const Parsed data(json);
  const auto value = data ? resolve(data.root(), pointer) : std::nullopt;
  return value ? canonical(*value) : std::string();
}

bool is_blank_value(std::string_view json) {
  const Parsed value(json);
  return !value || is_blank(value.root());
}

std::string printed_text(std::string_view text) {
  std::string out;
  const std::string plain = narrow_text(normal_text(text));
  for (const auto& decoded : base::CodePoints(plain)) {
    if (decoded.code_point > U' ') base::append_utf8(out, decoded.code_point);
  }
  return out;
}

bool is_printed(std::string_view json, std::string_view printed) {
  const Parsed value(json);
  return value && !printed.empty() && is_printed(value.root(), printed);
}

void restore_given(FieldData& read, std::string_view given, const std::set<std::string>& refused) {
  if (given.empty()) return;
  const Parsed entries(given);
  const Parsed now(read.json);
  if (!entries || !now || !now.root().is_object()) return;
  Restorer restorer(entries.root(), refused);
  if (restorer.has_any()) read.json = restorer.restored(now.root());
}

}  // namespace gongwen::intake
