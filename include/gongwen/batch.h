// Batch: many documents of one kind in one call: Engine::batch.
//   gongwen::BatchOptions options;
//   options.inputs = {"applications/"};
//   options.folder = "out";
//   const gongwen::BatchResult result = engine.batch("expert-application", options);
#pragma once

#include "gongwen/engine.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gongwen {

namespace queue {
struct QueueLinks;
}

/// The result of one record, in the order of the records.
struct BatchRecord {
  std::uint64_t number = 0;         // 1 for the first
  std::string place;                // `letters.jsonl:17`
  bool made = false;                // its files exist, possibly from an earlier run
  bool skipped = false;             // they existed and were up to date
  std::vector<RenderedFile> files;  // the files written; none for skipped records
  Report report;
};

struct BatchProgress {
  std::uint64_t made = 0;
  std::uint64_t skipped = 0;
  std::uint64_t failed = 0;
  double share = 0;  // of the inputs that has been read, 0 to 1; 0 when it is not known
  double seconds = 0;
  /// Of a run with a queue: who takes from it, and tasks that were sent and have no answer yet.
  struct Queue {
    std::uint64_t workers = 0;
    std::uint64_t tasks = 0;
  };
  std::optional<Queue> queue = std::nullopt;
  std::uint64_t records() const { return made + skipped + failed; }
};

/// How storage that speaks S3 is reached, and in whose name. No message repeats the keys.
struct StorageAccess {
  std::string endpoint = {};  // `https://host`; empty: that of AWS
  std::string region = {};    // empty: us-east-1
  std::string access_key = {};
  std::string secret_key = {};
  std::string session_token = {};  // of keys that hold for a while
  std::string certificates = {};   // file with CA certificates for the endpoint's; empty: those of the system
};

struct BatchOptions {
  /// Files, folders and patterns; `-` is the standard input. See docs/BATCH.md.
  std::vector<std::string> inputs = {};
  /// Instead of inputs: a folder whose data files are rendered as they come, until `stop`.
  std::string watch = {};
  /// Where the documents go: a folder, or storage that speaks S3, `s3://bucket/prefix`. A folder is made when only it
  /// is missing, a bucket is not.
  std::string folder = {};
  std::vector<Format> formats = {};  // empty: all that the kind has
  /// Threads that make documents; 0: as many as the machine has cores. The files are the same for any number.
  std::size_t jobs = 0;
  /// Documents that are in the manifest and unchanged are not made again.
  bool resume = false;
  /// Stale files of earlier runs are removed, if all records were made.
  bool prune = false;
  std::string manifest = {};  // a file; empty: manifest.jsonl in the folder
  /// Documents are made by workers of other machines, which take them from this queue: `amqps://user@host/name`,
  /// `postgresql://user@host/name`. Files and manifest are those of a run on this machine. Empty: they are made here.
  std::string queue = {};
  /// Through which documents come: a folder that workers reach as well, or storage that speaks S3,
  /// `s3://bucket/prefix`. Only with `queue`.
  std::string objects = {};
  StorageAccess storage = {};  // for `s3://…`
  /// In place of `queue` and `objects`: connections that another process has. For programs of gongwen itself.
  std::shared_ptr<queue::QueueLinks> links = {};
  /// Of the messages in the manifest.
  Language language = Language::English;
  RenderOptions render = {};
  /// Called for each record, one at a time, from any thread.
  std::function<void(const BatchRecord&)> finished = {};
  /// Called ten times a second, from the thread that called `batch`.
  std::function<void(const BatchProgress&)> progress = {};
  /// Called often, from any thread: true ends the run when the current documents are finished. RenderOptions::stop and
  /// RenderOptions::deadline end it at once, and give up the documents that are being made.
  std::function<bool()> stop = {};
};

struct BatchResult {
  BatchProgress counts;
  bool stopped = false;  // by BatchOptions::stop, RenderOptions::stop, or the deadline
  /// Names of files in the folder that earlier runs made and this run did not. Empty for stopped runs and for
  /// watched folders, for which it is not known.
  std::vector<std::string> stale = {};
  bool pruned = false;  // they have been removed
  /// The worst of the run and of all records.
  Status status = Status::Done;
  Report report;  // of the run; those of records have been given to BatchOptions::finished
};

}  // namespace gongwen
