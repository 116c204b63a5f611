// The small pages around a form: before it begins, after it was handed in, and when something went wrong.
#pragma once

#include "diagnostics/text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

struct HtmlPage {
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string title;
  std::vector<std::string> paragraphs = {};
  std::vector<std::pair<std::string, std::string>> facts = {};  // a name and a value
  std::vector<std::pair<std::string, std::string>> links = {};  // an address and a label
  // A form of its own, where there is an address to send it to.
  std::string action = {};
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<std::pair<std::string, std::string>> inputs = {};  // a name and a label
  std::vector<std::pair<std::string, std::string>> checks = {};
  std::pair<std::string, std::string> button = {};
};

/// The page as HTML. Every text is escaped.
std::string write_page(const HtmlPage& page);

}  // namespace gongwen::service
