#include "base/json_pointer.h"
#include "databook/cell_value.h"
#include "databook/detail/sheet_maker.h"
#include "schema/starter.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using diagnostics::Language;

using Lines = std::vector<HelpLine>;

void add_rules_in_chinese(Lines& lines, bool nested) {
  lines.push_back({{"怎样填",
                    "每张表首行是栏目名，带 * "
                    "的必填；批注和输入提示写明要求。可以移动、隐藏列，可以改栏目名，不要删除隐藏的第 1 行。"}});
  lines.push_back({{"空白", "不填的单元格就是没有这一项，按默认值处理；整行空白的行不算。"}});
  lines.push_back({{"示例行", "序号写“例”的行是示例，不当作数据，可以删除。"}});
  lines.push_back({{"列表", "一个单元格里有多项时，每项一行（Alt+Enter 换行）。"}});
  if (nested) lines.push_back({{"所属关系", "“××（序号）”一栏填上级表中那一行的序号；与上一行相同的可以不填。"}});
  lines.push_back({{"日期", "写成日期或 2026-09-04、2026年9月4日都可以；年月写成 2026-09。"}});
  lines.push_back(
      {{"json:",
        "以 json: 开头的单元格是按 JSON 写的值，用于普通单元格表示不了的内容，如空文字、行尾空格；一般不用填。"}});
}

void add_rules_in_english(Lines& lines, bool nested) {
  lines.push_back(
      {{"How to fill in",
        "The first row of each sheet has the heads; those with * must be filled in. Notes and prompts say what is "
        "wanted. Columns may be moved, hidden and renamed; the hidden row 1 must stay."}});
  lines.push_back(
      {{"Blanks", "A blank cell means that there is no such value; the default is taken. Blank rows do not count."}});
  lines.push_back({{"Examples", "Rows whose number is 例 are examples and no data; they may be deleted."}});
  lines.push_back({{"Lists", "Write several items in one cell on separate lines (Alt+Enter)."}});
  if (nested) {
    lines.push_back(
        {{"Rows of rows",
          "A column “… (No.)” takes the number of the row that the row belongs to; blank means the same as above."}});
  }
  lines.push_back({{"Dates", "Real dates, or texts such as 2026-09-04; months as 2026-09."}});
  lines.push_back({{"json:",
                    "A cell that starts with json: contains JSON, for values that a plain cell cannot express, such as "
                    "an empty text."}});
}

/// What one form of a row needs and takes.
struct FormWords {
  std::string title;
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

std::string joined(const std::vector<std::string>& words, Language language) {
  std::string all;
  for (const std::string& word : words) {
    all.append(all.empty() ? "" : language == Language::Chinese ? "、" : ", ").append(word);
  }
  return all;
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What all forms have, taken out of each.
std::vector<std::string> take_common(std::vector<FormWords>& forms, std::vector<std::string> FormWords::*words) {
  std::vector<std::string> common;
  if (forms.size() < 2) return common;
  for (const std::string& word : forms.front().*words) {
    const bool everywhere =
        std::all_of(forms.begin(), forms.end(), [&](const FormWords& form) { return holds(form.*words, word); });
    if (everywhere) common.push_back(word);
  }
  for (FormWords& form : forms) {
    std::erase_if(form.*words, [&common](const std::string& word) { return holds(common, word); });
  }
  return common;
}

class FormLines {
 public:
  FormLines(const schema::Schema& schema, Language language) : schema_(schema), language_(language) {}

  void add(const Table& table, Lines& lines) {
    for (const std::string& name : table.deciding) {
      const auto column = std::find_if(table.columns.begin(), table.columns.end(), [&name](const Column& candidate) {
        return candidate.path.size() == 1 && candidate.path.front() == name;
      });
      if (column == table.columns.end()) continue;
      std::vector<FormWords> forms;
      for (const schema::FieldChoice& choice : column->field.choices) add_form(table, *column, choice, forms);
      write(*column, forms, lines);
    }
  }

 private:
  void write(const Column& column, std::vector<FormWords>& forms, Lines& lines) const {
    const bool chinese = language_ == Language::Chinese;
    lines.push_back({{column.title.in(language_), chinese ? "必填" : "required", chinese ? "选填" : "optional"}, true});
    const std::vector<std::string> required = take_common(forms, &FormWords::required);
    const std::vector<std::string> optional = take_common(forms, &FormWords::optional);
    lines.push_back(
        {{chinese ? "（各类都有）" : "(all of them)", joined(required, language_), joined(optional, language_)}});
    for (const FormWords& form : forms) {
      lines.push_back({{form.title, joined(form.required, language_), joined(form.optional, language_)}});
    }
  }

  void add_form(const Table& table, const Column& column, const schema::FieldChoice& choice,
                std::vector<FormWords>& forms) const {
    if (!choice.value.is_string()) return;
    const std::string item = table.pointer + "/0";
    schema::StarterOptions options;
    options.optional_fields = schema::OptionalFields::Present;
    options.values.push_back({item + column.pointer, std::string(choice.value.string())});
    const schema::Starter starter = schema::make_starter(schema_, options);
    const schema::StarterPart* const object = find(starter.root, item);
    if (object == nullptr) return;
    FormWords form{choice_text(choice, language_), {}, {}};
    for (const schema::StarterPart& part : object->parts) {
      if (part.decides || part.field.name == column.path.front()) continue;
      const std::string_view title = part.field.title.in(language_);
      (part.field.required ? form.required : form.optional).emplace_back(title.empty() ? part.field.name : title);
    }
    forms.push_back(std::move(form));
  }

  static const schema::StarterPart* find(const schema::StarterPart& part, std::string_view pointer) {
    if (part.field.pointer == pointer) return &part;
    for (const schema::StarterPart& below : part.parts) {
      if (!pointer.starts_with(below.field.pointer)) continue;
      if (const schema::StarterPart* const found = find(below, pointer)) return found;
    }
    return nullptr;
  }

  const schema::Schema& schema_;
  Language language_;
};

}  // namespace

std::string help_sheet_name(Language language) {
  return std::string(language == Language::Chinese ? kHelpSheetChinese : kHelpSheetEnglish);
}

Lines help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options) {
  Lines lines = {{{options.title}}};
  const bool nested =
      std::any_of(plan.tables.begin(), plan.tables.end(), [](const Table& table) { return table.has_children; });
  options.language == Language::Chinese ? add_rules_in_chinese(lines, nested) : add_rules_in_english(lines, nested);
  FormLines forms(schema, options.language);
  for (const Table& table : plan.tables) {
    // Forms of rows in rows would need a row around each.
    if (!table.pointer.empty() && table.parent == 0) forms.add(table, lines);
  }
  return lines;
}

}  // namespace gongwen::databook
