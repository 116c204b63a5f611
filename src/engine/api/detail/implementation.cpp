#include "engine/api/detail/implementation.h"

#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/printer.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/manifest.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/returned/detail/read_form.h"
#include "engine/returned/detail/shown_form.h"
#include "engine/runs/kind_run.h"
#include "engine/webform/page.h"
#include "engine/webform/posted.h"

namespace gongwen {

// The calls of Engine for forms on web pages. Each reads the input, reports refusals in the applicant's words, and
// leaves the rules of the data to the same steps as for returned files.

namespace {

using engine::KindRun;

/// Returns the form of a kind in a language; null, after a report, for a kind without one.
std::shared_ptr<const webform::WebForm> web_form_of(KindRun& steps, Language language) {
  if (!steps.usable()) return nullptr;
  auto form = engine::web_form(steps.shared_kind(), language);
  if (!form) steps.run().sink().report(diagnostics::messages::EngineNoForm, diagnostics::Origin{}, steps.name());
  return form;
}

/// The title in the language, or in the other one if only that exists.
std::string title_of(const KindInfo& info, Language language) {
  return MessageText{info.title_en, info.title_zh}.in(language);
}

Report finished(KindRun& steps) { return std::move(steps.run()).report(); }

/// The parts of the original data that the page has no controls for, such as lists in texts; empty if the data cannot
/// be read. They are found as the difference between the data and its shown part. The run is separate, since its
/// reports do not matter here.
std::string given_of(const webform::WebForm& form, const DataSource& original, KindRun& steps) {
  engine::Run quiet(steps.shared_kind());
  const auto data = engine::parse_data(original, steps.kind(), {}, quiet);
  if (!data) return {};
  const webform::PostedForm shown = webform::read_posted(form, webform::typed_values(form, data->root()));
  return engine::given_data(shown.file.fields, steps.kind(), *data);
}

}  // namespace

TextResult Engine::form(std::string_view kind, Language language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (const auto form = web_form_of(steps, language)) {
    const KindInfo& info = steps.kind().manifest->info;
    base::Json json = base::Json::object();
    json.set("kind", info.name).set("title", title_of(info, language)).set("version", info.version);
    json.append(webform::to_json(*form));
    result.text = json.text() + "\n";
  }
  result.report = finished(steps);
  return result;
}

TextResult Engine::form_page(std::string_view kind, const FormPageInput& input) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (const auto form = web_form_of(steps, input.language)) {
    const std::string title = title_of(steps.kind().manifest->info, input.language);
    auto page = webform::make_page({*form, title}, input, steps.run().sink());
    if (page) result.text = *std::move(page);
  }
  result.report = finished(steps);
  return result;
}

FormReading Engine::read_form(std::string_view kind, const TypedValues& values, Language language,
                              const RenderOptions& options, const DataSource* original) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  FormReading reading;
  const auto form = web_form_of(steps, language);
  // Messages say "web form" instead of the name of a returned file.
  const std::string name(texts::EngineWebForm.in(language));
  webform::PostedForm posted = form ? webform::read_posted(*form, values) : webform::PostedForm();
  webform::report_refused(posted, name, steps.run().sink());
  // Refused values are never judged by the rules of the data.
  if (!form || !posted.refused.empty() || posted.is_too_much || !posted.faults.empty()) {
    if (form) reading.messages = webform::messages_of_faults(*form, posted);
    reading.refused = std::move(posted.refused);
    reading.report = finished(steps);
    // A request that is refused as a whole has no message at a field: the messages of the report are used then.
    if (reading.messages.empty()) reading.messages = form_messages(reading.report, language);
    return reading;
  }
  // The form is judged like a returned file that was filled in by the program's own page: stamped with kind and
  // version.
  if (original != nullptr) posted.file.given = given_of(*form, *original, steps);
  // A web form has no stamp of its own; it is always the current edition of the requested kind.
  posted.file.stamp.kind = steps.name();
  posted.file.stamp.edition = steps.kind().manifest->info.version;
  engine::FormOptions how;
  how.kind = std::string(kind);
  how.check = true;
  how.is_posted = true;
  how.shown = name;
  how.render = options;
  engine::ReadForm read = engine::read_posted_form(std::move(posted.file), how, implementation_->kinds);
  reading.json = std::move(read.json);
  reading.report = std::move(*read.run).report();
  reading.ok = reading.report.ok();
  reading.messages = form_messages(reading.report, language);
  return reading;
}

TypedValues Engine::form_values(std::string_view kind, const DataSource& data) const {
  // Labels do not matter for values, so any language will do.
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  const auto form = web_form_of(steps, Language::Chinese);
  if (!form) return {};
  const auto read = engine::parse_data(data, steps.kind(), {}, steps.run());
  return read ? webform::typed_values(*form, read->root()) : TypedValues();
}

}  // namespace gongwen
