// Makes the bulletin of one month from a database: reads facts with SQL, renders PDF and workbook, and says which row
// of the database each message is about.
//
//   bulletin facts.db 2026-11 3 2026-12-15 out/       the month, the number of the issue, its date
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gongwen/engine.h>
#include <gongwen/json.h>
#include <sqlite3.h>

namespace {

using Json = nlohmann::ordered_json;
using gongwen::Language;

/// A row of a query; all columns are texts.
using Row = std::map<std::string, std::string>;

class Database {
 public:
  explicit Database(const std::string& path) {
    sqlite3* opened = nullptr;
    const int error = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    database_.reset(opened);
    if (error != SQLITE_OK) fail();
  }

  std::vector<Row> rows(const std::string& query, const std::vector<std::string>& arguments) const {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database_.get(), query.c_str(), -1, &prepared, nullptr) != SQLITE_OK) fail();
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, &sqlite3_finalize);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      sqlite3_bind_text(prepared, static_cast<int>(i) + 1, arguments[i].c_str(), -1, SQLITE_TRANSIENT);
    }
    std::vector<Row> result;
    int step = SQLITE_ROW;
    while ((step = sqlite3_step(prepared)) == SQLITE_ROW) {
      Row& row = result.emplace_back();
      for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, column));
        row[sqlite3_column_name(prepared, column)] = text != nullptr ? text : "";
      }
    }
    if (step != SQLITE_DONE) fail();
    return result;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(database_.get())); }

  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database_{nullptr, &sqlite3_close};
};

/// The data of an issue, and which row each of its values comes from: JSON pointer → table and key.
struct Issue {
  Json data;
  std::map<std::string, std::string> rows;
};

class IssueReader {
 public:
  IssueReader(const Database& database, std::string month) : database_(database), month_(std::move(month)) {}

  Issue read(int number, const std::string& date) {
    issue_.data = {{"year", std::stoi(month_)},
                   {"issue", number},
                   {"period", month_},
                   {"issue_date", date},
                   {"events", Json::array()}};
    add_comment_periods();
    add_ballots();
    add_projects();
    return std::move(issue_);
  }

 private:
  void add(const char* list, Json item, const std::string& row) {
    Json& items = issue_.data[list];
    issue_.rows["/" + std::string(list) + "/" + std::to_string(items.size())] = row;
    items.push_back(std::move(item));
  }

  void add_comment_periods() {
    for (const Row& period : database_.rows(
             "select id, first_day, last_day from comment_period where substr(first_day, 1, 7) = ? order by first_day",
             {month_})) {
      Json standards = Json::array();
      for (const Row& standard :
           database_.rows("select plan_number from comment_standard where period = ? order by 1", {period.at("id")})) {
        standards.push_back({{"plan_number", standard.at("plan_number")}});
      }
      add("events",
          {{"id", period.at("id")},
           {"type", "ns_public_comment"},
           {"dates", {period.at("first_day")}},
           {"end", period.at("last_day")},
           {"count", standards.size()},
           {"standards", standards}},
          "comment_period " + period.at("id"));
    }
  }

  void add_ballots() {
    Json references = Json::array();
    for (const Row& ballot : database_.rows("select * from ballot where month = ? order by reference", {month_})) {
      references.push_back(ballot.at("reference"));
      add("ballots",
          {{"reference", ballot.at("reference")},
           {"title_en", ballot.at("title_en")},
           {"title_zh", ballot.at("title_zh")},
           {"stage", ballot.at("stage")},
           {"content", ballot.at("content")}},
          "ballot " + ballot.at("reference"));
    }
    if (references.empty()) return;
    const std::string date = month_.substr(0, 4) + "年" + std::to_string(std::stoi(month_.substr(5))) + "月";
    add("events",
        {{"id", "ballots"},
         {"type", "is_ballot"},
         {"date_text", date},
         {"count", references.size()},
         {"references", references}},
        "ballot");
  }

  void add_projects() {
    for (const Row& project : database_.rows(
             "select distinct project.* from project join comment_standard using (plan_number) join comment_period on"
             " period = id where substr(first_day, 1, 7) = ? order by plan_number",
             {month_})) {
      add("projects",
          {{"plan_number", project.at("plan_number")}, {"title", project.at("title")}, {"scope", project.at("scope")}},
          "project " + project.at("plan_number"));
    }
  }

  const Database& database_;
  std::string month_;
  Issue issue_;
};

/// `comment_period comment-1103` for `/events/0/end`.
std::string row_of(const Issue& issue, std::string pointer) {
  while (!pointer.empty()) {
    if (const auto found = issue.rows.find(pointer); found != issue.rows.end()) return found->second;
    pointer.erase(pointer.rfind('/'));
  }
  return "";
}

void print_messages(const gongwen::Report& report, const Issue& issue) {
  for (const gongwen::Message& message : report.messages()) {
    const std::string pointer = message.data ? message.data->pointer.value_or("") : "";
    if (const std::string row = row_of(issue, pointer); !row.empty()) std::cerr << row << ": ";
    std::cerr << message.text.in(Language::Chinese) << " [" << message.id << "]\n";
    if (const std::string& hint = message.hint.in(Language::Chinese); !hint.empty()) std::cerr << "  " << hint << '\n';
  }
}

int run(const std::vector<std::string>& arguments) {
  const Database database(arguments[0]);
  const Issue issue = IssueReader(database, arguments[1]).read(std::stoi(arguments[2]), arguments[3]);

  const gongwen::Engine engine;
  const gongwen::Rendering rendering = engine.render("monthly-bulletin", gongwen::data_from(issue.data, arguments[0]),
                                                     {gongwen::Format::Pdf, gongwen::Format::Xlsx});
  print_messages(rendering.report, issue);
  for (const gongwen::RenderedFile& file : rendering.files) {
    const std::filesystem::path path =
        std::filesystem::path(arguments[4]) / (arguments[1] + std::string(gongwen::format_info(file.format).ending));
    std::ofstream stream(path, std::ios::binary);
    stream.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
    std::cout << path.string() << ": " << file.pages << '\n';
  }
  return static_cast<int>(rendering.report.status());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: bulletin DATABASE MONTH NUMBER DATE FOLDER\n";
    return 2;
  }
  try {
    return run(std::vector<std::string>(arguments + 1, arguments + count));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
