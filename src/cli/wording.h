// Wording: the command's output in the reader's language: counts, files, records of a store.
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

// The result of a command as one JSON object in one line: docs/CLI.md, "Results as JSON".

class Session;

/// Prints the object, with the exit status and the messages of the report as its last members; the messages are not
/// printed elsewhere. `own_status` is the status of a command without errors. Returns the exit status.
int print_result(Session& session, base::Json result, const Report& report, int own_status = 0);

// Wording: the language of the command's output. The texts are in the catalogue: diagnostics/text.h.

struct Wording {
  Language language = Language::English;

  std::string_view operator()(const diagnostics::BilingualText& text) const { return text.in(language); }
  template <std::size_t kArguments, typename... Arguments>
  std::string operator()(const diagnostics::TextPattern<kArguments>& text, const Arguments&... arguments) const {
    return text.in(language, arguments...);
  }
};

// --version: the version in the first line, then how the program was built. Loads no library.

std::string version_text(const Wording& wording, bool with_features);
/// The version and build as one line of JSON.
std::string version_json();

/// `1 applicant`, `2 applicants`, from a noun in the plural.
std::string counted_units(std::size_t count, std::string_view plural);

/// A line with the number of warnings that are suppressed because they are confirmed; empty if absent.
std::string confirmed_text(std::size_t count, const Wording& wording);

/// Parses `zh` or `en`, also with a region: `zh_CN.UTF-8`. nullopt for others.
std::optional<Language> find_language(std::string_view name);

/// The language of the user's locale: from the first of LC_ALL, LC_MESSAGES and LANG that is set.
Language language_of_locale();

// Reports on written files.

/// One line for each file: `out/2024-02.pdf  6 pages, 480 kB`; none for the standard output. `is_blank`: the lines say
/// that they are forms without data.
std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording, bool is_blank = false);

// Texts of `gongwen store` about records and their changes, in the reader's language.

/// The rows of a preview: added records, changes field by field, and records without a row.
std::string plan_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                      const Wording& wording);
/// Only the records without a row.
std::string missing_text(const store::ImportPlan& plan, const store::StoreContents& contents, bool removes_missing,
                         const Wording& wording);
/// One line with the counts of a plan.
std::string plan_counts(const store::ImportPlan& plan, const Wording& wording);

/// For the help: the effect of each action with its own options, and the types of records.
std::string store_details(const Wording& wording);

/// The types of records by name: event, project …; in Chinese with their titles.
std::string type_names(const store::RecordTypes& types, Language language);

}  // namespace gongwen::cli
