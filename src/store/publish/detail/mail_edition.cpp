#include "store/publish/detail/mail_edition.h"

#include "base/escapes.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "diagnostics/text.h"
#include "store/publish/detail/inline_text.h"

#include <cstdint>

namespace gongwen::publish {
namespace {

constexpr std::string_view kOuter = "width:100%;background:#f6f7f9;border-collapse:collapse;";
constexpr std::string_view kInner = "width:100%;max-width:600px;background:#ffffff;border-collapse:collapse;";
constexpr std::string_view kFont =
    "color:#1b1b1b;font-family:'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;";

struct MailParts {
  std::string subject;
  std::string correction;  // a sentence; empty: the first edition
  std::string page;        // addresses; empty: unknown
  std::string pdf;
  std::string issuer;
};

std::string link(const std::string& address, std::string_view words) {
  return "<a href=\"" + base::escape_attribute(address) + "\" style=\"color:#0b57a4;\">" + base::escape_markup(words) +
         "</a>";
}

std::string paragraph(std::string_view style, const std::string& markup) {
  return "<p style=\"" + std::string(style) + "\">" + markup + "</p>\n";
}

std::string mail_html(const MailParts& parts, const dom::Tree& text, Language language) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"" + std::string(diagnostics::language_tag(language)) +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + base::escape_markup(parts.subject) +
                     "</title>\n</head>\n<body style=\"margin:0;padding:0;background:#f6f7f9;\">\n";
  html.append("<table role=\"presentation\" style=\"").append(kOuter).append("\"><tr><td align=\"center\">\n");
  html.append("<table role=\"presentation\" width=\"600\" style=\"").append(kInner).append("\"><tr><td style=\"");
  html.append("padding:24px;").append(kFont).append("\">\n");
  html += "<h1 style=\"margin:0 0 12px;font-size:22px;line-height:1.4;color:#b3261e;\">" +
          base::escape_markup(parts.subject) + "</h1>\n";
  constexpr std::string_view kSmall = "margin:0 0 12px;font-size:14px;line-height:1.6;color:#595959;";
  if (!parts.correction.empty()) html += paragraph(kSmall, base::escape_markup(parts.correction));
  if (!parts.page.empty()) {
    html += paragraph(kSmall, link(parts.page, texts::PublishMailPage.in(language)) + " · " +
                                  link(parts.pdf, texts::PublishMailPdf.in(language)));
  }
  html += inline_html(text, {TableLook::Cards, true, {}, {}});
  if (!parts.issuer.empty()) html += paragraph(kSmall, base::escape_markup(parts.issuer));
  return html + "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n";
}

std::string mail_text(const MailParts& parts, const dom::Tree& text, Language language) {
  std::string out = parts.subject + "\n\n";
  if (!parts.correction.empty()) out += parts.correction + "\n\n";
  if (!parts.page.empty()) {
    out.append(texts::PublishMailPage.in(language)).append("\n").append(parts.page).append("\n\n");
    out.append(texts::PublishMailPdf.in(language)).append("\n").append(parts.pdf).append("\n\n");
  }
  out += plain_text(text);
  if (!parts.issuer.empty()) out += "\n" + parts.issuer + "\n";
  return out;
}

}  // namespace

MailEdition make_mail_edition(const MailSource& source, Language language) {
  MailParts parts;
  const auto read = base::parse_json(source.issue);
  if (!read) return {};
  const base::JsonView issue = read->view();
  parts.subject = issue.text_of("file_name");
  parts.issuer = issue.text_of("issuer");
  if (const std::uint64_t edition = issue.number_of("edition").value_or(1); edition > 1) {
    const std::string number = std::to_string(edition - 1);
    parts.subject += texts::PublishMailCorrected.in(language, number);
    parts.correction = texts::PublishMailCorrection.in(language);
  }
  if (!source.base_url.empty()) {
    const std::string folder = std::string(source.base_url) + issue.text_of("path");
    parts.page = folder + "index.html";
    parts.pdf = folder + std::string(source.stem) + ".pdf";
  }
  const dom::Tree text = parse_issue_text(source.text);
  return {parts.subject, mail_text(parts, text, language), mail_html(parts, text, language)};
}

}  // namespace gongwen::publish
