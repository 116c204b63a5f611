#include "service/detail/answers.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "templating/eval_request.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kPage =
#include "service_page.inc"
    ;

base::Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view first,
                      std::string_view second) {
  base::Json list = base::Json::list();
  for (const auto& [one, other] : pairs) {
    base::Json json = base::Json::object();
    json.set(first, one).set(second, other);
    list.add(std::move(json));
  }
  return list;
}

base::Json inputs_json(const HtmlPage& page) {
  base::Json list = base::Json::list();
  for (const HtmlInput& input : page.inputs) {
    base::Json json = base::Json::object();
    json.set("id", input.name).set("label", input.label).set("value", input.value).set("fault", input.fault);
    list.add(std::move(json));
  }
  return list;
}

base::Json files_json(const HtmlPage& page) {
  base::Json list = base::Json::list();
  for (const HtmlFile& file : page.files) {
    base::Json json = base::Json::object();
    json.set("id", file.name).set("label", file.label).set("hint", file.hint).set("accept", file.accept);
    list.add(std::move(json.set("fault", file.fault)));
  }
  return list;
}

}  // namespace

std::string problem_json(const Problem& problem) {
  base::Json json = http::problem_object(problem.status, problem.id, problem.title, problem.detail);
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

std::string write_page(const HtmlPage& page) {
  base::Json context = base::Json::object();
  context.set("lang", diagnostics::language_tag(page.language)).set("title", page.title);
  context.set("script", page.has_script);
  context.set("paragraphs", base::Json::list_of(page.paragraphs));
  context.set("facts", pairs_json(page.facts, "name", "value"));
  context.set("links", pairs_json(page.links, "address", "label"));
  context.set("pictures", pairs_json(page.pictures, "address", "label"));
  context.set("action", page.action).set("hidden", pairs_json(page.hidden, "name", "value"));
  context.set("inputs", inputs_json(page))
      .set("files", files_json(page))
      .set("checks", pairs_json(page.checks, "id", "label"));
  const auto is_faulty = [](const auto& input) {
    return !input.fault.empty();
  };
  const bool has_fault = std::any_of(page.inputs.begin(), page.inputs.end(), is_faulty) ||
                         std::any_of(page.files.begin(), page.files.end(), is_faulty);
  context.set("error", has_fault ? texts::WebformError.in(page.language) : std::string_view());
  context.set("other_language", page.other_language);
  context.set("buttons", pairs_json(page.buttons, "name", "label"));
  return templating::expand_page("<page>", kPage, std::move(context)).value_or(std::string());
}

}  // namespace gongwen::service
