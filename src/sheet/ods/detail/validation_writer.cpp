#include "sheet/ods/detail/validation_writer.h"

#include "base/format.h"
#include "sheet/ods/detail/document_xml.h"
#include "sheet/ods/detail/open_formula.h"

#include <algorithm>

namespace gongwen::ods {
namespace {

using base::XmlWriter;
using sheet::Sheet;

struct EntryCondition {
  const sheet::Workbook& workbook;

  std::string operator()(const sheet::AnyRule&) const { return {}; }
  std::string operator()(const sheet::ListRule& rule) const {
    std::string text = "of:cell-content-is-in-list(";
    if (!rule.source.empty()) return text + open_expression(rule.source, workbook).value_or("") + ")";
    for (const std::string& choice : rule.choices) {
      text += text.ends_with('(') ? "\"" : ";\"";
      for (const char c : choice) text.append(c == '"' ? 2 : 1, c);
      text += '"';
    }
    return text + ")";
  }
  std::string operator()(const sheet::NumberRule& rule) const {
    return within(rule.whole ? "cell-content-is-whole-number()" : "cell-content-is-decimal-number()", "cell-content()",
                  rule.least, rule.most);
  }
  std::string operator()(const sheet::DateRule& rule) const {
    return within("cell-content-is-date()", "cell-content()", rule.earliest, rule.latest);
  }
  std::string operator()(const sheet::LengthRule& rule) const {
    return fmt::format("of:cell-content-text-length()<={}", rule.most);
  }
  static std::string within(std::string_view type, std::string_view value, const std::optional<double>& least,
                            const std::optional<double>& most) {
    std::string text = "of:" + std::string(type);
    if (least && most) return text + fmt::format(" and {}-is-between({},{})", value.substr(0, 12), *least, *most);
    if (least) text += fmt::format(" and {}>={}", value, *least);
    if (most) text += fmt::format(" and {}<={}", value, *most);
    return text;
  }
};

void write_message(XmlWriter& xml, std::string_view element, const sheet::ValidationMessage& message, bool is_shown) {
  xml.open(element).attribute("table:display", is_shown ? "true" : "false");
  if (!message.title.empty()) xml.attribute("table:title", message.title);
  if (element == "table:error-message") xml.attribute("table:message-type", "stop");
  if (!message.text.empty()) for_each_line(message.text, [&](std::string_view line) { xml.element("text:p", line); });
  xml.close();
}

}  // namespace

std::string validation_name(std::size_t number) { return fmt::format("val{}", number); }

void write_validations(XmlWriter& xml, const sheet::Workbook& workbook) {
  const auto has_any = [](const Sheet& sheet) {
    return !sheet.validations.empty();
  };
  if (std::none_of(workbook.sheets.begin(), workbook.sheets.end(), has_any)) return;
  xml.open("table:content-validations");
  std::size_t number = 0;
  for (const Sheet& sheet : workbook.sheets) {
    for (const sheet::DataValidation& validation : sheet.validations) {
      xml.open("table:content-validation").attribute("table:name", validation_name(++number));
      const std::string condition = std::visit(EntryCondition{workbook}, validation.rule);
      if (!condition.empty()) xml.attribute("table:condition", condition);
      xml.attribute("table:allow-empty-cell", validation.allow_blank ? "true" : "false");
      xml.attribute("table:base-cell-address", cell_address(sheet.name, validation.range.first));
      const sheet::ValidationMessage& prompt = validation.prompt;
      write_message(xml, "table:help-message", prompt, !prompt.title.empty() || !prompt.text.empty());
      write_message(xml, "table:error-message", validation.error, !validation.advisory);
      xml.close();
    }
  }
  xml.close();
}

}  // namespace gongwen::ods
