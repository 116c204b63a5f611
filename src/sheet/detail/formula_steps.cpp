#include "sheet/detail/formula_steps.h"

#include "base/format.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/formula_results.h"
#include "sheet/detail/sheet_builder.h"
#include "sheet/detail/sheet_marks.h"
#include "sheet/formula.h"

#include <algorithm>
#include <cmath>

namespace gongwen::sheet {
namespace {

namespace messages = diagnostics::messages;

template <typename SheetType, typename Visit>
void each_formula(SheetType& sheet, std::uint32_t first_row, const Visit& visit) {
  if (sheet.formulas.empty()) return;
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    for (const Cell& cell : sheet.cells_of(sheet.rows[row])) {
      const auto* const formula = std::get_if<Formula>(&cell.value);
      if (formula == nullptr) continue;
      visit(CellPlace{first_row + static_cast<std::uint32_t>(row), cell.column}, sheet.formulas[formula->index]);
    }
  }
}

std::string sheet_list(const Workbook& workbook) {
  std::string known;
  for (const Sheet& sheet : workbook.sheets) known += (known.empty() ? "" : "、") + sheet.name;
  return known;
}

void report_unknown(const UnknownPlace& unknown, const FormulaText& formula, const std::string& sheets,
                    diagnostics::DiagnosticSink& sink) {
  if (unknown.is_sheet) {
    sink.report(messages::SheetFormulaNoSheet, formula.origin, unknown.table, sheets);
  } else {
    sink.report(messages::SheetFormulaNoColumn, formula.origin, unknown.column, unknown.table,
                unknown.known.empty() ? "—" : unknown.known);
  }
}

bool is_near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)}); }

/// Stores a computed result. Returns the number that the template states instead, if it differs.
std::optional<double> store_result(const FormulaResult& result, FormulaText& formula) {
  const std::optional<double> stated = formula.states_result ? formula.result : std::nullopt;
  formula.result.reset();
  formula.text.reset();
  if (const auto* const number = std::get_if<double>(&result)) {
    formula.result = *number;
    return stated && !is_near(*stated, *number) ? stated : std::nullopt;
  }
  const auto* const text = std::get_if<std::string>(&result);
  formula.text = text != nullptr ? *text : std::get<bool>(result) ? "TRUE" : "FALSE";
  return stated;
}

std::string result_text(const FormulaText& formula) {
  return formula.result ? fmt::format("{:.15g}", *formula.result) : formula.text.value_or(std::string());
}

}  // namespace

void place_formulas(Sheet& sheet, const TableColumns& own, std::uint32_t first_row, bool reports,
                    BuildContext& context) {
  each_formula(sheet, first_row, [&](CellPlace place, FormulaText& formula) {
    std::vector<UnknownPlace> unknown;
    formula.expression = with_places(formula.written, {place.row, &own, context.tables}, unknown);
    if (!reports) return;
    for (const UnknownPlace& one : unknown) report_unknown(one, formula, sheet_list(context.workbook), context.sink);
  });
}

void compute_formulas(const PartOfSheet& part, const BuildContext& context) {
  if (part.sheet->formulas.empty()) return;
  std::vector<KnownRows> sheets;
  for (const Sheet& earlier : context.workbook.sheets) sheets.push_back({&earlier});
  sheets.push_back({part.sheet, part.first_row, part.is_part});
  FormulaResults results(sheets);
  each_formula(*part.sheet, part.first_row, [&](CellPlace place, FormulaText& formula) {
    if (formula.states_result) return;
    if (const auto result = results.compute(sheets.size() - 1, place, formula)) store_result(*result, formula);
  });
}

void check_formulas(const BuildContext& context) {
  const Workbook& workbook = context.workbook;
  const auto is_there = [&workbook](std::string_view name) {
    return std::any_of(workbook.sheets.begin(), workbook.sheets.end(),
                       [name](const Sheet& sheet) { return base::equals_ignoring_ascii_case(sheet.name, name); });
  };
  const auto is_defined = [&workbook](std::string_view name) {
    return std::any_of(workbook.names.begin(), workbook.names.end(),
                       [name](const DefinedName& known) { return base::equals_ignoring_ascii_case(known.name, name); });
  };
  for (const Sheet& sheet : workbook.sheets) {
    each_formula(sheet, 0, [&](CellPlace, const FormulaText& formula) {
      for (const std::string& name : sheets_of_formula(formula.expression)) {
        if (!is_there(name))
          context.sink.report(messages::SheetFormulaNoSheet, formula.origin, name, sheet_list(workbook));
      }
      for (const std::string& name : names_of_formula(formula.expression)) {
        if (!is_defined(name)) context.sink.report(messages::SheetFormulaNoName, formula.origin, name);
      }
    });
  }
}

void complete_formulas(BuildContext& context) {
  Workbook& workbook = context.workbook;
  std::vector<KnownRows> sheets;
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    sheets.push_back({&workbook.sheets[i]});
    place_formulas(workbook.sheets[i], context.tables[i], 0, true, context);
    place_marks(workbook.sheets[i], context.tables[i], context);
  }
  if (context.sink.has_errors()) return;
  check_formulas(context);
  FormulaResults results(sheets);
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    each_formula(workbook.sheets[i], 0, [&](CellPlace place, FormulaText& formula) {
      const auto result = results.compute(i, place, formula);
      if (!result) return;
      if (const auto stated = store_result(*result, formula)) {
        context.sink.report(messages::SheetFormulaResult, formula.origin, result_text(formula),
                            fmt::format("{:.15g}", *stated));
      }
    });
  }
}

}  // namespace gongwen::sheet
