// Pictures that people upload with a form: how the inbox stores them and how the data names them.
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

/// Prefix of the slot of a picture; the pointer of its field follows: `picture:/photo`. inbox::Files stores slots; the
/// owner is a draft, or `SUBMISSION/VERSION`.
inline constexpr std::string_view kPictureMark = "picture:";

/// Returns the name of a field's picture in the data, such as `5f2b09aa.png`. It depends on the field alone, not on the
/// applicant's name for the file.
std::string picture_name(const std::string& pointer, std::string_view type);

/// Returns the values of a form that name the pictures of a draft.
TypedValues picture_values(const std::vector<inbox::FileRecord>& files);
/// Replaces all file values by those of the stored pictures.
void set_pictures(TypedValues& values, const std::vector<inbox::FileRecord>& files);
/// Returns the values without files, as a draft stores them in its entries.
TypedValues typed_alone(TypedValues values);

/// Returns the pictures of a draft or version (`owner` as in service/inbox/drafts.h, such as `k2x7/1`) with their
/// bytes, under the names that the data uses; an error if one of them cannot be read. Given to a worker beside the
/// data, which names them.
inbox::Result<std::vector<MemoryFile>> stored_pictures(inbox::Inbox& inbox, const std::string& owner);

}  // namespace gongwen::service
