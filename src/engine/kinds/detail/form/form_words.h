// Words with places, and what else the parts of a form's paper that are not a grid have in common. Words:
// `我单位{/org}自愿承担{title=/title/zh}的研制工作，见{directives}。` A place is a field, perhaps with its name in
// texts of the bundle, or one of the `links` of the form. A brace that does not mark a place is doubled.
#pragma once

#include "engine/kinds/detail/form/form_writer.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// A place in words.
struct WordsPlace {
  std::string name;     // its name in texts of the bundle
  std::string pointer;  // of a field; empty for a link
};

struct WordsWithPlaces {
  std::string text;  // `我单位{org}自愿承担…`, as in texts of the bundle
  std::vector<WordsPlace> places;
  /// Whether the words consist of a single place.
  bool is_place() const { return places.size() == 1 && text == "{" + places.front().name + "}"; }
};

WordsWithPlaces read_words(std::string_view words);

/// How macros show a field: text, tel, email, long, date, month, choice, boxes, yes-no, texts; empty for a field that
/// needs a grid.
std::string_view kind_of_line(const FormField& field);

/// One text, or the pieces of it. A paragraph of form.json is one text or a list of texts, each of which is a separate
/// text of the bundle.
std::vector<data::Value> pieces_of(const data::Value& words);

/// Writes words and fields as expressions that call `macros`, the name of a file of macros (letter, boxes).
/// FormFlow and FormBoxes derive from it.
class FlowWriter {
 public:
  FlowWriter(FormWriter& writer, std::string_view macros);

 protected:
  /// Returns the expression for words, which become the text `id`. Reports engine/form-no-place.
  std::string words_of(const data::Value& words, const std::string& id);
  /// Describes a field for macros. The result is an object with pointer, type, value, and further members
  /// if the field has them: label, lang, options, before, shown, room (the width of its blank in em),
  /// fixed.
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
