// One field of the web form, from what the template, the schema and the bundle's own words say of it.
#pragma once

#include "forms/field_model.h"
#include "webform/web_form.h"

#include <string>
#include <string_view>

namespace gongwen::webform {

/// `pattern` is its pointer, with `*` for the row of a list; `group` what it lies in.
WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts);

/// Whether any data must have the field: it and all objects around it.
bool is_always_required(const schema::Schema& schema, std::string_view pointer);

}  // namespace gongwen::webform
