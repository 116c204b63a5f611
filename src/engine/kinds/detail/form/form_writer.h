// FormWriter: what the rows of a form are written with: its texts, its choices, and the rules of its style sheets. Each
// sort of row beyond the plain ones has a source of its own, which gets the writer.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "engine/kinds/detail/form/form_row.h"
#include "engine/kinds/detail/kind_texts.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// The texts of the bundle, in the order in which they are used first. The form may give them other ids.
/// An id says where the text stands, `label.name`, `words.1-3`; the form may give it another one
/// (`text_ids`), under which the texts of a kind have it. Adding the same id twice keeps the first text.
class FormTexts {
 public:
  explicit FormTexts(std::optional<data::Value> ids);

  /// The expression that writes the text.
  std::string add(const std::string& made_id, const std::string& text);
  /// The expression that writes a text with places in braces; `values` says what stands there: `files=…, title=…`.
  /// Braces of the text's own are doubled.
  std::string add_with_places(const std::string& made_id, const std::string& text, const std::string& values) {
    return put(made_id, text, values);
  }
  /// A text that may have places in braces.
  void add_written(std::string id, std::string text) { texts_.push_back({std::move(id), std::move(text), {}}); }

  /// Reports engine/form-text-id: for an id of no text, and for one that two texts would have.
  /// To be called after all texts were added: only then is it known which ids are used.
  void check_ids(diagnostics::DiagnosticSink& sink) const;

  /// The file `texts.zh.json`, in the order of first use.
  std::string file(std::string_view kind) const { return write_texts_file(kind, texts_); }

 private:
  struct GivenId {
    std::string made;  // the id that the text would have otherwise
    data::Value id;
    bool is_used;
    // The last text that got the id, for comparison.
    std::string words;
  };

  std::string put(const std::string& made_id, const std::string& text, const std::string& values);
  std::string id_of_text(const std::string& made_id, const std::string& text);

  std::vector<KindText> texts_;
  std::vector<GivenId> ids_;
  std::map<std::string, std::string, std::less<>> made_ids_;  // that texts have, with these
};

/// One writer serves one form; FormPaper derives from it and passes itself to the writers of rows
/// (form_cells.h, form_lists.h, form_report.h …). They append to style sheets and texts, and return
/// expressions.
class FormWriter {
 public:
  FormWriter(const FormFile& form, diagnostics::DiagnosticSink& sink)
      : form_(form), sink_(sink), language_(form.title_language()), texts_(form.root().find("text_ids")) {}

  const FormFile& form() const { return form_; }
  diagnostics::DiagnosticSink& sink() const { return sink_; }
  /// The field of a pointer of the form, which FormFileReader has checked.
  const FormField& field_of(const data::Value& pointer) const { return *form_.find(pointer.string()); }
  FormTexts& texts() { return texts_; }
  /// Of labels: zh or en.
  const std::string& language() const { return language_; }
  bool is_chinese() const { return language_ == "zh"; }
  /// Columns of the table that is being written, in which spans have to add up.
  std::size_t width() const { return width_; }
  /// Counts the parts of the paper from 1.
  int table() const { return table_; }
  /// The class of the table, such as `t1`.
  std::string table_class() const { return "t" + std::to_string(table_); }
  /// The class of the row that is being written, such as `r1-3`.
  const std::string& row_class() const { return class_; }
  std::string& page_style() { return page_style_; }
  std::string& sheet_style() { return sheet_style_; }

  /// The expression of the label of a field on paper.
  std::string label_of(const FormField& field);
  /// The expression of a text that the description of a field has; empty quotation marks if it has none.
  std::string words_of(const FormField& field, std::string_view member);
  /// The expression of the choices of a field: pairs of a value and its words.
  std::string options_of(const FormField& field);
  /// What stands in a cell for a field, without its width.
  Members cell_of(const FormField& field);
  /// Reports engine/form-unknown-field if it is null.
  /// Returns null then.
  const FormField* field_at(const data::Value& place, std::string_view pointer) const;
  /// The condition of a row that stands only where the data have certain values; empty if it always stands. Reports
  /// engine/form-unknown-field.
  std::string standing_of(const data::Value& row) const;
  /// The expression of what stands between texts in one line.
  std::string between_texts() { return texts_.add("list.between", language_ == "zh" ? "、" : ", "); }

  /// What paper.html begins with: groups that the data may lack are empty there.
  std::string absent_groups() const;

  /// Writes a rule with the height, unless it is empty.
  static void style(std::string& sheet, std::string_view selector, const std::string& points);

 protected:
  const FormFile& form_;
  diagnostics::DiagnosticSink& sink_;
  std::string language_;  // of labels: zh or en
  FormTexts texts_;
  std::string page_style_;
  std::string sheet_style_;
  int table_ = 0;          // that is being written
  std::size_t width_ = 0;  // its columns
  std::string class_;      // of the row
};

}  // namespace gongwen::engine
