#include "cli/batch_command.h"

#include "base/format.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/environment.h"
#include "cli/inbox_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/reports.h"
#include "gongwen/batch.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

/// Maximum number of records whose warnings are shown; the manifest has those of all.
constexpr std::size_t kShownWarnings = 20;
/// Maximum number of stale files that are named; the manifest has all, unless they were removed.
constexpr std::size_t kShownStale = 20;

std::string stale_text(const Wording& wording, const BatchResult& result, bool is_to_prune) {
  const std::size_t count = result.stale.size();
  std::string_view end = wording(texts::CliBatchStaleToPrune);
  if (is_to_prune) end = wording(texts::CliBatchStaleKept);
  if (result.pruned) end = wording(texts::CliBatchStaleRemoved);
  std::string text = wording(texts::CliBatchStale, count, end);
  for (std::size_t i = 0; i < std::min(count, kShownStale); ++i) text += "  " + result.stale[i] + "\n";
  if (count > kShownStale) text += fmt::format("  … +{}\n", count - kShownStale);
  return text;
}

class BatchCommand final : public Command {
 public:
  std::string_view name() const override { return "batch"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliBatchSummary); }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, texts::CliKindOrWorkbook).required = true;
    list.add("DATA", &inputs_, texts::CliBatchData);
    OptionSpec& folder = list.add("-o,--output", &folder_, texts::CliBatchOutput);
    folder.value = "DIR";
    folder.required = true;
    OptionSpec& formats = list.add("--format", &formats_, texts::CliBatchFormat);
    formats.value = "FORMATS";
    formats.suggestions = format_names();
    dpi_.declare(list);
    ofd_profile_.declare(list);
    csv_.declare(list);
    list.add("--jobs", &jobs_, texts::CliBatchJobs).value = "N";
    queue_.declare(list);
    list.add("--resume", &resume_, texts::CliBatchResume);
    list.add("--prune", &prune_, texts::CliBatchPrune);
    list.add("--manifest", &manifest_, texts::CliBatchManifest).value = "FILE";
    list.add("--watch", &watch_, texts::CliBatchWatch).value = "DIR";
    list.add("--force", &force_, texts::CliForceOutput);
    list.add("--fillable", &fillable_, texts::CliBatchFillable);
    list.add("--signable", &signable_, texts::CliRenderSignable);
    draft_.declare(list);
    confirm_.declare_use(list);
  }

  int run(Session& session) override {
    if (!watch_.empty()) session.watch_templates();
    BatchOptions options;
    take_data_for_kind(session, kind_, inputs_);
    if (const int status = read_options(session, options)) return status;
    if (const auto status = confirm_.open(session, options.render)) return *status;
    const Interrupt interrupt;
    options.stop = &Interrupt::has_come;
    BatchResult result;
    {
      BatchProgressView view(session.wording(), !session.options().quiet);
      options.progress = [&view](const BatchProgress& progress) {
        view.show(progress);
      };
      options.finished = [&](const BatchRecord& record) {
        tell_record(session, record, view);
      };
      result = session.engine().batch(kind_, options);
    }
    session.print_report(confirm_.finish(result.report, false));
    if (result.report.status() == Status::Done || result.counts.records() > 0) tell_end(session, result);
    return status_of(result);
  }

 private:
  static bool makes(const BatchOptions& options, Format format) {
    return std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end();
  }

  /// Returns 0, or the exit status of a refusal.
  int read_options(const Session& session, BatchOptions& options) {
    if (inputs_.empty() == watch_.empty()) return print_usage_error(session, messages::CliBatchInput, {});
    if (prune_ && !watch_.empty()) return print_usage_error(session, messages::CliTooMany, {"--prune"});
    for (std::size_t begin = 0; !formats_.empty() && begin <= formats_.size();) {
      const std::size_t end = std::min(formats_.find(',', begin), formats_.size());
      const std::string_view word = std::string_view(formats_).substr(begin, end - begin);
      const FormatInfo* const info = find_format(word);
      if (info == nullptr) {
        const std::string known = fmt::format("{}", fmt::join(format_names(), ", "));
        return print_usage_error(session, messages::CliBadChoice, {std::string(word), "--format", known});
      }
      options.formats.push_back(info->format);
      begin = end + 1;
    }
    const std::optional<std::size_t> jobs = read_jobs(jobs_);
    if (!jobs) return print_usage_error(session, messages::CliBadJobs, {jobs_});
    options.jobs = *jobs;
    if (const int status = queue_.check(session)) return status;
    if (!jobs_.empty() && !queue_.address().empty()) return refuse_useless(session, "--jobs", "--queue");
    options.queue = queue_.address();
    options.objects = queue_.objects();
    options.storage = storage_access();
    options.inputs = inputs_;
    options.folder = folder_;
    options.watch = watch_;
    options.resume = resume_;
    options.prune = prune_;
    options.manifest = manifest_;
    options.language = session.wording().language;
    options.render = session.render_options();
    options.render.fillable = fillable_;
    options.render.force = force_;
    options.render.pdf.signable = signable_;
    if (signable_ && !makes(options, Format::Pdf) && !makes(options, Format::Ofd))
      return refuse_useless(session, "--signable", "--format xlsx");
    if (const int status = draft_.read(session, options.render)) return status;
    const std::string_view no_ofd = makes(options, Format::Ofd) ? "" : "--format ofd";
    if (const int status = ofd_profile_.read(session, no_ofd, options.render)) return status;
    if (const int status = csv_.read(session, makes(options, Format::Csv), "--format xlsx", options.render))
      return status;
    return dpi_.read(session, makes(options, Format::Png) ? "" : "--format png", options.render);
  }

  static std::size_t shown_warnings(const Session& session) {
    return session.options().all_messages ? std::numeric_limits<std::size_t>::max() : kShownWarnings;
  }

  /// Called from any thread, but never twice at once.
  void tell_record(const Session& session, const BatchRecord& record, BatchProgressView& view) {
    const Report& report = record.report;
    warnings_confirmed_ += report.confirmed_count().value_or(0);
    const bool has_defaults = session.options().verbose && !session.options().quiet;
    if (report.error_count() + report.warning_count() == 0 && !has_defaults) return;
    if (report.error_count() == 0 && !has_defaults && ++warned_ > shown_warnings(session)) return;
    const Language language = session.wording().language;
    if (session.json()) {
      base::Json json = base::Json::object();
      json.set("record", record.number).set("input", record.place).append(report_json(report, language));
      return view.say(json.text() + "\n");
    }
    std::string text = session.in_color(report.text(language, session.messages()));
    if (!record.made) {
      text += session.wording()(texts::CliBatchNotMade, record.place);
    }
    view.say(text);
  }

  void tell_end(Session& session, const BatchResult& result) {
    const Wording& wording = session.wording();
    const BatchProgress& counts = result.counts;
    std::string text = wording(texts::CliBatchMadeSkippedFailed, counts.made, counts.skipped, counts.failed);
    text += "\n" + confirmed_text(warnings_confirmed_, wording);
    // For a watched folder this is the normal end.
    if (result.stopped && watch_.empty()) {
      text += wording(texts::CliBatchStopped);
    }
    if (!result.stale.empty()) text += stale_text(wording, result, prune_);
    session.tell(text);
  }

  /// Being stopped is the normal end of a watched folder, and no failure.
  int status_of(const BatchResult& result) const {
    if (result.stopped && watch_.empty() && Interrupt::has_come()) return Interrupt::status();
    return static_cast<int>(result.status);
  }

  std::string kind_;
  std::vector<std::string> inputs_;
  std::string folder_;
  std::string formats_;
  DpiOption dpi_;
  OfdProfileOption ofd_profile_;
  CsvOption csv_;
  std::string jobs_;
  QueueOption queue_;
  std::string manifest_;
  std::string watch_;
  bool resume_ = false;
  bool prune_ = false;
  bool fillable_ = false;
  bool force_ = false;
  bool signable_ = false;
  DraftOption draft_;
  std::size_t warned_ = 0;
  std::size_t warnings_confirmed_ = 0;
  ConfirmOption confirm_;
};

}  // namespace

