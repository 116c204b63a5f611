// Answers in words: problems for programs (RFC 9457), and the small pages around a form, which are shown before it is
// started, after it was handed in, and after an error.
#pragma once

#include "base/json_members.h"
#include "diagnostics/text.h"
#include "engine/webform/web_form.h"
#include "service/http/message.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// An error as programs get it. `type` identifies the sort of problem, `id` is its end: both are documented and never
/// change, so that programs can rely on them. `title` is for people, in their language. `report` and `errors` are JSON
/// already.
struct Problem {
  unsigned status = 500;
  std::string_view id;         // end of its type: `invalid-data`
  std::string title;           // a sentence
  std::string report = {};     // JSON of the engine's messages, which becomes the member `report`
  std::string detail = {};     // for the developer of the client
  std::string reference = {};  // by which an operator finds it in the log
  std::string errors = {};     // JSON of messages at fields, which becomes the member `errors`
};

/// `{"type":"/problems/invalid-data","title":…,"status":422,"report":{…}}`
std::string problem_json(const Problem& problem);

/// A response with media type `application/problem+json`.
http::Response problem_response(const Problem& problem, diagnostics::Language language);

/// A text field of a small page; `fault` is shown at it. The forms of kinds have pages of their own
/// (webform).
struct HtmlInput {
  std::string name;
  std::string label;
  std::string value = {};
  std::string fault = {};
  bool has_lines = false;  // has several lines

  friend void json_members(auto& of, base::MembersOf<HtmlInput> auto& input) {
    of("id", input.name)("label", input.label)("value", input.value)("fault", input.fault)("lines", input.has_lines);
  }
};

/// A field for choosing a file.
struct HtmlFile {
  std::string name;
  std::string label;
  std::string hint;
  std::string accept;  // accepted types
  std::string fault = {};

  friend void json_members(auto& of, base::MembersOf<HtmlFile> auto& file) {
    of("id", file.name)("label", file.label)("hint", file.hint)("accept", file.accept)("fault", file.fault);
  }
};

/// A small page: texts, facts, links, and at most one form. Empty members are left out of the page. Filled by Pages,
/// FormPages and OfficePages; written by write_page(). Order on the page: title, paragraphs, facts, pictures, form,
/// links.
struct HtmlPage {
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string title;
  std::vector<std::string> paragraphs = {};
  std::vector<std::pair<std::string, std::string>> facts = {};  // a name and a value
  /// An address and a label: the next step for most people, drawn as a button. Then no other button stands out.
  std::pair<std::string, std::string> next = {};
  std::vector<std::pair<std::string, std::string>> links = {};     // an address and a label
  std::vector<std::pair<std::string, std::string>> pictures = {};  // of pages: an address and a description
  bool has_script = false;
  // The form; the page has one if this address is not empty.
  std::string action = {};
  std::vector<std::pair<std::string, std::string>> hidden = {};
  std::vector<HtmlInput> inputs = {};
  std::vector<HtmlFile> files = {};
  std::vector<std::pair<std::string, std::string>> checks = {};
  std::vector<std::pair<std::string, std::string>> buttons = {};  // the first is the usual choice, unless all are plain
  bool is_plain = false;                                          // no button stands out
  std::vector<std::pair<std::string, std::string>> last_links = {};  // at the end of the page
  std::string other_language = {};  // button for the other language, after them; empty: no button

  /// The names are those of pages/page.html.
  friend void json_members(auto& of, base::MembersOf<HtmlPage> auto& page) {
    of("lang", page.language)("title", page.title)("paragraphs", page.paragraphs)("facts", page.facts);
    of("links", page.links)("next", page.next)("last_links", page.last_links)("plain", page.is_plain)(
        "pictures", page.pictures)("script", page.has_script)("action", page.action);
    of("hidden", page.hidden)("inputs", page.inputs)("files", page.files)("checks", page.checks);
    of("buttons", page.buttons)("other_language", page.other_language);
  }
};

/// Expands the page to HTML. All texts are escaped, so they may contain any characters. Returns an empty text only if
/// the built-in template is broken.
std::string write_page(const HtmlPage& page);

/// Returns an answer with a page. Its headers forbid caching, framing and all scripts but our own (Content Security
/// Policy, level 3).
http::Response html_response(unsigned status, diagnostics::Language language, std::string html, bool has_script);
http::Response html_response(unsigned status, const HtmlPage& page);

}  // namespace gongwen::service
