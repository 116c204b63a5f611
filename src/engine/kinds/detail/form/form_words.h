// Words with places, and what else the parts of a form's paper that are no grid have in common.
// Words: `我单位{/org}自愿承担{title=/title/zh}的研制工作，见{directives}。` A place is a field, perhaps with the name
// that it has in texts of the bundle, or one of the `links` of the form. A brace that is no place is doubled.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// A place in words.
struct WordsPlace {
  std::string name;     // as texts of the bundle call it
  std::string pointer;  // of a field; empty for a link
};

struct WordsWithPlaces {
  std::string text;  // `我单位{org}自愿承担…`, as texts of the bundle have it
  std::vector<WordsPlace> places;
  /// Whether the words are a place and nothing else.
  bool is_place() const { return places.size() == 1 && text == "{" + places.front().name + "}"; }
};

WordsWithPlaces read_words(std::string_view words);

/// How macros show a field: text, tel, email, long, date, month, choice, boxes, yes-no, texts; empty for one that needs
/// a grid.
std::string_view kind_of_line(const FormField& field);

/// One text, or the pieces of it.
/// A paragraph of form.json is one text or a list of texts, which are texts of their own in the bundle.
std::vector<data::Value> pieces_of(const data::Value& words);

/// Writes words and fields as expressions that call `macros`, the name of a file of macros (letter, boxes).
/// FormFlow and FormBoxes derive from it.
class FlowWriter {
 public:
  FlowWriter(FormWriter& writer, std::string_view macros);

 protected:
  /// Words that are the text `id`. Reports engine/form-no-place.
  std::string words_of(const data::Value& words, const std::string& id);
  /// What macros know of a field.
  /// The result is an object with pointer, type, value, and what the field has besides: label, lang,
  /// options, before, shown, room (the width of its blank in em), fixed.
  std::string line_of(const FormField& field, bool has_label = true) const;
  const FormField& field_at(const data::Value& pointer) const { return *form_.find(pointer.string()); }

  FormWriter& writer_;
  const FormFile& form_;
  diagnostics::DiagnosticSink& sink_;
  std::string macros_;
  std::string language_;

 private:
  std::string value_of(const WordsPlace& place, const data::Value& words) const;
};

}  // namespace gongwen::engine
