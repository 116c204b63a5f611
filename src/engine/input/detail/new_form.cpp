#include "engine/input/detail/new_form.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/decode_text.h"
#include "data/readers.h"
#include "diagnostics/catalogue/adopt.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/input/detail/renewed_kind.h"
#include "engine/input/detail/table_input.h"
#include "engine/input/detail/word_fields.h"
#include "engine/input/detail/word_template.h"
#include "engine/kinds/detail/form/field_list.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "engine/kinds/detail/form/form_examples.h"
#include "intake/other_formats.h"
#include "resources/atomic_file.h"
#include "resources/output_folder.h"

#include <map>
#include <memory>
#include <optional>

// The list is read as a text or by the reader of tables. The written form is read back like any form, so that no bundle
// is left behind that the program would refuse.
namespace gongwen::engine {
namespace {

/// Replaces the title of the file, in the given languages: `报名表 = registration`.
void put_title(std::string_view given, FieldList::Title& title) {
  FieldList::Title own = read_listed_title(given);
  if (!own.zh.empty()) title.zh = std::move(own.zh);
  if (!own.en.empty()) title.en = std::move(own.en);
}

base::Expected<FieldList> read_fields(const NewForm& form, intake::FileReader& reader, Run& run) {
  // Only errors reported here count, not earlier ones.
  const diagnostics::ErrorWatch watch(run.sink());
  const DataSource& source = form.fields;
  base::Expected<std::string> bytes =
      source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  FieldList list;
  if (is_table(source.path)) {
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

/// Made-up data of the form, as the sample of the bundle. Reading the form in memory is the check that it
/// is valid.
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

bool write_bundle(const std::string& name, const std::string& folder, const resources::FilesInMemory& files, Run& run) {
  resources::NewFolder target(folder, name);
  if (!target.open(run.sink())) return false;
  for (const auto& [file, text] : files) {
    if (!target.add(file, text, run.sink())) return false;
  }
  target.commit(run.sink());
  return true;
}

/// The fields of a Word form, and its page if that is kept; nullopt for a Word file with tags, from which a kind with
/// this page was made.
base::Expected<std::optional<FieldList>> read_word_file(const std::string& name, const std::string& folder,
                                                        const NewForm& form, intake::FileReader& reader,
                                                        std::vector<FieldGuess>& guesses, std::string& page, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const DataSource& source = form.fields;
  const base::Expected<std::string> bytes =
      source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, run.sink());
  if (!bytes) return base::kReported;
  const base::Expected<adopt::WordDraft> draft = read_word_draft(source.path, *bytes, reader, run);
  if (!draft) return base::kReported;
  std::optional<FieldList> list;
  if (draft->has_tags) {
    // All tags are checked before anything is written.
    const base::Expected<WordTemplate> page = read_word_template(source.path, *bytes, run);
    if (!page) return base::kReported;
    const auto files = bundle_of_word_template(name, *page, *bytes, form.title, guesses, run);
    if (watch.saw_errors()) return base::kReported;
    write_bundle(name, folder, files, run);
  } else {
    list = word_fields(source.path, draft->form, guesses, run);
  }
  if (list && form.keeps_page) page = word_form_page(*bytes, *list, source.path, guesses, run);
  if (watch.saw_errors()) return base::kReported;
  return list;
}

/// Whether a text of the manifest mentions a name: `{{ name }}`, `/name`, `name == 1`. Titles are words for people.
bool mentions_name(const base::JsonView& value, std::string_view name) {
  if (value.is_text()) {
    const std::string_view text = value.text();
    const auto is_letter = [&](std::size_t at) {
      return at < text.size() && (text[at] == '_' || (text[at] & 0x80) != 0 || base::is_ascii_digit(text[at]) ||
                                  base::is_ascii_alpha(text[at]));
    };
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + name.size())) return true;
    }
    return false;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_of_people = value.is_object() && (value.name_at(i) == "kind" || value.name_at(i) == "title" ||
                                                    value.name_at(i) == "source");
    if (!is_of_people && mentions_name(value.at(i), name)) return true;
  }
  return false;
}

/// Whether a manifest has the given title, in the languages in which it is given.
bool has_title(const base::JsonView& manifest, std::string_view given) {
  const FieldList::Title title = read_listed_title(given);
  const auto own = manifest.find("title");
  if (!own) return false;
  if (own->is_text()) return own->text() == title.zh;
  return (title.zh.empty() || own->text_of("zh") == title.zh) && (title.en.empty() || own->text_of("en") == title.en);
}

void report_not_renewable(const resources::Folder& bundle, const diagnostics::TextPair& reason, Run& run) {
  run.sink().report(diagnostics::messages::AdoptNotRenewable, diagnostics::Origin{}, bundle.root(), reason.english,
                    reason.chinese);
}

