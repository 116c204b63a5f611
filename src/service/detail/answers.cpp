// Problems and pages. The page is a template that is compiled into the program and expanded with escaping by default;
// the policy of its headers allows nothing from other sites, so markup that was not escaped could still neither load
// nor run anything.
#include "service/detail/answers.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "templating/built_in_page.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kPage =
#include "service_page.inc"
    ;

}  // namespace

// Members are in reading order: the problem, the reference to give, errors, the whole report.
std::string problem_json(const Problem& problem) {
  base::Json json = http::problem_object(problem.status, problem.id, problem.title, problem.detail);
  if (!problem.reference.empty()) json.set("reference", problem.reference);
  if (!problem.errors.empty()) json.set("errors", base::Json::written(problem.errors));
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
  static const templating::BuiltInPage kCompiled("<page>", kPage);
  // A page with a faulty field says so in its title, which screen readers read first (WCAG 2.2, 3.3.1).
  const auto is_faulty = [](const auto& input) {
    return !input.fault.empty();
  };
  const bool has_fault = std::any_of(page.inputs.begin(), page.inputs.end(), is_faulty) ||
                         std::any_of(page.files.begin(), page.files.end(), is_faulty);
  // `error` stands before the title: `错误：…`.
  base::Json context = base::to_json(page);
  context.set("error", has_fault ? texts::WebformError.in(page.language) : std::string_view());
  return kCompiled.expand(std::move(context)).value_or(std::string());
}

// Also used for pages that a worker has made: their HTML gets the same policy.
http::Response html_response(unsigned status, diagnostics::Language language, std::string html, bool has_script) {
  http::Response response;
  response.status = status;
  response.headers = {
      {"Content-Type", "text/html; charset=utf-8"},
      {"Content-Language", std::string(diagnostics::language_tag(language))},
      // No inline script or style, no frames, no other base: texts of users cannot become code. `data:` is for small
      // pictures in the style.
      {"Content-Security-Policy",
       fmt::format("default-src 'none'; style-src 'self'; {}img-src 'self' data:; form-action 'self'; base-uri 'none'; "
                   "frame-ancestors 'none'",
                   has_script ? "script-src 'self'; connect-src 'self'; " : "")},
      {"X-Content-Type-Options", "nosniff"},
      // Addresses of drafts and links hold ids; they do not reach other sites.
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=()"},
      // Pages show personal data, and computers are shared: no copy stays on the disk (PIPL, art. 51).
      {"Cache-Control", "no-store"}};
  response.body = std::move(html);
  return response;
}

http::Response html_response(unsigned status, const HtmlPage& page) {
  return html_response(status, page.language, write_page(page), page.has_script);
}

}  // namespace gongwen::service
