// Problems: what a client is answered when it does not get what it asked for (RFC 9457), in its language.
#pragma once

#include "diagnostics/text.h"
#include "http/message.h"

#include <string>
#include <string_view>

namespace gongwen::service {

struct Problem {
  unsigned status = 500;
  std::string_view id;       // the end of its type: `invalid-data`
  std::string title;         // a sentence
  std::string report = {};   // JSON of the engine's messages, which becomes the member `report`
  std::string reference = {};  // what an operator finds in the log
};

/// `{"type":"/problems/invalid-data","title":…,"status":422,"report":{…}}`
std::string problem_json(const Problem& problem);

http::Response problem_response(const Problem& problem, diagnostics::Language language);

}  // namespace gongwen::service
