// The description of the interface for programs (OpenAPI 3.1). It is made from the table of routes, so it cannot differ
// from the actual answers.
#pragma once

#include <string>

namespace gongwen::service {

/// Returns the document as JSON in one line. It does not describe pages for people.
std::string open_api_json();

}  // namespace gongwen::service
