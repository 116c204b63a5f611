// The names that fields bear in files to fill in: each carries the JSON pointer of its value, so that what people write
// can be read back. Both directions are here, for making forms and for reading them.
#pragma once

#include "diagnostics/text.h"
#include "dom/tree.h"
#include "forms/field_model.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::forms {

/// A pointer as the partial name of a PDF field, which must not hold a period (ISO 32000-1 section 12.7.3.2): `.` →
/// `~2`, which JSON pointers leave free.
std::string pdf_field_name(std::string_view pointer);

/// The pointer that the name of a PDF field stands for; nothing for names that are not ours. What programs that join
/// forms put before it is dropped.
std::optional<std::string> pointer_of_pdf_name(std::string_view name);

/// A pointer as the name of a cell: `/applicant/eMail/0` → `gw.applicant.e_umail.0`. Reversible, different for
/// different pointers also without regard to case, and never a reference. Tokens are joined by points; a–z, digits and
/// characters of Chinese stay; `A` → `_ua`, `_` → `__`, other ASCII → `_hHH`, the rest → `_xHHHH_`, an empty token →
/// `_e`. Empty when the text is not a pointer. May be longer than the 255 characters that spreadsheets allow.
std::string cell_name(std::string_view pointer);

/// The name of a field whose cell_name is too long; which pointer it means is in the map of the workbook.
std::string numbered_cell_name(std::size_t number);

/// `gw.applicant.e_umail.0` → `/applicant/eMail/0`. Programs may have changed the case of the letters. Nothing for
/// names that are none of ours.
std::optional<std::string> pointer_of_cell_name(std::string_view name);

// What the fields of a form look like on paper, found by their elements.

// What a field looks like on paper, as text.

/// The language of what is said about a page whose `lang` is this BCP 47 tag: Chinese for `zh` and `zh-CN`.
diagnostics::Language language_of_tag(std::string_view tag);

/// The language of what is said about a document: that of its root element; Chinese where `lang` is missing.
diagnostics::Language document_language(const dom::Tree& tree);

/// How the boxes of a form look; forms print ☐ or □.
struct BoxGlyphs {
  std::string_view empty = "☐";
  std::string_view ticked = "☑";
};

/// What a control shows: the text of the value, dates and months as `language` (a BCP 47 tag) writes them, labels of
/// choices, a box for what is ticked. Empty for a blank.
std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes = {});

/// The texts of a choice field's options, each once: labels, or values where labels are missing or not unique.
std::vector<std::string> choice_texts(const ChoiceField& choice);

/// `2024-02-04` → `2024年2月4日`, `2024-02` → `2024年2月`; in other languages as it is. What is not a date stays.
std::string shown_date(std::string_view date, std::string_view language);

/// What an attribute `data-box` states: the empty box, `□`, or both, `☐☒`. The view is of `stated`.
BoxGlyphs box_glyphs(std::string_view stated);

// ShownFields: what the controls of a document show, found by their elements.

class ShownFields {
 public:
  /// Without `fields` the controls' own statements count; they are collected when the first is asked for. Both
  /// arguments must outlive the object.
  ShownFields(const dom::Tree& dom, const FieldModel* fields) : dom_(dom), fields_(fields) {}

  /// The text of a control in a language; boxes look as its attribute `data-box` says.
  std::string text_of(dom::NodeId control, std::string_view language);
  /// The value of the data that the control shows; unknown when there is none.
  diagnostics::DataPlace place_of(dom::NodeId control);

 private:
  struct Place {
    std::size_t field = 0;
    std::size_t control = 0;
  };
  void index();

  const dom::Tree& dom_;
  const FieldModel* fields_;
  std::optional<FieldModel> own_;
  std::unordered_map<std::uint32_t, Place> places_;  // by element
};

}  // namespace gongwen::forms
