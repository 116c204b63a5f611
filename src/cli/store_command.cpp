#include "base/date.h"
#include "base/format.h"
#include "base/mask_passwords.h"
#include "base/nearest_name.h"
#include "cli/command.h"
#include "cli/confirm_option.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/wording.h"
#include "data/values.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/store.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/render/make_workbook.h"
#include "resources/atomic_file.h"
#include "schema/describe_fields.h"
#include "schema/schema_fields.h"
#include "schema/starter.h"
#include "store/changes.h"
#include "store/facts_files.h"
#include "store/publish/published_records.h"
#include "store/read_records.h"
#include "store/record_text.h"

#include <algorithm>
#include <charconv>

// store reads and changes the records of a store. Each action has its own options; those of other actions are refused.

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;
using store::Access;
using store::RecordKey;
using store::RecordType;

class StoreCommand final : public Command {
 public:
  std::string_view name() const override { return "store"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliStoreSummary); }
  void declare(OptionList& list) override {
    OptionSpec& action = list.add("ACTION", &action_, texts::CliStoreAction);
    action.required = true;
    action.choices = {"init", "add", "import", "list", "show", "edit", "remove", "export", "check", "describe", "new"};
    list.add("STORE", &location_, texts::CliStoreStore).required = true;
    list.add("WORDS", &words_, texts::CliStoreWords);
    list.add("--type", &type_name_, texts::CliStoreType).value = "TYPE";
    list.add("--period", &period_, texts::CliStorePeriod).value = "YYYY-MM";
    list.add("--set", &set_words_, texts::CliStoreSet).value = "POINTER=VALUE";
    list.add("--unset", &unset_, texts::CliStoreUnset).value = "POINTER";
    list.add("--reason", &reason_, texts::CliStoreReason).value = "TEXT";
    list.add("--by", &by_, texts::CliStoreBy).value = "NAME";
    list.add("--preview,--dry-run", &preview_, texts::CliStoreDryRun);
    list.add("--remove-missing", &remove_missing_, texts::CliStoreRemoveMissing);
    list.add("--last-seen", &last_seen_word_, texts::CliStoreLastSeen).value = "N";
    list.add("-o,--output", &output_, texts::CliStoreOutput).value = "FILE";
    list.add("--history", &history_, texts::CliStoreHistory);
    list.add("--json", &json_, texts::CliAsJson);
    confirm_.declare_without_author(list);
  }
  std::string details(const Wording& wording) const override { return store_details(wording); }

  std::string_view word_name(const OptionSpec& spec, std::size_t index) const override {
    if (spec.names == "STORE") return is_of_schema() ? "TYPE" : "STORE";
    if (spec.names != "WORDS") return spec.names;
    if (action_ == "import" || (action_ == "add" && index > 0)) return "FILE";
    if (index == 0 && action_ != "init" && action_ != "check") return "TYPE";
    return index == 1 && is_of_key() ? "KEY" : "";
  }

  int run(Session& session) override {
    session_ = &session;
    if (action_ != "init" && !read_types()) return session.print_report(std::move(run_).report());
    if (const int status = check_usage()) return status;
    confirm_.by(by_);
    if (const auto status = confirm_.open(session, settling_)) return *status;
    printed_.clear();
    perform();
    Report report = std::move(run_).report();
    // Errors of single records come first.
    if (action_ == "check" && report.ok()) {
      std::vector<Report> all = publish::check_issues(session.engine_options(), location_, settling_);
      all.insert(all.begin(), std::move(report));
      report = engine::merge_reports(std::move(all));
    }
    const int status = session.print_report(confirm_.finish(report, false));
    tell(confirm_.change_text(session.wording()));
    return worse(status, printed_.empty() ? 0 : session.print(printed_));
  }

 private:
  std::string_view word(std::size_t i) const { return i < words_.size() ? std::string_view(words_[i]) : ""; }
  const Wording& wording() const { return session_->wording(); }
  void tell(const std::string& text) {
    if (!session_->options().quiet) printed_ += text;
  }

  int missing(std::string what) const { return print_usage_error(*session_, messages::CliMissing, {std::move(what)}); }

  /// Reads the types of records, which the published kinds define.
  bool read_types() {
    types_ = publish::record_types_of(session_->engine_options(), run_);
    return types_ != nullptr;
  }

  int check_usage() {
    const bool of_key = is_of_key();
    const bool of_files = action_ == "add" || action_ == "import";
    if ((of_key || action_ == "add") && words_.empty()) return missing("TYPE");
    if (of_key && words_.size() < 2) return missing("KEY");
    if (action_ == "import" && words_.empty()) return missing("FILE");
    if (action_ == "add" && words_.size() < 2) return missing("FILE");
    if ((action_ == "edit" || action_ == "remove") && reason_.empty()) return missing("--reason");
    if (action_ == "edit" && set_words_.empty() && unset_.empty()) return missing("--set");
    const std::size_t most = of_files ? words_.size() : of_key ? 2 : action_ == "list" || action_ == "export" ? 1 : 0;
    if (words_.size() > most) return print_usage_error(*session_, messages::CliTooMany, {words_[most]});
    for (const std::string& word : set_words_) {
      const std::size_t end = word.find('=');
      if (!word.starts_with('/') || end == std::string::npos) {
        return print_usage_error(*session_, messages::CliBadValue, {word});
      }
      set_.push_back({word.substr(0, end), word.substr(end + 1)});
    }
    if (!period_.empty() && !base::period_unit_of(period_)) {
      return print_usage_error(*session_, messages::CliBadMonth, {period_});
    }
    if (const int status = check_last_seen()) return status;
    if (action_ != "check" && !confirm_.file().empty()) {
      return refuse_useless(*session_, confirm_.adds() ? "--confirm" : "--confirmed", "store " + action_);
    }
    const int status = read_record_type();
    return status != 0 ? status : check_output();
  }

  int check_last_seen() {
    if (last_seen_word_.empty()) return 0;
    if (action_ != "edit" && action_ != "remove" && action_ != "import") {
      return refuse_useless(*session_, "--last-seen", "store " + action_);
    }
    std::uint64_t number = 0;
    const char* const end = last_seen_word_.data() + last_seen_word_.size();
    const auto [last, error] = std::from_chars(last_seen_word_.data(), end, number);
    if (error != std::errc() || last != end) {
      return print_usage_error(*session_, messages::CliBadValue, {last_seen_word_});
    }
    last_seen_ = number;
    return 0;
  }

  int usage_error(diagnostics::DiagnosticId id, std::string argument) const {
    return print_usage_error(*session_, id, {output_, std::move(argument)});
  }

  /// Checks the output: its format follows from its ending, otherwise it is refused.
  int check_output() {
    if (output_.empty() || output_ == "-") return 0;
    form_ = store::facts_form(output_);
    const bool of_history = action_ == "export" && history_;
    const bool fits = form_ && (action_ == "export" || !store::holds_one_type(*form_));
    if (of_history && form_ != store::FactsForm::Json) return usage_error(messages::StoreFileEnding, ".json");
    if (!fits && action_ == "new") return usage_error(messages::StoreFileEnding, ".yaml, .yml, .json, .xlsx");
    if (!fits) return usage_error(messages::StoreFileEnding, ".xlsx, .csv, .json, .jsonl, .yaml, .yml");
    if (action_ == "export" && store::holds_one_type(*form_) && !record_type_)
      return usage_error(messages::StoreOneSort, {});
    return 0;
  }

  bool is_of_key() const { return action_ == "show" || action_ == "edit" || action_ == "remove"; }
  /// Whether the action needs no store, since it only describes records.
  bool is_of_schema() const { return action_ == "describe" || action_ == "new"; }

  int read_record_type() {
    const bool first_word = action_ != "import" && !words_.empty();
    const std::string text = is_of_schema() ? location_ : first_word ? words_.front() : type_name_;
    if (text.empty()) return 0;
    record_type_ = types_ ? types_->find(text) : std::nullopt;
    if (record_type_ || !types_) return 0;
    return print_usage_error(*session_, messages::StoreUnknownSort,
                             {text, type_names(*types_, Language::English), type_names(*types_, Language::Chinese)});
  }

  void perform() {
    if (action_ == "init") {
      if (store::create_store(location_, run_.sink())) {
        tell(fmt::format("{}{}\n", shown_location(), wording()(texts::CliStoreEmpty)));
      }
      return;
    }
    if (is_of_schema()) return tell_of_schema();
    const bool writes = action_ == "add" || action_ == "import" || action_ == "edit" || action_ == "remove";
    store_ = store::open_store(location_, writes ? Access::Write : Access::Read, types_, run_.sink());
    if (!store_) return;
    auto compiled = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), run_.sink());
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
    auto compiled = store::RecordSchemas::compile(types_, run_.sources(), run_.documents(), run_.sink());
    if (!compiled) return;
    const schema::Schema& schema = compiled->of(*record_type_);
    const Language language = wording().language;
    if (action_ == "describe") {
      const schema::SchemaField root = schema::describe_all_fields(schema);
      printed_ = json_ ? schema::describe_as_json(root) + "\n" : schema::describe_as_text(root, language);
      return;
    }
    schema::StarterOptions options;
    take_titles_of_choices(*compiled);
    for (const store::WrittenValue& value : set_) options.values.push_back({value.pointer, value.text});
    if (form_ == store::FactsForm::Workbook) return write_blank_workbook(*compiled);
    const schema::Starter starter = schema::make_starter(schema, options);
    for (const std::string& pointer : starter.unknown) {
      run_.sink().report(messages::StoreNoPlace, Origin{}, record_type_->info().name, pointer);
    }
    for (const std::string& pointer : starter.refused) {
      run_.sink().report(messages::StoreRefusedValue, Origin{}, pointer, record_type_->info().name);
    }
    if (run_.sink().has_errors()) return;
    const std::string text = form_ == store::FactsForm::Json ? schema::write_starter_json(starter)
                                                             : schema::write_starter_yaml(starter, language);
    put(text, resources::Existing::Keep);
  }

  /// Replaces titles by values: `--set /type=会议` means the value with this title.
  void take_titles_of_choices(const store::RecordSchemas& schemas) {
    for (store::WrittenValue& written : set_) {
      const auto field = schema::describe_field(schemas.of(*record_type_), written.pointer);
      if (!field) continue;
      if (const auto* const choice = schema::find_choice(field->choices, written.text)) {
        const data::Value& value = choice->value;
        written.text = value.is_string() ? std::string(value.string()) : data::value_json(value);
      }
    }
  }

  /// Writes a workbook with known values in the first row.
  void write_blank_workbook(const store::RecordSchemas& schemas) {
    std::optional<data::Value> root;
    std::string record = "{}";
    for (const store::WrittenValue& written : set_) {
      const auto value = store::read_record_text("<new>", record, workspace());
      const auto edited = store::with_value(*value, written, schemas.of(*record_type_));
      if (!edited) {
        run_.sink().report(messages::StoreNoPlace, Origin{}, record_type_->info().name, written.pointer);
        return;
      }
      record = *edited;
    }
    if (!set_.empty()) {
      const std::string list = "{\"" + record_type_->info().plural + "\":[" + record + "]}";
      root = *store::read_record_text("<new>", list, workspace());
    }
    put_workbook(store::build_facts_book(root, {record_type_, {}}, schemas, run_.sink()), resources::Existing::Keep);
  }

  void put_workbook(const std::optional<sheet::Workbook>& workbook, resources::Existing existing) {
    if (!workbook) return;
    const std::string bytes = engine::workbook_bytes(*workbook, session_->engine_options(), run_.sink());
    if (!bytes.empty()) put(bytes, existing);
  }

  /// Writes to the named file, or to the standard output.
  void put(const std::string& text, resources::Existing existing) {
    if (output_.empty() || output_ == "-") {
      printed_ = text;
    } else {
      resources::write_file(output_, text, run_.sink(), existing);
    }
  }

  std::string shown_location() const { return base::mask_passwords(location_); }

  store::Workspace workspace() { return {run_.sources(), run_.documents(), run_.sink()}; }

  bool are_as_seen(const std::vector<store::Change>& changes) {
    return !last_seen_ || store::are_unchanged_since(*store_, contents_, changes, *last_seen_, run_.sink());
  }

  void apply(const std::vector<store::Change>& changes, std::string_view reason) {
    const std::string time = base::format_moment(wall_clock_seconds());
    const std::string why = base::mask_passwords(reason_.empty() ? reason : reason_);
    const auto done = store_->apply(changes, {time, why, author_name(by_)}, run_.sink());
    if (!done) return;
    const std::size_t same = changes.size() - *done;
    tell(wording()(texts::CliStoreApplied, shown_location(), *done, same));
  }

  void read_in() {
    const std::size_t first = action_ == "add" ? 1 : 0;
    std::vector<store::IncomingFile> files;
    const diagnostics::ErrorWatch watch(run_.sink());
    std::string reason(action_);
    for (std::size_t i = first; i < words_.size(); ++i) {
      reason += " " + words_[i];
      auto file = store::read_record_file({words_[i], record_type_}, *schemas_, contents_, workspace());
      if (!file) continue;
      if (action_ == "add") refuse_known(*file);
      files.push_back(*std::move(file));
    }
    if (watch.saw_errors()) return;
    const store::ImportPlan plan = store::plan_import(files, contents_, *schemas_, run_.sink());
    if (!last_seen_) store::report_removed(*store_, plan.gone, run_.sink());
    const std::vector<store::Change> changes =
        remove_missing_ ? store::changes_with_removals(plan, run_.sink()) : store::changes_of(plan);
    if (watch.saw_errors() || !are_as_seen(changes)) return;
    if (plan.without_base > 0 && !last_seen_) {
      run_.sink().report(messages::StoreWithoutBase, Origin{}, plan.without_base);
    }
    const Wording& wording = session_->wording();
    if (preview_) {
      printed_ = plan_text(plan, contents_, remove_missing_, wording) + shown_location() +
                 std::string(wording(texts::CliStorePreview)) + plan_counts(plan, wording) + "\n";
      return;
    }
    tell(missing_text(plan, contents_, remove_missing_, wording));
    apply(changes, reason);
  }

  void refuse_known(const store::IncomingFile& file) {
    for (const store::IncomingRecord& record : file.records) {
      if (!contents_.contains(record.change.key)) continue;
      run_.sink().report(messages::StoreRecordExists, record.origin, store::describe_key(record.change.key));
    }
  }

  void list_records() {
    if (json_) {
      printed_ = store::export_json(contents_, {record_type_, period_}, *types_);
      return;
    }
    for (const auto& [key, record] : contents_) {
      if (record_type_ && key.type != *record_type_) continue;
      if (!period_.empty() && !store::is_in_period(key.type, record, period_)) continue;
      printed_ += fmt::format("{}  {}\n", store::describe_key(key), store::describe_record(key.type, record));
    }
  }

  /// The requested record; nullopt after reporting that it is missing.
  std::optional<data::Value> wanted() {
    const std::string id(word(1));
    if (auto found = store::find_record(contents_, *record_type_, id)) return found;
    std::vector<std::string_view> ids;
    for (const auto& [key, record] : contents_) {
      if (key.type == *record_type_) ids.push_back(key.id);
    }
    run_.sink().report(messages::StoreNoRecord, Origin{}, store::describe_key({*record_type_, id}),
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

  /// Shows a record; a removed record still has a history.
  void show() {
    if (history_) {
      printed_ = store::history_json(history_of(RecordKey{*record_type_, std::string(word(1))}));
      return;
    }
    if (const auto record = wanted()) printed_ = store::pretty_json(*record);
  }

  void edit() {
    const auto record = wanted();
    if (!record) return;
    take_titles_of_choices(*schemas_);
    const store::RecordEdit edit{{*record_type_, std::string(word(1))}, set_, unset_};
    const auto changes = store::edit_record(edit, *record, *schemas_, workspace());
    if (changes && are_as_seen(*changes)) apply(*changes, reason_);
  }

  void remove() {
    const std::vector<store::Change> changes{{{*record_type_, std::string(word(1))}, std::nullopt}};
    if (wanted() && are_as_seen(changes)) apply(changes, reason_);
  }

  void export_records() {
    if (history_) return put(store::history_json(history_of(std::nullopt)), resources::Existing::Replace);
    const store::ExportChoice choice{record_type_, period_};
    if (form_ == store::FactsForm::Workbook) {
      const auto root =
          store::read_record_text("<export>", store::export_json(contents_, choice, *types_), workspace());
      if (root)
        put_workbook(store::build_facts_book(*root, choice, *schemas_, run_.sink()), resources::Existing::Replace);
      return;
    }
    // A CSV file is exported to be edited in an office and imported again, so it has the headings of workbooks.
    const Language language = form_ == store::FactsForm::Csv ? Language::Chinese : wording().language;
    put(store::export_text(contents_, choice, form_.value_or(store::FactsForm::Json), *schemas_, language),
        resources::Existing::Replace);
  }

  void check() {
    store::check_contents(*store_, contents_, *schemas_, run_.sink());
    for (const auto& [key, record] : contents_) {
      engine::settle_warnings(settling_, &record.document(), run_, store::describe_key(key));
    }
    const std::size_t changes = history_of(std::nullopt).size();
    tell(wording()(texts::CliStoreChecked, shown_location(), contents_.size(), changes));
  }

  std::string action_;
  std::string location_;
  std::vector<std::string> words_;
  std::string type_name_;
  std::string period_;
  std::vector<std::string> set_words_;
  std::vector<store::WrittenValue> set_;
  std::vector<std::string> unset_;
  std::string reason_;
  std::string by_;
  std::string last_seen_word_;
  std::optional<std::uint64_t> last_seen_;
  bool preview_ = false;
  bool remove_missing_ = false;
  std::string output_;
  bool history_ = false;
  bool json_ = false;
  ConfirmOption confirm_;

  Session* session_ = nullptr;
  engine::Run run_;
  RenderOptions settling_;  // for confirmed warnings
  std::unique_ptr<store::Store> store_;
  std::optional<store::RecordSchemas> schemas_;
  store::StoreContents contents_;
  store::SharedRecordTypes types_;
  std::optional<RecordType> record_type_;
  std::optional<store::FactsForm> form_;  // of the output file
  std::string printed_;
};

}  // namespace

std::unique_ptr<Command> make_store_command() { return std::make_unique<StoreCommand>(); }

}  // namespace gongwen::cli
