// For those who design forms: made-up data for pictures and checks, and names of new fields.
#pragma once

#include "diagnostics/text.h"
#include "gongwen/engine.h"
#include "gongwen/memory_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

enum class ExampleSize : std::uint8_t {
  Minimal,  // the required fields
  Typical,
  Longest  // each field as long as it can reasonably be
};

/// Returns data as it would be filled into the form of a form.json, as JSON; nullopt if the form is faulty. The same
/// form gives the same data. The data fits the fields, but may break the rules of the form.
std::optional<std::string> example_of_form(std::string_view kind, std::string_view form, ExampleSize size);

/// A form that was drafted from a file.
struct FormOfFile {
  std::string form;                   // form.json; empty after an error
  std::vector<FieldGuess> guesses;    // found in a Word form; places that became no field have no type
  std::vector<std::string> pointers;  // of the first guesses, which are the fields, in their order
  Report report;
};

/// Drafts a form of a plain Word form (.docx), of a table (.xlsx, .csv) or of a text with a line for each field (.txt,
/// .md), by the name of the file. The file may come from strangers, so the program `gongwen-reader` in `libexec_folder`
/// (EngineOptions) reads it. `title` replaces that of the file: `报名表 = registration`. Reports: adopt/*,
/// engine/list-*, intake/*.
FormOfFile form_of_file(const std::string& kind, const MemoryFile& file, const std::string& title,
                        const std::string& libexec_folder);

/// Describes the evidence for a guess (FieldGuess::reason); nullopt for an unknown reason.
std::optional<diagnostics::BilingualText> words_of_guess(std::string_view reason);
/// A type of form.json in words, such as 日期; of a field with boxes to tick (FieldGuess::reason) 单选 or 多选. The
/// type itself if it has none.
std::string words_of_type(std::string_view type, std::string_view reason, diagnostics::Language language);
/// The reason for words of a form that belong to no field, such as notes below it.
inline constexpr std::string_view kOnlyWords = "words";
/// A person should check guesses whose confidence is below this.
inline constexpr double kSureGuess = 0.7;

/// Data that a rule of a form accepts, and data that it refuses: complete, as JSON; empty if none was found.
struct RuleExamples {
  std::size_t rule = 0;               // its index in form.json; a rule there may become several of the manifest
  std::vector<std::string> pointers;  // of the values that the rule reads; that of a list stands for its number of rows
  std::string accepted;
  std::string refused;
};
/// Finds examples for each rule of a kind whose bundle is a form.json. Returns none for other kinds, and for forms with
/// errors.
std::vector<RuleExamples> examples_of_rules(const EngineOptions& options, const std::string& kind);

/// Whether a kind can have the name: `second-visit`. Another kind may have it.
bool is_name_of_kind(std::string_view name);

/// The name of a new field, which is its pointer without `/`: `mobile_number` for `Mobile number`, as in forms that are
/// made from lists of fields; `field` for a title without Latin letters. Other fields may have it.
std::string name_of_new_field(std::string_view english_title);

}  // namespace gongwen::engine