/// The files of a kind with a Word page, as made by import; nullopt after a report.
std::optional<std::map<std::string, base::Json>> read_renewable(const resources::Folder& bundle, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  if (bundle.contains("form.json")) {
    report_not_renewable(bundle, texts::EngineRenewForm, run);
    return std::nullopt;
  }
  std::map<std::string, base::Json> files;
  for (const std::string name : {"template.json", "schema.json", "sample.json", "document.docx"}) {
    if (!bundle.contains(name)) {
      report_not_renewable(bundle, texts::EngineRenewNoFile.pair(name), run);
      return std::nullopt;
    }
    if (name == kWordPage) continue;
    const base::Expected<diagnostics::SourceId> source = bundle.read_text(name, {}, run.sources(), sink);
    if (!source) return std::nullopt;
    const std::string_view text = run.sources().source_text(*source);
    // Errors have their places.
    if (!data::read_json(*source, text, {}, sink)) return std::nullopt;
    auto json = base::parse_json(text);
    if (!json || !json->view().is_object()) {
      report_not_renewable(bundle, texts::EngineRenewNoObject.pair(name), run);
      return std::nullopt;
    }
    files.emplace(name, *std::move(json));
  }
  return files;
}

/// Takes the tags of a Word file over into the bundle that was made from an earlier version of it.
void renew_kind(const resources::Folder& bundle, const NewForm& form, intake::FileReader& reader,
                std::vector<FieldGuess>& guesses, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  const diagnostics::ErrorWatch watch(sink);
  const auto files = read_renewable(bundle, run);
  if (!files) return;
  const DataSource& source = form.fields;
  const base::Expected<std::string> bytes =
      source.text ? base::Expected<std::string>(*source.text) : resources::read_bytes(source.path, {}, sink);
  if (!bytes) return;
  const auto tags = read_word_draft(source.path, *bytes, reader, run);
  if (!tags) return;
  // Without tags all members would be removed: the file is not the one from which the kind was made.
  if (!tags->has_tags) {
    report_not_renewable(bundle, texts::EngineRenewNoTags.pair(source.path), run);
    return;
  }
  const base::Expected<WordTemplate> page = read_word_template(source.path, *bytes, run);
  if (!page) return;
  std::string others;  // of other files of the bundle
  bool has_workbook = false;
  for (const std::string& name : bundle.files_below(4)) {
    if (name == kWordPage || files->contains(name)) continue;
    has_workbook = has_workbook || name.ends_with(".xlsx");
    const base::Expected<std::string> text = bundle.read_bytes(name, {}, sink);
    if (text && !has_workbook) others += *text;
  }
  const auto is_used = [&](std::string_view name) {
    return has_workbook || others.find(name) != std::string::npos ||
           mentions_name(files->at("template.json").view(), name);
  };
  const DraftedData draft = draft_of(*page);
  RenewedKind renewed =
      renewed_kind(files->at("schema.json").view(), files->at("sample.json").view(), draft, page->data, is_used);
  const std::string schema = renewed.schema.indented() + "\n";
  const std::string sample = renewed.sample.indented() + "\n";
  // Errors with the sample of the draft are errors of a tag; a sample edited by people may have its own.
  check_sample(*page, draft.schema.indented(), draft.sample.indented(), SampleOf::Draft, run);
  if (watch.saw_errors()) return;
  check_sample(*page, schema, sample, SampleOf::People, run);
  for (const LostCorrection& one : renewed.lost)
    sink.report(diagnostics::messages::AdoptCorrectionReplaced, diagnostics::Origin{one.place, {}}, one.name,
                one.before);
  if (!form.title.empty() && !has_title(files->at("template.json").view(), form.title))
    sink.report(diagnostics::messages::AdoptTitleStays, diagnostics::Origin{}, bundle.root());
  guesses = std::move(renewed.names);
  const std::string folder = bundle.root() + "/";
  const base::Expected<std::string> old = bundle.read_bytes(std::string(kWordPage), {}, sink);
  // The page comes last: a new schema beside an old page reports missing members, whereas a new page with an old schema
  // only has unknown tags.
  if (!resources::write_file(folder + "schema.json", schema, sink)) return;
  if (!resources::write_file(folder + "sample.json", sample, sink)) return;
  if (old && *old != *bytes) resources::write_file(folder + std::string(kWordPage), *bytes, sink);
}

}  // namespace

