// The part of a worker that knows forms which are being designed: reads the files of a kind, and makes of a draft,
// which comes along with the task, its messages, pages, blank files and web page. Nothing of it is kept on the machine.
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

/// What is asked about a design (TaskOptions::design).
/// The answers are read by Designer (pages) and DesignApi (programs); each question has the type of answer that is
/// named there.
inline constexpr std::string_view kDesignKinds = "kinds";      // the kinds that are made of a form.json
inline constexpr std::string_view kDesignSource = "source";    // the files of the present edition of a kind
inline constexpr std::string_view kDesignCheck = "check";      // whether the draft is a form, and how many pages it has
inline constexpr std::string_view kDesignPublish = "publish";  // the same, all files, and what is read back from them
inline constexpr std::string_view kDesignFile = "file";        // a document of made-up data, or blank
inline constexpr std::string_view kDesignWeb = "web";          // a step on the web
inline constexpr std::string_view kDesignExamples = "examples";  // of the rules of the draft, or of one of them
inline constexpr std::string_view kDesignNew = "new";            // a form drafted from a file that somebody has sent

/// The origin of a draft that was made of a file: no other files lie beside its form. No kind has this name.
inline constexpr std::string_view kNoOrigin = "-";

/// Files of a bundle as JSON: `[["form.json", "…"], ["own.html", "…"]]`.
/// Bytes that are no UTF-8, such as a picture, are `["logo.png", {"base64": "…"}]`.
using BundleTexts = std::vector<std::pair<std::string, std::string>>;
std::string bundle_json(const BundleTexts& files);
std::optional<BundleTexts> parse_bundle(std::string_view json);
inline constexpr std::string_view kFormFile = "form.json";

/// A kind whose form can be changed.
/// Only kinds made of a form.json; others are bundles with templates, which programmers write.
struct DesignKind {
  std::string kind;
  TextOfBoth title;
};
void json_members(auto& of, base::MembersOf<DesignKind> auto& one) { of("kind", one.kind)("title", one.title); }

/// The answer to kDesignKinds.
struct DesignKinds {
  std::vector<DesignKind> designed;
  std::vector<std::string> names;  // of all bundles: those that a new form cannot have
};
void json_members(auto& of, base::MembersOf<DesignKinds> auto& kinds) {
  of("designed", kinds.designed)("names", kinds.names);
}

/// The answer to kDesignSource.
struct DesignSource {
  std::string hash;     // of the definition
  std::string version;  // as the kind calls it
  std::string form;     // form.json
  std::string files;    // all files of the bundle, as bundle_json
};
void json_members(auto& of, base::MembersOf<DesignSource> auto& source) {
  of("hash", source.hash)("version", source.version)("form", source.form)("files", source.files);
}

/// A field that was found in a Word form, or a place that became none.
struct DesignGuess {
  std::string title;
  std::string pointer;  // of the field; empty: none
  std::string type;     // as in form.json
  std::string place;    // `¶14`
  std::string reason;   // FieldGuess::reason
  bool sure = false;    // otherwise somebody should look
};
void json_members(auto& of, base::MembersOf<DesignGuess> auto& guess) {
  of("title", guess.title).given("pointer", guess.pointer).given("type", guess.type)("place", guess.place);
  of.given("reason", guess.reason)("sure", guess.sure);
}

/// The answer to kDesignNew. What is wrong with the file is in the report of the task.
struct DesignOfFile {
  std::string form;  // form.json; empty: none
  std::vector<DesignGuess> guesses;
};
void json_members(auto& of, base::MembersOf<DesignOfFile> auto& made) {
  of("form", made.form).given("guesses", made.guesses);
}

/// A value of made-up data as somebody would type it.
struct ExampleValue {
  std::string pointer;             // of the value; that of a list stands for its number of rows
  std::vector<std::string> texts;  // empty: it is not filled in
  std::uint64_t rows = 0;
  bool is_list = false;
};
void json_members(auto& of, base::MembersOf<ExampleValue> auto& value) {
  of("pointer", value.pointer).given("texts", value.texts).given("rows", value.rows).given("list", value.is_list);
}

/// An example that a rule of the draft accepts and one that it refuses, reduced to the values that the rule is about.
struct DesignExample {
  // Of the rule in the form that was asked about.
  std::uint64_t rule = 0;  // index
  bool accepts = false;    // whether data were found that it accepts
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
/// Rules of a draft for which examples are looked for at once. Each takes milliseconds, or tries in vain for longer.
inline constexpr std::size_t kMostExamples = 60;

/// Whether something could be made of the draft, for the checks before it is published.
struct DesignTrial {
  std::string what;  // `page`, `fits`, `workbook`, `fillable`
  // For `fillable`: the format, `pdf` or `xlsx`.
  std::string size;  // `minimal`, `typical`, `longest`
  bool ok = false;
};
void json_members(auto& of, base::MembersOf<DesignTrial> auto& trial) {
  of("what", trial.what)("size", trial.size)("ok", trial.ok);
}

/// The answer to kDesignCheck and kDesignPublish. What is wrong with the form is in the report of the task.
struct DesignCheck {
  // Errors of single values do not matter here: data are made up.
  bool ok = false;          // a document can be made
  std::uint64_t pages = 0;  // of typical data
  std::string hash;         // of the definition
  std::string version;      // as the form calls it
  std::string edition;      // Engine::edition, for kDesignPublish
  std::string files;        // of the bundle that it becomes, as bundle_json
  std::vector<DesignTrial> trials;
};
void json_members(auto& of, base::MembersOf<DesignCheck> auto& check) {
  of("ok", check.ok)("pages", check.pages)("hash", check.hash)("version", check.version);
  of.given("edition", check.edition).given("files", check.files).given("trials", check.trials);
}

/// The files of a kind that is made of a form.json, as bundle_json; empty for others.
std::string source_of_form(const EngineOptions& options, const std::string& kind);

/// A task of Operation::Design. `Outcome::NotOffered` for a kind that is not made of a form.json; `BadData`, with the
/// name `guarded`, if the draft has expressions or own rows that the present edition has not.
/// Until the deadline of `render`.
/// `NoSuchPage` for a picture of a page that the document does not have.
TaskAnswer answer_design(const Task& task, WorkerMemory& memory, const RenderOptions& render);

}  // namespace gongwen::service
