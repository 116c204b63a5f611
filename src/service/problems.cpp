#include "service/detail/problems.h"

#include "base/json.h"

namespace gongwen::service {

std::string problem_json(const Problem& problem) {
  base::Json json = base::Json::object();
  json.set("type", "/problems/" + std::string(problem.id)).set("title", problem.title).set("status", problem.status);
  if (!problem.reference.empty()) json.set("reference", problem.reference);
  if (!problem.report.empty()) json.set("report", base::Json::written(problem.report));
  return json.text();
}

http::Response problem_response(const Problem& problem, diagnostics::Language language) {
  http::Response response;
  response.status = problem.status;
  response.headers.push_back({"Content-Type", "application/problem+json"});
  response.headers.push_back({"Content-Language", std::string(diagnostics::language_tag(language))});
  response.body = problem_json(problem);
  return response;
}

}  // namespace gongwen::service
