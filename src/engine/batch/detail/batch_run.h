// A batch as a whole: the hash of its definition, the run, and the log of outcomes.
#pragma once

#include "engine/batch/detail/record_feed.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/kinds/detail/kind_library.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace gongwen::engine {

// One hash covers everything besides its data that determines the bytes of a document. If it differs, no document of an
// earlier run can be kept.

/// 32 hexadecimal digits from the kind's files, the program's version, fonts, options and SOURCE_DATE_EPOCH.
std::string batch_definition(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                             const RenderOptions& options);

// run_batch: threads make the documents; one at a time records the results, in the order of the records.

/// Runs until the last record, or until BatchOptions::stop. Reports: engine/batch-*, engine/unknown-kind,
/// engine/no-such-output, and errors of folder and manifest.
BatchResult run_batch(std::string_view kind, const BatchOptions& options, KindLibrary& kinds, FontSource& fonts);

/// OutcomeLog: gets outcomes in any order and records them in the order of the records.
class OutcomeLog {
 public:
  OutcomeLog(const BatchOptions& options, BatchManifest& manifest) : options_(options), manifest_(manifest) {}

  /// Waits while a record would be too far ahead of the first unfinished one, since outcomes stay in memory until their
  /// turn.
  void wait_for_room();
  void begin_record();
  void put(RecordOutcome outcome);

  BatchProgress counts() const;
  Status worst() const { return worst_; }
  bool is_broken() const { return broken_; }
  /// Errors of the manifest. Valid when all threads have ended.
  diagnostics::DiagnosticSink& sink() { return sink_; }

 private:
  void put_down(const RecordOutcome& outcome);

  const BatchOptions& options_;
  BatchManifest& manifest_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::map<std::uint64_t, RecordOutcome> waiting_;
  std::uint64_t next_ = 1;
  std::uint64_t begun_ = 0;
  BatchProgress counts_;
  Status worst_ = Status::Done;
  std::atomic<bool> broken_ = false;
  diagnostics::DiagnosticSink sink_;
};

}  // namespace gongwen::engine
