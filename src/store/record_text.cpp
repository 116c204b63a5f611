#include "store/record_text.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::store {
namespace {

constexpr std::size_t kShortLine = 100;  // bytes

bool is_plain_list(const data::Value& value) {
  if (!value.is_array()) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.at(i).is_array() || value.at(i).is_object()) return false;
  }
  return true;
}

void append_line_end(std::string& out, int depth) {
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void append_pretty(std::string& out, const data::Value& value, int depth) {
  const std::string line = compact_json(value);
  const bool container = value.is_array() || value.is_object();
  if (!container || value.size() == 0 || (is_plain_list(value) && line.size() <= kShortLine)) {
    out += line;
    return;
  }
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) out += ',';
    append_line_end(out, depth + 1);
    if (value.is_object()) {
      base::append_json_string(out, value.key_at(i));
      out += ": ";
    }
    append_pretty(out, value.at(i), depth + 1);
  }
  append_line_end(out, depth);
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::string pretty_json(const data::Value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out + "\n";
}

std::string pretty_record(std::string_view json) {
  diagnostics::DiagnosticSink ignored;
  const auto document = data::read_json(diagnostics::SourceId(0), json, {}, ignored);
  return document ? pretty_json(document->root()) : std::string(json);
}

std::string compact_json(const data::Value& value) {
  std::string out;
  data::append_value_json(out, value);
  return out;
}

}  // namespace gongwen::store
