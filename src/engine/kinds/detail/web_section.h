// The section `web` of template.json: what a bundle says of its form on web pages.
#pragma once

#include "engine/kinds/detail/manifest.h"
#include "schema/schema.h"
#include "webform/web_form.h"

namespace gongwen::engine {

/// What the section says; without one, all fields in one step.
webform::WebPlan web_plan_of(const Manifest& manifest);

/// Whether pointers lead to fields, each field is in one step, and whatever must be filled in can be.
/// Reports: engine/strange-pointer, engine/web-field-twice, engine/web-left-out, engine/web-attachment-twice.
void check_web(const Manifest& manifest, const schema::Schema& schema, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
