// The page of fields for letters, boxes and reports: their parts with buttons, the panel of a paragraph, and the form
// that adds one.
#pragma once

#include "base/expected.h"
#include "base/json.h"
#include "service/designer/detail/designer.h"
#include "service/designer/detail/form_parts.h"
#include "service/detail/office_table.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Returns links to the panels of the fields in a part of the paper, in the order of the
/// part.
base::Json field_links(const OfficeVisit& visit, const FormDesign& design, const FormNode& node);
/// Returns the titles of fields joined into one text, for the names of buttons.
std::string joined_titles(const OfficeVisit& visit, const FormNode& form, const FormNode& node);

/// Returns the address at which the words of a part are changed.
std::string part_address(const FormDesign& design, const std::string& at);
/// Adds the parts of paper that is not a table of rows. Returns false if the form has none.
bool add_parts(const OfficeVisit& visit, const FormDesign& design, base::Json& sheets);
/// Returns the panel of a paragraph or heading. Input that was refused stays in it.
OfficeForm part_panel(const OfficeVisit& visit, const FormDesign& design, const FormPart& part);
/// Returns the form that adds a paragraph, or a heading between boxes; nullopt if the paper takes neither.
std::optional<OfficeForm> words_form(const OfficeVisit& visit, const FormDesign& design);
/// Returns the typed words with pointers, or says what is wrong with them. `before`: the words that they replace.
base::Expected<std::string, std::string> typed_words(const OfficeVisit& visit, const FormNode& form,
                                                     const std::string& typed, std::string_view before);

}  // namespace gongwen::service
