// FormControls: makes the controls of a page those of a Word form.
#pragma once

#include "dom/tree.h"
#include "flow/build_document.h"
#include "flow/document.h"
#include "forms/field_names.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::flow {

/// A control, and the text that it shows.
struct ShownControl {
  std::size_t control = 0;  // number in Form::controls
  std::string text;         // as in the data: blanks and line feeds are kept
};

class FormControls {
 public:
  /// Without `source` the form has no controls. All arguments must outlive the object.
  FormControls(const FormSource* source, const dom::Tree& dom, Document& document);

  /// Whether the element is a field that people fill in.
  bool has(dom::NodeId node);
  /// Adds the control of an element for which has() is true; `language` is that of its text, `ems` is the room in its
  /// line, in units of the font size.
  ShownControl add(dom::NodeId node, std::string_view language, double ems);

  /// The field of the photo for which the element is the place (attribute data-picture); null for other elements.
  const forms::Field* photo_at(dom::NodeId node) const;
  /// Adds the control of a photo. Returns its number in Form::controls.
  std::size_t add_photo(const forms::Field& field, PictureId shown);

 private:
  std::size_t add_placeholder(const std::string& text);

  const dom::Tree& dom_;
  Document& document_;
  const FormSource* source_;
  std::optional<forms::ShownFields> fields_;  // nullopt: the document is not a form
  std::set<std::pair<std::string, std::optional<std::string>>> known_;
};

}  // namespace gongwen::flow
