#include "service/detail/pictures.h"

#include "base/json.h"
#include "inbox/secrets.h"

#include <initializer_list>

namespace gongwen::service {
namespace {

/// The first of these that the data have as a text.
std::string first_text(const base::JsonView& data, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = data.find(name);
    if (!member) continue;
    if (member->is_text()) return std::string(member->text());
    if (const std::string inner = member->text_of("name"); !inner.empty()) return inner;
  }
  return {};
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

std::pair<std::string, std::string> names_of_form(std::string_view json) {
  const auto data = base::parse_json(json);
  if (!data || !data->view().is_object()) return {};
  return {first_text(data->view(), {"name_zh", "name", "leader", "proposer", "applicant"}),
          first_text(data->view(), {"org_zh", "org", "organisation", "proposer"})};
}

}  // namespace gongwen::service
