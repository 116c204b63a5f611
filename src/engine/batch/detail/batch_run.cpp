#include "engine/batch/detail/batch_run.h"

#include "base/file_path.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_output.h"
#include "engine/batch/detail/document_sender.h"
#include "engine/batch/detail/document_states.h"
#include "engine/batch/detail/remote_run.h"
#include "engine/core/storage.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/kind_run.h"
#include "proofing/proofread.h"

#include <chrono>
#include <system_error>
#include <thread>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

constexpr std::chrono::milliseconds kBetweenProgress{100};
constexpr std::uint64_t kOwnerOfInputs = 2;  // even: that of no watched file

class BatchRun {
 public:
  BatchRun(std::string_view kind, const BatchOptions& options, KindLibrary& kinds, FontSource& fonts)
      : options_(options), library_(kinds), fonts_(fonts), steps_(kinds, fonts, kind) {}

  BatchResult run() {
    BatchResult result;
    steps_.run().obey(options_.render);
    if (steps_.run().attempt([this] { return prepare(); })) {
      work();
      result.counts = progress();
      result.stopped = stopped_;
      result.status = log_->worst();
      finish(result);
    }
    result.report = std::move(steps_.run()).report();
    result.status = std::max(result.status, result.report.status());
    return result;
  }

 private:
  diagnostics::DiagnosticSink& sink() { return steps_.run().sink(); }

  bool prepare() {
    if (uses_queue(options_) && !may_use_queue(options_, sink())) return false;
    if (!steps_.usable() || !choose_formats() || !open_output()) return false;
    const text::FontLibrary* const fonts = fonts_.get(steps_.run());
    // Messages of the kind itself are reported once, and not with each record.
    if (options_.render.strict) sink().promote_warnings();
    if (fonts == nullptr || sink().has_errors()) return false;
    feed_.emplace(options_, steps_.kind(), temporary_folder());
    if (!feed_->open(sink()) || !open_manifest()) return false;
    spare_inputs();
    use_kind(steps_.shared_kind(), *fonts);
    if (!options_.watch.empty()) watch_templates(*fonts);
    if (uses_queue(options_) && !open_queue(*fonts)) return false;
    log_.emplace(options_, *manifest_);
    if (output_->is_far()) send_documents();
    return true;
  }

  bool open_queue(const text::FontLibrary& fonts) {
    std::optional<RemoteParts> parts = open_remote(options_, sink());
    if (!parts) return false;
    parts->definition = definition_parts(steps_.kind(), library_, fonts, options_.render);
    remote_parts_.emplace(*std::move(parts));
    return true;
  }

  /// Records that are at work keep the kind that they started with.
  void use_kind(std::shared_ptr<const CompiledKind> kind, const text::FontLibrary& fonts) {
    std::string definition = batch_definition(*kind, library_, fonts, options_.render);
    context_ = std::make_shared<const BatchContext>(BatchContext{kind, library_, fonts_, options_, formats_,
                                                                 std::move(definition), *output_, *manifest_, names_,
                                                                 states_ ? &*states_ : nullptr});
    if (first_context_ == nullptr) first_context_ = context_;
    kinds_.push_back(std::move(kind));
  }

  /// A watch may continue for months: with EngineOptions::reload, what comes after a change of the templates is made by
  /// the new ones.
  void watch_templates(const text::FontLibrary& fonts) {
    feed_->before_input([this, &fonts] {
      std::shared_ptr<const CompiledKind> kind = library_.get(steps_.name());
      if (kind == nullptr || kind == kinds_.back()) return;
      use_kind(std::move(kind), fonts);
      if (kinds_.back()->usable) feed_->set_kind(*kinds_.back());
    });
  }

  bool choose_formats() {
    const Manifest& manifest = *steps_.kind().manifest;
    formats_.clear();
    for (const Format format : options_.formats.empty() ? manifest.info.formats : options_.formats) {
      const bool is_new = std::find(formats_.begin(), formats_.end(), format) == formats_.end();
      if (is_new) formats_.push_back(format);  // the same format would have the same names
      if (manifest.find_output(format) != nullptr) continue;
      sink().report(messages::EngineNoSuchOutput, Origin{}, manifest.info.name, format_info(format).name);
      return false;
    }
    return suit_options(formats_, options_.render, sink());
  }

  bool open_output() {
    const auto ends = [this] {
      return (options_.stop && options_.stop()) || stop_check_.reason().has_value();
    };
    output_ = open_batch_output(options_, temporary_folder(), library_.shared_reader(), ends, sink());
    return output_ != nullptr;
  }

