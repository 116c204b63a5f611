#include "service/detail/submission_list.h"

#include "base/escapes.h"
#include "service/detail/review_view.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>

namespace gongwen::service {

namespace {

using inbox::SortBy;

// In the order in which a list shows them; if `sort` is empty, the head is not a link.
struct CommonColumn {
  std::string_view name;
  const diagnostics::BilingualText& head;
  std::optional<SortBy> sort;
};

constexpr std::string_view kErrorColumn = "errors";
constexpr std::string_view kDueColumn = "due";
constexpr std::string_view kSignatureColumn = "signature";

const std::array<CommonColumn, 11> kCommonColumns{
    {{"receipt", texts::OfficeColumnReceipt, SortBy::Number},
     // Next to the number, so that it is visible on a phone, too.
     {"state", texts::OfficeFilterState, {}},
     {"kind", texts::OfficeFilterKind, {}},
     {"person", texts::OfficeColumnPerson, SortBy::Person},
     {"organisation", texts::OfficeColumnOrganisation, SortBy::Organisation},
     {kErrorColumn, texts::OfficeMessages, SortBy::Errors},
     {"created", texts::OfficeColumnTime, {}},
     {"changed", texts::OfficeColumnChanged, SortBy::Changed},
     {kDueColumn, texts::OfficeColumnDue, {}},
     {"assignee", texts::OfficeColumnAssignee, {}},
     {kSignatureColumn, texts::OfficeColumnSignature, {}}}};

}  // namespace

std::vector<ListColumn> common_columns(diagnostics::Language language) {
  std::vector<ListColumn> columns;
  for (const CommonColumn& column : kCommonColumns)
    columns.push_back({std::string(column.name), std::string(column.head.in(language)), column.sort});
  return columns;
}

// In the order of `all`, not in that of the query.
std::vector<ListColumn> chosen_columns(const std::vector<ListColumn>& all, const std::vector<http::FormField>& query) {
  std::vector<ListColumn> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), [&query](const ListColumn& column) {
    return std::any_of(query.begin(), query.end(), [&column](const http::FormField& field) {
      return field.name == kColumnParameter && field.value == column.name;
    });
  });
  return chosen;
}

std::vector<ListColumn> usual_columns(const std::vector<ListColumn>& all, const std::vector<inbox::Submission>& found) {
  // A column without contents only takes space.
  const auto any = [&found](auto has) {
    return std::any_of(found.begin(), found.end(), has);
  };
  std::vector<ListColumn> usual = all;
  std::erase_if(usual, [&any](const ListColumn& column) {
    if (column.name == kErrorColumn) return !any([](const auto& one) { return one.errors > 0; });
    if (column.name == kDueColumn) return !any([](const auto& one) { return one.due > 0; });
    if (column.name == kSignatureColumn) return !any([](const auto& one) { return !one.signatures.empty(); });
    return column.is_value();
  });
  return usual;
}

std::vector<ListColumn> usual_file_columns(const std::vector<ListColumn>& all) {
  // Signatures are sentences about files, which a table of values does not need.
  std::vector<ListColumn> usual = all;
  std::erase_if(usual, [](const ListColumn& column) { return column.is_value() || column.name == kSignatureColumn; });
  return usual;
}

std::string cell_text(const ListedCells& cells, std::size_t row, std::size_t value) {
  return row < cells.rows.size() && value < cells.rows[row].size() ? cells.rows[row][value] : std::string();
}

OfficeCell list_cell(const ListColumn& column, const inbox::Submission& submission, const KindTable& kinds,
                     diagnostics::Language language, bool for_file) {
  const std::string& name = column.name;
  if (name == "receipt") return {submission.receipt, "/office/s/" + submission.id};
  // In the order of kCommonColumns; any other name is the signature.
  if (name == "kind") return {kinds.title_of(submission.kind)};
  if (name == "person") return {submission.person};
  if (name == "organisation") return {submission.organisation};
  if (name == "state")
    return {
        std::string(state_words(submission.state).in(language)), {}, std::string(inbox::state_name(submission.state))};
  if (name == "created") return {local_time(submission.created)};
  if (name == "changed") return {local_time(submission.changed)};
  // The last day of the deadline.
  if (name == kDueColumn) return {submission.due == 0 ? std::string() : local_day(submission.due - 1)};
  if (name == "assignee") return {submission.assignee};
  if (name == kErrorColumn) {
    // Empty for unchecked submissions, since 0 would mean that there are no errors.
    if (for_file) return {submission.errors < 0 ? std::string() : std::to_string(submission.errors)};
    return {submission.errors > 0 ? texts::OfficeErrors.in(language, submission.errors) : std::string(), {}, "faulty"};
  }
  const auto mark = signature_mark(submission.signatures, language);
  return mark ? OfficeCell{mark->words, {}, std::string(mark->state)} : OfficeCell{};
}

