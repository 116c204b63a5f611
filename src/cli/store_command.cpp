#include "base/calendar.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "base/nearest_name.h"
#include "cli/command.h"
#include "cli/usage.h"
#include "data/describe_fields.h"
#include "data/write_starter.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/store.h"
#include "engine/run.h"
#include "resources/atomic_file.h"
#include "resources/wall_clock.h"
#include "store/describe_record.h"
#include "store/edit_record.h"
#include "store/read_records.h"
#include "store/record_text.h"

#include <set>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using store::Access;
using store::RecordKey;
using store::Sort;

class StoreCommand final : public Command {
 public:
  std::string_view name() const override { return "store"; }
  std::string_view summary(const Wording& wording) const override {
    return wording("keep the facts that bulletins are published from", "管理月报所用的事实");
  }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, "what to do", "操作");
    action.required = true;
    action.choices = {"init", "add", "import", "list", "show", "edit", "remove", "export", "check", "describe", "new"};
    list.add("STORE", &location_, "folder, FILE.db or sqlite:FILE, or postgresql://…; a sort for `describe` and `new`",
             "文件夹、FILE.db 或 sqlite:FILE，或 postgresql://…；describe 和 new 后写种类")
        .required = true;
    list.add("WORDS", &words_, "a sort and a key, or files: see docs/CLI.md", "种类和键，或文件：见 docs/CLI.md");
    list.add("--sort", &sort_, "sort of the records in a file", "文件中记录的种类").value = "SORT";
    list.add("--period", &period_, "only records of this month", "只取该月的记录").value = "YYYY-MM";
    list.add("--set", &set_, "a new value, such as /end=2024-04-05; may be repeated",
             "新值，如 /end=2024-04-05；可重复")
        .value = "POINTER=VALUE";
    list.add("--unset", &unset_, "a value to be removed; may be repeated", "要删除的值；可重复").value = "POINTER";
    list.add("--reason", &reason_, "why, for the history", "原因，记入历史").value = "TEXT";
    list.add("-o,--output", &output_, "file of the export, or the new file", "导出文件，或新文件").value = "FILE";
    list.add("--history", &history_, "with all changes", "包括全部修改历史");
    list.add("--json", &json_, "as JSON", "以 JSON 输出");
  }

  int run(Session& session) override {
    session_ = &session;
    if (const int status = check_usage()) return status;
    printed_.clear();
    perform();
    const int status = session.print_report(std::move(run_).report());
    return worse(status, printed_.empty() ? 0 : session.print(printed_));
  }

 private:
  std::string_view word(std::size_t i) const { return i < words_.size() ? std::string_view(words_[i]) : ""; }
  std::string_view say(std::string_view english, std::string_view chinese) const {
    return session_->wording()(english, chinese);
  }
  void tell(const std::string& text) {
    if (!session_->options().quiet) printed_ += text;
  }

  int missing(std::string what) const { return print_usage_error(*session_, messages::CliMissing, {std::move(what)}); }

  int check_usage() {
    const bool of_key = action_ == "show" || action_ == "edit" || action_ == "remove";
    const bool of_files = action_ == "add" || action_ == "import";
    if ((of_key || action_ == "add") && words_.empty()) return missing("SORT");
    if (of_key && words_.size() < 2) return missing("KEY");
    if (action_ == "import" && words_.empty()) return missing("FILE");
    if (action_ == "add" && words_.size() < 2) return missing("FILE");
    if ((action_ == "edit" || action_ == "remove") && reason_.empty()) return missing("--reason");
    if (action_ == "edit" && set_.empty() && unset_.empty()) return missing("--set");
    const std::size_t most = of_files ? words_.size() : of_key ? 2 : action_ == "list" || action_ == "export" ? 1 : 0;
    if (words_.size() > most) return print_usage_error(*session_, messages::CliTooMany, {words_[most]});
    for (const std::string& text : set_) {
      if (!text.starts_with('/') || text.find('=') == std::string::npos) {
        return print_usage_error(*session_, messages::CliBadValue, {text});
      }
    }
    if (!period_.empty() && !base::Month::parse(period_)) {
      return print_usage_error(*session_, messages::CliBadMonth, {period_});
    }
    return read_sort();
  }

  /// Actions that need no store: they tell what records are like.
  bool is_of_schema() const { return action_ == "describe" || action_ == "new"; }

  int read_sort() {
    const bool first_word = action_ != "import" && !words_.empty();
    const std::string text = is_of_schema() ? location_ : first_word ? words_.front() : sort_;
    if (text.empty()) return 0;
    sort_of_ = store::find_sort(text);
    return sort_of_ ? 0 : print_usage_error(*session_, messages::StoreUnknownSort, {text});
  }

  void perform() {
    if (action_ == "init") {
      if (store::create_store(location_, run_.sink())) {
        tell(fmt::format("{}{}\n", shown_location(), say(": an empty store", "：已建立空库")));
      }
      return;
    }
    if (is_of_schema()) return tell_of_schema();
    const bool writes = action_ == "add" || action_ == "import" || action_ == "edit" || action_ == "remove";
    store_ = store::open_store(location_, writes ? Access::Write : Access::Read, run_.sink());
    if (!store_) return;
    auto compiled = store::RecordSchemas::compile(run_.sources(), run_.documents(), run_.sink());
    auto contents = store::read_contents(*store_, workspace());
    if (!compiled || !contents) return;
    schemas_.emplace(*std::move(compiled));
    contents_ = *std::move(contents);
    if (action_ == "add" || action_ == "import") return read_in();
    if (action_ == "list") return list_records();
    if (action_ == "show") return show();
    if (action_ == "edit") return edit();
    if (action_ == "remove") return remove();
    if (action_ == "export") return export_records();
    check();
  }

  void tell_of_schema() {
    auto compiled = store::RecordSchemas::compile(run_.sources(), run_.documents(), run_.sink());
    if (!compiled) return;
    const data::Schema& schema = compiled->of(*sort_of_);
    const bool chinese = session_->wording().language == Language::Chinese;
    const auto language = chinese ? diagnostics::Language::Chinese : diagnostics::Language::English;
    if (action_ == "describe") {
      const data::SchemaField root = data::describe_all_fields(schema);
      printed_ = json_ ? data::describe_as_json(root) + "\n" : data::describe_as_text(root, language);
      return;
    }
    data::StarterOptions options;
    for (const std::string& text : set_) {
      const std::size_t end = text.find('=');
      options.values.push_back({text.substr(0, end), text.substr(end + 1)});
    }
    const data::Starter starter = data::make_starter(schema, options);
    for (const auto& pointers : {starter.unknown, starter.refused}) {
      for (const std::string& pointer : pointers) {
        run_.sink().report(messages::StoreNoPlace, Origin{}, store::sort_info(*sort_of_).name, pointer);
      }
    }
    if (run_.sink().has_errors()) return;
    const std::string text =
        output_.ends_with(".json") ? data::write_starter_json(starter) : data::write_starter_yaml(starter, language);
    put(text, resources::Existing::Keep);
  }

  /// Into the file that was named, or to the standard output.
  void put(const std::string& text, resources::Existing existing) {
    if (output_.empty() || output_ == "-") {
      printed_ = text;
    } else {
      resources::write_file(output_, text, run_.sink(), existing);
    }
  }

  std::string shown_location() const { return base::mask_passwords(location_); }

  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }

  void apply(const std::vector<store::Change>& changes, std::string_view reason) {
    const std::string time = base::format_moment(resources::wall_clock_seconds());
    const std::string why = base::mask_passwords(reason_.empty() ? reason : reason_);
    const auto done = store_->apply(changes, {time, why}, run_.sink());
    if (!done) return;
    tell(fmt::format(fmt::runtime(say("{}: {} records changed, {} as they were\n", "{}：改动 {} 条记录，{} 条不变\n")),
                     shown_location(), *done, changes.size() - *done));
  }

  void read_in() {
    const std::size_t first = action_ == "add" ? 1 : 0;
    std::vector<store::Change> changes;
    std::set<RecordKey> keys;
    const diagnostics::ErrorWatch watch(run_.sink());
    std::string reason(action_);
    for (std::size_t i = first; i < words_.size(); ++i) {
      reason += " " + words_[i];
      const auto records = store::read_record_file({words_[i], sort_of_}, *schemas_, contents_, workspace());
      if (!records) continue;
      for (const store::IncomingRecord& record : *records) take(record, keys, changes);
    }
    if (!watch.saw_errors()) apply(changes, reason);
  }

  void take(const store::IncomingRecord& record, std::set<RecordKey>& keys, std::vector<store::Change>& changes) {
    const RecordKey& key = record.change.key;
    if (!keys.insert(key).second) run_.sink().report(messages::StoreSameKey, record.origin, store::describe_key(key));
    if (action_ == "add" && contents_.contains(key)) {
      run_.sink().report(messages::StoreRecordExists, record.origin, store::describe_key(key));
    }
    changes.push_back(record.change);
  }

  void list_records() {
    if (json_) {
      printed_ = store::export_json(contents_, {sort_of_, period_});
      return;
    }
    for (const auto& [key, record] : contents_) {
      if (sort_of_ && key.sort != *sort_of_) continue;
      if (!period_.empty() && store::month_of(key.sort, record) != period_) continue;
      printed_ += fmt::format("{}  {}\n", store::describe_key(key), store::describe_record(key.sort, record));
    }
  }

  /// The record that was asked for; what is missing has been told.
  std::optional<data::Value> wanted() {
    const std::string id(word(1));
    if (auto found = store::find_record(contents_, *sort_of_, id)) return found;
    std::vector<std::string_view> ids;
    for (const auto& [key, record] : contents_) {
      if (key.sort == *sort_of_) ids.push_back(key.id);
    }
    run_.sink().report(messages::StoreNoRecord, Origin{}, store::describe_key({*sort_of_, id}),
                       base::find_nearest_name(id, ids));
    return std::nullopt;
  }

  std::vector<store::HistoryEntry> history_of(const std::optional<RecordKey>& key) {
    std::vector<store::HistoryEntry> chosen;
    const auto entries = store_->history(run_.sink());
    if (!entries) return chosen;
    for (const store::HistoryEntry& entry : *entries) {
      if (!key || entry.key == *key) chosen.push_back(entry);
    }
    return chosen;
  }

  /// A removed record still has a history.
  void show() {
    if (history_) {
      printed_ = store::history_json(history_of(RecordKey{*sort_of_, std::string(word(1))}));
      return;
    }
    if (const auto record = wanted()) printed_ = store::pretty_json(*record);
  }

  void edit() {
    const auto record = wanted();
    if (!record) return;
    const store::RecordEdit edit{{*sort_of_, std::string(word(1))}, set_, unset_};
    const auto changes = store::edit_record(edit, *record, *schemas_, workspace());
    if (changes) apply(*changes, reason_);
  }

  void remove() {
    if (wanted()) apply({{{*sort_of_, std::string(word(1))}, std::nullopt}}, reason_);
  }

  void export_records() {
    const std::string text =
        history_ ? store::history_json(history_of(std::nullopt)) : store::export_json(contents_, {sort_of_, period_});
    put(text, resources::Existing::Replace);
  }

  void check() {
    store::check_contents(*store_, contents_, *schemas_, run_.sink());
    const std::size_t changes = history_of(std::nullopt).size();
    tell(fmt::format(fmt::runtime(say("{}: {} records, {} changes\n", "{}：{} 条记录，{} 次改动\n")), shown_location(),
                     contents_.size(), changes));
  }

  std::string action_;
  std::string location_;
  std::vector<std::string> words_;
  std::string sort_;
  std::string period_;
  std::vector<std::string> set_;
  std::vector<std::string> unset_;
  std::string reason_;
  std::string output_;
  bool history_ = false;
  bool json_ = false;

  Session* session_ = nullptr;
  engine::Run run_;
  std::unique_ptr<store::Store> store_;
  std::optional<store::RecordSchemas> schemas_;
  store::StoreContents contents_;
  std::optional<Sort> sort_of_;
  std::string printed_;
};

}  // namespace

std::unique_ptr<Command> make_store_command() { return std::make_unique<StoreCommand>(); }

}  // namespace gongwen::cli
