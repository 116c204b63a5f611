#include "engine/collect/detail/roster.h"

#include "base/file_path.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/render/detail/make_files.h"
#include "schema/validate.h"

namespace gongwen::engine {
namespace {

using diagnostics::Diagnostic;
using diagnostics::Severity;

RosterRow row_of(const FormGroup& group, const std::vector<CollectedForm>& forms,
                 const std::vector<RosterColumn>& columns, const CompiledKind& kind, diagnostics::Language language) {
  RosterRow row;
  row.forms = group.forms;
  row.disagrees = group.disagrees;
  const ReadForm& counts = forms[group.forms.front()].form;
  for (const RosterColumn& column : columns) row.cells.push_back(roster_cell(counts, column, kind, language));
  for (const Diagnostic& diagnostic : counts.run->told()) {
    row.errors += diagnostic.severity == Severity::Error;
    row.warnings += diagnostic.severity == Severity::Warning;
  }
  return row;
}

}  // namespace

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
