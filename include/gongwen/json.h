// Optional, for programs that use nlohmann/json themselves: data of a document from a JSON value, a report as one. No
// other header of the library names it, and the library need not be compiled with the same version of it.
//   auto rendering = engine.render("commitment-letter", data_from(value), {Format::Pdf});
//   for (const auto& message : json_of(rendering.report, Language::English)["diagnostics"]) …
#pragma once

#include "gongwen/engine.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace gongwen {

/// The value as data that messages call `name`, whose lines are those of the value written with two blanks a level.
/// Invalid UTF-8 becomes U+FFFD. Numbers are those that the value holds: a double has up to 17 digits.
inline DataSource data_from(const nlohmann::ordered_json& value, std::string name = "data.json") {
  return {std::move(name), value.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)};
}
inline DataSource data_from(const nlohmann::json& value, std::string name = "data.json") {
  return {std::move(name), value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)};
}

/// What Report::json writes: the member `diagnostics` has the messages, each with id, severity, message and place.
inline nlohmann::ordered_json json_of(const Report& report, Language language) {
  return nlohmann::ordered_json::parse(report.json(language), nullptr, false);
}

}  // namespace gongwen