std::unique_ptr<Command> make_batch_command() { return std::make_unique<BatchCommand>(); }

namespace {

constexpr std::size_t kWidth = 30;

void write(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

ProgressBar::ProgressBar(const Wording& wording, bool wanted)
    : wording_(wording), shown_(wanted && isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) write("\r\x1B[K");
}

void ProgressBar::show(std::size_t done, std::size_t total) {
  if (!shown_ || total == 0) return;
  drawn_ = true;
  const std::size_t full = done * kWidth / total;
  std::string bar(full, '#');
  bar.append(kWidth - full, '.');
  write(fmt::format("\r[{}] {}/{} {}", bar, done, total, wording_(texts::CliProgressForms)));
}

namespace {

constexpr std::size_t kBarWidth = 30;
constexpr double kLineEvery = 10;  // seconds
constexpr double kRateOver = 3;    // time constant for smoothing the rate, in seconds
constexpr double kShareRateOver = 15;
constexpr double kQuietFirst = 1;  // shorter runs show no progress
constexpr double kIdleTold = 30;

void write_progress(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

/// `1:02:03`, `2:03`
std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  const long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

}  // namespace

BatchProgressView::BatchProgressView(const Wording& wording, bool wanted)
    : wording_(wording), wanted_(wanted), on_terminal_(isatty(STDERR_FILENO) == 1) {}

BatchProgressView::~BatchProgressView() { wipe(); }

void BatchProgressView::wipe() {
  if (!bar_.empty()) write_progress("\r\x1B[K");
  bar_.clear();
}

std::string BatchProgressView::line(const BatchProgress& progress) const {
  std::string text = wording_(texts::CliProgressDone, progress.made);
  if (progress.skipped > 0) {
    text += wording_(texts::CliProgressSkipped, progress.skipped);
  }
  if (progress.failed > 0) {
    text += wording_(texts::CliProgressFailed, progress.failed);
  }
  text += wording_(texts::CliProgressRate, fmt::format("{:.0f}", rate_));
  if (progress.share > 0.001 && progress.share < 1 && share_rate_ > 0) {
    // Use the current rate: the first records of a run, and skipped ones, are not representative.
    const double left = (1 - progress.share) / share_rate_;
    text += wording_(texts::CliProgressLeft, clock_text(left));
  }
  if (progress.queue) text += wording_(texts::CliProgressQueue, progress.queue->workers, progress.queue->tasks);
  return text;
}

/// Informs the user if a run waits for workers and none has been started.
void BatchProgressView::tell_if_idle(const BatchProgress& progress) {
  const bool has_workers = !progress.queue || progress.queue->workers > 0 || progress.queue->tasks == 0;
  if (has_workers) idle_since_ = progress.seconds;
  if (has_workers || told_idle_ || progress.seconds - idle_since_ < kIdleTold) return;
  told_idle_ = true;
  say(wording_(texts::CliNoWorkers));
}

void BatchProgressView::show(const BatchProgress& progress) {
  tell_if_idle(progress);
  const std::lock_guard lock(mutex_);
  const double passed = progress.seconds - before_.seconds;
  if (passed > 0) {
    const double now = static_cast<double>(progress.records() - before_.records()) / passed;
    // The first seconds have full weight; later ones are smoothed.
    const double weight = std::min(1.0, passed / std::min(kRateOver, progress.seconds));
    rate_ += (now - rate_) * weight;
    const double share_now = (progress.share - before_.share) / passed;
    share_rate_ += (share_now - share_rate_) * std::min(1.0, passed / std::min(kShareRateOver, progress.seconds));
  }
  before_ = progress;
  if (!wanted_ || progress.seconds < kQuietFirst) return;
  if (on_terminal_) {
    const auto full = static_cast<std::size_t>(progress.share * kBarWidth);
    std::string bar =
        progress.share > 0 ? "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "] " : "";
    bar_ = bar + line(progress);
    write_progress("\r\x1B[K" + bar_);
  } else if (progress.seconds >= next_line_) {
    next_line_ = progress.seconds + kLineEvery;
    write_progress(line(progress) + "\n");
  }
}

void BatchProgressView::say(std::string_view message) {
  const std::lock_guard lock(mutex_);
  const std::string bar = bar_;
  wipe();
  write_progress(std::string(message) + bar);
  bar_ = bar;
}

}  // namespace gongwen::cli
