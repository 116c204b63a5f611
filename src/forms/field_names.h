// Names of fields in files to fill in, and what fields show on paper. A name carries the JSON pointer of the field's
// value, so that a returned file can be read; names are both made and parsed here.
#pragma once

#include "diagnostics/text.h"
#include "dom/tree.h"
#include "forms/field_model.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::forms {

/// The pointer as the partial name of a PDF field, which must not contain a period (ISO 32000-1 section 12.7.3.2): `.`
/// becomes `~2`, which JSON pointers do not use.
std::string pdf_field_name(std::string_view pointer);

/// The pointer in the name of a PDF field; nullopt for names not made here. Prefixes added by programs that merge forms
/// are ignored.
std::optional<std::string> pointer_of_pdf_name(std::string_view name);

/// The pointer as the name of a cell: `/applicant/eMail/0` → `gw.applicant.e_umail.0`. The mapping is reversible,
/// distinguishes pointers even if case is ignored, and never gives a cell reference. Tokens are joined by dots; a–z,
/// digits and Chinese characters stay; `A` → `_ua`, `_` → `__`, other ASCII → `_hHH`, everything else → `_xHHHH_`, an
/// empty token → `_e`. Returns an empty text if the argument is not a pointer. The result may exceed the 255 characters
/// that spreadsheets allow.
std::string cell_name(std::string_view pointer);

/// The name of a field whose cell_name is too long; the map in the workbook has its pointer.
std::string numbered_cell_name(std::size_t number);

/// The reverse of cell_name(): `gw.applicant.e_umail.0` → `/applicant/eMail/0`. Ignores case, since programs may change
/// it. Returns nullopt for names not made here.
std::optional<std::string> pointer_of_cell_name(std::string_view name);

// The texts that fields show on paper.

/// The language of messages about a page with this `lang` (a BCP 47 tag): Chinese for `zh` and `zh-CN`.
diagnostics::Language language_of_tag(std::string_view tag);

/// The language of messages about a document: that of its root element; Chinese if `lang` is missing.
diagnostics::Language document_language(const dom::Tree& tree);

/// The characters for tick boxes; forms print ☐ or □.
struct BoxGlyphs {
  std::string_view empty = "☐";
  std::string_view ticked = "☑";
};

/// The text that a control shows: its value; dates and months in the form of `language` (a BCP 47 tag), labels of
/// choices, a tick box. Empty for a blank.
std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes = {});

/// The texts of a choice field's options, without duplicates: labels, or values where labels are missing or ambiguous.
std::vector<std::string> choice_texts(const ChoiceField& choice);

/// `2024-02-04` → `2024年2月4日`, `2024-02` → `2024年2月`; unchanged in other languages, and for other texts.
std::string shown_date(std::string_view date, std::string_view language);

/// Parses the attribute `data-box`: the empty box, `□`, or both, `☐☒`. The result refers to `stated`.
BoxGlyphs box_glyphs(std::string_view stated);

// ShownFields: the texts that the controls of a document show, by element.

class ShownFields {
 public:
  /// Without `fields`, the controls' own attributes are used; they are collected on first use. Both arguments must
  /// outlive the object.
  ShownFields(const dom::Tree& dom, const FieldModel* fields) : dom_(dom), fields_(fields) {}

  /// The text of a control; its attribute `data-box` determines the look of boxes, `data-blank` the text shown if there
  /// is no value.
  std::string text_of(dom::NodeId control, std::string_view language);
  /// The field of an element and its control; nulls if the element is not a control of the fields.
  std::pair<const Field*, const FieldControl*> find(dom::NodeId control);
  /// The characters of its box.
  BoxGlyphs glyphs_of(dom::NodeId control) const;
  /// The place of the data value that the control shows; unknown if it shows none.
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
