// Messages between a batch and workers on other machines: tasks of several records, and their results. Each is a JSON
// text. Documents are passed through an object store, under the same hashes as in manifests.
#pragma once

#include "base/json.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// Everything besides the data that determines the bytes of a document, in parts, so that a difference can be named.
/// Each part is a hash or a version.
struct DefinitionParts {
  std::string program;
  std::string bundle;
  std::string fonts;
  std::string whole;  // of all parts, options and the environment: batch_definition()

  friend bool operator==(const DefinitionParts&, const DefinitionParts&) = default;
};

base::Json definition_json(const DefinitionParts& parts);
DefinitionParts parse_definition(const base::JsonView& json);

DefinitionParts definition_parts(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                                 const RenderOptions& options);

/// The first part that differs: `program`, `bundle`, `fonts`, `options`; empty if none.
std::string_view different_part(const DefinitionParts& one, const DefinitionParts& other);

/// The first option that has a meaning only on this machine; empty if none.
std::string_view local_option(const RenderOptions& options);

struct BatchTask {
  std::string run;
  std::uint64_t number = 0;  // within the run
  std::string kind;
  std::vector<Format> formats;
  DefinitionParts definition;
  RenderOptions render;  // what local_option() lets through
  /// Records of one data folder, and rows of one table.
  std::vector<Record> records = {};
  /// Files that records may use, with the hashes of their objects.
  std::vector<ManifestFile> beside = {};
};

std::string write_task(const BatchTask& task);
/// A parsed task. Rows have no RecordTable yet, since columns need the kind. Parsing returns nullopt for anything that
/// write_task did not write.
struct ParsedTask {
  BatchTask task;
  // Separator and header of the table that rows are from.
  char separator = ',';
  std::string header;
};
std::optional<ParsedTask> parse_task(std::string_view text);

/// A file in the object store.
struct MadeFile {
  Format format = Format::Pdf;
  std::string hash;
  std::uint64_t bytes = 0;
  std::uint64_t pages = 0;
  std::uint64_t page = 0;
};

/// The result of one record.
struct MadeRecord {
  enum class State : std::uint8_t {
    Made,    // the files are in the store
    Told,    // the document has messages: the batch makes it again to show them with their places
    Crashed  // a worker crashed while making it, or did not finish
  };
  std::uint64_t number = 0;
  State state = State::Told;
  std::string name = {};  // of its files, before it is numbered
  std::vector<MadeFile> files = {};
  std::vector<ManifestFile> beside = {};
  double milliseconds = 0;
  bool has_messages = false;  // about the data, for Made: the batch reads the data again
  std::string reason = {};    // of a crash: `signal 11`, `late: 5 min`, `workers: 20`
};
// Prefixes of reasons other than the end of a process.
inline constexpr std::string_view kLate = "late: ";
inline constexpr std::string_view kWorkers = "workers: ";

base::Json made_record_json(const MadeRecord& record);
std::optional<MadeRecord> parse_made_record(const base::JsonView& json);

struct TaskResult {
  std::uint64_t number = 0;
  std::string worker;   // `host:pid`
  std::string refused;  // different_part(), or what is missing; empty: the task was done
  std::vector<MadeRecord> records;
};

/// `records` are as made_record_json writes them.
std::string task_answer_json(std::uint64_t task, const std::string& worker, const std::string& refused,
                             const std::vector<std::string>& records);
/// The answer of a worker with another version of the protocol counts as a refusal.
std::optional<TaskResult> parse_result(std::string_view text);

/// The parts of a task that a process without an engine needs: its run and its records.
struct TaskHead {
  std::string run;
  std::uint64_t number = 0;
  std::vector<std::uint64_t> records = {};
};
/// Also reads tasks of other versions of the protocol, so that their sender gets an answer.
std::optional<TaskHead> parse_task_head(std::string_view text);

/// The objects of one record in an answer; none if it is malformed.
std::vector<std::string> objects_of(std::string_view made_record);

}  // namespace gongwen::engine
