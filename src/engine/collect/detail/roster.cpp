#include "engine/collect/detail/roster.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "base/utf8.h"
#include "data/document_builder.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/core/detail/field_words.h"
#include "engine/core/detail/read_source.h"
#include "engine/render/detail/make_files.h"
#include "resources/folder.h"
#include "schema/validate.h"

#include <algorithm>

// A roster is data for the page `roster`: this file collects issues into one line per file and category, makes rows,
// and writes them as a document by the schema of that page.
namespace gongwen::engine {
namespace {

/// A path as a relative reference (RFC 3986), for a link in the roster.
std::string uri_of_path(std::string_view path) {
  // A colon in the first segment would make it a scheme; so it is escaped like any special character.
  return base::percent_encoded(path, "/");
}

/// Makes the data of the page `roster`. No person wrote it, so its values have no places.
class RosterData {
 public:
  RosterData(const Roster& roster, const std::string& output)
      : roster_(roster), folder_(folder_of(output)), builder_(diagnostics::SourceId()) {}

  /// Members are written in the order of the schema of the page.
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
    put_list("problems", roster_.problems, [this](const RosterError& problem) { add_problem(problem); });
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

  /// Writes a list; `add` writes one item.
  template <typename Items, typename Add>
  void put_list(std::string_view name, const Items& items, Add add) {
    key(name);
    builder_.begin_array(0);
    for (const auto& item : items) add(item);
    builder_.end_array(0);
  }

  /// Leaves out optional columns that are empty in all rows.
  void add_column(const RosterColumn& column) {
    // Cells of rows are in the order of columns, so the page needs the index of each column that stays.
    const auto index = static_cast<std::size_t>(&column - roster_.columns.data());
    // Columns that are empty throughout would only narrow the others; a required one stays, to show that it is
    // empty.
    const bool filled = std::any_of(roster_.rows.begin(), roster_.rows.end(),
                                    [index](const RosterRow& row) { return !row.cells[index].empty(); });
    if (!filled && !column.required) return;
    builder_.begin_object(0);
    put("index", index);
    put("title", column.title);
    put_flag("required", column.required);
    builder_.end_object(0);
  }

  /// Links to the form that counts come first, then those to the older ones.
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

