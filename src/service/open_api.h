// The description of the interface for programs (OpenAPI 3.1). It is made of the table of routes, so that it cannot say
// anything else than what is answered.
#pragma once

#include <string>

namespace gongwen::service {

/// Returns the document as JSON in one line. Pages for people are not in it.
std::string open_api_json();

}  // namespace gongwen::service