std::vector<http::FormField> kept_query(const std::vector<http::FormField>& query) {
  std::vector<http::FormField> kept;
  for (const http::FormField& field : query) {
    const bool is_known =
        std::find(kFilterParameters.begin(), kFilterParameters.end(), field.name) != kFilterParameters.end();
    if (!field.value.empty() && (is_known || field.name == "sort" || field.name == kColumnParameter))
      kept.push_back(field);
  }
  return kept;
}

std::string list_address(const std::vector<http::FormField>& query, std::string_view name, const std::string& value) {
  std::vector<http::FormField> fields;
  for (const http::FormField& field : query) {
    // Another value of `name` replaces the former one, and leads to the first page.
    if (field.name != name && field.name != "page" && !field.value.empty()) fields.push_back(field);
  }
  if (!value.empty()) fields.push_back({std::string(name), value});
  return fields.empty() ? "/office/" : "/office/?" + http::write_form(fields);
}

std::vector<SortLink> sort_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter) {
  std::vector<SortLink> links;
  for (const SortBy sort : {SortBy::Number, SortBy::Person, SortBy::Organisation, SortBy::Errors, SortBy::Changed}) {
    const bool is_here = filter.sort == sort;
    // Sorted by name, the first name comes first; by anything else, the latest or the largest.
    const bool is_name = sort == SortBy::Person || sort == SortBy::Organisation;
    // If the list is sorted by this column already, its head reverses the order.
    const bool ascends = is_here ? !filter.ascending : is_name;
    const std::string order = (ascends ? "" : "-") + std::string(inbox::sort_name(sort));
    links.push_back({sort, list_address(query, "sort", order),
                     !is_here           ? ""
                     : filter.ascending ? "ascending"
                                        : "descending"});
  }
  return links;
}

base::Json page_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter,
                      std::int64_t total, diagnostics::Language language) {
  constexpr std::int64_t kAround = 2;
  constexpr auto kPage = static_cast<std::int64_t>(inbox::SubmissionFilter::kPage);
  base::Json links = base::Json::list();
  const std::int64_t last = (total + kPage - 1) / kPage;
  // Rounded up; `skip` is a multiple of a page.
  const std::int64_t here = static_cast<std::int64_t>(filter.skip) / kPage + 1;
  if (last <= 1 && here == 1) return links;
  std::int64_t before = 0;
  for (std::int64_t page = 1; page <= last; ++page) {
    if (page != 1 && page != last && std::abs(page - here) > kAround) {
      // Skips the pages of a gap instead of going through them.
      page = std::min(page < here ? here - kAround : last, last) - 1;
      continue;
    }
    if (page != before + 1) links.add(std::move(base::Json::object().set("label", "…").set("address", "")));
    before = page;
    base::Json link = base::Json::object();
    link.set("label", std::to_string(page)).set("name", texts::OfficePageNumber.in(language, page));
    links.add(
        std::move(link.set("address", list_address(query, "page", std::to_string(page))).set("here", page == here)));
  }
  return links;
}

namespace {

std::string safe_csv_cell(std::string_view text) {
  // The apostrophe makes the program show the text unchanged.
  constexpr std::string_view kFormula = "=+-@\t\r";
  const bool is_formula = !text.empty() && kFormula.find(text.front()) != std::string_view::npos;
  return base::csv_cell(is_formula ? "'" + std::string(text) : std::string(text));
}

base::Json workbook_row(const std::vector<std::string>& row, const std::vector<ListColumn>& columns) {
  base::Json cells = base::Json::list();
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (columns[i].name == kErrorColumn && !row[i].empty()) {
      cells.add(number_of_digits(row[i]));
    } else {
      cells.add(row[i]);
    }
  }
  return cells;
}

}  // namespace

std::string csv_file(const std::vector<std::vector<std::string>>& rows) {
  // The byte order mark U+FEFF: without it, programs assume the encoding of the machine instead of UTF-8.
  std::string csv = "\xEF\xBB\xBF";
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i == 0 ? "" : ",") + safe_csv_cell(row[i]);
    csv += "\r\n";
  }
  return csv;
}

base::Json workbook_json(const std::string& title, const std::vector<std::vector<std::string>>& rows,
                         const std::vector<ListColumn>& columns, diagnostics::Language language) {
  base::Json list = base::Json::list();
  // Row 0 has the heads.
  for (std::size_t row = 1; row < rows.size(); ++row) list.add(workbook_row(rows[row], columns));
  base::Json json = base::Json::object();
  json.set("language", diagnostics::language_tag(language)).set("title", title);
  return std::move(json.set("heads", base::Json::list_of(rows.front())).set("rows", std::move(list)));
}

}  // namespace gongwen::service
