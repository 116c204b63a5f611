#include "store/detail/record_pictures.h"

#include "base/escapes.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "images/photo.h"
#include "resources/folder.h"
#include "resources/read_file.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kAddress = "data:";
/// PNG files up to this size are stored unchanged.
constexpr std::size_t kSmall = 200'000;
/// Maximum size of any picture: encoded in base64 it must fit into a database field.
constexpr std::size_t kMost = 2'000'000;

/// Calls `found` with each text that the pattern leads to and its pointer.
void for_each_place(const data::Value& value, std::string_view pattern, const std::string& pointer,
                    const std::function<void(const data::Value&, const std::string&)>& found) {
  if (pattern.empty()) {
    if (value.is_string()) found(value, pointer);
    return;
  }
  const std::size_t end = std::min(pattern.find('/', 1), pattern.size());
  const std::string_view step = pattern.substr(1, end - 1);
  const std::string_view rest = pattern.substr(end);
  if (step == "*") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
      for_each_place(value.at(i), rest, pointer + "/" + std::to_string(i), found);
    }
  } else if (const auto member = value.is_object() ? value.find(step) : std::nullopt) {
    for_each_place(*member, rest, pointer + "/" + std::string(step), found);
  }
}

/// The file names in a record, with their pointers.
std::vector<std::pair<data::Value, std::string>> named_files(RecordType type, const data::Value& record) {
  std::vector<std::pair<data::Value, std::string>> names;
  for (const std::string& pattern : type.info().pictures) {
    for_each_place(record, pattern, {}, [&](const data::Value& value, const std::string& pointer) {
      if (!value.string().starts_with(kAddress)) names.emplace_back(value, pointer);
    });
  }
  return names;
}

/// The picture as a data: address; nullopt if no document could show it.
std::optional<std::string> address_of(const std::string& name, const std::string& bytes) {
  images::ImageFile file{{}, bytes};
  const std::string lower = base::ascii_lowercase(name);
  if (lower.ends_with(".svg")) {
    file.media_type = "image/svg+xml";
  } else {
    base::Expected<images::ImageFile, images::PhotoError> kept = images::clean_photo(bytes);
    if (!kept) return std::nullopt;
    const bool is_png = bytes.starts_with("\x89PNG");
    file.media_type = is_png ? "image/png" : "image/jpeg";
    // Vector drawings stay unchanged; photographs are reduced and lose their metadata.
    if (!is_png || bytes.size() > kSmall) file = *std::move(kept);
  }
  if (file.bytes.size() > kMost) return std::nullopt;
  std::string address = std::string(kAddress) + file.media_type + ";base64,";
  base::append_base64(address, file.bytes);
  return address;
}

}  // namespace

base::Expected<Change> with_pictures(Change change, const std::string& folder, const Workspace& workspace) {
  const auto names_one = [&](const std::string& pattern) {
    return change.json->find('"' + pattern.substr(pattern.rfind('/') + 1) + '"') != std::string::npos;
  };
  const std::vector<std::string>& patterns = change.key.type.info().pictures;
  if (!change.json || std::none_of(patterns.begin(), patterns.end(), names_one)) return change;
  const auto record = read_record_text("<" + describe_key(change.key) + ">", *change.json, workspace);
  if (!record) return base::kReported;
  const auto names = named_files(change.key.type, *record);
  if (names.empty()) return change;
  if (folder.empty()) {
    has_own_pictures(change.key.type, *record, workspace.sink);
    return base::kReported;
  }
  const resources::Folder files(folder);
  data::Value value = *record;
  for (const auto& [name, pointer] : names) {
    const std::string file(name.string());
    const base::Expected<std::string> bytes = files.read_bytes(file, diagnostics::Origin{}, workspace.sink);
    if (!bytes) return base::kReported;
    const std::optional<std::string> address = address_of(file, *bytes);
    if (!address) {
      workspace.sink.report(messages::StorePictureUnusable, diagnostics::Origin{}, file, kMost / 1'000'000);
      return base::kReported;
    }
    const auto changed = edited_json(value, pointer, base::Json(*address).text());
    if (!changed) return base::kReported;
    change.json = *changed;
    const auto next = read_record_text("<" + describe_key(change.key) + ">", *changed, workspace);
    if (!next) return base::kReported;
    value = *next;
  }
  change.json = data::value_json(value);
  return change;
}

bool has_own_pictures(RecordType type, const data::Value& record, diagnostics::DiagnosticSink& sink) {
  const auto names = named_files(type, record);
  for (const auto& [name, pointer] : names) sink.report(messages::StorePictureName, name.origin(), name.string());
  return names.empty();
}

}  // namespace gongwen::store
