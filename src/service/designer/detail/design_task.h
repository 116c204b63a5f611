// What a worker does for forms that are being designed: it reads the files of a kind, and makes messages, pages, blank
// files and a web page from the draft that comes with the task. Nothing of the draft is stored on the machine.
#pragma once

#include "base/json_members.h"
#include "service/detail/described_form.h"
#include "service/detail/task.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen {
struct EngineOptions;
struct RenderOptions;
}  // namespace gongwen

namespace gongwen::service {

struct WorkerMemory;

/// The questions about a design (TaskOptions::design). Designer (for pages) and
/// DesignApi (for programs) read the answers; the type of each answer is named at its
/// struct below.
inline constexpr std::string_view kDesignKinds = "kinds";      // kinds whose form is a form.json
inline constexpr std::string_view kDesignSource = "source";    // the files of the edition in use
inline constexpr std::string_view kDesignCheck = "check";      // whether the draft is a valid form; its number of pages
inline constexpr std::string_view kDesignPublish = "publish";  // the same, plus all files and the values read back
inline constexpr std::string_view kDesignFile = "file";        // a document with made-up data, or a blank one
inline constexpr std::string_view kDesignWeb = "web";          // a step of the form on the web
inline constexpr std::string_view kDesignExamples = "examples";  // examples for all rules of the draft, or for one
inline constexpr std::string_view kDesignNew = "new";            // a form drafted from an uploaded file

/// Origin of a draft that was made from an uploaded file: no other files lie beside its form. No kind has this name.
inline constexpr std::string_view kNoOrigin = "-";

/// Files of a bundle as JSON: `[["form.json", "…"], ["own.html", "…"]]`. Content that is not UTF-8, such as a picture,
/// is written as `["logo.png", {"base64": "…"}]`.
using BundleTexts = std::vector<std::pair<std::string, std::string>>;
std::string bundle_json(const BundleTexts& files);
std::optional<BundleTexts> parse_bundle(std::string_view json);
inline constexpr std::string_view kFormFile = "form.json";

/// A kind whose form can be changed. Only kinds that have a form.json are listed; the others are bundles with
/// templates, which programmers write.
struct DesignKind {
  std::string kind;
  TextOfBoth title;
};
void json_members(auto& of, base::MembersOf<DesignKind> auto& one) { of("kind", one.kind)("title", one.title); }

/// The answer to kDesignKinds.
struct DesignKinds {
  std::vector<DesignKind> designed;
  std::vector<std::string> names;  // names of all bundles, which a new form cannot take
};
void json_members(auto& of, base::MembersOf<DesignKinds> auto& kinds) {
  of("designed", kinds.designed)("names", kinds.names);
}

/// The answer to kDesignSource.
struct DesignSource {
  std::string hash;     // hash of the definition
  std::string version;  // version as the kind states it
  std::string form;     // text of form.json
  std::string files;    // all files of the bundle, as bundle_json
};
void json_members(auto& of, base::MembersOf<DesignSource> auto& source) {
  of("hash", source.hash)("version", source.version)("form", source.form)("files", source.files);
}

/// A field that was found in a Word form, or a place for which no field was made.
struct DesignGuess {
  std::string title;
  std::string pointer;  // pointer of the field; empty if none was made
  std::string type;     // as in form.json
  std::string place;    // `¶14`
  std::string reason;   // FieldGuess::reason
  bool sure = false;    // if false, a person should check it
};
void json_members(auto& of, base::MembersOf<DesignGuess> auto& guess) {
  of("title", guess.title).given("pointer", guess.pointer).given("type", guess.type)("place", guess.place);
  of.given("reason", guess.reason)("sure", guess.sure);
}

/// The answer to kDesignNew. The report of the task says what is wrong with the file.
struct DesignOfFile {
  std::string form;  // text of form.json; empty if none could be drafted
  std::vector<DesignGuess> guesses;
};
void json_members(auto& of, base::MembersOf<DesignOfFile> auto& made) {
  of("form", made.form).given("guesses", made.guesses);
}

/// A made-up value, written as an applicant would type it.
struct ExampleValue {
  std::string pointer;             // pointer of the value; for a list, `texts` has its number of rows
  std::vector<std::string> texts;  // empty: not filled in
  std::uint64_t rows = 0;
  bool is_list = false;
};
void json_members(auto& of, base::MembersOf<ExampleValue> auto& value) {
  of("pointer", value.pointer).given("texts", value.texts).given("rows", value.rows).given("list", value.is_list);
}

/// An example that a rule of the draft accepts and one that it refuses, reduced to the values that the rule is about.
struct DesignExample {
  // Counts the rules of the form that was asked about.
  std::uint64_t rule = 0;  // index of the rule
  bool accepts = false;    // whether data that the rule accepts were found
  bool refuses = false;
  std::vector<ExampleValue> accepted;
  std::vector<ExampleValue> refused;
};
void json_members(auto& of, base::MembersOf<DesignExample> auto& example) {
  of("rule", example.rule)("accepts", example.accepts)("refuses", example.refuses);
  of.given("accepted", example.accepted).given("refused", example.refused);
}

/// The answer to kDesignExamples.
struct DesignExamples {
  std::vector<DesignExample> rules;
};
void json_members(auto& of, base::MembersOf<DesignExamples> auto& examples) { of("rules", examples.rules); }
/// The most rules of a draft for which one task looks for examples. A rule takes milliseconds, or longer if the search
/// is in vain.
inline constexpr std::size_t kMostExamples = 60;

/// Whether one of the files could be made from the draft; a check before publishing.
struct DesignTrial {
  std::string what;  // `page`, `fits`, `workbook`, `fillable`
  // For `fillable`: the format, `pdf` or `xlsx`.
  std::string size;  // `minimal`, `typical`, `longest`
  bool ok = false;
};
void json_members(auto& of, base::MembersOf<DesignTrial> auto& trial) {
  of("what", trial.what)("size", trial.size)("ok", trial.ok);
}

/// The answer to kDesignCheck and kDesignPublish. The report of the task says what is wrong with the form.
struct DesignCheck {
  // Errors of single values do not matter here, since the data are made up.
  bool ok = false;          // a document can be made
  std::uint64_t pages = 0;  // number of pages with typical data
  std::string hash;         // hash of the definition
  std::string version;      // version as the form states it
  std::string edition;      // Engine::edition, for kDesignPublish
  std::string files;        // files of the resulting bundle, as bundle_json
  std::vector<DesignTrial> trials;
};
void json_members(auto& of, base::MembersOf<DesignCheck> auto& check) {
  of("ok", check.ok)("pages", check.pages)("hash", check.hash)("version", check.version);
  of.given("edition", check.edition).given("files", check.files).given("trials", check.trials);
}

/// Returns the files of a kind that has a form.json, as bundle_json; empty for other kinds.
std::string source_of_form(const EngineOptions& options, const std::string& kind);

/// Answers a task of Operation::Design, within the deadline of `render`. Fails with `Outcome::NotOffered` for a
/// kind without a form.json; with `BadData` and the name `guarded` if the draft has expressions or own rows
/// that the edition in use does not have; with `NoSuchPage` for a picture of a page that the document does not
/// have.
TaskAnswer answer_design(const Task& task, WorkerMemory& memory, const RenderOptions& render);

}  // namespace gongwen::service
