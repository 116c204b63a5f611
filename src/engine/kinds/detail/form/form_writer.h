// FormWriter: the texts, the choices and the style rules with which the rows of a form are written. Each type of row
// beyond the plain ones has its own source file, whose functions get the writer.
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

/// The texts of the bundle, in the order of their first use. An id says where the text is, `label.name`, `words.1-3`;
/// the form may give it another id (`text_ids`), which the texts of the kind then use. Adding the same id twice keeps
/// the first text.
class FormTexts {
 public:
  explicit FormTexts(std::optional<data::Value> ids);

  /// Returns the expression that writes the text.
  std::string add(const std::string& made_id, const std::string& text);
  /// Returns the expression that writes a text with places in braces; `values` gives their values: `files=…, title=…`.
  /// Other braces of the text are doubled.
  std::string add_with_places(const std::string& made_id, const std::string& text, const std::string& values) {
    return put(made_id, text, values);
  }
  /// Adds a text that may have places in braces.
  void add_written(std::string id, std::string text) { texts_.push_back({std::move(id), std::move(text), {}}); }

  /// Reports engine/form-text-id for an id without a text, and for an id that two texts would have. Call after all
  /// texts were added: only then is it known which ids are used.
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
  std::map<std::string, std::string, std::less<>> made_ids_;  // the made id of a text, by the id that the form gives it
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
  /// The language of labels: zh or en.
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
  /// The expression of a text in the description of a field; empty quotation marks if it has none.
  std::string words_of(const FormField& field, std::string_view member);
  /// The expression of the choices of a field: pairs of a value and its words.
  std::string options_of(const FormField& field);
  /// The contents of a field's cell, without its width.
  Members cell_of(const FormField& field);
  /// Returns the field, or null after reporting
  /// engine/form-unknown-field.
  const FormField* field_at(const data::Value& place, std::string_view pointer) const;
  /// The condition of a row that is printed only if the data has certain values; empty if it is always printed. Reports
  /// engine/form-unknown-field.
  std::string standing_of(const data::Value& row) const;
  /// The expression of the separator between texts in one line.
  std::string between_texts() { return texts_.add("list.between", language_ == "zh" ? "、" : ", "); }

  /// The beginning of paper.html, which defines groups that the data may lack as empty.
  std::string absent_groups() const;

  /// Writes a rule with the height, unless `points` is empty.
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
