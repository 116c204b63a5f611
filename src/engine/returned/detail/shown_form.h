// What a form showed when it was sent out, and of which kind it is if it does not say so.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "forms/field_model.h"
#include "intake/returned_file.h"
#include "intake/workbook_layout.h"
#include "schema/apply_defaults.h"
#include "webform/web_form.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gongwen::engine {

// The kind of a form that has lost its stamp, as joining and splitting PDF files does.

/// The one kind whose form has all the fields of the file, though it may have more; empty when there is none, or
/// several.
std::string kind_by_fields(const intake::ReturnedFile& file, KindLibrary& kinds);

// What a form to fill in shows for some data: by it the form that came back is judged.

struct ShownForm {
  std::string json;             // the data that an untouched form reads as
  forms::FieldModel fields;     // with their choices
  std::set<std::string> names;  // patterns of the pointers of all fields, see intake/field_data.h
  std::string given;            // what the form carries beside them, see intake/given_values.h

  /// Whether there is a place to fill in at the pointer, below it, or for the choices of a list there.
  bool has_field(std::string_view pointer) const;
  /// The value of a choice by what is shown for it; the text itself where the form has no such choice.
  std::string value_of(std::string_view pointer, const std::string& text) const;
};

/// Whether a text in the place of a field is nothing but what forms print into blank dates for people who write by
/// hand.
bool is_blank_text(std::string_view text);

/// Data as the form of a kind is made of: with the defaults of the schema. Nothing for what is not JSON.
std::optional<schema::WithDefaults> data_of_form(const CompiledKind& kind, const std::string& json, Run& run);

/// The form of a kind in one format, made of the data; nothing if the kind has no form in this format or cannot make it
/// of this data. Blank data is an empty object.
std::optional<ShownForm> show_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                   const std::string& json);

/// The form of blank data, made once for each kind and medium; null where there is none.
std::shared_ptr<const ShownForm> blank_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type);

/// What the form of the data prints as a workbook, and where its fields are; nothing if it cannot be made.
std::optional<intake::WorkbookLayout> layout_of(const std::shared_ptr<const CompiledKind>& kind,
                                                const std::string& json);

/// What the blank form of a kind prints as a workbook, and where its fields are; made once for each kind. Null if
/// it cannot be made.
std::shared_ptr<const intake::WorkbookLayout> blank_layout(const std::shared_ptr<const CompiledKind>& kind);

/// The same of the pages, or of the workbook of a kind without pages.
std::shared_ptr<const ShownForm> leading_form(const std::shared_ptr<const CompiledKind>& kind);

/// The form of data that many forms may have been sent out with: the last ones are remembered. Never null; without
/// fields where it cannot be made.
std::shared_ptr<const ShownForm> given_form(const std::shared_ptr<const CompiledKind>& kind, intake::FileType type,
                                            const std::string& json);

/// The positions of fields in a form, for lists of messages.
class FieldOrder {
 public:
  explicit FieldOrder(const forms::FieldModel& fields);
  bool is_empty() const { return places_.empty(); }
  /// Larger for what is further down; rows of a list one after the other. 0 for the whole form.
  std::uint64_t place_of(std::string_view pointer) const;

 private:
  std::uint64_t find(std::string_view pattern) const;

  std::map<std::string, std::uint64_t, std::less<>> places_;  // by patterns, of fields and of what they lie in
};

/// The form of a kind on the web; null for a kind without one.
std::shared_ptr<const webform::WebForm> web_form(const std::shared_ptr<const CompiledKind>& kind, Language language);

// What messages about data of a kind know of its form.

/// `with_order`: the kind has all its templates, so that its blank form can be made when there is something to order or
/// to name; then messages call a field what its page calls it.
std::shared_ptr<const FieldGuide> field_guide(const std::shared_ptr<const CompiledKind>& kind, bool with_order);

// Texts that a form fixes, such as the commitment above the place to sign: whoever fills it in does not write them.

/// Compares what the web section of a kind calls `fixed` with the defaults of its schema; blanks do not count.
/// Reports for each text that differs: intake/fixed-text.
void report_fixed_texts(const data::Document& document, const CompiledKind& kind, Run& run);

}  // namespace gongwen::engine
