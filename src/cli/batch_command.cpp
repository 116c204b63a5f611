#include "base/format.h"
#include "base/json.h"
#include "cli/batch_progress.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/options.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "engine/core/reports.h"
#include "gongwen/batch.h"

#include <algorithm>
#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxJobs = 256;
/// Warnings of so many records are shown; those of all are in the manifest.
constexpr std::size_t kShownWarnings = 20;
/// Of stale files so many are named; all are in the manifest, unless they were removed.
constexpr std::size_t kShownStale = 20;

std::string stale_text(const Wording& wording, const BatchResult& result, bool is_to_prune) {
  const std::size_t count = result.stale.size();
  std::string_view end = wording("; --prune removes them", "，加 --prune 可删除");
  if (is_to_prune) end = wording("; kept, because records failed", "，因有记录失败而保留");
  if (result.pruned) end = wording(", removed", "，已删除");
  std::string text = fmt::format(
      fmt::runtime(wording("stale files of earlier runs: {}{}\n", "此前生成、现已没有对应记录的文件：{} 个{}\n")),
      count, end);
  for (std::size_t i = 0; i < std::min(count, kShownStale); ++i) text += "  " + result.stale[i] + "\n";
  if (count > kShownStale) text += fmt::format("  … +{}\n", count - kShownStale);
  return text;
}

class BatchCommand final : public Command {
 public:
  std::string_view name() const override { return "batch"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("render the documents of many records", "由多条记录批量生成文件");
  }
  void declare(OptionList& list) override {
    list.add("KIND", &kind_, "kind of document, by name or title; not needed for data workbooks",
             "文种名称或标题；数据工作簿可以不写")
        .required = true;
    list.add("DATA", &inputs_, "files, folders or patterns; `-` is the standard input",
             "文件、文件夹或通配符，`-` 表示标准输入");
    OptionSpec& folder = list.add("-o,--output", &folder_, "folder for the documents", "存放生成文件的文件夹");
    folder.value = "DIR";
    folder.required = true;
    list.add("--format", &formats_, "pdf, xlsx, or both separated by a comma (default: all formats of the kind)",
             "pdf、xlsx，或用逗号写两者；默认为该文种的全部格式")
        .value = "FORMATS";
    list.add("--jobs", &jobs_, "number of documents made at the same time (default: number of cores)",
             "同时生成的份数，默认为处理器核数")
        .value = "N";
    list.add("--resume", &resume_, "continue an earlier run: documents that are up to date are skipped",
             "接着此前的任务做，已生成且无误的跳过");
    list.add("--prune", &prune_, "delete stale output files of earlier runs", "删除此前生成、现已没有对应记录的文件");
    list.add("--manifest", &manifest_, "manifest file (default: manifest.jsonl in the folder)",
             "各条记录的结果，默认为输出文件夹中的 manifest.jsonl")
        .value = "FILE";
    list.add("--watch", &watch_, "render the data files of a folder as they arrive", "监视文件夹，数据文件一到即生成")
        .value = "DIR";
    list.add("--fillable", &fillable_, "make fillable forms", "生成可填写的表");
    confirm_.declare_use(list);
  }

  int run(Session& session) override {
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
  /// Returns: 0, or the exit status of a refusal.
  int read_options(const Session& session, BatchOptions& options) {
    if (inputs_.empty() == watch_.empty()) return print_usage_error(session, messages::CliBatchInput, {});
    if (prune_ && !watch_.empty()) return print_usage_error(session, messages::CliTooMany, {"--prune"});
    for (std::size_t begin = 0; !formats_.empty() && begin <= formats_.size();) {
      const std::size_t end = std::min(formats_.find(',', begin), formats_.size());
      const std::string_view word = std::string_view(formats_).substr(begin, end - begin);
      if (word != "pdf" && word != "xlsx") {
        return print_usage_error(session, messages::CliBadChoice, {std::string(word), "--format", "pdf, xlsx"});
      }
      const Format format = word == "pdf" ? Format::Pdf : Format::Xlsx;
      const bool repeated = std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end();
      if (!repeated) options.formats.push_back(format);
      begin = end + 1;
    }
    if (!jobs_.empty()) {
      const auto [end, error] = std::from_chars(jobs_.data(), jobs_.data() + jobs_.size(), options.jobs);
      const bool whole = error == std::errc() && end == jobs_.data() + jobs_.size();
      if (!whole || options.jobs == 0 || options.jobs > kMaxJobs) {
        return print_usage_error(session, messages::CliBadJobs, {jobs_});
      }
    }
    options.inputs = inputs_;
    options.folder = folder_;
    options.watch = watch_;
    options.resume = resume_;
    options.prune = prune_;
    options.manifest = manifest_;
    options.language = session.wording().language;
    options.render = session.render_options();
    options.render.fillable = fillable_;
    return 0;
  }

  static std::size_t shown_warnings(const Session& session) {
    return session.options().all_messages ? std::numeric_limits<std::size_t>::max() : kShownWarnings;
  }

  /// From any thread, one at a time.
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
    std::string text = report.text(language, session.messages());
    if (!record.made) {
      text += fmt::format(fmt::runtime(session.wording()("{}: not made\n", "{}：未生成\n")), record.place);
    }
    view.say(text);
  }

  void tell_end(Session& session, const BatchResult& result) {
    const Wording& wording = session.wording();
    const BatchProgress& counts = result.counts;
    std::string text =
        fmt::format(fmt::runtime(wording("{} made, {} skipped, {} failed", "生成 {} 份，跳过 {} 份，失败 {} 份")),
                    counts.made, counts.skipped, counts.failed);
    text += "\n" + confirmed_text(warnings_confirmed_, wording);
    // A watched folder ends in no other way.
    if (result.stopped && watch_.empty()) {
      text += wording("stopped before the end; continue with --resume\n", "未做完即已停止；加 --resume 可继续\n");
    }
    if (!result.stale.empty()) text += stale_text(wording, result, prune_);
    session.tell(text);
  }

  /// A watched folder ends in no other way than by being stopped.
  int status_of(const BatchResult& result) const {
    if (result.stopped && watch_.empty()) return Interrupt::status();
    return static_cast<int>(result.status);
  }

  std::string kind_;
  std::vector<std::string> inputs_;
  std::string folder_;
  std::string formats_;
  std::string jobs_;
  std::string manifest_;
  std::string watch_;
  bool resume_ = false;
  bool prune_ = false;
  bool fillable_ = false;
  std::size_t warned_ = 0;
  std::size_t warnings_confirmed_ = 0;
  ConfirmOption confirm_;
};

}  // namespace

std::unique_ptr<Command> make_batch_command() { return std::make_unique<BatchCommand>(); }

}  // namespace gongwen::cli