  /// Where each answer takes long, documents are written while others are made.
  void send_documents() {
    DocumentSender::Calls calls;
    calls.done = [this, kind = kinds_.front()](RecordOutcome outcome, diagnostics::DiagnosticSink& failures) {
      if (outcome.is_fatal) {
        Run run(kind, Run::KindMessages::Leave);
        for (const diagnostics::Diagnostic& failure : failures.diagnostics()) run.sink().add(failure);
        outcome.record.report = std::move(run).report();
      }
      log_->put(std::move(outcome));
    };
    calls.gives_up = [this] {
      return log_->is_broken() || stop_check_.reason().has_value();
    };
    sender_.emplace(*output_, std::move(calls));
  }

  bool open_manifest() {
    // A watch has no end at which old lines could go.
    const bool is_new = !options_.resume && !options_.watch.empty();
    std::string path = options_.manifest;
    if (path.empty()) {
      base::Expected<std::string> opened = output_->open_manifest(is_new, sink());
      if (!opened) return false;
      path = *std::move(opened);
    }
    if (feed_->reads(path)) {
      sink().report(messages::EngineOutputIsInput, Origin{}, path);
      return false;
    }
    base::Expected<resources::Journal> journal =
        resources::Journal::open(path, is_new ? resources::JournalStart::Empty : resources::JournalStart::GoOn, sink());
    if (!journal) return false;
    manifest_.emplace(*std::move(journal));
    if (!options_.resume) {
      manifest_->pass_over_old_lines();
      return true;
    }
    if (output_->is_far()) {
      states_.emplace([this](resources::JournalPlace place) {
        return RecordMaker::are_written(*first_context_, manifest_->entry_at(place));
      });
    }
    const auto visit = [this](const ManifestEntry& entry, resources::JournalPlace place) {
      keep_name(entry);
      if (states_ && entry.done && !entry.outputs.empty()) states_->add(place);
    };
    return manifest_->load(visit, sink());
  }

  /// In a watched folder the names of earlier runs stay with their files.
  void keep_name(const ManifestEntry& entry) {
    if (options_.watch.empty() || entry.outputs.empty()) return;
    const std::string& file = entry.outputs.front().name;
    names_.keep(record_name(file), name_owner(options_, entry.input));
  }

  /// No document takes the place of a workbook that records come from.
  void spare_inputs() {
    for (const std::string& path : feed_->workbooks()) {
      const std::string_view file = base::file_name(path);
      names_.keep(file.substr(0, file.rfind('.')), kOwnerOfInputs);
    }
  }

  const std::string& temporary_folder() const { return library_.options().temporary_folder; }

  /// Of what is remembered by hashes.
  std::error_code memory_error() {
    if (const std::error_code error = feed_->error()) return error;
    if (const std::error_code error = names_.error()) return error;
    const std::lock_guard lock(pages_mutex_);
    return pages_.error();
  }

  bool report_memory_error() {
    if (!memory_error_) memory_error_ = memory_error();
    if (!memory_error_) return false;
    sink().report(messages::ResourcesUnwritable, Origin{}, temporary_folder(), memory_error_.message());
    return true;
  }

  bool must_end() {
    if (!memory_error_ && (memory_error_ = memory_error())) stopped_ = true;
    if (!stopped_ && options_.stop && options_.stop()) stopped_ = true;
    if (!stop_reason_ && (stop_reason_ = stop_check_.reason())) stopped_ = true;
    return stopped_ || log_->is_broken() || output_->is_broken();
  }

  /// Also the context that it is to be made in.
  std::optional<Record> next_record(std::shared_ptr<const BatchContext>& context) {
    const std::lock_guard lock(feed_mutex_);
    if (must_end()) return std::nullopt;
    std::optional<Record> record = feed_->next();
    share_ = feed_->share();
    context = context_;
    if (record) log_->begin_record();
    return record;
  }

  /// Other machines make the documents, and one thread puts them down.
  void use_queue() {
    RemoteRun::Feed feed;
    feed.next = [this] {
      std::shared_ptr<const BatchContext> context;
      return next_record(context);
    };
    feed.put = [this](RecordOutcome outcome) {
      put_outcome(std::move(outcome));
    };
    feed.ends = [this] {
      const std::lock_guard lock(feed_mutex_);
      return must_end();
    };
    remote_.emplace(*context_, *std::move(remote_parts_), std::move(feed));
  }

  void make_records() {
    if (remote_) {
      remote_->run(remote_sink_);
      return end_thread();
    }
    while (true) {
      log_->wait_for_room();
      std::shared_ptr<const BatchContext> context;
      std::optional<Record> record = next_record(context);
      if (!record) break;
      put_outcome(RecordMaker(*context).make(*std::move(record)));
    }
    end_thread();
  }

  void put_outcome(RecordOutcome outcome) {
    note_pages(outcome.entry);
    if (outcome.unwritten.empty()) return log_->put(std::move(outcome));
    sender_->send(std::move(outcome));
  }

