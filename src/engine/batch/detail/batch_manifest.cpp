#include "engine/batch/detail/batch_manifest.h"

#include "base/format.h"
#include "data/read_json.h"
#include "diagnostics/source_lookup.h"
#include "engine/core/detail/text_hash.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

using data::Value;

void append_text(std::string& line, std::string_view name, std::string_view text) {
  line += fmt::format(",\"{}\":", name);
  diagnostics::append_json_string(line, text);
}

void append_files(std::string& line, std::string_view name, const std::vector<ManifestFile>& files, bool with_pages) {
  line += fmt::format(",\"{}\":[", name);
  for (const ManifestFile& file : files) {
    line += &file == files.data() ? "{\"file\":" : ",{\"file\":";
    diagnostics::append_json_string(line, file.name);
    append_text(line, "hash", file.hash);
    if (with_pages) line += fmt::format(",\"bytes\":{},\"pages\":{}", file.bytes, file.pages);
    line.push_back('}');
  }
  line.push_back(']');
}

std::string entry_text(const Value& object, std::string_view name) {
  const std::optional<Value> value = object.find(name);
  return value && value->is_string() ? std::string(value->string()) : std::string();
}

std::uint64_t number_of(const Value& object, std::string_view name, std::uint64_t otherwise) {
  const std::optional<Value> value = object.find(name);
  const bool fits = value && value->type() == data::ValueType::Integer && value->integer() >= 0;
  return fits ? static_cast<std::uint64_t>(value->integer()) : otherwise;
}

std::vector<ManifestFile> files_of(const Value& object, std::string_view name) {
  std::vector<ManifestFile> files;
  const std::optional<Value> list = object.find(name);
  for (std::size_t i = 0; list && list->is_array() && i < list->size(); ++i) {
    const Value file = list->at(i);
    if (!file.is_object()) continue;
    files.push_back(
        {entry_text(file, "file"), entry_text(file, "hash"), number_of(file, "bytes", 0), number_of(file, "pages", 0)});
  }
  return files;
}

}  // namespace

std::string manifest_line(const ManifestEntry& entry) {
  std::string line = fmt::format("{{\"record\":{}", entry.record);
  append_text(line, "input", entry.input);
  append_text(line, "input_hash", entry.input_hash);
  if (entry.copy > 1) line += fmt::format(",\"copy\":{}", entry.copy);
  append_text(line, "definition_hash", entry.definition);
  append_text(line, "status", entry.stale ? "stale" : entry.done ? "done" : "failed");
  if (entry.done) append_text(line, "name", entry.name);
  append_files(line, "outputs", entry.outputs, true);
  if (!entry.beside.empty()) append_files(line, "beside", entry.beside, false);
  line += fmt::format(",\"milliseconds\":{:.2f}", entry.milliseconds);
  if (!entry.report.empty()) {
    line += ",\"report\":";
    line.append(entry.report, 0, entry.report.find_last_not_of('\n') + 1);
  }
  line.push_back('}');
  return line;
}

std::optional<ManifestEntry> parse_manifest_line(std::string_view line) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<data::Document> read = data::read_json({}, line, {}, unheard);
  if (!read || !read->root().is_object()) return std::nullopt;
  const Value root = read->root();
  ManifestEntry entry;
  entry.record = number_of(root, "record", 0);
  entry.input = entry_text(root, "input");
  entry.input_hash = entry_text(root, "input_hash");
  entry.copy = static_cast<std::uint32_t>(number_of(root, "copy", 1));
  entry.definition = entry_text(root, "definition_hash");
  const std::string status = entry_text(root, "status");
  entry.done = status == "done";
  entry.stale = status == "stale";
  entry.name = entry_text(root, "name");
  entry.outputs = files_of(root, "outputs");
  entry.beside = files_of(root, "beside");
  if (entry.input_hash.empty()) return std::nullopt;
  return entry;
}

std::uint64_t BatchManifest::key(const std::string& input_hash, std::uint32_t copy) {
  TextHash hash(input_hash);
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
