// The page at `/`, for people who open the address of the service: it links to the parts of the service and tells
// strangers nothing that they should not know.
#pragma once

#include "diagnostics/text.h"
#include "service/http/message.h"

namespace gongwen::service {

/// The parts of the service that have addresses of their own.
struct IndexParts {
  bool has_office = false;
  bool has_forms = false;  // for applicants
  bool has_site = false;   // a published site
  bool has_mail = false;   // applicants get mail with links to their forms
};

/// Returns the page, always with status 200; like all pages, it is not cached.
http::Response index_response(const IndexParts& parts, diagnostics::Language language);

/// The style sheet of the small pages, for GET and HEAD, with its ETag.
http::Response page_style_response(const http::RequestHead& head);

}  // namespace gongwen::service
