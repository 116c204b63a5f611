// The list as a file, CSV or Excel: all submissions that the filter finds, in its order, with the columns of the page.
#include "gongwen/engine.h"
#include "service/detail/office_pages.h"
#include "service/detail/submission_list.h"

#include <algorithm>
#include <charconv>

namespace gongwen::service {
namespace {

/// As many submissions are read, and their values asked for, at once.
constexpr std::size_t kRowsAtOnce = 1'000;
/// A workbook is made in memory.
constexpr std::size_t kMostRows = 50'000;
constexpr std::string_view kExcel = "xlsx";

std::string csv_of(const std::vector<std::vector<std::string>>& rows) {
  std::string csv = "\xEF\xBB\xBF";  // by which spreadsheet programs know UTF-8
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) csv += (i == 0 ? "" : ",") + safe_csv_cell(row[i]);
    csv += "\r\n";
  }
  return csv;
}

base::Json row_of_file(const std::vector<std::string>& row, const std::vector<ListColumn>& columns) {
  base::Json cells = base::Json::list();
  for (std::size_t i = 0; i < row.size(); ++i) {
    std::int64_t number = 0;
    const bool is_number = columns[i].sort == inbox::SortBy::Errors &&
                           std::from_chars(row[i].data(), row[i].data() + row[i].size(), number).ec == std::errc();
    is_number ? cells.add(number) : cells.add(row[i]);
  }
  return cells;
}

}  // namespace

struct OfficePages::ListFile {
  std::string format;
  KindTable kinds;
  inbox::SubmissionFilter filter;
  std::vector<ListColumn> columns;
  std::vector<std::vector<std::string>> rows = {};  // the heads are the first one
};

/// GET /office/list.csv, /office/list.xlsx.
void OfficePages::send_list(const VisitPtr& visit, const std::string& format) {
  with_kinds(visit, [this, visit, format](const KindTable& kinds) {
    const auto file = std::make_shared<ListFile>();
    file->format = format;
    file->kinds = kinds;
    inbox::SubmissionFilter& filter = file->filter;
    if (const auto bad = read_submission_filter([&](std::string_view name) { return visit->asked(name); }, filter))
      return send_problem(visit, http::status::kUnprocessable, texts::OfficeBadDate.in(visit->language, *bad));
    filter.count = kRowsAtOnce;
    filter.skip = 0;
    with_columns(visit, kinds, filter.kind, [this, visit, file](const std::vector<ListColumn>& all) {
      file->columns = chosen_columns(all, visit->query);
      if (file->columns.empty()) file->columns = usual_file_columns(all);
      std::vector<std::string>& heads = file->rows.emplace_back();
      for (const ListColumn& column : file->columns) heads.push_back(column.head);
      add_to_file(visit, file);
    });
  });
}

void OfficePages::add_to_file(const VisitPtr& visit, const std::shared_ptr<ListFile>& file) {
  auto found = inbox::Submissions(inbox_).list(file->filter);
  if (!found) return send_fault(visit, found.error());
  if (file->format == kExcel && file->rows.size() + found->size() > kMostRows) {
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeExportTooMany.in(visit->language, kMostRows));
  }
  with_cells(visit, file->columns, *found, [this, visit, file, found = *found](const ListedCells& cells) {
    for (std::size_t row = 0; row < found.size(); ++row) {
      std::vector<std::string>& texts = file->rows.emplace_back();
      std::size_t value = 0;
      for (const ListColumn& column : file->columns) {
        texts.push_back(column.is_value() ? cell_text(cells, row, value++)
                                          : list_cell(column, found[row], file->kinds, visit->language, true).text);
      }
    }
    if (found.size() < kRowsAtOnce) return finish_file(visit, *file);
    file->filter.skip += kRowsAtOnce;
    add_to_file(visit, file);
  });
}

void OfficePages::finish_file(const VisitPtr& visit, const ListFile& file) {
  // Personal data leave the service.
  note(visit, "submission.export", file.filter.kind.empty() ? "all" : "kind:" + file.filter.kind, "ok");
  const std::string name =
      fmt::format("{} {}.{}", visit->words(texts::OfficeTitle), local_day(visit->now), file.format);
  if (file.format != kExcel) return send_file(visit, "text/csv; charset=utf-8", name, csv_of(file.rows), true);
  base::Json json = base::Json::object();
  json.set("language", diagnostics::language_tag(visit->language));
  json.set("title", visit->words(texts::OfficeTitle)).set("heads", base::Json::list_of(file.rows.front()));
  base::Json rows = base::Json::list();
  for (std::size_t row = 1; row < file.rows.size(); ++row) rows.add(row_of_file(file.rows[row], file.columns));
  json.set("rows", std::move(rows));
  Task task;
  task.operation = Operation::ListFile;
  task.files = {{"list.json", json.text()}};
  ask(visit, std::move(task), [this, visit, name](TaskAnswer answer) {
    send_file(visit, answer.media_type, name, std::move(answer.body), true);
  });
}

}  // namespace gongwen::service
