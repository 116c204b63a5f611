#include "service/detail/pictures.h"

#include "base/json.h"
#include "inbox/secrets.h"

#include <algorithm>

namespace gongwen::service {
namespace {

/// The text that a pointer of names of members leads to; empty for all else.
std::string text_at(base::JsonView data, std::string_view pointer) {
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const auto member = data.is_object() ? data.find(pointer.substr(0, end)) : std::nullopt;
    if (!member) return {};
    data = *member;
    pointer.remove_prefix(end);
  }
  return data.is_text() ? std::string(data.text()) : std::string();
}

}  // namespace

std::string picture_name(const std::string& pointer, std::string_view type) {
  constexpr std::size_t kDigits = 8;
  return inbox::secret_hash(pointer).substr(0, kDigits) + (type == "image/png" ? ".png" : ".jpg");
}

TypedValues picture_values(const std::vector<inbox::FileRecord>& files) {
  TypedValues values;
  for (const inbox::FileRecord& file : files) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    const std::string pointer = file.slot.substr(kPictureMark.size());
    values.push_back({pointer, {picture_name(pointer, file.type)}, true});
  }
  return values;
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

std::pair<std::string, std::string> names_of_form(std::string_view json, const base::JsonView& form) {
  const auto data = base::parse_json(json);
  const auto list = form.find("list");
  if (!data || !list) return {};
  return {text_at(data->view(), list->text_of("name")), text_at(data->view(), list->text_of("organisation"))};
}

}  // namespace gongwen::service
