// What a batch and the workers of other machines say to each other: tasks of several records, and their results.
// Each is one JSON text. Documents themselves go through an object store, under the hashes that the manifest has.
#pragma once

#include "base/json.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/core/detail/data_files.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "queue/object_store.h"
#include "text/font_library.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gongwen::engine {

/// What decides the bytes of a document besides its data, in parts, so that a difference can be named. Each is a hash
/// or a version.
struct DefinitionParts {
  std::string program;
  std::string bundle;
  std::string fonts;
  std::string whole;  // of all, and of what options and the environment say: batch_definition()

  friend bool operator==(const DefinitionParts&, const DefinitionParts&) = default;
};

base::Json definition_json(const DefinitionParts& parts);
DefinitionParts parse_definition(const base::JsonView& json);

DefinitionParts definition_parts(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                                 const RenderOptions& options);

/// The first part that differs: `program`, `bundle`, `fonts`, `options`; empty: none.
std::string_view different_part(const DefinitionParts& one, const DefinitionParts& other);

/// The name of the first option that makes sense on this machine only; empty: none does.
std::string_view local_option(const RenderOptions& options);

struct BatchTask {
  std::string run;
  std::uint64_t number = 0;  // within the run
  std::string kind;
  std::vector<Format> formats;
  DefinitionParts definition;
  RenderOptions render;  // what local_option() lets through
  /// All of the same data folder, and rows of the same table.
  std::vector<Record> records = {};
  /// Files beside the data that records may take, with the hashes of their objects.
  std::vector<ManifestFile> beside = {};
};

std::string write_task(const BatchTask& task);
/// Rows have no RecordTable yet: its columns need the kind. Nothing for what write_task did not write.
struct ParsedTask {
  BatchTask task;
  // Of the table that its rows are of.
  char separator = ',';
  std::string header;
};
std::optional<ParsedTask> parse_task(std::string_view text);

/// A file that a worker has put into the object store.
struct MadeFile {
  Format format = Format::Pdf;
  std::string hash;
  std::uint64_t bytes = 0;
  std::uint64_t pages = 0;
  std::uint64_t page = 0;
};

struct MadeRecord {
  enum class State : std::uint8_t {
    Made,    // the files are in the store
    Told,    // the document has messages: whoever runs the batch makes it, and shows them with their places
    Crashed  // a worker died of it, or did not end
  };
  std::uint64_t number = 0;
  State state = State::Told;
  std::string name = {};  // of its files, before it is numbered
  std::vector<MadeFile> files = {};
  std::vector<ManifestFile> beside = {};
  double milliseconds = 0;
  bool has_messages = false;  // of Made, about the data: whoever runs the batch reads it again
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

/// `records`: as made_record_json writes them.
std::string task_answer_json(std::uint64_t task, const std::string& worker, const std::string& refused,
                             const std::vector<std::string>& records);
/// Of a worker with another version of the protocol: that it refuses the task.
std::optional<TaskResult> parse_result(std::string_view text);

/// What a process that is not an engine must know of a task: whose it is, and which records it has.
struct TaskHead {
  std::string run;
  std::uint64_t number = 0;
  std::vector<std::uint64_t> records = {};
};
/// Also of other versions of the protocol, to whose sender it must be said.
std::optional<TaskHead> parse_task_head(std::string_view text);

/// The objects that an answer speaks of, as task_answer_json has its records; none of an ill-formed one.
std::vector<std::string> objects_of(std::string_view made_record);

// ObjectReader: reads documents from an object store before their turn comes, several at a time, and removes them
// afterwards: a store may be far away, and each answer of it may take longer than a document takes to be made.
//   reader.read_ahead(made);             // as soon as a worker has said so
//   auto files = reader.take(made);      // in its turn
//   reader.remove({made});

class ObjectReader {
 public:
  /// The store outlives it, and is asked from several threads.
  explicit ObjectReader(queue::ObjectStore& objects) : objects_(objects) {}
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;
  /// Finishes what is to be removed.
  ~ObjectReader();

  /// Starts to read the files of a record. Returns: false when there is no room for them yet.
  bool read_ahead(const MadeRecord& made);
  /// The files of a record; waits for them. Nothing when one is missing, or differs from what the worker has put there.
  queue::Result<std::optional<std::vector<FinishedFile>>> take(const MadeRecord& made);
  /// Removes the files of these records, at some time.
  void remove(std::span<const MadeRecord> records);
  /// How many files remove() was asked for.
  std::uint64_t unwanted_count() const;
  /// So many of them, in their order, are gone, or could not be removed.
  std::uint64_t removed_count() const;
  /// Waits until that is all of them.
  void finish_removing();

 private:
  using Files = queue::Result<std::optional<std::vector<FinishedFile>>>;
  struct Reading {
    MadeRecord made;
    std::uint64_t bytes = 0;
    std::optional<Files> files = {};  // once they are there
  };

  void start();
  void work();
  Files read(const MadeRecord& made);

  queue::ObjectStore& objects_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Reading> readings_;  // by the numbers of their records
  std::deque<std::uint64_t> unread_;
  std::deque<std::string> unwanted_;  // hashes
  std::uint64_t unwanted_count_ = 0;  // that have been in there
  std::set<std::uint64_t> removing_;  // numbers of those at work
  std::uint64_t bytes_ = 0;           // of all readings
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongwen::engine
