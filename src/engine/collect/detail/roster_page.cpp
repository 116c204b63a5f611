#include "base/ascii.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "data/document_builder.h"
#include "engine/collect/detail/roster.h"
#include "engine/core/detail/read_source.h"
#include "resources/walk_folder.h"

#include <algorithm>

namespace gongwen::engine {
namespace {

/// A path as a relative reference (RFC 3986).
std::string uri_of_path(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (base::is_ascii_alnum(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else {
      base::append_percent_encoded(out, c);
    }
  }
  // `a:b` would be a scheme, but the colon is escaped like all else.
  return out;
}

/// Data that no text stands for: its values have no places.
class RosterData {
 public:
  RosterData(const Roster& roster, const std::string& output)
      : roster_(roster), folder_(folder_of(output)), builder_(diagnostics::SourceId()) {}

  data::Document make() {
    builder_.begin_object(0);
    put("language", diagnostics::language_tag(roster_.language));
    put("title", roster_.title);
    put("unit", roster_.unit);
    key("counts");
    builder_.begin_object(0);
    put("forms", roster_.forms);
    put("blank", roster_.blank);
    put("unreadable", roster_.unreadable);
    builder_.end_object(0);
    put_list("columns", roster_.columns, [this](const RosterColumn& column) { add_column(column); });
    put_list("rows", roster_.rows, [this](const RosterRow& row) { add_row(row); });
    put_list("problems", roster_.problems, [this](const RosterProblem& problem) { add_problem(problem); });
    put_list("expected", roster_.expected, [this](const std::string& name) { builder_.string(name, 0, 0); });
    put_list("others", roster_.others, [this](const OtherForm& other) { add_other(other); });
    builder_.end_object(0);
    return std::move(builder_).finish();
  }

 private:
  void key(std::string_view name) { builder_.key(name, 0, 0); }

  void put(std::string_view name, std::string_view text) {
    key(name);
    builder_.string(text, 0, 0);
  }

  void put(std::string_view name, std::size_t number) {
    key(name);
    builder_.integer(static_cast<std::int64_t>(number), 0, 0);
  }

  void put_flag(std::string_view name, bool flag) {
    key(name);
    builder_.boolean(flag, 0, 0);
  }

  template <typename Items, typename Add>
  void put_list(std::string_view name, const Items& items, Add add) {
    key(name);
    builder_.begin_array(0);
    for (const auto& item : items) add(item);
    builder_.end_array(0);
  }

  /// Columns that are not required, and in which nobody wrote anything, are not shown.
  void add_column(const RosterColumn& column) {
    const auto index = static_cast<std::size_t>(&column - roster_.columns.data());
    const bool filled = std::any_of(roster_.rows.begin(), roster_.rows.end(),
                                    [index](const RosterRow& row) { return !row.cells[index].empty(); });
    if (!filled && !column.required) return;
    builder_.begin_object(0);
    put("index", index);
    put("title", column.title);
    put_flag("required", column.required);
    builder_.end_object(0);
  }

  void add_row(const RosterRow& row) {
    builder_.begin_object(0);
    key("file");
    add_file(row.forms.front());
    put_list("older", std::span(row.forms).subspan(1), [this](std::size_t form) { add_file(form); });
    put_list("cells", row.cells, [this](const std::string& cell) { builder_.string(cell, 0, 0); });
    put("errors", row.errors);
    put("warnings", row.warnings);
    put_flag("disagrees", row.disagrees);
    builder_.end_object(0);
  }

  void add_problem(const RosterProblem& problem) {
    builder_.begin_object(0);
    key("file");
    add_file(problem.form);
    put("category", problem.category);
    put("text", problem.text);
    builder_.end_object(0);
  }

  void add_other(const OtherForm& other) {
    builder_.begin_object(0);
    key("file");
    add_file(other.form);
    put("title", other.title);
    builder_.end_object(0);
  }

  void add_file(std::size_t form) {
    const RosterFile& file = roster_.files[form];
    const std::string& target = file.archive.empty() ? file.path : file.archive;
    std::string name = file.path.substr(file.path.starts_with(roster_.folder) ? roster_.folder.size() : 0);
    if (!file.part.empty()) name += "#" + file.part;
    builder_.begin_object(0);
    put("name", name);
    if (roster_.has_links) put("link", uri_of_path(resources::path_between(folder_, target)));
    put("time", file.time);
    put_flag("recorded", file.inside);
    builder_.end_object(0);
  }

  const Roster& roster_;
  std::string folder_;
  data::DocumentBuilder builder_;
};

}  // namespace

data::Document roster_data(const Roster& roster, const std::string& output) {
  return RosterData(roster, output).make();
}

}  // namespace gongwen::engine
