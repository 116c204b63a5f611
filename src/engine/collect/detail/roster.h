// Roster: the table of returned forms, with the issues found in them, as data and as a finished file.
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

// The list of issues: a line for each file and category, errors first.

struct RosterError {
  std::string category;  // one of those in the schema of the roster
  std::size_t form = 0;  // index
  std::string text;
  bool is_error = false;
};

/// `folder` ends with a slash; texts show paths relative to it.
std::vector<RosterError> roster_problems(const std::vector<CollectedForm>& forms, std::span<const std::size_t> indices,
                                         const std::string& folder, diagnostics::Language language);

// The table: a row for each applicant or proposal, from the forms of one kind.

/// A returned file, for a link.
struct RosterFile {
  std::string path;     // as given
  std::string archive;  // that contains it
  std::string part;     // of several forms in it
  std::string time;     // when it was saved
  bool inside = false;  // stated in the file itself
};

struct RosterRow {
  std::vector<std::size_t> forms;  // indices of files, the newest first; cells show the newest
  std::vector<std::string> cells;  // one per column
  std::size_t errors = 0;
  std::size_t warnings = 0;
  bool disagrees = false;
};

/// A file that is a form of another kind, with the title of that kind.
struct OtherForm {
  std::size_t form = 0;
  std::string title;
};

struct Roster {
  diagnostics::Language language = diagnostics::Language::Chinese;
  std::string title;
  std::string unit;    // the unit that a row counts: 人
  std::string folder;  // contains all files; ends with a slash
  std::vector<RosterFile> files;
  bool has_links = true;  // to the files
  std::vector<RosterColumn> columns;
  std::vector<RosterRow> rows;
  std::vector<RosterError> problems;
  std::vector<OtherForm> others;
  std::vector<std::string> expected;  // persons who have not returned a form
  std::size_t forms = 0;              // of the kind, and files that could not be read
  std::size_t blank = 0;
  std::size_t unreadable = 0;
};

/// Makes the roster of one kind. `own` are the indices of its forms and of unreadable files; `folder` contains all of
/// them.
Roster make_roster(const std::vector<CollectedForm>& forms, std::span<const std::size_t> own,
                   const std::vector<FormGroup>& groups, const CompiledKind& kind, const std::string& folder,
                   diagnostics::Language language);

// The document: data for the template of the page `roster`.

inline constexpr std::string_view kRosterPage = "roster";

/// The data by the schema of that page. Links lead from the folder of `output` to the forms.
data::Document roster_data(const Roster& roster, const std::string& output);

/// Makes the roster for one output, in memory; `run` is a run of `page`. Reports errors of page, fonts and files.
FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, const CompiledKind& page,
                              FontSource& fonts, const Limits& limits, Run& run);

}  // namespace gongwen::engine