  void end_thread() {
    const std::lock_guard lock(ended_mutex_);
    --running_;
    ended_.notify_all();
  }

  /// The number of pages is not in the name of a document.
  void note_pages(const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      const FormatInfo* const format = find_format_of_path(file.name);
      if (format == nullptr || !format->is_file_per_page) continue;
      const std::lock_guard lock(pages_mutex_);
      pages_.insert(page_number(file.name));
    }
  }

  void work() {
    std::size_t jobs = options_.jobs > 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    if (remote_parts_) {
      use_queue();
      jobs = 1;
    }
    std::vector<std::thread> threads;
    running_ = jobs;
    for (std::size_t i = 0; i < jobs; ++i) {
      try {
        threads.emplace_back([this] { make_records(); });
      } catch (const std::system_error&) {
        break;  // fewer are sufficient
      }
    }
    running_ -= jobs - threads.size();
    if (threads.empty()) {
      running_ = 1;
      make_records();
    }
    {
      std::unique_lock lock(ended_mutex_);
      while (!ended_.wait_for(lock, kBetweenProgress, [this] { return running_ == 0; })) {
        lock.unlock();
        if (options_.progress) options_.progress(progress());
        lock.lock();
      }
    }
    for (std::thread& thread : threads) thread.join();
    if (sender_) sender_->finish();
    states_.reset();  // what it asks reads the manifest
    // A stop that came while the last input was waited for.
    must_end();
  }

  BatchProgress progress() const {
    BatchProgress progress = log_->counts();
    progress.share = share_;
    if (remote_) progress.queue = remote_->progress();
    progress.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    return progress;
  }

  /// Files of earlier runs are kept in mind until they are gone. As long as a record has errors, its former document
  /// may be one of them.
  void take_stock(BatchResult& result) {
    std::vector<ManifestEntry> stale = find_stale_files({*manifest_, names_, formats_, pages_, *output_}, sink());
    // A name that could not be looked up is not that of a stale file.
    if (report_memory_error()) return;
    result.pruned = options_.prune && result.counts.failed == 0;
    for (const ManifestEntry& entry : stale) {
      const std::string& name = entry.outputs.front().name;
      result.stale.push_back(name);
      if (result.pruned && output_->remove(name, sink())) continue;
      if (!manifest_->add(entry, sink())) return;
    }
    manifest_->put_in_order(sink());
  }

  void finish(BatchResult& result) {
    for (const diagnostics::Diagnostic& diagnostic : log_->sink().diagnostics()) sink().add(diagnostic);
    for (const diagnostics::Diagnostic& diagnostic : remote_sink_.diagnostics()) sink().add(diagnostic);
    if (stop_reason_) report_stop(*stop_reason_, sink());
    if (stopped_) report_memory_error();
    if (log_->is_broken()) return output_->finish(RunEnd::Broken, sink());
    output_->settle();
    const bool is_whole = !stopped_ && !remote_sink_.has_errors() && !output_->is_broken() && options_.watch.empty();
    if (is_whole) take_stock(result);
    output_->finish(RunEnd::Regular, sink());
  }

  const BatchOptions& options_;
  KindLibrary& library_;
  FontSource& fonts_;
  KindRun steps_;
  std::vector<Format> formats_;
  std::unique_ptr<BatchOutput> output_;
  std::optional<BatchManifest> manifest_;
  FileNames names_{temporary_folder()};
  std::mutex pages_mutex_;
  NumberTable pages_{temporary_folder()};  // files with one page: page_number
  std::optional<RecordFeed> feed_;
  std::shared_ptr<const BatchContext> context_;
  std::shared_ptr<const BatchContext> first_context_;       // whose definition documents of earlier runs may have
  std::vector<std::shared_ptr<const CompiledKind>> kinds_;  // inputs that are open may still read by earlier ones
  std::optional<OutcomeLog> log_;
  std::optional<DocumentStates> states_;  // only where the output is far away, as the sender
  std::optional<DocumentSender> sender_;
  std::optional<RemoteParts> remote_parts_;  // until the run has them
  std::optional<RemoteRun> remote_;
  diagnostics::DiagnosticSink remote_sink_;
  std::mutex feed_mutex_;
  std::mutex ended_mutex_;
  std::condition_variable ended_;
  std::size_t running_ = 0;
  std::atomic<bool> stopped_ = false;
  const base::StopCheck stop_check_{options_.render.stop, options_.render.deadline};
  std::optional<base::StopReason> stop_reason_;
  std::error_code memory_error_;
  std::atomic<double> share_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

BatchResult run_batch(std::string_view kind, const BatchOptions& options, KindLibrary& kinds, FontSource& fonts) {
  return BatchRun(kind, options, kinds, fonts).run();
}

}  // namespace gongwen::engine
