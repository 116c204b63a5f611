// ShownFields: decides which fields of a form are shown, by the values of other fields.
#pragma once

#include "engine/webform/web_form.h"
#include "gongwen/form.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::webform {

class ShownFields {
 public:
  /// Without values the form is blank, and its fields have their defaults. The form and the values must outlive it.
  ShownFields(const WebForm& form, const TypedValues* values);

  /// Whether the field at a pointer (with the number of its row) is shown. True for a field that the form does not
  /// have.
  bool is_shown(const std::string& pointer) const { return is_shown(pointer, 0); }

  /// The conditions that depend on values typed on the page, as JSON for its script; empty if the field has none.
  std::string script_conditions(const WebField& field) const;

 private:
  bool is_shown(const std::string& pointer, int depth) const;
  bool holds(const ShownWhen& condition, const std::string& of, int depth) const;
  std::vector<std::string> texts_of(const std::string& pointer, const WebField& field) const;

  const WebForm& form_;
  bool is_blank_;
  bool has_conditions_ = false;
  std::map<std::string, const std::vector<std::string>*, std::less<>> values_;
};

}  // namespace gongwen::webform
