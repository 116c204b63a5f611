// Finds out what a form showed when it was sent out, and the kind of a form that has lost its stamp.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/webform/web_form.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"
#include "intake/workbook_layout.h"
#include "schema/apply_defaults.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::engine {

// Joining and splitting PDF files loses the stamp.

/// The only kind whose form has all fields of the file; empty if no kind or several have them.
std::string kind_by_fields(const intake::ReturnedFile& file, KindLibrary& kinds);

// ShownForm: what a form shows for given data. Returned forms are compared with it.

struct ShownForm {
  std::string json;             // the data that an untouched form reads as
  forms::FieldModel fields;     // with their choices
  std::set<std::string> names;  // patterns of the pointers of all fields, see intake/field_data.h
  std::string given;            // data that the form carries besides them, see intake/given_values.h

  /// Whether the form has a place at the pointer, below it, or for the choices of a list there.
  bool has_field(std::string_view pointer) const;
  /// The value of a choice by its shown text; the text itself if the form has no such choice.
  std::string value_of(std::string_view pointer, const std::string& text) const;
};

/// Whether a text in a field is only the print of blank dates for handwriting.
bool is_blank_text(std::string_view text);

/// Data with the defaults of the schema, from which forms are made; nullopt for text that is not JSON.
std::optional<schema::WithDefaults> data_of_form(const CompiledKind& kind, const std::string& json, Run& run);

/// The form of a kind in one format, made from data; nullopt if the kind has no form in this format, or cannot make it
/// from this data. Blank data is an empty object.
std::optional<ShownForm> show_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                   const std::string& json);

/// The blank form, made once for each kind and medium; null if the kind has none.
std::shared_ptr<const ShownForm> blank_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type);

/// The printed texts and the places of fields in the form of the data as a workbook; nullopt if it cannot be made.
std::optional<intake::WorkbookLayout> layout_of(const std::shared_ptr<const CompiledKind>& kind,
                                                const std::string& json);

/// The layout of the blank form, made once for each kind; null if it cannot be made.
std::shared_ptr<const intake::WorkbookLayout> blank_layout(const std::shared_ptr<const CompiledKind>& kind);

/// The blank form on pages, or as a workbook for a kind without pages.
std::shared_ptr<const ShownForm> leading_form(const std::shared_ptr<const CompiledKind>& kind);

/// The form of data that many forms may have been sent out with; recent ones are remembered. Never returns null; the
/// form has no fields if it cannot be made.
std::shared_ptr<const ShownForm> given_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                            const std::string& json);

/// Positions of fields in a form, for the order of messages.
class FieldOrder {
 public:
  explicit FieldOrder(const forms::FieldModel& fields);
  bool is_empty() const { return places_.empty(); }
  /// Larger for fields further down; rows of a list follow each other. 0 for the whole form.
  std::uint64_t place_of(std::string_view pointer) const;

 private:
  std::uint64_t find(std::string_view pattern) const;

  std::map<std::string, std::uint64_t, std::less<>> places_;  // by patterns, of fields and of groups around them
};

/// The form of a kind on web pages; null if it has none.
std::shared_ptr<const webform::WebForm> web_form(const std::shared_ptr<const CompiledKind>& kind, Language language);

// field_guide: facts about the form for messages about data.

/// `with_order`: the kind has all its templates, so its blank form can be made when messages need order or names;
/// messages then use the labels of the web page.
std::shared_ptr<const FieldGuide> field_guide(const std::shared_ptr<const CompiledKind>& kind, bool with_order);

// Texts that a form fixes, such as the declaration above the place to sign. Applicants cannot change them.

/// Compares texts marked `fixed` in the web section with the defaults of the schema, ignoring blanks.
/// Reports for each text that differs: intake/fixed-text.
void report_fixed_texts(const data::Document& document, const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
