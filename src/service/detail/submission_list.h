// The list of submissions in its parts: what its filter is called, its columns and cells, its orders and pages.
#pragma once

#include "service/detail/office_pages.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The parameters of the list's filter, without order and page: those that decide which submissions are found.
/// The API (read_submission_filter) has the same names.
inline constexpr auto kFilterParameters =
    std::to_array<std::string_view>({"kind", "state", "errors", "text", "from", "to", "assignee", "due_before"});

/// The parameter that names a column; there may be several.
inline constexpr std::string_view kColumnParameter = "columns";

/// A column of the list: one that all submissions have, by its name (`person`), or a value of the form, by its pointer.
/// Columns of all submissions come from the inbox, values from workers (Operation::Cells).
struct ListColumn {
  std::string name;
  std::string head;
  std::optional<inbox::SortBy> sort = {};  // the order to which its head leads

  bool is_value() const { return name.starts_with('/'); }
};

/// The columns that all submissions have, in their order.
/// `head` is in the language of the page.
std::vector<ListColumn> common_columns(diagnostics::Language language);
/// The columns among `all` that the query names; empty if it names none.
std::vector<ListColumn> chosen_columns(const std::vector<ListColumn>& all, const std::vector<http::FormField>& query);
/// The columns that are shown where nobody has chosen any: without those in which no row has anything.
std::vector<ListColumn> usual_columns(const std::vector<ListColumn>& all, const std::vector<inbox::Submission>& found);
/// The columns of files where nobody has chosen any.
std::vector<ListColumn> usual_file_columns(const std::vector<ListColumn>& all);

/// The value of a form in a row, where `value` counts the columns that are values; empty if a worker gave none.
std::string cell_text(const ListedCells& cells, std::size_t row, std::size_t value);

/// The cell of a column that all submissions have. For a file, the number of errors is the number alone.
/// Only for columns that are not values.
OfficeCell list_cell(const ListColumn& column, const inbox::Submission& submission, const KindTable& kinds,
                     diagnostics::Language language, bool for_file = false);

/// The query of a search without its page and all that the list does not know.
/// What a saved search keeps (office/searches.cpp).
std::vector<http::FormField> kept_query(const std::vector<http::FormField>& query);

/// The address of the list with another value of one parameter, which is left out if it is empty. Another filter or
/// order begins at the first page.
std::string list_address(const std::vector<http::FormField>& query, std::string_view name, const std::string& value);

/// The order that the head of a column leads to.
/// A second press reverses the order.
struct SortLink {
  inbox::SortBy sort = inbox::SortBy::Number;
  std::string address;
  std::string sorted;  // how the list is sorted by it: `ascending`, `descending`; empty: it is not

  friend void json_members(auto& of, base::MembersOf<SortLink> auto& link) {
    of("address", link.address)("sorted", link.sorted);
  }
};
std::vector<SortLink> sort_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter);

/// Links to the first pages, the last ones and those around the one that is shown: `address`, `label`, `here`; a gap
/// has no address. Empty if there is one page.
base::Json page_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter,
                      std::int64_t total, diagnostics::Language language);

/// A CSV file for spreadsheet programs: with a mark by which they know UTF-8, and an apostrophe before texts that begin
/// with `=`, `+`, `-` or `@`, which they would take for formulas (OWASP, CSV injection).
/// Rows include the heads.
std::string csv_file(const std::vector<std::vector<std::string>>& rows);

/// The data of the page `list` (templates/shared/pages), of which a worker makes a workbook. The first row has the
/// heads of the columns; numbers of errors become numbers.
base::Json workbook_json(const std::string& title, const std::vector<std::vector<std::string>>& rows,
                         const std::vector<ListColumn>& columns, diagnostics::Language language);

}  // namespace gongwen::service
