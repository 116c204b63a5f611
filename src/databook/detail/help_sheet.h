// The sheet that tells people how the workbook is filled in.
#pragma once

#include "databook/build_book.h"
#include "databook/table_plan.h"

#include <string>
#include <vector>

namespace gongwen::databook {

std::string help_sheet_name(diagnostics::Language language);

/// One to three texts side by side.
struct HelpLine {
  std::vector<std::string> texts;
  bool head = false;
};

/// A title, the rules, and for tables whose rows have several forms what each form needs.
std::vector<HelpLine> help_lines(const TablePlan& plan, const schema::Schema& schema, const BookOptions& options);

}  // namespace gongwen::databook
