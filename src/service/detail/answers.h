// What is answered in words: errors for programs (RFC 9457), and the small pages around a form: before it is started,
// after it was handed in, and when something went wrong.
#pragma once

#include "diagnostics/text.h"
#include "http/message.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

struct Problem {
  unsigned status = 500;
  std::string_view id;         // the end of its type: `invalid-data`
  std::string title;           // a sentence
  std::string report = {};     // JSON of the engine's messages, which becomes the member `report`
  std::string detail = {};     // for whoever writes the client
  std::string reference = {};  // what an operator finds in the log
};

/// `{"type":"/problems/invalid-data","title":…,"status":422,"report":{…}}`
std::string problem_json(const Problem& problem);

http::Response problem_response(const Problem& problem, diagnostics::Language language);

struct HtmlInput {
  std::string name;
  std::string label;
  std::string value = {};
  std::string fault = {};
};

/// A file to be chosen.
struct HtmlFile {
  std::string name;
  std::string label;
  std::string hint;
  std::string accept;  // types
  std::string fault = {};
};

struct HtmlPage {
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string title;
  std::vector<std::string> paragraphs = {};
  std::vector<std::pair<std::string, std::string>> facts = {};     // a name and a value
  std::vector<std::pair<std::string, std::string>> links = {};     // an address and a label
  std::vector<std::pair<std::string, std::string>> pictures = {};  // of pages: an address and what it shows
  bool has_script = false;
  // A separate form, if there is an address to send it to.
  std::string action = {};
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<HtmlInput> inputs = {};
  std::vector<HtmlFile> files = {};
  std::vector<std::pair<std::string, std::string>> checks = {};
  std::vector<std::pair<std::string, std::string>> buttons = {};  // the first is what most want
  std::string_view other_language = {};                           // a button for it, after them; empty: there is none
};

/// The page as HTML. Every text is escaped.
std::string write_page(const HtmlPage& page);

}  // namespace gongwen::service
