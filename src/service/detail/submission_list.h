// The parts of the list of submissions: the parameters of its filter, its columns and cells, its orders and pages.
#pragma once

#include "service/detail/office_pages.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The parameters of the list's filter, without order and page: those that decide which submissions are found. The API
/// (read_submission_filter) uses the same names.
inline constexpr auto kFilterParameters =
    std::to_array<std::string_view>({"kind", "state", "errors", "text", "from", "to", "assignee", "due_before"});

/// The parameter that names a column; it may occur several times.
inline constexpr std::string_view kColumnParameter = "columns";

/// A column of the list: one that all submissions have, by its name (`person`), or a value of the form, by its pointer.
/// Values come from workers (Operation::Cells), other columns from the inbox.
struct ListColumn {
  std::string name;
  std::string head;
  std::optional<inbox::SortBy> sort = {};  // the order that a click on its head selects

  bool is_value() const { return name.starts_with('/'); }
};

/// Returns the columns that all submissions have, in their order. `head` is in the language of the
/// page.
std::vector<ListColumn> common_columns(diagnostics::Language language);
/// Returns the columns among `all` that the query names; empty if it names none.
std::vector<ListColumn> chosen_columns(const std::vector<ListColumn>& all, const std::vector<http::FormField>& query);
/// Returns the columns that are shown by default: all except those that are empty in every row.
std::vector<ListColumn> usual_columns(const std::vector<ListColumn>& all, const std::vector<inbox::Submission>& found);
/// Returns the default columns of files.
std::vector<ListColumn> usual_file_columns(const std::vector<ListColumn>& all);

/// Returns the value of a form in a row, where `value` counts the columns that are values; empty if no worker gave one.
std::string cell_text(const ListedCells& cells, std::size_t row, std::size_t value);

/// Returns the cell of a column that all submissions have; in a file, the number of errors is a bare number. Only for
/// columns that are not values.
OfficeCell list_cell(const ListColumn& column, const inbox::Submission& submission, const KindTable& kinds,
                     diagnostics::Language language, bool for_file = false);

/// Returns the query of a search without its page and without unknown parameters, as a saved search stores it
/// (office/searches.cpp).
std::vector<http::FormField> kept_query(const std::vector<http::FormField>& query);

/// Returns the address of the list with another value of one parameter, which is left out if it is empty. Another
/// filter or order starts at the first page.
std::string list_address(const std::vector<http::FormField>& query, std::string_view name, const std::string& value);

/// The order that the head of a column selects. A second click reverses the
/// order.
struct SortLink {
  inbox::SortBy sort = inbox::SortBy::Number;
  std::string address;
  std::string sorted;  // how the list is sorted by this column: `ascending`, `descending`; empty: not sorted by it

  friend void json_members(auto& of, base::MembersOf<SortLink> auto& link) {
    of("address", link.address)("sorted", link.sorted);
  }
};
std::vector<SortLink> sort_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter);

/// Returns links to the first pages, the last ones and those around the current page: `address`, `label`, `here`; a gap
/// has no address. Empty if there is only one page.
base::Json page_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter,
                      std::int64_t total, diagnostics::Language language);

/// Returns a CSV file for spreadsheet programs: with a byte order mark, by which they recognise UTF-8, and an
/// apostrophe before texts that begin with `=`, `+`, `-` or `@`, which they would take for formulas (OWASP, CSV
/// injection). Rows include the heads.
std::string csv_file(const std::vector<std::vector<std::string>>& rows);

/// Returns the data of the page `list` (templates/shared/pages), from which a worker makes a workbook. The first row
/// has the heads of the columns; numbers of errors become numbers.
base::Json workbook_json(const std::string& title, const std::vector<std::vector<std::string>>& rows,
                         const std::vector<ListColumn>& columns, diagnostics::Language language);

}  // namespace gongwen::service
