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
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/runs/kind_run.h"
#include "layout/proofing/proofread.h"
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

// How a batch runs: threads take the next record one at a time, make its documents independently, and pass the
// outcome to a log that records outcomes in the order of the records. With remote storage, a sender writes in
// further threads; with a queue, one thread sends records away instead of making them. Everything that depends on
// order (names, manifest, counts) follows the order of the records, so that any number of threads gives the same
// folder.
namespace gongwen::engine {

namespace {

/// Room for the table directory at the start of a font file (ISO/IEC 14496-22, 4.5.1): 16 bytes per table.
constexpr std::size_t kDirectoryBytes = 4096;

/// Both lengths are included, so that no two inputs give the same bytes.
void add_bytes(resources::TextHash& hash, std::size_t size, std::string_view bytes) {
  hash.add(fmt::format("{} {}\n", size, bytes.size()));
  hash.add(bytes);
}

/// A file that cannot be read counts as empty; using it will report the error.
void add_file(resources::TextHash& hash, const std::string& path) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::read_bytes(path, {}, unheard);
  add_bytes(hash, path.size(), bytes ? std::string_view(*bytes) : std::string_view());
}

/// For an installed face, only the start of the file is hashed: its directory has a checksum of each table, and reading
/// a hundred megabytes of faces would take longer than many batches.
void add_prepared_face(resources::TextHash& hash, const std::string& path) {
  const std::optional<resources::MappedFile> file = resources::MappedFile::open(path);
  if (!file) return add_bytes(hash, 0, {});
  const std::span<const std::byte> bytes = file->bytes();
  const auto* const text = reinterpret_cast<const char*>(bytes.data());
  add_bytes(hash, bytes.size(), {text, std::min(bytes.size(), kDirectoryBytes)});
}

/// The manifest of the fonts, and the files themselves; faces of the caller's folders by path and contents.
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

/// The fonts of form fields, chosen as in laid_out_fields.cpp.
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

/// Texts that replace those of the bundle are not part of `definition_hash`, but change documents.
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

/// Every option that changes a byte of a document must be in the hash; otherwise a resumed run would keep old
/// documents.
std::string batch_definition(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                             const RenderOptions& options) {
  // Everything that can change a document except its data: the bundle, the version, options, texts, fonts. With
  // `resume`, a record is made again if this hash differs from that in the manifest.
  resources::TextHash hash(definition_hash(kind));
  hash.add(fmt::format(" {} {} {} {} {} {} {}", GONGWEN_VERSION, options.strict, options.fillable,
                       options.pdf.signature_fields, options.pdf.attach_data, options.profile,
                       kind.engine_options->date.value_or(-1)));
  hash.add(std::to_string(options.png.dpi));
  if (options.pdf.signable) hash.add("signable");
  if (options.ofd.profile == OfdProfile::Plain) hash.add("ofd plain");
  if (!options.csv.sheet.empty()) hash.add("csv of " + options.csv.sheet);
  if (options.csv.encoding == CsvOptions::Encoding::Gb18030) hash.add("csv in gb18030");
  add_texts(hash, kind.files);
  hash.add(fmt::format(" {} {}", options.draft.line_numbers, options.draft.mark));
  // Options that most runs do not use are added only if set.
  if (!options.page_code.text.empty()) hash.add(fmt::format(" {} {}", options.page_code.text, options.page_code.label));
  // In a strict run, confirmed warnings determine which documents are made at all.
  if (options.strict && options.confirmed) hash.add(options.confirmed->list().hash());
  if (options.fillable) {
    add_field_font(hash, options.pdf.field_font, fonts);
    if (const std::optional<BundleFiles> page = kinds.find_page(kContinuationPage)) hash.add(definition_hash(*page));
  }
  add_fonts(hash, fonts);
  return hash.hexadecimal();
}

/// Parts are separate hashes, so that a worker can tell which part differs.
DefinitionParts definition_parts(const CompiledKind& kind, const KindLibrary& kinds, const text::FontLibrary& fonts,
                                 const RenderOptions& options) {
  resources::TextHash of_fonts;
  add_fonts(of_fonts, fonts);
  return {GONGWEN_VERSION, definition_hash(kind), of_fonts.hexadecimal(),
          batch_definition(kind, kinds, fonts, options)};
}

namespace {

/// Maximum number of records between the first unfinished one and those being made; outcomes that are ahead of their
/// turn wait in memory.
constexpr std::uint64_t kMaxAhead = 512;

}  // namespace

/// A slow record stops the others once they are this far ahead.
void OutcomeLog::wait_for_room() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return begun_ < next_ + kMaxAhead; });
}

