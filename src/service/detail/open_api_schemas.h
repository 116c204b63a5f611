// Schemas and examples, as JSON, of the bodies and answers in the OpenAPI document.
#pragma once

#include <string_view>

namespace gongwen::service {

/// Examples by operationId. `request` is a JSON body, `lines` a body of JSON Lines, `forms` the parts of returned
/// forms, `file` the address at which the service itself has an example of the body, `query` the parameters to send
/// with it, `answer` a typical answer. tests/service/test_open_api.py sends each of them, and checks all answers
/// against the document.
extern const std::string_view kOpenApiExamples;

/// The member `schemas` of the components: the members of answers that programs may rely on. Reports of the engine are
/// described in docs/CLI.md.
extern const std::string_view kOpenApiSchemas;

}  // namespace gongwen::service
