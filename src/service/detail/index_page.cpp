#include "service/detail/index_page.h"

#include "base/sha256.h"
#include "diagnostics/catalogue/texts/service.h"
#include "engine/webform/page.h"
#include "service/detail/answers.h"
#include "service/http/conditional.h"

// Links only to parts that this service has; numbers and names of forms would reveal internal matters to strangers.
namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

}  // namespace

http::Response index_response(const IndexParts& parts, diagnostics::Language language) {
  HtmlPage page{language, texts::ServiceIndexTitle.in(language, GONGWEN_VERSION)};
  page.paragraphs.emplace_back(texts::ServiceIndexAbout.in(language));
  const auto link = [&](const char* address, const diagnostics::BilingualText& label) {
    page.links.emplace_back(address, std::string(label.in(language)));
  };
  if (parts.has_office) link("/office/", texts::ServiceIndexOffice);
  if (parts.has_forms) link("/forms/scans", texts::ServiceIndexScans);
  if (parts.has_forms && parts.has_mail) link("/forms/mail", texts::ServiceMineTitle);
  if (parts.has_site) link("/site/", texts::ServiceIndexSite);
  link("/api/v1/openapi.json", texts::ServiceIndexOpenApi);
  link("/health", texts::ServiceIndexHealth);
  link("/ready", texts::ServiceIndexReady);
  page.facts.emplace_back(texts::ServiceIndexManual.in(language), texts::ServiceIndexManualPlace.in(language));
  return html_response(http::status::kOk, page);
}

http::Response page_style_response(const http::RequestHead& head) {
  constexpr std::size_t kTagDigits = 16;
  const std::string_view style = form_style();
  // The tag changes with the style, that is, with the program.
  const http::Validators validators{'"' + base::sha256(style).substr(0, kTagDigits) + '"', std::nullopt};
  return http::answer_bytes(head, std::string(style), validators,
                            {{"Content-Type", "text/css; charset=utf-8"},
                             {"X-Content-Type-Options", "nosniff"},
                             {"Cache-Control", "max-age=3600"}});
}

}  // namespace gongwen::service
