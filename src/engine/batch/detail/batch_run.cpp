#include "engine/batch/detail/batch_run.h"

#include "base/file_path.h"
#include "base/format.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/resources.h"
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_output.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/batch/detail/remote_run.h"
#include "engine/core/detail/confirmation_list.h"
#include "engine/core/storage.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/kind_run.h"
#include "proofing/proofread.h"
#include "resources/file_descriptor.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace gongwen::engine {

namespace {

// DocumentSender: writes documents into an output that is far away, several at a time, as ObjectReader reads them. What
// waits for that is bounded.

class DocumentSender {
 public:
  /// `done` takes each outcome, from any thread and in any order, with what went wrong. `gives_up` says whether what
  /// has not been started is to be given up. The output outlives it.
  struct Calls {
    std::function<void(RecordOutcome, diagnostics::DiagnosticSink&)> done;
    std::function<bool()> gives_up;
  };
  DocumentSender(BatchOutput& output, Calls calls) : output_(output), calls_(std::move(calls)) {}
  DocumentSender(const DocumentSender&) = delete;
  DocumentSender& operator=(const DocumentSender&) = delete;
  ~DocumentSender() { finish(); }

  /// Writes the documents of an outcome, at some time. Waits for room.
  void send(RecordOutcome outcome);
  /// Waits until all are written. Nothing comes after this.
  void finish();

 private:
  void work();
  void write(RecordOutcome outcome);

  BatchOutput& output_;
  Calls calls_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<RecordOutcome> waiting_;
  std::size_t count_ = 0;    // that wait or are being written
  std::uint64_t bytes_ = 0;  // of these
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

/// Requests at a time.
constexpr std::size_t kSenders = 16;
constexpr std::size_t kMaxUnsent = 64;
constexpr std::uint64_t kMaxUnsentBytes = std::uint64_t{64} << 20;

std::uint64_t bytes_of(const RecordOutcome& outcome) {
  std::uint64_t bytes = 0;
  for (const OutputDocument& file : outcome.unwritten) bytes += file.bytes.size();
  return bytes;
}

void DocumentSender::send(RecordOutcome outcome) {
  const std::uint64_t bytes = bytes_of(outcome);
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ == 0 || (count_ < kMaxUnsent && bytes_ + bytes <= kMaxUnsentBytes); });
    if (threads_.size() < kSenders && threads_.size() <= count_) {
      try {
        threads_.emplace_back([this] { work(); });
      } catch (const std::system_error&) {
        // Fewer are sufficient; without any it is written here.
      }
    }
    if (!threads_.empty()) {
      ++count_;
      bytes_ += bytes;
      waiting_.push_back(std::move(outcome));
      lock.unlock();
      changed_.notify_all();
      return;
    }
  }
  write(std::move(outcome));
}

void DocumentSender::finish() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void DocumentSender::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    RecordOutcome outcome = std::move(waiting_.front());
    waiting_.pop_front();
    const std::uint64_t bytes = bytes_of(outcome);
    lock.unlock();
    write(std::move(outcome));
    lock.lock();
    --count_;
    bytes_ -= bytes;
    changed_.notify_all();
  }
}

void DocumentSender::write(RecordOutcome outcome) {
  diagnostics::DiagnosticSink sink;
  if (calls_.gives_up()) {
    outcome.is_given_up = true;
  } else if (!output_.write(outcome.record.number, outcome.unwritten, sink)) {
    outcome.is_fatal = true;
    outcome.record.made = outcome.entry.done = false;
    outcome.record.files.clear();
  }
  outcome.unwritten.clear();
  calls_.done(std::move(outcome), sink);
}

/// Room for the table directory at the start of a font file (ISO/IEC 14496-22, 4.5.1): 16 bytes a table.
constexpr std::size_t kDirectoryBytes = 4096;

void add_bytes(resources::TextHash& hash, std::size_t size, std::string_view bytes) {
  hash.add(fmt::format("{} {}\n", size, bytes.size()));
  hash.add(bytes);
}

void add_file(resources::TextHash& hash, const std::string& path) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
  add_bytes(hash, path.size(), bytes ? std::string_view(*bytes) : std::string_view());
}

/// A prepared face, of which the directory has a checksum of each table: to read a hundred megabytes of faces would
/// take longer than many a batch.
void add_prepared_face(resources::TextHash& hash, const std::string& path) {
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return add_bytes(hash, 0, {});
  const std::span<const std::byte> bytes = file->bytes();
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  add_bytes(hash, bytes.size(), {text, std::min(bytes.size(), kDirectoryBytes)});
}

