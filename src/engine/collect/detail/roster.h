// Rosters: the table of returned forms with the issues found in them, as data, as HTML, and as a finished file.
#pragma once

#include "engine/collect/detail/collected_form.h"
#include "engine/collect/detail/form_groups.h"
#include "engine/collect/detail/roster_columns.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/font_source.h"
#include "engine/render/detail/output_files.h"
#include "gongwen/engine.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace gongwen::engine {

// What is to be asked about the forms of a folder: one line for each file and type of issue, errors first.

struct RosterProblem {
  std::string category;  // as the schema of the roster lists them
  std::size_t form = 0;  // index
  std::string text;
  bool is_error = false;
};

/// `folder` has a slash at its end; paths in the texts are without it.
std::vector<RosterProblem> roster_problems(const std::vector<CollectedForm>& forms,
                                           std::span<const std::size_t> indices, const std::string& folder,
                                           diagnostics::Language language);

// A roster: the returned forms of one kind as one table, a line for each applicant or proposal, and a list of what is
// to be asked.

/// A file, for a link.
struct RosterFile {
  std::string path;     // as given
  std::string archive;  // that it lies in
  std::string part;     // of several forms in it
  std::string time;     // when it was saved
  bool inside = false;  // the file says so itself
};

struct RosterRow {
  std::vector<std::size_t> forms;  // indices of files; the cells are those of the first, the others are older
  std::vector<std::string> cells;  // one a column
  std::size_t errors = 0;
  std::size_t warnings = 0;
  bool disagrees = false;
};

/// A file that is a form of another kind, and what that is called.
struct OtherForm {
  std::size_t form = 0;
  std::string title;
};

struct Roster {
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string title;
  std::string unit;    // what a row is: 人
  std::string folder;  // which all files lie in, with a slash at the end
  std::vector<RosterFile> files;
  bool has_links = true;  // to the files
  std::vector<RosterColumn> columns;
  std::vector<RosterRow> rows;
  std::vector<RosterProblem> problems;
  std::vector<OtherForm> others;
  std::vector<std::string> expected;  // who has not returned a form
  std::size_t forms = 0;              // of the kind, and files that could not be read
  std::size_t blank = 0;
  std::size_t unreadable = 0;
};

/// The roster of one kind: `own` are the indices of its forms and of files that could not be read, `folder` is the
/// folder that all of them lie in.
Roster make_roster(const std::vector<CollectedForm>& forms, std::span<const std::size_t> own,
                   const std::vector<FormGroup>& groups, const CompiledKind& kind, const std::string& folder,
                   diagnostics::Language language);

// A roster as a document: its data, for the template of the page `roster`.

inline constexpr std::string_view kRosterPage = "roster";

/// By the schema of that page. Links, if there are any, lead from the folder of `output` to the forms.
data::Document roster_data(const Roster& roster, const std::string& output);

/// The roster for one output, in memory; `run` is one of `page`. Reports what can be wrong with the page, with fonts
/// and files.
FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, const CompiledKind& page,
                              FontSource& fonts, const Limits& limits, Run& run);

}  // namespace gongwen::engine