NewFormCounts new_form(const std::string& name, const std::string& folder, const NewForm& form,
                       const KindLibrary& kinds, std::vector<FieldGuess>& guesses, Run& run) {
  NewFormCounts counts;
  const resources::Folder bundle = resources::Folder(folder).below(name);
  if (form.renews && is_kind_name(name) && bundle.contains("template.json")) {
    renew_kind(bundle, form, kinds.file_reader(), guesses, run);
    return counts;
  }
  // Checked before any reading: with a taken name, everything else is useless.
  if (!check_new_kind_name(name, kinds, run.sink())) return counts;
  std::optional<FieldList> list;
  std::string page;
  if (is_word_form(form.fields.path)) {
    base::Expected<std::optional<FieldList>> read =
        read_word_file(name, folder, form, kinds.file_reader(), guesses, page, run);
    // Set even after an error, for the message about the fields found.
    counts.fields = guesses.size();
    if (!read || !*read) return counts;
    list = *std::move(read);
  } else {
    base::Expected<FieldList> read = read_fields(form, kinds.file_reader(), run);
    // While the list is being typed, only the messages count.
    if (!read || form.checks_lines) return counts;
    list = *std::move(read);
  }
  put_title(form.title, list->title);
  counts.fields = list->fields.size();
  counts.untranslated = count_untranslated(*list);
  const std::string text = draft_of_list(*list, name).text();
  const base::Expected<std::string> sample = sample_of(name, text, run);
  if (!sample) return counts;
  // The folder is made in one step at the end, commit(), so an earlier error leaves nothing behind.
  resources::NewFolder target(folder, name);
  if (!target.open(run.sink())) return counts;
  if (!target.add("form.json", text, run.sink()) || !target.add("sample.json", *sample, run.sink())) return counts;
  if (!page.empty() && !target.add(std::string(kWordPage), page, run.sink())) return counts;
  target.commit(run.sink());
  return counts;
}

namespace {

/// Names the type of a file from which no form can be drafted, by its first bytes if they tell more than its name;
/// nullopt for files that may be usable. D0 CF 11 E0 begins compound files, .doc and .xls of Office 97: some of them
/// can be named more exactly.
std::optional<diagnostics::TextPair> undraftable_file(const std::string& path, std::string_view bytes) {
  const bool is_compound = bytes.starts_with("\xD0\xCF\x11\xE0");
  const auto known = is_compound ? intake::recognise_bytes(bytes) : intake::recognise_magic(bytes);
  if (known) return diagnostics::TextPair{(*known)[0], (*known)[1]};
  if (bytes.starts_with("%PDF-")) return diagnostics::TextPair(texts::EngineAPdf);
  const std::string lower = base::ascii_lowercase(path);
  const bool is_list = lower.ends_with(".txt") || lower.ends_with(".md");
  if (is_compound) return diagnostics::TextPair(texts::EngineAnOldOfficeFile);
  if (!is_list && !is_table(path) && !is_word_form(path)) return diagnostics::TextPair(texts::EngineAnotherFile);
  return std::nullopt;
}

}  // namespace

std::optional<DraftOfFile> draft_of_file(const std::string& name, const NewForm& form, intake::FileReader& reader,
                                         std::vector<FieldGuess>& guesses, Run& run) {
  const std::string& path = form.fields.path;
  const std::string_view bytes = *form.fields.text;
  // An encrypted .docx is also a compound file; its own message says to remove the password.
  if (intake::is_encrypted_package(bytes)) {
    run.sink().report(diagnostics::messages::IntakeEncrypted, diagnostics::Origin{}, path);
    return std::nullopt;
  }
  if (const auto other = undraftable_file(path, bytes)) {
    run.sink().report(diagnostics::messages::AdoptOtherFile, diagnostics::Origin{}, path, other->english,
                      other->chinese);
    return std::nullopt;
  }
  FieldList list;
  if (is_word_form(path)) {
    const auto draft = read_word_draft(path, *form.fields.text, reader, run);
    if (!draft) return std::nullopt;
    if (draft->has_tags) {
      run.sink().report(diagnostics::messages::AdoptHasTags, diagnostics::Origin{}, path);
      return std::nullopt;
    }
    const diagnostics::ErrorWatch watch(run.sink());
    list = word_fields(path, draft->form, guesses, run);
    if (watch.saw_errors()) return std::nullopt;
  } else {
    auto read = read_fields(form, reader, run);
    if (!read) return std::nullopt;
    list = *std::move(read);
  }
  // As many rows as a sheet may have: messages about the list are clearer than those about the form made from it.
  constexpr std::size_t kMostFields = 200;
  if (list.fields.size() > kMostFields) {
    run.sink().report(diagnostics::messages::AdoptTooManyFields, diagnostics::Origin{}, path, list.fields.size(),
                      kMostFields);
    return std::nullopt;
  }
  put_title(form.title, list.title);
  DraftOfFile made{draft_of_list(list, name).text(), {}};
  // A form that the program would refuse is not returned.
  if (!sample_of(name, made.text, run)) return std::nullopt;
  if (!guesses.empty()) {
    // Pointers belong to guesses; a table or list has none.
    for (const ListedPointer& one : pointers_of_list(list)) made.pointers.push_back(one.pointer);
  }
  return made;
}

}  // namespace gongwen::engine
