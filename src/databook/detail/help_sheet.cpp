#include "base/json_pointer.h"
#include "databook/cell_value.h"
#include "databook/detail/sheet_maker.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/databook.h"
#include "schema/starter.h"

#include <algorithm>

namespace gongwen::databook {
namespace {

using diagnostics::Language;

using Lines = std::vector<HelpLine>;

struct Rule {
  diagnostics::BilingualText title;
  diagnostics::BilingualText rule;
  bool of_nested = false;  // only where lists lie in rows
};

constexpr Rule kRules[] = {
    {texts::DatabookFillTitle, texts::DatabookFillRule},
    {texts::DatabookBlankTitle, texts::DatabookBlankRule},
    {texts::DatabookExamplesTitle, texts::DatabookExamplesRule},
    {texts::DatabookListsTitle, texts::DatabookListsRule},
    {texts::DatabookNestedTitle, texts::DatabookNestedRule, true},
    {texts::DatabookDatesTitle, texts::DatabookDatesRule},
    {texts::DatabookJsonTitle, texts::DatabookJsonRule},
};

void add_rules(Lines& lines, bool nested, Language language) {
  for (const Rule& rule : kRules) {
    if (rule.of_nested && !nested) continue;
    lines.push_back({{std::string(rule.title.in(language)), std::string(rule.rule.in(language))}});
  }
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
    all.append(all.empty() ? std::string_view() : texts::ListComma.in(language)).append(word);
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
    lines.push_back({{column.title.in(language_), std::string(texts::DatabookFormRequired.in(language_)),
                      std::string(texts::DatabookFormOptional.in(language_))},
                     true});
    const std::vector<std::string> required = take_common(forms, &FormWords::required);
    const std::vector<std::string> optional = take_common(forms, &FormWords::optional);
    lines.push_back({{std::string(texts::DatabookAllForms.in(language_)), joined(required, language_),
                      joined(optional, language_)}});
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

std::string help_sheet_name(Language language) { return std::string(texts::DatabookHelpSheet.in(language)); }

Lines help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options) {
  Lines lines = {{{options.title}}};
  const bool nested =
      std::any_of(plan.tables.begin(), plan.tables.end(), [](const Table& table) { return table.has_children; });
  add_rules(lines, nested, options.language);
  FormLines forms(schema, options.language);
  for (const Table& table : plan.tables) {
    // Forms of rows in rows would need a row around each.
    if (!table.pointer.empty() && table.parent == 0) forms.add(table, lines);
  }
  return lines;
}

}  // namespace gongwen::databook
