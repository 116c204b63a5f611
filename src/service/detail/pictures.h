// What people upload with a form, as the inbox keeps it and as the data name it; and whom a form is of.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "gongwen/form.h"
#include "gongwen/memory_file.h"
#include "service/inbox/drafts.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Of the slots of pictures; what is after it is the pointer of the field.
inline constexpr std::string_view kPictureMark = "picture:";

/// What the data call the picture of a field: `5f2b09aa.png`.
std::string picture_name(const std::string& pointer, std::string_view type);

/// The values of a form that name the pictures of a draft.
TypedValues picture_values(const std::vector<inbox::FileRecord>& files);
/// Puts them in the place of all values of files.
void set_pictures(TypedValues& values, const std::vector<inbox::FileRecord>& files);
/// The values that somebody typed, without those of files.
TypedValues typed_alone(TypedValues values);

/// The pictures of a draft or a version (`owner` as in service/inbox/drafts.h, such as `k2x7/1`), with their bytes,
/// under the names that the data use. An error where one of them cannot be read.
inbox::Result<std::vector<MemoryFile>> stored_pictures(inbox::Inbox& inbox, const std::string& owner);

// What Engine::form says of a form.

/// A field of a form as JSON, by its pointer with numbers of rows; nothing for what is none.
std::optional<base::JsonView> find_form_field(const base::JsonView& form, std::string_view pointer);

/// Whether a file is sent in the field at a pointer.
bool is_file_field(const base::JsonView& form, std::string_view pointer);
/// What the page calls the field at a pointer, or the nearest around it: `工作经历第2项：单位`. Empty where there is
/// none.
std::string field_label(const base::JsonView& form, std::string_view pointer, diagnostics::Language language);

/// The person or project and the organisation of data, for lists, as the form says which values they are.
std::pair<std::string, std::string> names_of_form(std::string_view json, const base::JsonView& form);
/// The records of a store that data become, as the form says: `[{"type":"person","record":{"name":"张三"}}]`. Values
/// that the data does not have are left out.
base::Json records_of_form(std::string_view json, const base::JsonView& form);

}  // namespace gongwen::service
