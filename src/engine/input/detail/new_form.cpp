#include "engine/input/detail/new_form.h"

#include "base/json.h"
#include "data/decode_text.h"
#include "engine/input/detail/table_input.h"
#include "engine/input/detail/word_fields.h"
#include "engine/kinds/detail/form/field_list.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "engine/kinds/detail/form/form_examples.h"
#include "resources/output_folder.h"

#include <memory>

// The list is read as a text or by the reader of tables, and the form that is written is read back as any form, so that
// no bundle is left behind that the program would refuse.
namespace gongwen::engine {
namespace {

base::Expected<FieldList> read_fields(const NewForm& form, intake::FileReader& reader, std::vector<FieldGuess>& guesses,
                                      Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const DataSource& source = form.fields;
  base::Expected<std::string> bytes =
      source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  FieldList list;
  if (is_word_form(source.path)) {
    base::Expected<FieldList> found = read_word_fields(source.path, *bytes, guesses, run);
    if (!found) return base::kReported;
    list = *std::move(found);
  } else if (is_table(source.path)) {
    const auto table = TableInput::open(source.path, *std::move(bytes), knows_field_heading, reader, run);
    if (!table) return base::kReported;
    data::HeadedTable rows((*table)->rows(), knows_field_heading);
    list = read_field_table(rows, run.sink());
  } else {
    base::Expected<std::string> text = data::decode_text(*std::move(bytes), source.path, run.sink());
    if (!text) return base::kReported;
    const diagnostics::SourceId id = run.sources().add(source.path, *std::move(text));
    run.mark_data(id);
    const ListEnd end = form.checks_lines ? ListEnd::Open : ListEnd::Complete;
    list = read_field_lines(id, run.sources().source_text(id), end, run.sink());
  }
  if (watch.saw_errors()) return base::kReported;
  return list;
}

/// Made-up data of the form, as the sample of the bundle.
base::Expected<std::string> sample_of(const std::string& name, const std::string& text, Run& run) {
  auto files = std::make_shared<resources::FilesInMemory>();
  (*files)["form.json"] = text;
  const BundleFiles bundle(resources::Folder(std::move(files), name));
  const auto form = read_form_file(bundle, name, run.sources(), run.documents(), run.sink());
  if (!form) return base::kReported;
  constexpr std::size_t kRows = 2;
  const auto sample = base::parse_json(ExampleData(*form, kRows).json());
  return (sample ? sample->indented() : std::string("{}")) + "\n";
}

/// A Word file with tags becomes a kind whose page it is. Returns whether it had tags.
base::Expected<bool> make_word_page(const std::string& name, const std::string& folder, const NewForm& form,
                                    std::vector<FieldGuess>& guesses, Run& run) {
  const DataSource& source = form.fields;
  const base::Expected<std::string> bytes =
      source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  const auto files = bundle_of_word_page(name, source.path, *bytes, form.title, guesses, run);
  if (!files) return base::kReported;
  if (!*files) return false;
  resources::NewFolder target(folder, name);
  if (!target.open(run.sink())) return base::kReported;
  for (const auto& [file, text] : **files) {
    if (!target.add(file, text, run.sink())) return base::kReported;
  }
  target.commit(run.sink());
  return true;
}

}  // namespace

NewFormCounts new_form(const std::string& name, const std::string& folder, const NewForm& form,
                       const KindLibrary& kinds, std::vector<FieldGuess>& guesses, Run& run) {
  NewFormCounts counts;
  if (!check_new_kind_name(name, kinds, run.sink())) return counts;
  if (is_word_form(form.fields.path)) {
    const auto made = make_word_page(name, folder, form, guesses, run);
    if (!made || *made) {
      counts.fields = guesses.size();
      return counts;
    }
  }
  base::Expected<FieldList> list = read_fields(form, kinds.file_reader(), guesses, run);
  if (!list || form.checks_lines) return counts;
  if (!form.title.empty()) list->title = read_listed_title(form.title);
  counts.fields = list->fields.size();
  counts.untranslated = count_untranslated(*list);
  const std::string text = draft_of_list(*list, name).text();
  const base::Expected<std::string> sample = sample_of(name, text, run);
  if (!sample) return counts;
  resources::NewFolder target(folder, name);
  if (!target.open(run.sink())) return counts;
  if (!target.add("form.json", text, run.sink()) || !target.add("sample.json", *sample, run.sink())) return counts;
  target.commit(run.sink());
  return counts;
}

}  // namespace gongwen::engine