void OutcomeLog::begin_record() {
  const std::lock_guard lock(mutex_);
  ++begun_;
}

/// Records everything that is complete from the first record on.
void OutcomeLog::put(RecordOutcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    // Outcomes arrive in any order and wait for those before them.
    waiting_.emplace(outcome.record.number, std::move(outcome));
    // Records are finished in any order, but logged in that of the input: `waiting_` has those that are ahead.
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == next_; first = waiting_.begin()) {
      put_down(first->second);
      waiting_.erase(first);
      ++next_;
    }
  }
  room_.notify_all();
}

/// Called in the order of the records, one at a time.
void OutcomeLog::put_down(const RecordOutcome& outcome) {
  if (outcome.is_given_up) return;
  const BatchRecord& record = outcome.record;
  // Running threads hit the same full disk; only the first of them reports it.
  const bool is_known = broken_ && outcome.is_fatal;
  if (outcome.is_fatal) broken_ = true;
  // An entry of an earlier run stays in its place.
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

// Milliseconds between two reports of progress.
constexpr std::chrono::milliseconds kBetweenProgress{100};
constexpr std::uint64_t kOwnerOfInputs = 2;  // even, so never the owner number of a watched file

/// One batch from its options to its result.
class BatchRun {
 public:
  BatchRun(std::string_view kind, const BatchOptions& options, KindLibrary& kinds, FontSource& fonts)
      : options_(options), library_(kinds), fonts_(fonts), steps_(kinds, fonts, kind) {}

  /// Everything that can fail for the batch as a whole is prepared first; after that only single records fail.
  BatchResult run() {
    BatchResult result;
    steps_.run().obey(options_.render);
    if (steps_.run().attempt([this] { return prepare(); })) {
      work();
      result.counts = progress();
      result.stopped = stopped_;
      // The gravest status of all records; that of the batch itself is added below.
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
    if (!options_.queue.empty() && !may_use_queue(options_, sink())) return false;
    if (!steps_.usable() || !choose_formats() || !open_output()) return false;
    const text::FontLibrary* const fonts = fonts_.get(steps_.run());
    // Messages of the kind are reported once, not with each record.
    if (options_.render.strict) sink().promote_warnings();
    if (fonts == nullptr || sink().has_errors()) return false;
    // From cheap to expensive: steps that can refuse the run come first.
    feed_.emplace(options_, steps_.kind(), temporary_folder());
    if (!feed_->open(sink()) || !open_manifest()) return false;
    spare_inputs();
    use_kind(steps_.shared_kind(), *fonts);
    if (!options_.watch.empty()) watch_templates(*fonts);
    if (!options_.queue.empty() && !open_queue(*fonts)) return false;
    log_.emplace(options_, *manifest_);
    return true;
  }

  /// The parts of the definition let workers refuse tasks that they would make differently.
  bool open_queue(const text::FontLibrary& fonts) {
    std::optional<RemoteParts> parts = open_remote(options_, sink());
    if (!parts) return false;
    parts->definition = definition_parts(steps_.kind(), library_, fonts, options_.render);
    remote_parts_.emplace(*std::move(parts));
    return true;
  }

  /// Uses the kind for all further records. Records being made keep the kind with which they started.
  void use_kind(std::shared_ptr<const CompiledKind> kind, const text::FontLibrary& fonts) {
    std::string definition = batch_definition(*kind, library_, fonts, options_.render);
    context_ = std::make_shared<const BatchContext>(
        BatchContext{kind, library_, fonts_, options_, formats_, std::move(definition), *output_, *manifest_, names_});
    kinds_.push_back(std::move(kind));
  }

  /// A watch may run for months. With EngineOptions::reload, records after a change of the templates use the new ones.
  void watch_templates(const text::FontLibrary& fonts) {
    feed_->before_input([this, &fonts] {
      std::shared_ptr<const CompiledKind> kind = library_.get(steps_.name());
      if (kind == nullptr || kind == kinds_.back()) return;
      // If the new templates have errors, the records report them, but rows are still read by the former schema.
      use_kind(std::move(kind), fonts);
      if (kinds_.back()->usable) feed_->set_kind(*kinds_.back());
    });
  }

  /// Uses the formats of the kind by default.
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

  /// Waiting for the lock of another run can be stopped.
  bool open_output() {
    output_ = BatchOutput::open(options_, library_.shared_reader(), sink());
    return output_ != nullptr;
  }

  bool open_manifest() {
    // A watch never ends, so old lines would never be removed: it starts a new manifest.
    const bool is_new = !options_.resume && !options_.watch.empty();
    const std::string path = options_.manifest.empty() ? output_->path_of(kBatchManifestName) : options_.manifest;
    // The manifest may be among the inputs, for example in their folder; it must not be read while it is written.
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
    // Names of the earlier run stay with their records, so that a resumed run gives no second record the same one.
    const auto visit = [this](const ManifestEntry& entry, resources::JournalPlace) {
      keep_name(entry);
    };
    return manifest_->load(visit, sink());
  }

  /// Files of a watched folder keep the names that earlier runs gave their documents.
  void keep_name(const ManifestEntry& entry) {
    if (options_.watch.empty() || entry.outputs.empty()) return;
    const std::string& file = entry.outputs.front().name;
    names_.keep(record_name(file), name_owner(options_, entry.input));
  }

  /// Reserves the names of input workbooks, so that no document replaces one.
  void spare_inputs() {
    for (const std::string& path : feed_->workbooks()) {
      const std::string_view file = base::file_name(path);
      names_.keep(file.substr(0, file.rfind('.')), kOwnerOfInputs);
    }
  }

  const std::string& temporary_folder() const { return library_.options().temporary_folder; }

  /// An error of any of the tables of hashes; they are files if a batch is large.
  std::error_code memory_error() {
    if (const std::error_code error = feed_->error()) return error;
    if (const std::error_code error = names_.error()) return error;
    const std::lock_guard lock(pages_mutex_);
    return pages_.error();
  }

  /// The tables of hashes decide about names and stale files: with an error in one, neither is certain.
  bool report_memory_error() {
    if (!memory_error_) memory_error_ = memory_error();
    if (!memory_error_) return false;
    sink().report(messages::ResourcesUnwritable, Origin{}, temporary_folder(), memory_error_.message());
    return true;
  }

  /// Called before each record. Remembers the reasons for the report.
  bool must_end() {
    if (!memory_error_ && (memory_error_ = memory_error())) stopped_ = true;
    if (!stopped_ && options_.stop && options_.stop()) stopped_ = true;
    if (!stop_reason_ && (stop_reason_ = stop_check_.reason())) stopped_ = true;
    return stopped_ || log_->is_broken();
  }

  /// Takes the next record and the context in which it is made. One thread at a time.
  std::optional<Record> next_record(std::shared_ptr<const BatchContext>& context) {
    const std::lock_guard lock(feed_mutex_);
    if (must_end()) return std::nullopt;
    std::optional<Record> record = feed_->next();
    // Noted here, since the feed belongs to the thread that holds the lock.
    share_ = feed_->share();
    context = context_;
    if (record) log_->begin_record();
    return record;
  }

  /// Workers on other machines make the documents; one thread here records the results.
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

  /// The work of one thread: makes records until none are left.
  void make_records() {
    if (remote_) {
      remote_->run(remote_sink_);
      return end_thread();
    }
    while (true) {
      // Waiting before the record is taken: a record in hand would hold up those after it.
      log_->wait_for_room();
      std::shared_ptr<const BatchContext> context;
      std::optional<Record> record = next_record(context);
      if (!record) break;
      put_outcome(RecordMaker(*context).make(*std::move(record)));
    }
    end_thread();
  }

  /// Pages are noted before the documents are written, for the search for stale files.
  void put_outcome(RecordOutcome outcome) {
    note_pages(outcome.entry);
    log_->put(std::move(outcome));
  }

  void end_thread() {
    const std::lock_guard lock(ended_mutex_);
    --running_;
    ended_.notify_all();
  }

  /// Remembers files of single pages: how many a document has is not in its name.
  void note_pages(const ManifestEntry& entry) {
    for (const ManifestFile& file : entry.outputs) {
      const FormatInfo* const format = find_format_of_path(file.name);
      if (format == nullptr || !format->is_file_per_page) continue;
      const std::lock_guard lock(pages_mutex_);
      pages_.insert(page_number(file.name));
    }
  }

  /// Starts the threads, reports progress while they run, and joins them.
  void work() {
    std::size_t jobs = options_.jobs > 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    if (remote_parts_) {
      use_queue();
      // With a queue, one thread sends the tasks and stores the answers.
      jobs = 1;
    }
    std::vector<std::thread> threads;
    running_ = jobs;
    for (std::size_t i = 0; i < jobs; ++i) {
      try {
        threads.emplace_back([this] { make_records(); });
      } catch (const std::system_error&) {
        // Fewer threads suffice.
        break;  // fewer are sufficient
      }
    }
    running_ -= jobs - threads.size();
    // If the system grants no thread at all, this one makes the records, without progress.
    if (threads.empty()) {
      running_ = 1;
      make_records();
    }
    {
      std::unique_lock lock(ended_mutex_);
      // Progress is reported from this thread, without the lock.
      while (!ended_.wait_for(lock, kBetweenProgress, [this] { return running_ == 0; })) {
        lock.unlock();
        if (options_.progress) options_.progress(progress());
        lock.lock();
      }
    }
    for (std::thread& thread : threads) thread.join();
    // Catches a stop that arrived during the wait for the last input.
    must_end();
  }

  /// Called from several threads while the batch runs.
  BatchProgress progress() const {
    BatchProgress progress = log_->counts();
    progress.share = share_;
    if (remote_) progress.queue = remote_->progress();
    progress.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    return progress;
  }

  /// Notes stale files in the manifest until they are removed. While a record has errors, a stale file may be its
  /// former document, so nothing is removed.
  void take_stock(BatchResult& result) {
    std::vector<ManifestEntry> stale = find_stale_files({*manifest_, names_, formats_, pages_, *output_}, sink());
    // After an error of the tables any name may be unknown, and no file may count as stale.
    if (report_memory_error()) return;
    result.pruned = options_.prune && result.counts.failed == 0;
    for (const ManifestEntry& entry : stale) {
      const std::string& name = entry.outputs.front().name;
      result.stale.push_back(name);
      // Removed files need no entry.
      if (result.pruned && output_->remove(name, sink())) continue;
      if (!manifest_->add(entry, sink())) return;
    }
    manifest_->put_in_order(sink());
  }

  /// A broken run is left unchanged, so that it can be continued.
  void finish(BatchResult& result) {
    for (const diagnostics::Diagnostic& diagnostic : log_->sink().diagnostics()) sink().add(diagnostic);
    for (const diagnostics::Diagnostic& diagnostic : remote_sink_.diagnostics()) sink().add(diagnostic);
    for (diagnostics::Diagnostic remark : feed_->remarks()) {
      if (options_.render.strict) remark.severity = diagnostics::Severity::Error;
      sink().add(std::move(remark));
    }
    if (stop_reason_) report_stop(*stop_reason_, sink());
    if (stopped_) report_memory_error();
    // Stale files are known only after a complete run: before that, a missing record may still follow.
    const bool is_whole = !stopped_ && !remote_sink_.has_errors() && !log_->is_broken() && options_.watch.empty();
    if (is_whole) take_stock(result);
    output_->finish();
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
  std::vector<std::shared_ptr<const CompiledKind>> kinds_;  // open inputs may still be read with earlier kinds
  std::optional<OutcomeLog> log_;
  std::optional<RemoteParts> remote_parts_;  // until the run takes them
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
