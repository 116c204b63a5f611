// Any bytes as the manifest of a batch: complete entries are read, an incomplete one is cut, new ones are added after
// them, and it contains nothing else when it is opened again.
#include "engine/batch/detail/batch_manifest.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <unistd.h>

namespace {

using namespace gongwen;
using engine::BatchManifest;
using engine::ManifestEntry;
using resources::Journal;
using resources::JournalStart;

void require(bool condition) {
  if (!condition) std::abort();
}

const std::string& path() {
  static const std::string path = "/dev/shm/gongwen-manifest-fuzz-" + std::to_string(getpid());
  return path;
}

std::string all_bytes() {
  std::ifstream file(path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// An entry is written as it was read.
void check_entry(const ManifestEntry& entry) {
  const std::string line = engine::manifest_line(entry);
  require(line.find('\n') == std::string::npos);
  const auto back = engine::parse_manifest_line(line);
  require(back && engine::manifest_line(*back) == line);
}

/// Returns: how many whole lines there are.
std::size_t check_lines(const std::string& text) {
  diagnostics::DiagnosticSink sink;
  const auto journal = Journal::open(path(), JournalStart::GoOn, sink);
  require(journal.has_value() && !sink.has_errors());
  std::string whole;
  std::size_t count = 0;
  require(journal->read(
      [&](std::string_view line, resources::JournalPlace place) {
        require(journal->line(place) == line);
        whole.append(line).push_back('\n');
        ++count;
      },
      sink));
  require(text.starts_with(whole) && text.find('\n', whole.size()) == std::string::npos);
  require(all_bytes() == whole);
  return count;
}

/// Puts each entry down once more, in their order. Returns: how many there are.
std::size_t write_again() {
  diagnostics::DiagnosticSink sink;
  base::Expected<Journal> journal = Journal::open(path(), JournalStart::GoOn, sink);
  require(journal.has_value());
  BatchManifest manifest(*std::move(journal));
  std::vector<ManifestEntry> entries;
  require(manifest.load([&](const ManifestEntry& entry, auto) { entries.push_back(entry); }, sink));
  for (const ManifestEntry& entry : entries) check_entry(entry);
  if (!entries.empty()) require(manifest.find(entries.back().input_hash, entries.back().copy).has_value());
  std::size_t superseded = 0;
  require(manifest.visit_superseded([&](const ManifestEntry&) { ++superseded; }, sink));
  require(superseded == entries.size());
  for (const ManifestEntry& entry : entries) require(manifest.add(entry, sink));
  require(manifest.put_in_order(sink) && !sink.has_errors());
  return entries.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  std::ofstream(path(), std::ios::binary) << text;
  const std::size_t lines = check_lines(text);
  const std::size_t entries = write_again();
  // Without any line there was nothing to put in order.
  require(check_lines(all_bytes()) == (lines == 0 ? 0 : entries));
  std::remove(path().c_str());
  return 0;
}
