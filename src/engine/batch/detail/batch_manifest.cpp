#include "engine/batch/detail/batch_manifest.h"

#include "base/format.h"
#include "base/json.h"
#include "resources/text_hash.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

base::Json files_json(const std::vector<ManifestFile>& files, bool with_pages) {
  base::Json list = base::Json::list();
  for (const ManifestFile& file : files) {
    base::Json object = base::Json::object();
    object.set("file", file.name).set("hash", file.hash);
    if (with_pages) object.set("bytes", file.bytes).set("pages", file.pages);
    list.add(std::move(object));
  }
  return list;
}

std::vector<ManifestFile> files_of(const base::JsonView& object, std::string_view name) {
  std::vector<ManifestFile> files;
  const std::optional<base::JsonView> list = object.find(name);
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    const base::JsonView file = list->at(i);
    if (!file.is_object()) continue;
    files.push_back({file.text_of("file"), file.text_of("hash"), file.number_of("bytes").value_or(0),
                     file.number_of("pages").value_or(0)});
  }
  return files;
}

}  // namespace

std::string manifest_line(const ManifestEntry& entry) {
  base::Json line = base::Json::object();
  line.set("record", entry.record).set("input", entry.input).set("input_hash", entry.input_hash);
  if (entry.copy > 1) line.set("copy", entry.copy);
  line.set("definition_hash", entry.definition);
  line.set("status", entry.stale ? "stale" : entry.done ? "done" : "failed");
  if (entry.done) line.set("name", entry.name);
  line.set("outputs", files_json(entry.outputs, true));
  if (!entry.beside.empty()) line.set("beside", files_json(entry.beside, false));
  line.set("milliseconds", base::Json::written(fmt::format("{:.2f}", entry.milliseconds)));
  if (!entry.report.empty()) {
    const std::size_t end = entry.report.find_last_not_of('\n') + 1;
    line.set("report", base::Json::written(std::string_view(entry.report).substr(0, end)));
  }
  return line.text();
}

std::optional<ManifestEntry> parse_manifest_line(std::string_view line) {
  const std::optional<base::Json> read = base::parse_json(line);
  if (!read) return std::nullopt;
  const base::JsonView root = read->view();
  ManifestEntry entry;
  entry.record = root.number_of("record").value_or(0);
  entry.input = root.text_of("input");
  entry.input_hash = root.text_of("input_hash");
  entry.copy = static_cast<std::uint32_t>(root.number_of("copy").value_or(1));
  entry.definition = root.text_of("definition_hash");
  const std::string status = root.text_of("status");
  entry.done = status == "done";
  entry.stale = status == "stale";
  entry.name = root.text_of("name");
  entry.outputs = files_of(root, "outputs");
  entry.beside = files_of(root, "beside");
  if (entry.input_hash.empty()) return std::nullopt;
  return entry;
}

std::uint64_t BatchManifest::key(const std::string& input_hash, std::uint32_t copy) {
  resources::TextHash hash(input_hash);
  hash.add(std::to_string(copy));
  return hash.short_number();
}

std::optional<BatchManifest::Found> BatchManifest::find(const std::string& input_hash, std::uint32_t copy) const {
  const auto known = known_.find(key(input_hash, copy));
  if (known == known_.end()) return std::nullopt;
  std::optional<ManifestEntry> entry = parse_manifest_line(journal_.line(known->second));
  if (!entry || entry->input_hash != input_hash || entry->copy != copy) return std::nullopt;
  return Found{*std::move(entry), known->second};
}

bool BatchManifest::add(const ManifestEntry& entry, diagnostics::DiagnosticSink& sink) {
  const base::Expected<resources::JournalPlace> place = journal_.add(manifest_line(entry), sink);
  if (!place) return false;
  if (old_lines_ > 0) places_.push_back(*place);
  return true;
}

bool BatchManifest::visit_superseded(const std::function<void(const ManifestEntry&)>& visit,
                                     diagnostics::DiagnosticSink& sink) const {
  std::vector<std::uint64_t> kept;
  for (const resources::JournalPlace& place : places_) {
    if (place.offset < old_bytes_) kept.push_back(place.offset);
  }
  std::sort(kept.begin(), kept.end());
  return journal_.read(
      [&](std::string_view line, resources::JournalPlace place) {
        if (place.offset >= old_bytes_ || std::binary_search(kept.begin(), kept.end(), place.offset)) return;
        if (const std::optional<ManifestEntry> entry = parse_manifest_line(line)) visit(*entry);
      },
      sink);
}

bool BatchManifest::put_in_order(diagnostics::DiagnosticSink& sink) {
  return old_lines_ == 0 || journal_.keep_only(places_, sink);
}

}  // namespace gongwen::engine
