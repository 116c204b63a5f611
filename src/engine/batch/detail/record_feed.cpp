#include "engine/batch/detail/record_feed.h"

#include "base/file_path.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "resources/files.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <array>
#include <functional>

// Inputs are files, folders, patterns, or a watched folder. Their records are numbered in order, and each gets the hash
// of its text, by which a later run finds its documents. Missing or unreadable inputs become records with errors, so
// that the rest of the batch is made.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

bool has_ending(std::string_view path, std::string_view ending) {
  return base::ascii_lowercase(path).ends_with(ending);
}

/// Hidden files, and lock files of spreadsheet programs beside an open workbook.
bool is_passed_over(std::string_view name) { return name.starts_with('.') || name.starts_with("~$"); }

/// Whether it is the name of a workbook, including formats that cannot be read: their record reports that.
bool is_called_workbook(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOthers = {".xls", ".et", ".xlsb", ".ods"};
  const bool is_other =
      std::any_of(kOthers.begin(), kOthers.end(), [&](std::string_view end) { return has_ending(name, end); });
  return intake::is_workbook_name(name) || is_other;
}

bool is_lines(std::string_view path) { return has_ending(path, ".jsonl") || has_ending(path, ".ndjson"); }

/// A file that is one record.
class FileSource final : public RecordSource {
 public:
  FileSource(std::string path, RecordForm form) : path_(std::move(path)), form_(form) {}
  double share() const override { return given_ ? 1 : 0; }
  std::optional<Record> next() override {
    if (given_) return std::nullopt;
    given_ = true;
    Record record;
    record.place = record.source_name = path_ == "-" ? "<stdin>" : path_;
    record.form = form_;
    // A file that cannot be read is a record with errors.
    DiagnosticSink sink;
    if (base::Expected<std::string> bytes = resources::read_bytes(path_, {}, sink)) {
      record.text = data::to_utf8(*std::move(bytes));
    }
    record.errors = sink.diagnostics();
    return record;
  }

 private:
  std::string path_;
  RecordForm form_;
  bool given_ = false;
};

/// Whether a file is in another encoding than UTF-8. Only its beginning is examined, since it may be larger than
/// memory. Damaged UTF-8 does not count as another encoding.
bool has_other_encoding(resources::ByteStream& stream, DiagnosticSink& sink) {
  constexpr std::size_t kLookedAt = std::size_t{16} << 20;
  constexpr std::size_t kLongestRest = 3;  // a piece may end within a character
  std::size_t valid = 0;
  bool is_whole = false;
  while (stream.bytes().size() < kLookedAt && stream.bytes().size() <= valid + kLongestRest && !is_whole) {
    is_whole = !stream.more(sink);
    const std::string_view rest = stream.bytes().substr(valid);
    valid += base::find_invalid_utf8(rest).value_or(rest.size());
  }
  const std::string_view bytes = stream.bytes();
  if (is_whole ? valid == bytes.size() : bytes.size() <= valid + kLongestRest) return false;
  // At the end of a line no character is cut; texts in UTF-16 start with a mark.
  const std::size_t end = is_whole ? bytes.size() : bytes.rfind('\n');
  const bool is_marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  if (is_marked || end == std::string_view::npos || end <= valid) return true;
  return data::decode_other_encoding(bytes.substr(0, end)).has_value();
}

/// Opens the stream of a file, or, if the file is in another encoding, of its whole text in UTF-8. Pipes are not
/// examined.
base::Expected<resources::ByteStream> open_text(const std::string& path, const std::function<bool()>& ended,
                                                DiagnosticSink& sink) {
  base::Expected<resources::ByteStream> stream = resources::ByteStream::open(path, ended, sink);
  if (!stream || path == "-" || !stream->is_file()) return stream;
  if (has_other_encoding(*stream, sink)) {
    // If decoding fails, or the file is too large for it, the records report that.
    DiagnosticSink ignored;
    const base::Expected<std::string> bytes = resources::read_bytes(path, {}, ignored);
    auto text = bytes ? data::decode_other_encoding(*bytes) : std::nullopt;
    if (text) return resources::ByteStream::of(path, *std::move(text));
  }
  return resources::ByteStream::open(path, ended, sink);
}

/// A record that has been read already.
class GivenSource final : public RecordSource {
 public:
  explicit GivenSource(Record record) : record_(std::move(record)) {}
  double share() const override { return record_ ? 0 : 1; }
  std::optional<Record> next() override { return std::exchange(record_, std::nullopt); }

 private:
  std::optional<Record> record_;
};

}  // namespace

std::unique_ptr<RecordSource> make_file_source(const std::string& path, RecordForm form) {
  return std::make_unique<FileSource>(path, form);
}

