// Optional, for programs that use nlohmann/json: converts JSON values into data and back, and reports and messages into
// JSON values. No other public header includes nlohmann/json, and the library may have been built with another version.
//   auto rendering = engine.render("commitment-letter", data_from(value), {Format::Pdf});
//   const auto report = json_of(rendering.report);
//   for (const auto& message : report["diagnostics"]) std::cerr << message["message"]["en"] …
//   nlohmann::ordered_json letter = data_of(extraction.files.front());
#pragma once

#include "gongwen/engine.h"

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace gongwen {

/// The value as data. Messages call it `name`, and count lines as if it were written with an indentation of two blanks.
/// Invalid UTF-8 becomes U+FFFD. A number that the value stores as a double keeps up to 17 digits.
inline DataSource data_from(const nlohmann::ordered_json& value, std::string name = "data.json") {
  return {std::move(name), value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)};
}
inline DataSource data_from(const nlohmann::json& value, std::string name = "data.json") {
  return {std::move(name), value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)};
}

/// The data of a returned form; null if nothing could be read. Numbers keep up to 17 digits; if you need more, use
/// `form.json` itself.
inline nlohmann::ordered_json data_of(const ExtractedFile& form) {
  return form.json.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(form.json, nullptr, false);
}
/// The JSON of `Engine::new_data` and `Engine::describe`; null if absent.
inline nlohmann::ordered_json data_of(const TextResult& result) {
  return result.text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json::parse(result.text, nullptr, false);
}

// Conversions that nlohmann/json finds by itself: `nlohmann::json(message)`. The members are those of docs/CLI.md,
// "Messages as JSON", and `arguments`; each text is an object with both languages, `{"zh":…,"en":…}`.

template <typename Json>
void to_json(Json& json, const MessageText& text) {
  json = Json{{"zh", text.chinese}, {"en", text.english}};
}

namespace json_parts {

template <typename Json>
void set_range(Json& json, const TextRange& range) {
  json["line"] = range.line;
  json["column"] = range.column;
  json["end_line"] = range.end_line;
  json["end_column"] = range.end_column;
}

/// Writes the places that a message or a note points to.
template <typename Json, typename Part>
void set_places(Json& json, const Part& part) {
  if (part.source) {
    json["template"] = part.source->file;
    set_range(json, part.source->range);
  }
  if (part.data) json["data"] = *part.data;
}

}  // namespace json_parts

template <typename Json>
void to_json(Json& json, const ValuePlace& place) {
  json = Json::object();
  if (place.pointer) json["pointer"] = *place.pointer;
  if (place.file.empty()) return;
  json["file"] = place.file;
  if (!place.record.empty()) json["record"] = place.record;
  if (!place.cell.empty()) json["cell"] = place.cell;
  if (place.range) json_parts::set_range(json, *place.range);
}

template <typename Json>
void to_json(Json& json, const MessageNote& note) {
  json = Json::object();
  json["message"] = note.text;
  json_parts::set_places(json, note);
}

template <typename Json>
void to_json(Json& json, const Message& message) {
  json = Json::object();
  json["id"] = message.id;
  json["severity"] = message.severity == Severity::Error     ? "error"
                     : message.severity == Severity::Warning ? "warning"
                                                             : "note";
  json["message"] = message.text;
  if (!message.hint.english.empty()) json["hint"] = message.hint;
  json["arguments"] = message.arguments;
  json_parts::set_places(json, message);
  if (!message.notes.empty()) json["notes"] = message.notes;
}

/// Report::json, parsed: the member `diagnostics` has the messages, each with id, severity, message and place.
inline nlohmann::ordered_json json_of(const Report& report, Language language) {
  return nlohmann::ordered_json::parse(report.json(language), nullptr, false);
}
/// Report::json with each message in both languages and with its arguments.
inline nlohmann::ordered_json json_of(const Report& report) {
  nlohmann::ordered_json json = json_of(report, Language::English);
  json["diagnostics"] = report.messages();
  return json;
}

}  // namespace gongwen
