// Parts of a web form, from what the template, the schema and the bundle's own words say of a field.
#pragma once

#include "forms/field_model.h"
#include "schema/schema.h"
#include "webform/web_form.h"

#include <string>
#include <string_view>

namespace gongwen::webform {

/// Where a field of the form is: in a list, in an object, or in neither.
struct FieldPlace {
  std::string group;    // pointer of the list or object; empty: neither
  std::string pattern;  // of the field: `*` for the row
  bool in_list = false;
};

/// Of lists in lists the outermost has the rows.
FieldPlace place_of(const std::string& pointer, const schema::Schema& schema);

/// `pattern` is the pointer of the field, with `*` for the row of a list; `group` what it lies in.
WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts);

/// Of a pointer the title of the field and its default.
WebIntro make_intro(const PlannedIntro& planned, const FormParts& parts);

}  // namespace gongwen::webform
