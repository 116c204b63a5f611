// The list of submissions in its parts: what its filter is called, its rows, its orders and pages, and the same as CSV.
#pragma once

#include "service/detail/office_pages.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The parameters of the list's filter, without order and page: those that decide which submissions are found.
inline constexpr auto kFilterParameters =
    std::to_array<std::string_view>({"kind", "state", "errors", "text", "from", "to", "assignee", "due_before"});

/// The address of the list with another value of one parameter, which is left out if it is empty. Another filter or
/// order begins at the first page.
std::string list_address(const std::vector<http::FormField>& query, std::string_view name, const std::string& value);

/// The orders that heads of columns lead to: `address` and `sorted` (`ascending`, `descending`, or empty) by column.
base::Json sort_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter);

/// Links to the first pages, the last ones and those around the one that is shown: `address`, `label`, `here`; a gap
/// has no address. Empty if there is one page.
base::Json page_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter,
                      std::int64_t total, diagnostics::Language language);

/// A cell of a CSV file for spreadsheet programs, which would take texts that begin with `=`, `+`, `-` or `@` for
/// formulas: an apostrophe before these (OWASP, CSV injection).
std::string safe_csv_cell(std::string_view text);

}  // namespace gongwen::service
