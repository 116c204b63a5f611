// Word files with tags, `{{ name }}`: a kind whose page is the file itself, with a schema and made-up data that follow
// from its tags.
#pragma once

#include "base/json.h"
#include "engine/core/run.h"
#include "engine/input/detail/renewed_kind.h"
#include "gongwen/engine.h"
#include "resources/folder.h"
#include "templating/template_set.h"
#include "templating/used_data.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

/// A Word file with tags, as the page that a kind makes from it.
struct WordTemplate {
  templating::UsedValue data;
  std::optional<templating::TemplateSet> templates;
};

/// Checks all tags of the file. Reports: adopt/*, templating/*, at the paragraphs of `path`.
base::Expected<WordTemplate> read_word_template(const std::string& path, const std::string& bytes, Run& run);

/// The schema of a value; of the root, the schema itself.
base::Json schema_of_used(const templating::UsedValue& value, const std::string& name);
/// Made-up data: each text is the name of its member, 【name】, so that the author sees where on the page it is
/// printed.
base::Json sample_of_used(const templating::UsedValue& value, const std::string& name);
/// Whether data must have the member. Other members have a default, or the template tests whether they exist, or reads
/// them only in some cases.
bool is_required(const templating::UsedValue& member);
/// `number`: the type, as in lists of fields.
std::string type_of_used(const templating::UsedValue& value);

/// The schema and sample derived from the tags of a page.
DraftedData draft_of(const WordTemplate& page);

enum class SampleOf : bool { Draft, People };

/// Reports if the schema refuses the sample, or if the sample does not fit the page, as with `{{ a[7] }}`. Only with
/// the sample of a draft is a printed list or object an error of its tag. Reports: adopt/sample-refused,
/// adopt/sample-misfit, templating/prints-*.
void check_sample(const WordTemplate& page, const std::string& schema, const std::string& sample, SampleOf sample_of,
                  Run& run);

/// The bundle: the file itself, template.json, schema and sample. `guesses` receives the names. Reports: those of
/// check_sample.
resources::FilesInMemory bundle_of_word_template(const std::string& name, const WordTemplate& page,
                                                 const std::string& bytes, const std::string& title,
                                                 std::vector<FieldGuess>& guesses, Run& run);

}  // namespace gongwen::engine
