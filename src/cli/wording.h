// What the command says in the reader's language: the language itself, numbers of things, files, records of a store.
#pragma once

#include "base/json.h"
#include "diagnostics/text.h"
#include "gongwen/engine.h"
#include "gongwen/report.h"
#include "store/changes.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::cli {

// What a command did, as one JSON object in one line, for programs: docs/CLI.md, "Results as JSON".

class Session;

/// Prints the object, with the exit status and the messages of the report after its members; the messages are in it and
/// nowhere else. `own_status` is that of a command that has one without errors. Returns: the exit status.
int print_result(Session& session, base::Json result, const Report& report, int own_status = 0);

// Wording: the language in which the command speaks. The texts are in the catalogue: diagnostics/text.h.

struct Wording {
  Language language = Language::English;

  std::string_view operator()(const diagnostics::BilingualText& text) const { return text.in(language); }
  template <std::size_t kArguments, typename... Arguments>
  std::string operator()(const diagnostics::TextPattern<kArguments>& text, const Arguments&... arguments) const {
    return text.in(language, arguments...);
  }
};

// --version: the version in the first line, and how the program was built. No library is loaded for it.

std::string version_text(const Wording& wording, bool with_features);
/// In one line.
std::string version_json();

/// `1 applicant`, `2 applicants`: of a noun that is given in the plural.
std::string counted_units(std::size_t count, std::string_view plural);

/// How many warnings were not reported, because they are confirmed, as a line; empty if there are none.
std::string confirmed_text(std::size_t count, const Wording& wording);

/// `zh` or `en`, also with a region: `zh_CN.UTF-8`. Nothing for others.
std::optional<Language> find_language(std::string_view name);

/// The language of the user's locale: the first of LC_ALL, LC_MESSAGES and LANG that is set.
Language language_of_locale();

// What a command reports about the files that it wrote.

/// One line for each file: `out/2024-02.pdf  6 pages, 480 kB`; none for the standard output. `is_blank`: they are forms
/// without data, which the lines say.
std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording, bool is_blank = false);

// What `gongwen store` says of records and of changes to them, in the reader's language.

/// The rows of a preview: what is added, changed field by field, and what has no row any more.
std::string plan_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                      const Wording& wording);
/// The last of these alone.
std::string missing_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                         const Wording& wording);
/// One line with the counts of a plan.
std::string plan_counts(const store::ImportPlan& plan, const Wording& wording);

/// What each action does, with its own options, and the types of records: for the help.
std::string store_details(const Wording& wording);

/// The types of records by name: event, project …; in Chinese with their titles.
std::string type_names(const store::RecordTypes& types, Language language);

}  // namespace gongwen::cli
