#include "round_trip/round_trip.h"

#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace gongwen::testing {
namespace {

void append_canonical(std::string& out, const data::Value& value) {
  if (!value.is_object() && !value.is_array()) return data::append_value_json(out, value);
  out += value.is_object() ? '{' : '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    const data::Value part = value.is_object() ? value.sorted_at(i) : value.at(i);
    if (value.is_object()) base::append_json_string(out, part.key());
    append_canonical(out, part);
    out += ',';
  }
  out += value.is_object() ? '}' : ']';
}

}  // namespace

std::size_t number_from(const char* variable, std::size_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Json::Json(std::string text) {
  const diagnostics::SourceId source = store_.add("json", std::move(text));
  auto read = data::read_json(source, store_.source_text(source), {}, sink_);
  if (read) document_ = std::make_shared<const data::Document>(*std::move(read));
}

std::string Json::canonical() const {
  std::string out;
  if (document_) append_canonical(out, root());
  return out;
}

schema::Schema schema_of(const Json& json) {
  diagnostics::DiagnosticSink sink;
  return *schema::compile_schema({"schema.json", json.document()}, {}, schema::kBundleSchema, sink);
}

std::string difference(const std::string& found, const std::string& wanted) {
  const auto differ = std::mismatch(found.begin(), found.end(), wanted.begin(), wanted.end());
  const auto at = static_cast<std::size_t>(differ.first - found.begin());
  const std::size_t from = at < 60 ? 0 : at - 60;
  const auto part = [from](const std::string& text) {
    return from < text.size() ? text.substr(from, 160) : std::string();
  };
  return "found  " + part(found) + "\nwanted " + part(wanted);
}

}  // namespace gongwen::testing