/// What the manifest of the fonts promises, and what is really there; faces of the user's folders by path and bytes.
void add_fonts(resources::TextHash& hash, const text::FontLibrary& fonts) {
  add_file(hash, fonts.folder() + "/manifest.json");
  for (std::size_t i = 0; i < fonts.face_count(); ++i) {
    const std::string& path = fonts.face_path(text::FaceId(i));
    if (path.starts_with(base::as_folder(fonts.folder()))) {
      add_prepared_face(hash, path);
    } else {
      add_file(hash, path);
    }
  }
}

/// The fonts of fields: see laid_out_fields.h.
void add_field_font(resources::TextHash& hash, const std::string& wanted, const text::FontLibrary& fonts) {
  hash.add(wanted);
  const std::string begin = fonts.folder() + "/faces/field-";
  add_prepared_face(hash, begin + "all.ttf");
  add_prepared_face(hash, begin + "wide.ttf");
  if (wanted == "none") return;
  if (wanted != "common" && wanted != "wide") return add_file(hash, wanted);
  add_prepared_face(hash, begin + wanted + ".ttf");
  add_file(hash, begin + wanted + ".z");
}

/// Texts in the place of those of the bundle, which `definition_hash` leaves out.
void add_texts(resources::TextHash& hash, const BundleFiles& files) {
  for (const resources::Folder& folder : files.texts_folders()) {
    for (const std::string& name : folder.files()) {
      diagnostics::DiagnosticSink unheard;
      const base::Expected<std::string> bytes = folder.read_bytes(name, {}, unheard);
      if (bytes) add_bytes(hash, name.size(), *bytes);
    }
  }
  for (const OwnTexts& own : files.own_texts()) add_bytes(hash, 0, own.bytes);
}

}  // namespace

std::string batch_definition(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                             const RenderOptions& options) {
  resources::TextHash hash(definition_hash(kind));
  hash.add(fmt::format(" {} {} {} {} {} {} {}", GONGWEN_VERSION, options.strict, options.fillable,
                       options.pdf.signature_fields, options.pdf.attach_data, options.profile,
                       kind.engine_options->date.value_or(-1)));
  hash.add(std::to_string(options.png.dpi));
  if (options.pdf.signable) hash.add("signable");
  if (options.ofd.profile == OfdProfile::Plain) hash.add("ofd plain");
  add_texts(hash, kind.files);
  hash.add(fmt::format(" {} {}", options.draft.line_numbers, options.draft.mark));
  if (!options.page_code.text.empty()) hash.add(fmt::format(" {} {}", options.page_code.text, options.page_code.label));
  // In a strict run they decide which documents are made at all.
  if (options.strict && options.confirmed) hash.add(options.confirmed->list().hash());
  if (options.fillable) {
    add_field_font(hash, options.pdf.field_font, fonts);
    if (const std::optional<BundleFiles> page = kinds.find_page(kContinuationPage)) hash.add(definition_hash(*page));
  }
  add_fonts(hash, fonts);
  return hash.hexadecimal();
}

DefinitionParts definition_parts(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                                 const RenderOptions& options) {
  resources::TextHash of_fonts;
  add_fonts(of_fonts, fonts);
  return {GONGWEN_VERSION, definition_hash(kind), of_fonts.hexadecimal(),
          batch_definition(kind, kinds, fonts, options)};
}

namespace {

/// Records that may be finished before their turn: some hundred bytes each.
constexpr std::uint64_t kMaxAhead = 512;

}  // namespace

void OutcomeLog::wait_for_room() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return begun_ < next_ + kMaxAhead; });
}

void OutcomeLog::begin_record() {
  const std::lock_guard lock(mutex_);
  ++begun_;
}

void OutcomeLog::put(RecordOutcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(outcome.record.number, std::move(outcome));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
      put_down(first->second);
      waiting_.erase(first);
      ++next_;
    }
  }
  room_.notify_all();
}

void OutcomeLog::put_down(const RecordOutcome& outcome) {
  if (outcome.is_given_up) return;
  const BatchRecord& record = outcome.record;
  // Threads that were at work meet the same full disk; what the first has reported is not reported again.
  const bool is_known = broken_ && outcome.is_fatal;
  if (outcome.is_fatal) broken_ = true;
  if (outcome.kept) {
    manifest_.keep(*outcome.kept);
  } else if (!broken_ && !manifest_.add(outcome.entry, sink_)) {
    broken_ = true;
  }
  counts_.skipped += record.skipped;
  counts_.made += record.made && !record.skipped;
  counts_.failed += !record.made;
  worst_ = std::max(worst_, record.report.status());
  if (options_.finished && !is_known) options_.finished(record);
}

BatchProgress OutcomeLog::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

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
