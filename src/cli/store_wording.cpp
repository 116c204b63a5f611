#include "base/format.h"
#include "cli/wording.h"
#include "data/readers.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

using store::PlannedRecord;

struct ActionHelp {
  std::string_view words;
  std::string_view english;
  std::string_view chinese;
};

constexpr ActionHelp kActions[] = {
    {"init STORE", "create an empty store", "建立空库"},
    {"add STORE TYPE FILE… [--reason TEXT] [--by NAME]", "add new records; existing records are never changed",
     "录入新记录，不改动已有记录"},
    {"import STORE FILE… [--type TYPE] [--preview] [--remove-missing] [--reason TEXT] [--by NAME]",
     "import records from bulletins, exports, tables and workbooks; --type is required for CSV files and your own "
     "tables",
     "由月报、导出文件、表格和工作簿导入；CSV 和自制表格须用 --type 指明种类"},
    {"list STORE [TYPE] [--period YYYY-MM] [--json]", "list keys and names", "列出键和名称"},
    {"show STORE TYPE KEY [--history]", "show one record, or all its changes", "显示一条记录，或其全部修改历史"},
    {"edit STORE TYPE KEY --set POINTER=VALUE | --unset POINTER --reason TEXT [--by NAME]", "change individual values",
     "修改个别内容"},
    {"remove STORE TYPE KEY --reason TEXT [--by NAME]", "remove a record; its history is kept",
     "删除一条记录，历史保留"},
    {"export STORE [TYPE] [-o FILE.xlsx|.csv|.json|.jsonl|.yaml] [--period YYYY-MM] [--history]",
     "export all records; .csv and .jsonl contain only one TYPE", "导出记录；.csv 和 .jsonl 只存放一类，须写明种类"},
    {"check STORE [--confirmed FILE | --confirm FILE [--prune] [--by NAME]]", "check all records and their references",
     "检查全部记录及其引用"},
    {"describe TYPE [--json]", "list the fields of a type of record", "列出一类记录的字段"},
    {"new TYPE [--set POINTER=VALUE] [-o FILE.yaml|.json|.xlsx]", "create a blank record or workbook to fill in",
     "生成待填的空白记录或工作簿"},
};

std::string record_line(std::string_view mark, const store::RecordKey& key, const std::optional<data::Value>& record) {
  const std::string words = record ? store::describe_record(key.type, *record) : std::string();
  return fmt::format("{} {}{}{}\n", mark, store::describe_key(key), words.empty() ? "" : "  ", words);
}

std::string field_lines(const PlannedRecord& record, const Wording& wording) {
  std::string text;
  const auto shown = [&](const std::string& value) {
    return value.empty() ? std::string(wording("(none)", "（无）")) : value;
  };
  for (const store::FieldChange& field : record.fields) {
    text += fmt::format("    {}{}{} → {}\n", field.field, wording(": ", "："), shown(field.before), shown(field.after));
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
    text += removes_missing ? wording("  (row deleted: will be removed)\n", "　（行已删除，将从库中删除）\n")
                            : wording("  (row deleted: kept, unless --remove-missing is given)\n",
                                      "　（行已删除，库中保留；加 --remove-missing 才删除）\n");
  }
  return text;
}

std::string plan_counts(const store::ImportPlan& plan, const Wording& wording) {
  const std::size_t added = count_of(plan, PlannedRecord::Action::Add);
  const std::size_t changed = count_of(plan, PlannedRecord::Action::Change);
  const std::size_t same = count_of(plan, PlannedRecord::Action::Same);
  if (wording.language == Language::Chinese) {
    return fmt::format("新增 {} 条，修改 {} 条，不变 {} 条，缺行 {} 条", added, changed, same, plan.missing.size());
  }
  return fmt::format("{} added, {} changed, {} unchanged, {} without a row", added, changed, same, plan.missing.size());
}

std::string type_names(const Wording& wording) {
  std::string names;
  for (const store::RecordTypeInfo& info : store::record_types()) {
    if (!names.empty()) names += wording(", ", "、");
    names += info.name;
    if (wording.language == Language::Chinese) names.append(" ").append(info.title.chinese);
  }
  return names;
}

std::string store_details(const Wording& wording) {
  std::string text(wording("Actions:\n", "操作：\n"));
  for (const ActionHelp& action : kActions) {
    text += fmt::format("  {}\n      {}\n", action.words, wording(action.english, action.chinese));
  }
  return text + std::string(wording("Types of records (TYPE): ", "记录种类（TYPE）：")) + type_names(wording) + "\n";
}

}  // namespace gongwen::cli
