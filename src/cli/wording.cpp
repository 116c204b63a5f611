#include "cli/wording.h"

#include "base/format.h"
#include "base/json.h"
#include "cli/environment.h"
#include "cli/session.h"
#include "data/readers.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "resources/byte_stream.h"
#include "store/publish/published_records.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

using store::PlannedRecord;

struct ActionHelp {
  std::string_view words;
  diagnostics::BilingualText help;
};

constexpr ActionHelp kActions[] = {
    {"init STORE", texts::CliStoreHelpInit},
    {"add STORE TYPE FILE… [--reason TEXT] [--by NAME]", texts::CliStoreHelpAdd},
    {"import STORE FILE… [--type TYPE] [--preview] [--remove-missing] [--last-seen N] [--reason TEXT] [--by NAME]",
     texts::CliStoreHelpImport},
    {"list STORE [TYPE] [--period YYYY-MM] [--json]", texts::CliStoreHelpList},
    {"show STORE TYPE KEY [--history]", texts::CliStoreHelpShow},
    {"edit STORE TYPE KEY --set POINTER=VALUE | --unset POINTER --reason TEXT [--by NAME] [--last-seen N]",
     texts::CliStoreHelpEdit},
    {"remove STORE TYPE KEY --reason TEXT [--by NAME] [--last-seen N]", texts::CliStoreHelpRemove},
    {"export STORE [TYPE] [-o FILE.xlsx|.csv|.json|.jsonl|.yaml] [--period YYYY-MM] [--history]",
     texts::CliStoreHelpExport},
    {"check STORE [--confirmed FILE | --confirm FILE [--prune] [--by NAME]]", texts::CliStoreHelpCheck},
    {"describe TYPE [--json]", texts::CliStoreHelpDescribe},
    {"new TYPE [--set POINTER=VALUE] [-o FILE.yaml|.json|.xlsx]", texts::CliStoreHelpNew},
};

std::string record_line(std::string_view mark, const store::RecordKey& key, const std::optional<data::Value>& record) {
  const std::string words = record ? store::describe_record(key.type, *record) : std::string();
  return fmt::format("{} {}{}{}\n", mark, store::describe_key(key), words.empty() ? "" : "  ", words);
}

std::string field_lines(const PlannedRecord& record, const Wording& wording) {
  std::string text;
  const auto shown = [&](const std::string& value) {
    return value.empty() ? std::string(wording(texts::CliStoreNone)) : value;
  };
  for (const store::FieldChange& field : record.fields) {
    text +=
        fmt::format("    {}{}{} → {}\n", field.field, wording(texts::Colon), shown(field.before), shown(field.after));
  }
  return text;
}

std::size_t count_of(const store::ImportPlan& plan, PlannedRecord::Action action) {
  return static_cast<std::size_t>(std::count_if(plan.records.begin(), plan.records.end(),
                                                [action](const auto& record) { return record.action == action; }));
}

}  // namespace

std::string plan_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                      const Wording& wording) {
  std::string text;
  for (const PlannedRecord& record : plan.records) {
    const store::RecordKey& key = record.change.key;
    if (record.action == PlannedRecord::Action::Add) {
      diagnostics::DiagnosticSink ignored;
      const auto read = data::read_json(diagnostics::SourceId(0), *record.change.json, {}, ignored);
      text += record_line("+", key, read->root());
    } else if (record.action == PlannedRecord::Action::Change) {
      text += record_line("~", key, contents.at(key)) + field_lines(record, wording);
    }
  }
  return text + missing_text(plan, contents, removes_missing, wording);
}

std::string missing_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                         const Wording& wording) {
  std::string text;
  for (const store::RecordKey& key : plan.missing) {
    text += record_line("-", key, contents.at(key));
    text.pop_back();
    text += removes_missing ? wording(texts::CliStoreRowToRemove) : wording(texts::CliStoreRowKept);
  }
  return text;
}

std::string plan_counts(const store::ImportPlan& plan, const Wording& wording) {
  const std::size_t added = count_of(plan, PlannedRecord::Action::Add);
  const std::size_t changed = count_of(plan, PlannedRecord::Action::Change);
  const std::size_t same = count_of(plan, PlannedRecord::Action::Same);
  return wording(texts::CliStorePlan, added, changed, same, plan.missing.size());
}

std::string type_names(const store::RecordTypes& types, Language language) {
  const Wording wording{language};
  std::string names;
  for (const store::RecordType type : types.all()) {
    if (!names.empty()) names += wording(texts::ListComma);
    names += wording(texts::CliStoreTypeName, type.info().name, type.info().title.chinese);
  }
  return names;
}

std::string store_details(const Wording& wording) {
  std::string text(wording(texts::CliStoreActions));
  for (const ActionHelp& action : kActions) {
    text += fmt::format("  {}\n      {}\n", action.words, wording(action.help));
  }
  // Only the types of the kinds that come with the program; own bundles may define others.
  engine::Run unheard;
  const store::SharedRecordTypes types = publish::record_types_of(environment_options(), unheard);
  if (!types) return text;
  return text + std::string(wording(texts::CliStoreTypes)) + type_names(*types, wording.language) + "\n";
}

namespace {

std::string count_of(const RenderedFile& file, const Wording& wording) {
  if (file.page > 0) return wording(texts::CliFilePage, file.page);
  const bool has_pages = format_info(file.format).medium == Medium::Page;
  return wording(has_pages ? texts::CliFilePages : texts::CliFileSheets, file.pages);
}

}  // namespace

std::string counted_units(std::size_t count, std::string_view plural) {
  if (count == 1 && plural.ends_with('s')) plural.remove_suffix(1);
  return std::to_string(count).append(" ").append(plural);
}

std::string confirmed_text(std::size_t count, const Wording& wording) {
  return count == 0 ? std::string() : wording(texts::CliConfirmedCount, count);
}

std::optional<Language> find_language(std::string_view name) {
  const std::string_view language = name.substr(0, name.find_first_of("_-.@"));
  if (language == "zh") return Language::Chinese;
  if (language == "en") return Language::English;
  return std::nullopt;
}

Language language_of_locale() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = environment_variable(name)) return find_language(*value).value_or(Language::English);
  }
  return Language::English;
}

std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording, bool is_blank) {
  std::string text;
  for (const RenderedFile& file : files) {
    if (resources::is_standard_output(file.path)) continue;
    const std::size_t kilobytes = (file.size + 999) / 1000;
    const std::string_view blank = is_blank ? wording(texts::CliBlankForm) : std::string_view();
    // A document that was not laid out has no pages to count.
    const bool is_counted = file.page > 0 || file.pages > 0;
    const std::string count = is_counted ? count_of(file, wording) + std::string(wording(texts::Comma)) : std::string();
    text += fmt::format("{}  {}{} kB{}\n", file.path, count, kilobytes, blank);
  }
  return text;
}

int print_result(Session& session, base::Json result, const Report& report, int own_status) {
  const int status = worse(static_cast<int>(report.status()), own_status);
  result.set("status", status);
  result.append(report_json(report, session.wording().language, session.audience()));
  const int printed = session.print(result.text() + "\n");
  return worse(status, printed);
}

}  // namespace gongwen::cli
