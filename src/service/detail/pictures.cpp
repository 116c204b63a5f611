// Entries and pictures of a draft are stored separately: entries by every save, pictures once. Their values are
// combined when a form is shown or checked, so that a value can never name a picture that does not exist.
#include "service/detail/pictures.h"

#include "service/detail/pages.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <iterator>

namespace gongwen::service {

std::string picture_name(const std::string& pointer, std::string_view type) {
  // Enough to distinguish the fields of one form; it is a name, not a secret. 32 bits of a SHA-256 of the
  // pointer.
  constexpr std::size_t kDigits = 8;
  return inbox::secret_hash(pointer).substr(0, kDigits) + (type == "image/png" ? ".png" : ".jpg");
}

TypedValues picture_values(const std::vector<inbox::FileRecord>& files) {
  TypedValues values;
  for (const inbox::FileRecord& file : files) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    const std::string pointer = file.slot.substr(kPictureMark.size());
    // The flag marks a value that names a file.
    values.push_back({pointer, {picture_name(pointer, file.type)}, true});
  }
  return values;
}

TypedValues typed_alone(TypedValues values) {
  std::erase_if(values, [](const TypedValue& value) { return value.is_file; });
  return values;
}

void set_pictures(TypedValues& values, const std::vector<inbox::FileRecord>& files) {
  values = typed_alone(std::move(values));
  TypedValues pictures = picture_values(files);
  // Pictures last: the order of values does not matter, since each has its pointer.
  values.insert(values.end(), std::make_move_iterator(pictures.begin()), std::make_move_iterator(pictures.end()));
}

inbox::Result<std::vector<MemoryFile>> stored_pictures(inbox::Inbox& inbox, const std::string& owner) {
  inbox::Files files(inbox);
  const auto listed = files.list(owner);
  if (!listed) return base::Failure{listed.error()};
  std::vector<MemoryFile> found;
  for (const inbox::FileRecord& file : *listed) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    auto bytes = files.read(file.hash);
    if (!bytes) return base::Failure{bytes.error()};
    found.push_back({picture_name(file.slot.substr(kPictureMark.size()), file.type), *std::move(bytes)});
  }
  return found;
}

}  // namespace gongwen::service
