#include "xlsx/detail/sheet_writers.h"

#include <limits>

namespace gongwen::xlsx {
namespace {

using sheet::DataValidation;

constexpr double kLargestWhole = 999'999'999'999'999;  // 15 digits
constexpr double kFirstDay = 1;

/// The library's validation, with the texts that it points to.
class Validation {
 public:
  Validation(const DataValidation& model, ListSheet& lists) : model_(model), lists_(lists) {
    library_.ignore_blank = model.allow_blank ? LXW_VALIDATION_DEFAULT : LXW_VALIDATION_OFF;
    library_.show_error = model.advisory ? LXW_VALIDATION_OFF : LXW_VALIDATION_DEFAULT;
    library_.input_title = optional_text(model.prompt.title);
    library_.input_message = optional_text(model.prompt.text);
    library_.error_title = optional_text(model.error.title);
    library_.error_message = optional_text(model.error.text);
    std::visit([this](const auto& rule) { set(rule); }, model.rule);
  }

  lxw_error write(lxw_worksheet* worksheet) {
    const sheet::CellRange& range = model_.range;
    return worksheet_data_validation_range(worksheet, row_number(range.first.row), column_number(range.first.column),
                                           row_number(range.last.row), column_number(range.last.column), &library_);
  }

 private:
  void set(const sheet::AnyRule&) { library_.validate = LXW_VALIDATION_TYPE_ANY; }

  /// Lists are on their own sheet, also short ones: the library aborts on long ones in the validation itself.
  void set(const sheet::ListRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    formula_ = lists_.reference(rule.choices);
    library_.value_formula = mutable_text(formula_);
  }

  void set(const sheet::NumberRule& rule) {
    library_.validate = rule.whole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    // A number without limits is still to be a number.
    const double least = rule.whole ? -kLargestWhole : std::numeric_limits<float>::lowest();
    set_limits(rule.least, rule.most, least);
  }

  void set(const sheet::DateRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_DATE_NUMBER;
    set_limits(rule.earliest, rule.latest, kFirstDay);
  }

  void set(const sheet::LengthRule& rule) {
    library_.validate = LXW_VALIDATION_TYPE_LENGTH;
    set_limits(std::nullopt, rule.most, 0);
  }

  void set_limits(std::optional<double> least, std::optional<double> most, double otherwise_least) {
    if (least && most) {
      library_.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
      library_.minimum_number = *least;
      library_.maximum_number = *most;
    } else if (most) {
      library_.criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
      library_.value_number = *most;
    } else {
      library_.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO;
      library_.value_number = least.value_or(otherwise_least);
    }
  }

  const DataValidation& model_;
  ListSheet& lists_;
  lxw_data_validation library_{};
  std::string formula_;
};

}  // namespace

void write_validations(const sheet::Sheet& sheet, lxw_worksheet* worksheet, ListSheet& lists, Outcome& outcome) {
  for (const DataValidation& model : sheet.validations) outcome.check(Validation(model, lists).write(worksheet));
}

}  // namespace gongwen::xlsx
