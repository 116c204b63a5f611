// PageOutput: the template that is being written from a Word file, with the places of its text in the file.
#pragma once

#include "adopt/detail/tag_scopes.h"
#include "adopt/template_page.h"
#include "diagnostics/diagnostic.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// A place in the Word file: a paragraph of a story, and a character of it from 1.
struct FilePlace {
  const word::Paragraph& paragraph;
  std::uint32_t character = 1;
  std::string_view story = {};  // its name in messages; empty for the body
};

class PageOutput {
 public:
  /// `source` is that of the template, for messages.
  PageOutput(diagnostics::SourceId source, diagnostics::DiagnosticSink& sink) : sink_(sink), source_(source) {}

  void write(std::string_view markup) { html_ += markup; }
  void write_escaped(std::string_view text);
  /// Writes a text with tags, such as a property of the file.
  void write_words(std::string_view words);
  /// Writes a text with tags from a place in the file, such as an address.
  void write_with_tags(std::string_view text, const FilePlace& place);
  void write_tag(const Tag& tag, const FilePlace& place);
  void write_tag(const PlacedTag& placed, std::string_view story);

  const std::string& text() const { return html_; }
  std::size_t size() const { return html_.size(); }
  /// Removes and returns the text written after this place.
  std::string take_back(std::size_t from);

  /// Text written from here on has this place.
  void note_place(const FilePlace& place);
  /// Gives the text before the first paragraph a place that its author knows.
  void note_title();

  /// Reports at a place in the file.
  template <typename... Values>
  void report(diagnostics::DiagnosticId message, const FilePlace& place, const Values&... values) {
    note_place(place);
    report_here(message, values...);
  }
  /// Reports at the place noted last.
  template <typename... Values>
  void report_here(diagnostics::DiagnosticId message, const Values&... values) {
    const auto at = static_cast<std::uint32_t>(html_.size());
    sink_.report(message, diagnostics::Origin{{source_, at, at}, {}}, values...);
    // Keeps another place from beginning where that of the message begins.
    write("<!-- -->");
  }
  /// Reports without a place.
  template <typename... Values>
  void report_file(diagnostics::DiagnosticId message, const Values&... values) {
    sink_.report(message, diagnostics::Origin{}, values...);
  }

  /// Loops that are open at the tag that was written last.
  std::size_t loops = 0;
  bool has_errors = false;

  /// Moves the template and its places.
  void move_into(AdoptedPage& page);

 private:
  diagnostics::DiagnosticSink& sink_;
  diagnostics::SourceId source_;
  std::string html_;
  std::vector<resources::CellAt> places_;
};

}  // namespace gongwen::adopt
