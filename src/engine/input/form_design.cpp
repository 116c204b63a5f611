#include "engine/input/form_design.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/run.h"
#include "engine/input/detail/new_form.h"
#include "engine/input/detail/rule_examples.h"
#include "engine/kinds/detail/form/field_words.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "engine/kinds/detail/form/form_examples.h"
#include "engine/kinds/detail/form/form_file.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/file_reader.h"

#include <algorithm>
#include <array>

namespace gongwen::engine {
namespace {

// Rows of lists in typical data, and in the longest.
constexpr std::size_t kRows = 2;
constexpr std::size_t kManyRows = 6;
/// Longer texts would not show anything more.
constexpr std::int64_t kLongestText = 400;

/// A text repeated until the field is full.
std::string full_text(const FormField& field, std::string_view pattern) {
  const auto most = static_cast<std::size_t>(std::min(field.number("max").value_or(kLongestText), kLongestText));
  std::string text;
  // A pattern may end in the middle: the last characters are cut.
  while (base::count_code_points(text) < most) text += pattern;
  return std::string(base::first_code_points(text, most));
}

// A pattern by the author would refuse the text; choices and formats have their own values.
bool holds_long_text(const FormField& field) {
  if (!field.options.empty() || field.value.find("pattern")) return false;
  return field.type == FormFieldType::Text || field.type == FormFieldType::Name || field.type == FormFieldType::Long ||
         field.type == FormFieldType::Organisation;
}

void make_longest(const FormFile& form, ExampleData& data) {
  for (const FormField& field : form.fields) {
    const std::size_t star = field.pointer.find("/*/");
    if (!holds_long_text(field)) continue;
    const std::string text =
        base::json_string(full_text(field, field.text("lang") == "en" ? "longest sample text " : "最长的示例文字"));
    // Fields of the form, and below those of each row that the data have.
    if (star == std::string::npos) {
      data.set(field.pointer, text);
      continue;
    }
    const std::string list = field.pointer.substr(0, star);
    for (std::size_t row = 0; row < data.rows_of(list); ++row) {
      data.set(list + '/' + std::to_string(row) + field.pointer.substr(star + 2), text);
    }
  }
}

void make_minimal(const FormFile& form, ExampleData& data) {
  for (const FormField& field : form.fields) {
    if (field.type == FormFieldType::List) {
      data.set_rows(field.pointer, static_cast<std::size_t>(field.value.find("rows")->at(0).integer()));
    } else if (!field.must && !field.must_if_shown && field.pointer.find("/*/") == std::string::npos) {
      // Keeps fields that are required only if shown, since their conditions may be met.
      data.set(field.pointer, std::nullopt);
    }
  }
}

}  // namespace

std::optional<std::string> example_of_form(std::string_view kind, std::string_view form, ExampleSize size) {
  Run run;
  auto files = std::make_shared<resources::FilesInMemory>();
  (*files)["form.json"] = form;
  // Files beside the form do not affect its fields. The form may name macros of own.html, which read_form_file() would
  // miss.
  (*files)[std::string(kOwnRows)] = "";
  const BundleFiles bundle(resources::Folder(std::move(files), std::string(kind)));
  const auto read = read_form_file(bundle, kind, run.sources(), run.documents(), run.sink());
  if (!read) return std::nullopt;
  ExampleData data(*read, size == ExampleSize::Longest ? kManyRows : kRows);
  if (size == ExampleSize::Longest) make_longest(*read, data);
  if (size == ExampleSize::Minimal) make_minimal(*read, data);
  return data.json();
}

// A separate run, since the report is returned with the draft.
FormOfFile form_of_file(const std::string& kind, const MemoryFile& file, const std::string& title,
                        const std::string& libexec_folder) {
  Run run;
  NewForm form;
  form.fields.path = file.path;
  form.fields.text = file.bytes;
  form.title = title;
  intake::FileReader reader(libexec_folder);
  FormOfFile made;
  if (auto draft = draft_of_file(kind, form, reader, made.guesses, run)) {
    made.form = std::move(draft->text);
    made.pointers = std::move(draft->pointers);
  }
  made.report = std::move(run).report();
  return made;
}

std::optional<diagnostics::BilingualText> words_of_guess(std::string_view reason) {
  struct ReasonWords {
    std::string_view name;
    diagnostics::BilingualText words;
  };
  constexpr std::array<ReasonWords, 19> kReasons{{{"cell-beside", texts::EngineGuessCellBeside},
                                                  {"cell-below", texts::EngineGuessCellBelow},
                                                  {"empty-rows", texts::EngineGuessEmptyRows},
                                                  {"boxes", texts::EngineGuessBoxes},
                                                  {"blank", texts::EngineGuessBlank},
                                                  {"date-blank", texts::EngineGuessDateBlank},
                                                  {"room", texts::EngineGuessRoom},
                                                  {"signature", texts::EngineGuessSignature},
                                                  {"control", texts::EngineGuessControl},
                                                  {"legacy-field", texts::EngineGuessLegacyField},
                                                  {"tag", texts::EngineGuessTag},
                                                  {"tag-new", texts::EngineGuessTagNew},
                                                  {"tag-retyped", texts::EngineGuessTagRetyped},
                                                  {"tag-own", texts::EngineGuessTagOwn},
                                                  {"tag-replaced", texts::EngineGuessTagReplaced},
                                                  {"tag-gone", texts::EngineGuessTagGone},
                                                  {"tag-unused", texts::EngineGuessTagUnused},
                                                  {"no-place", texts::EngineGuessNoPlace},
                                                  {kOnlyWords, texts::EngineGuessOnlyWords}}};
  const auto found =
      std::find_if(kReasons.begin(), kReasons.end(), [&](const auto& one) { return one.name == reason; });
  return found == kReasons.end() ? std::nullopt : std::optional(found->words);
}

std::string words_of_type(std::string_view type, std::string_view reason, diagnostics::Language language) {
  if (reason == "boxes" && type == "text") return std::string(texts::EngineOneChoice.in(language));
  if (reason == "boxes" && type == "texts") return std::string(texts::EngineSeveralChoices.in(language));
  return std::string(type_in_words(type).in(language));
}

std::vector<RuleExamples> examples_of_rules(const EngineOptions& options, const std::string& name) {
  KindLibrary kinds(complete_options(options));
  const auto kind = kinds.get(name);
  // Kinds that were not made from a form.json have no rules in words.
  if (!kind || !kind->usable || !kind->files.made()) return {};
  Run run;
  const auto form = read_form_file(kind->files, name, run.sources(), run.documents(), run.sink());
  if (!form) return {};
  std::vector<RuleExamples> all;
  for (const FoundExamples& found : find_rule_examples(*kind, *form)) {
    if (!found.index) continue;
    all.push_back({*found.index, found.pointers, found.accepted ? found.accepted->json() : std::string(),
                   found.refused ? found.refused->json() : std::string()});
  }
  return all;
}

bool is_name_of_kind(std::string_view name) { return is_kind_name(name); }

std::string name_of_new_field(std::string_view english_title) {
  std::string name = name_of_title(english_title);
  return name.empty() ? "field" : name;
}

}  // namespace gongwen::engine