std::unique_ptr<RecordSource> make_record_source(Record record) {
  return std::make_unique<GivenSource>(std::move(record));
}

/// An input that cannot be opened, as a source of one record with the reason.
std::unique_ptr<RecordSource> make_error_source(const std::string& place, const DiagnosticSink& sink) {
  Record record;
  record.place = record.source_name = place;
  record.errors = sink.diagnostics();
  return make_record_source(std::move(record));
}

/// The manifest also has an ending of data files.
bool is_data_file(std::string_view name) {
  constexpr std::array<std::string_view, 6> kEndings = {".json", ".jsonl", ".ndjson", ".yaml", ".yml", ".csv"};
  if (is_passed_over(name) || name == kBatchManifestName) return false;
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return has_ending(name, end); });
}

bool is_workbook_file(std::string_view name) { return is_called_workbook(name) && !is_passed_over(name); }

/// Workbooks in the output folder are documents of an earlier run, not data.
bool RecordFeed::is_taken(const std::string& folder, std::string_view name) const {
  return is_data_file(name) || (is_workbook_file(name) && !resources::is_same_path(folder, options_.folder));
}

/// Sorted by name, as the folder lists them.
void RecordFeed::add_files_of(const std::string& folder) {
  const resources::FolderWalk walk =
      resources::walk_folder(folder, 0, [this, &folder](std::string_view name) { return is_taken(folder, name); });
  paths_.insert(paths_.end(), walk.files.begin(), walk.files.end());
  for (const std::string& unreadable : walk.unreadable) add_unreadable(unreadable);
}

void RecordFeed::add_bad(const std::string& path, DiagnosticSink& errors) {
  bad_.emplace(path, make_error_source(path, errors));
  paths_.push_back(path);
}

/// Files that nobody could list must not make the batch silently smaller.
void RecordFeed::add_unreadable(const std::string& folder) {
  DiagnosticSink errors;
  errors.report(messages::ResourcesUnreadable, Origin{}, folder, resources::listing_error(folder).message());
  add_bad(folder, errors);
}

/// A pattern is matched here if the shell has not done it.
void RecordFeed::add_input(const std::string& input) {
  const resources::PathType type = input == "-" ? resources::PathType::File : resources::type_of(input);
  // A folder, a file, or a pattern such as `data/*.json`; the shell may have left a pattern to the program.
  const std::size_t before = paths_.size();
  if (type == resources::PathType::Folder) {
    add_files_of(input);
  } else if (type == resources::PathType::File) {
    paths_.push_back(input);
  } else {
    const resources::MatchedFiles matched = resources::match_files(input);
    for (const std::string& path : matched.files) {
      if (resources::type_of(path) == resources::PathType::File) paths_.push_back(path);
    }
    for (const std::string& folder : matched.unreadable) add_unreadable(folder);
  }
  // Nothing matched: a misspelt name must not make the batch silently smaller.
  if (paths_.size() != before) return;
  DiagnosticSink errors;
  errors.report(messages::EngineBatchNoData, Origin{}, input);
  add_bad(input, errors);
}

/// Workbooks are read before the first record, since their names must be known before documents get theirs.
bool RecordFeed::open(DiagnosticSink& sink) {
  if (!options_.watch.empty()) {
    base::Expected<resources::FolderWatch> opened = resources::FolderWatch::open(options_.watch, sink);
    if (!opened) return false;
    watch_ = *std::move(opened);
    // The watch reports files that arrive from now on, so none is missed; one that arrives at this moment may be
    // reported twice.
    add_files_of(options_.watch);
    return true;
  }
  for (const std::string& input : options_.inputs) add_input(input);
  for (const std::string& path : paths_) {
    // If a workbook is given twice, it is read once.
    if (!is_called_workbook(path) || sheets_.contains(path) || bad_.contains(path)) continue;
    DiagnosticSink errors;
    base::Expected<WorkbookContents> contents = read_workbook(path, *kind_, errors);
    if (contents) {
      sheets_.emplace(path, *std::move(contents));
    } else {
      bad_.emplace(path, make_error_source(path, errors));
    }
  }
  return true;
}

/// Waits for the next file of a watched folder. Returns nullopt if the batch is stopped.
std::optional<std::string> RecordFeed::next_watched() {
  while (true) {
    const std::optional<resources::FolderWatch::Event> event = watch_->next([this] { return ended(); });
    if (!event) return std::nullopt;
    // The system has dropped events: the folder is read again.
    if (event->lost_some) {
      paths_.clear();
      next_path_ = 0;
      add_files_of(options_.watch);
      if (!paths_.empty()) return paths_[next_path_++];
    } else if (is_taken(options_.watch, event->name)) {
      return base::join_path(options_.watch, event->name);
    }
  }
}

