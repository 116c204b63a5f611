// FormControls: the controls of a page as those of a Word form.
#pragma once

#include "dom/tree.h"
#include "flow/build_document.h"
#include "flow/document.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gongwen::flow {

/// A control, and the text that it shows.
struct ShownControl {
  std::size_t control = 0;  // number in Form::controls
  std::string text;         // as in the data: blanks and line feeds are kept
};

/// Properties of the file that say which form it is: they survive programs that drop everything else.
std::vector<std::pair<std::string, std::string>> stamp_properties(const forms::FormStamp& stamp);

class FormControls {
 public:
  /// Without `source` there are none. All must outlive the object.
  FormControls(const FormSource* source, const dom::Tree& dom, Document& document);

  /// Whether the element is a field that people fill in.
  bool has(dom::NodeId node) const { return places_.contains(node.value); }
  /// Adds the control of an element for which has() is true; `language` is that of its text, `ems` the room in a line
  /// in sizes of its type.
  ShownControl add(dom::NodeId node, std::string_view language, double ems);

 private:
  std::size_t add_placeholder(const std::string& text);

  struct Place {
    const forms::Field* field = nullptr;
    const forms::FieldControl* control = nullptr;
  };

  const dom::Tree& dom_;
  Document& document_;
  std::unordered_map<std::uint32_t, Place> places_;  // by element
  std::set<std::pair<std::string, std::optional<std::string>>> known_;
};

}  // namespace gongwen::flow
