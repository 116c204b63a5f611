// The page at `/`, for people who open the address of the service: what is where. It says nothing that a stranger may
// not know.
#pragma once

#include "diagnostics/text.h"
#include "service/http/message.h"

namespace gongwen::service {

/// The parts of the service that have addresses of their own.
struct IndexParts {
  bool has_office = false;
  bool has_forms = false;  // for applicants
  bool has_site = false;   // a published site
  bool has_mail = false;   // applicants get links to their forms
};

/// 200 in any case; not cached, as all pages.
http::Response index_response(const IndexParts& parts, diagnostics::Language language);

/// The style sheet of the small pages, for GET and HEAD, with its ETag.
http::Response page_style_response(const http::RequestHead& head);

}  // namespace gongwen::service