  void add_problem(const RosterError& problem) {
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

  /// Name, link and time of a file. A file in an archive links to the archive.
  void add_file(std::size_t form) {
    const RosterFile& file = roster_.files[form];
    const std::string& target = file.archive.empty() ? file.path : file.archive;
    std::string name = file.path.substr(file.path.starts_with(roster_.folder) ? roster_.folder.size() : 0);
    if (!file.part.empty()) name += "#" + file.part;
    builder_.begin_object(0);
    put("name", name);
    // Links are relative to the roster, so that the folder can be moved as a whole.
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

namespace {

namespace messages = diagnostics::messages;
using diagnostics::Diagnostic;
using diagnostics::Severity;

/// Limits of one line. Hundreds of issues of one category in a file have one cause.
constexpr std::size_t kMaxParts = 12;
constexpr std::size_t kLongestPart = 400;  // characters

/// The category of a message, one of those in the schema of the roster. It tells people what to do.
std::string category_of(const Diagnostic& diagnostic, const ReadForm& form) {
  const diagnostics::DiagnosticId id = diagnostic.id;
  if (id == messages::DataMissingName) return "missing";
  if (id == messages::IntakeBlankForm || id == messages::IntakeNothingFilledIn) return "blank";
  if (id == messages::IntakeNotRegistered) return "not-registered";
  if (id == messages::IntakeCorrected) return "corrected";
  if (id == messages::IntakeOldEdition) return "old-edition";
  if (id == messages::IntakeSamePerson) return "duplicate";
  if (id == messages::IntakeSameContacts || id == messages::IntakeSameName) return "similar";
  if (id == messages::IntakeDisagree || id == messages::IntakeConflict) return "disagree";
  // Only after the messages that explain why it was not read.
  if (!form.document) return "unread";
  return diagnostic.severity == Severity::Error ? "error" : "warning";
}

/// The field to which a note refers; its arguments are the names in the order of `Language`.
const std::string& field_of_note(const diagnostics::Note& note, diagnostics::Language language) {
  return note.arguments[static_cast<std::size_t>(language)];
}

/// The title of a missing field, and its place; empty if the message does not tell.
std::string missing_title(const Diagnostic& diagnostic, const ReadForm& form, diagnostics::Language language) {
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1) return field_of_note(note, language);
  }
  const std::string pointer = form.document ? missing_field(diagnostic, *form.document) : std::string();
  if (pointer.empty()) return pointer;
  return field_title(*form.compiled->schema, pointer).in(language);
}

/// The message without the file's name, which has its own column.
std::string problem_text(const Diagnostic& diagnostic, const ReadForm& form, diagnostics::Language language) {
  if (diagnostic.id == messages::DataMissingName) {
    if (std::string title = missing_title(diagnostic, form, language); !title.empty()) return title;
  }
  std::string text = diagnostics::message_text(diagnostic, language);
  for (const std::string& shown : {"`" + form_name(form) + "`", form_name(form)}) {
    // Some messages quote the name, some do not.
    if (!text.starts_with(shown)) continue;
    text.erase(0, shown.size());
    // The line already has the title, so the message continues after it: `姓名：缺少` becomes `缺少`.
    for (const std::string_view between : {texts::Colon.chinese, texts::Colon.english, std::string_view(" ")}) {
      if (text.starts_with(between)) text.erase(0, between.size());
    }
    break;
  }
  for (const diagnostics::Note& note : diagnostic.notes) {
    if (note.id == messages::IntakeAtField && note.arguments.size() > 1)
      text.append(texts::EngineDash.in(language)).append(field_of_note(note, language));
  }
  // Long messages would make the table unreadable.
  const std::string_view begin = base::first_code_points(text, kLongestPart);
  return begin.size() == text.size() ? text : std::string(begin) + "…";
}

/// A line of the list of issues: one file, one category.
struct Line {
  RosterError problem;
  std::vector<std::string> parts;
  std::size_t left_out = 0;
};

/// Paths relative to the folder, as in the table.
std::string without_folder(std::string text, const std::string& folder) {
  // The folder is the same on every line. Paths in messages are quoted with backticks, so only those are shortened.
  const std::string begin = "`" + folder;
  for (std::size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    text.erase(at + 1, folder.size());
  }
  return text;
}

struct LineMaker {
  const std::string& folder;
  diagnostics::Language language;
};

/// Adds a message to the line of its category.
void add_line(const Diagnostic& diagnostic, const ReadForm& form, std::size_t index, const LineMaker& maker,
              std::vector<Line>& lines) {
  const std::string category = category_of(diagnostic, form);
  auto line =
      std::find_if(lines.begin(), lines.end(), [&](const Line& other) { return other.problem.category == category; });
  // Lines are in the order in which the categories first occur.
  if (line == lines.end()) line = lines.insert(line, Line{{category, index, {}, false}, {}, 0});
  // One error makes the whole line one of errors, which are listed first.
  line->problem.is_error = line->problem.is_error || diagnostic.severity == Severity::Error;
  if (line->parts.size() < kMaxParts) {
    line->parts.push_back(without_folder(problem_text(diagnostic, form, maker.language), maker.folder));
  } else {
    ++line->left_out;
  }
}

/// Messages in the order in which people read the form, regardless of the order of the data.
std::vector<Diagnostic> in_field_order(const ReadForm& form) {
  std::vector<Diagnostic> told = form.run->told();
  const FieldGuide* const guide = form.run->field_guide();
  // A kind without a guide has no order of fields other than that of the data.
  if (guide == nullptr || !guide->order || !form.document || told.size() < 2) return told;
  const auto place_of = [&](const Diagnostic& diagnostic) -> std::uint64_t {
    const diagnostics::DataPlace place = diagnostic.origin.data_place;
    if (place.source != form.document->source() || place.node >= form.document->node_count()) return 0;
    std::string pointer = data::Value(*form.document, place.node).pointer();
    // A missing member has no node; the message is at the object that lacks it.
    if (!diagnostic.absent_member.empty()) base::append_pointer_token(pointer, diagnostic.absent_member);
    return guide->order(pointer);
  };
  // Index numbers make the order stable.
  std::vector<std::pair<std::uint64_t, std::size_t>> order;
  for (std::size_t i = 0; i < told.size(); ++i) order.emplace_back(place_of(told[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<Diagnostic> sorted;
  for (const auto& [place, index] : order) sorted.push_back(std::move(told[index]));
  return sorted;
}

/// Joins the parts of a line.
RosterError finished(Line line, diagnostics::Language language) {
  // Missing fields are a list of titles (姓名、单位), other problems are sentences (……；……).
  const bool list = line.problem.category == "missing";
  const std::string_view between = (list ? texts::ListComma : texts::Semicolon).in(language);
  for (const std::string& part : line.parts) {
    line.problem.text.append(line.problem.text.empty() ? std::string_view() : between).append(part);
  }
  if (line.left_out > 0) {
    line.problem.text += texts::EngineMoreProblems.in(language, between, line.left_out);
  }
  return std::move(line.problem);
}

}  // namespace

std::vector<RosterError> roster_problems(const std::vector<CollectedForm>& forms, std::span<const std::size_t> indices,
                                         const std::string& folder, diagnostics::Language language) {
  std::vector<RosterError> problems;
  for (const std::size_t index : indices) {
    const ReadForm& form = forms[index].form;
    std::vector<Line> lines;
    const std::vector<Diagnostic> told = in_field_order(form);
    for (const Diagnostic& diagnostic : told) {
      // Notes are not issues, except corrections, which people want to see.
      const bool counts = diagnostic.severity != Severity::Note || diagnostic.id == messages::IntakeCorrected;
      if (counts) add_line(diagnostic, form, index, {folder, language}, lines);
    }
    for (Line& line : lines) problems.push_back(finished(std::move(line), language));
  }
  // Errors first; within each half the order of the files stays.
  std::stable_partition(problems.begin(), problems.end(), [](const RosterError& p) { return p.is_error; });
  return problems;
}

namespace {

/// A row for a person or a proposal: cells of the form that counts, and its numbers of errors and warnings.
RosterRow row_of(const FormGroup& group, const std::vector<CollectedForm>& forms,
                 const std::vector<RosterColumn>& columns, const CompiledKind& kind, diagnostics::Language language) {
  RosterRow row;
  row.forms = group.forms;
  row.disagrees = group.disagrees;
  // The newest form is the first of its group.
  const ReadForm& counts = forms[group.forms.front()].form;
  for (const RosterColumn& column : columns) row.cells.push_back(roster_cell(counts, column, kind, language));
  for (const Diagnostic& diagnostic : counts.run->told()) {
    row.errors += diagnostic.severity == Severity::Error;
    row.warnings += diagnostic.severity == Severity::Warning;
  }
  return row;
}

}  // namespace

/// `forms` are those of the whole folder, `own` those of the kind; rows refer to files by their numbers.
Roster make_roster(const std::vector<CollectedForm>& forms, std::span<const std::size_t> own,
                   const std::vector<FormGroup>& groups, const CompiledKind& kind, const std::string& folder,
                   diagnostics::Language language) {
  Roster roster;
  const auto& identity = kind.manifest->identity;
  roster.language = language;
  roster.title = diagnostics::BilingualText{kind.manifest->info.title_en, kind.manifest->info.title_zh}.in(language);
  roster.unit =
      (identity ? diagnostics::BilingualText{identity->unit_en, identity->unit_zh} : texts::EngineItems).in(language);
  for (const CollectedForm& form : forms) {
    roster.files.push_back({form.form.path, form.archive, form.form.part, time_words(form), form.form.saved != 0});
  }
  roster.columns = roster_columns(kind, language);
  for (const FormGroup& group : groups) roster.rows.push_back(row_of(group, forms, roster.columns, kind, language));
  for (const std::size_t index : own) {
    roster.blank += forms[index].form.is_blank;
    roster.unreadable += !forms[index].form.document && !forms[index].form.is_blank;
  }
  roster.forms = own.size();
  roster.folder = base::as_folder(folder);
  roster.problems = roster_problems(forms, own, roster.folder, language);
  return roster;
}

/// The roster is made from its data like any document.
FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, const CompiledKind& page,
                              FontSource& fonts, const Limits& limits, Run& run) {
  const text::FontLibrary* const library = fonts.get(run);
  const data::Document data = roster_data(roster, output.path);
  // A custom page may ask for data that a roster does not have.
  if (library == nullptr || !schema::validate(*page.schema, data.root(), {}, run.sink())) return {};
  RenderOptions options;
  options.limits = limits;
  std::vector<FinishedFile> files = make_files(page, data, {&output.format, 1}, {*library, options}, run);
  return files.empty() ? FinishedFile() : std::move(files.front());
}

}  // namespace gongwen::engine