std::optional<std::string> RecordFeed::next_path() {
  if (next_path_ < paths_.size()) return paths_[next_path_++];
  return watch_ ? next_watched() : std::nullopt;
}

std::vector<std::string> RecordFeed::workbooks() const {
  std::vector<std::string> paths;
  for (const auto& [path, rows] : sheets_) paths.push_back(path);
  return paths;
}

bool RecordFeed::reads(std::string_view path) const {
  return std::find(paths_.begin(), paths_.end(), path) != paths_.end();
}

std::unique_ptr<RecordSource> RecordFeed::open_workbook(const std::string& path, WorkbookContents contents) const {
  if (contents.record) return make_record_source(*std::move(contents.record));
  return make_sheet_source(path, std::move(contents.table), *kind_);
}

/// Opens an input by its name. Each input is opened when its turn comes.
std::unique_ptr<RecordSource> RecordFeed::open_path(const std::string& path) {
  if (const auto bad = bad_.find(path); bad != bad_.end() && bad->second) return std::move(bad->second);
  if (const auto sheet = sheets_.find(path); sheet != sheets_.end()) {
    return open_workbook(path, sheet->second);
  }
  // A YAML file is one record: it cannot be cut into values without parsing.
  if (is_yaml(path)) return make_file_source(path, RecordForm::Yaml);
  DiagnosticSink sink;
  // Reached only in a watched folder: other workbooks were read by `open`.
  if (is_called_workbook(path)) {
    base::Expected<WorkbookContents> contents = read_workbook(path, *kind_, sink);
    return contents ? open_workbook(path, *std::move(contents)) : make_error_source(path, sink);
  }
  if (has_ending(path, ".csv")) {
    base::Expected<std::string> bytes = resources::read_bytes(path, {}, sink);
    base::Expected<std::string> text = base::kReported;
    if (bytes) text = data::decode_text(*std::move(bytes), path, sink);
    return text ? make_csv_source(path, *std::move(text), *kind_) : make_error_source(path, sink);
  }
  // JSON is read piece by piece: the input may be larger than memory, or a pipe.
  base::Expected<resources::ByteStream> stream = open_text(
      path, [this] { return ended(); }, sink);
  if (!stream) return make_error_source(path, sink);
  const JsonLayout layout = path == "-" ? JsonLayout::Guess : is_lines(path) ? JsonLayout::Lines : JsonLayout::One;
  return make_json_source(*std::move(stream), layout, options_.render.limits);
}

/// Sets number, hash and count of equal records. The header is part of the hash: the same row under other headings is
/// another record.
void RecordFeed::identify(Record& record) {
  record.number = ++count_;
  record.data_folder = folder_;
  // A row means nothing without its headings, so they are part of its hash.
  resources::TextHash hash;
  if (record.table) {
    hash.add(record.table->header);
    hash.add("\n");
  }
  hash.add(record.text);
  record.input_hash = hash.hexadecimal();
  record.copy = 1;
  // A watch counts no copies, since the same file may arrive repeatedly.
  if (watch_) return;
  const std::optional<std::uint64_t> before = copies_.find(hash.short_number());
  if (before) record.copy = static_cast<std::uint32_t>(*before + 1);
  copies_.set(hash.short_number(), record.copy);
}

/// Reads one input after the other, each opened when its turn comes; records of all inputs are numbered as one
/// sequence.
std::optional<Record> RecordFeed::next() {
  while (true) {
    if (source_) {
      if (std::optional<Record> record = source_->next()) {
        // Programs may write a file and rename it at once: it arrives again under its new name.
        if (watch_ && !record->errors.empty() && resources::type_of(path_) == resources::PathType::Missing) continue;
        identify(*record);
        return record;
      }
      for (diagnostics::Diagnostic& remark : source_->take_remarks()) remarks_.push_back(std::move(remark));
      source_.reset();
    }
    const std::optional<std::string> path = next_path();
    if (!path) return std::nullopt;
    if (before_input_) before_input_();
    path_ = *path;
    source_ = open_path(*path);
    // Files that the data names are looked up beside the input.
    folder_ = *path == "-" ? std::string() : folder_of(*path);
  }
}

/// The share of all inputs, counted as equally large; 0 if the run has no end.
double RecordFeed::share() const {
  if (watch_ || paths_.empty()) return 0;
  // The input being read counts by its own share.
  const double finished = static_cast<double>(next_path_) - (source_ ? 1 : 0);
  return (finished + (source_ ? source_->share() : 0)) / static_cast<double>(paths_.size());
}

}  // namespace gongwen::engine
