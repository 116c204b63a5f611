// Batch: options and results of Engine::batch, which makes many documents of one kind in one call.
//   gongwen::BatchOptions options;
//   options.inputs = {"applications/"};
//   options.folder = "out";
//   const gongwen::BatchResult result = engine.batch("expert-application", options);
#pragma once

#include "gongwen/engine.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace gongwen {

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
  double share = 0;    // how much of the inputs has been read, 0 to 1; 0 if not known
  double seconds = 0;  // since the start of the run
  /// In a run with a queue: the number of workers, and of tasks that were sent and are not answered yet.
  struct Queue {
    std::uint64_t workers = 0;
    std::uint64_t tasks = 0;
  };
  std::optional<Queue> queue = std::nullopt;
  std::uint64_t records() const { return made + skipped + failed; }
};

/// Endpoint and credentials of S3 storage. No message repeats the keys.
struct StorageAccess {
  std::string endpoint = {};  // `https://host`; empty: that of AWS
  std::string region = {};    // empty: us-east-1
  std::string access_key = {};
  std::string secret_key = {};
  std::string session_token = {};  // of temporary keys
  std::string certificates = {};   // file with the CA certificates to trust for the endpoint; empty: the system's
};

struct BatchOptions {
  /// Files, folders and patterns; `-` is the standard input. See docs/BATCH.md.
  std::vector<std::string> inputs = {};
  /// Instead of inputs: a folder whose data files are rendered as they arrive, until `stop`.
  std::string watch = {};
  /// The folder for the documents. A missing folder is created if its parent exists.
  std::string folder = {};
  std::vector<Format> formats = {};  // empty: all that the kind has
  /// Threads that make documents; 0: one per core. The number does not affect the files.
  std::size_t jobs = 0;
  /// Skips documents that are in the manifest and up to date.
  bool resume = false;
  /// Removes stale files of earlier runs, if all records were made.
  bool prune = false;
  std::string manifest = {};  // a file; empty: manifest.jsonl in the folder
  /// The queue of a RabbitMQ broker through which workers on other machines make the documents:
  /// `amqps://user@host/name`. Files and manifest are the same as in a run on this machine. Empty: the documents are
  /// made here.
  std::string queue = {};
  /// The place where workers leave the documents for this run to collect: a folder that they can also reach, or S3
  /// storage, `s3://bucket/prefix`. Only with `queue`.
  std::string objects = {};
  StorageAccess storage = {};  // for `s3://…`
  /// The language of the messages in the manifest.
  Language language = Language::English;
  RenderOptions render = {};
  /// Called for each record when it is finished; from any thread, but never twice at once.
  std::function<void(const BatchRecord&)> finished = {};
  /// Called ten times a second, from the thread that called `batch`.
  std::function<void(const BatchProgress&)> progress = {};
  /// Polled from any thread; true ends the run after the current documents are finished. RenderOptions::stop and
  /// RenderOptions::deadline end it immediately, and abandon the documents that are being made.
  std::function<bool()> stop = {};
};

struct BatchResult {
  BatchProgress counts;
  bool stopped = false;  // by BatchOptions::stop, RenderOptions::stop, or the deadline
  /// Names of files in the folder that earlier runs made and this run did not. Empty for stopped runs and for
  /// watched folders, where this cannot be determined.
  std::vector<std::string> stale = {};
  bool pruned = false;  // the stale files have been removed
  /// The worst status of the run and of all its records.
  Status status = Status::Done;
  Report report;  // of the run; those of records have been given to BatchOptions::finished
};

}  // namespace gongwen
