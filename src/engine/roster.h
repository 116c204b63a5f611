// A roster: the returned forms of one kind as one table, a line for each applicant, and a list of what is to be asked.
#pragma once

#include "engine/read_form.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::engine {

/// A column for each field that is no list's part; lists are put together into one text.
struct RosterColumn {
  std::string pointer;
  std::string title;  // Chinese, with the titles above it
  bool required = false;
};

struct RosterRow {
  std::string person;              // what the kind calls a file of these data
  std::vector<std::size_t> forms;  // indices of the applicant's forms; the cells are those of the first
  std::vector<std::string> cells;  // one a column
  std::size_t errors = 0;
  std::size_t warnings = 0;
  bool disagrees = false;
};

struct RosterProblem {
  std::string category;  // 缺少, 错误, 提醒, 旧版本, 重复, 疑似重复, 不一致, 未读取
  std::size_t form = 0;  // index into Roster::files
  std::string text;
};

struct Roster {
  std::string title;
  std::string folder;              // which all files lie in, with a slash at the end
  std::vector<std::string> files;  // paths as given
  std::vector<RosterColumn> columns;
  std::vector<RosterRow> rows;
  std::vector<RosterProblem> problems;
  std::size_t unreadable = 0;
};

/// Puts the forms together, those of one applicant (identity.h) on one line; the later of two that differ is told:
/// intake/disagree for each field, intake/same-person for equal ones. Who may be the same without being sure has a line
/// of their own: intake/same-name, intake/same-contacts. These go to the run of the later form.
Roster make_roster(std::vector<ReadForm>& forms, const std::shared_ptr<const CompiledKind>& kind,
                   const RenderOptions& options);

}  // namespace gongwen::engine
