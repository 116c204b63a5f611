#include "store/publish/detail/issue_mail.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "resources/read_file.h"
#include "store/publish/detail/mail_edition.h"
#include "store/publish/detail/site_pages.h"
#include "store/publish/detail/site_words.h"

#include <utility>

namespace gongwen::publish {
namespace {

namespace texts = diagnostics::texts;
using resources::MailMessage;

/// Writes the notice that replaces a withdrawn issue: its name, and nothing of its contents.
void fill_notice(const std::string& name, Language language, MailMessage& message) {
  message.subject = texts::PublishMailWithdrawn.in(language, name);
  message.text = fmt::format("{}\n\n{}\n", message.subject, texts::PublishMailNotice.in(language));
  message.html = fmt::format("<p><b>{}</b></p>\n<p>{}</p>\n", base::escape_markup(message.subject),
                             base::escape_markup(texts::PublishMailNotice.in(language)));
}

}  // namespace

bool fill_issue_mail(const IssueMailSource& source, bool attaches, MailMessage& message, std::string& pdf,
                     diagnostics::DiagnosticSink& sink) {
  const auto read = base::parse_json(source.issue.json);
  if (!read) return false;
  const base::JsonView issue = read->view();
  const Language language = language_of_tag(source.periodical.language);
  const std::string edition =
      base::join_path(source.site, ".gongwen/editions/" + edition_name(source.step.period, source.step.edition));
  diagnostics::DiagnosticSink unheard;  // editions of older programs have no text
  const auto text = source.step.is_withdrawal ? base::Expected<std::string>(std::string())
                                              : resources::read_bytes(base::join_path(edition, kTextName), {}, unheard);
  MailEdition mail = make_mail_edition({source.issue.json, text ? std::string_view(*text) : std::string_view(),
                                        source.archive.base_url(), source.periodical.files},
                                       language);
  if (source.step.is_withdrawal) {
    fill_notice(mail.subject, language, message);
  } else {
    message.subject = std::move(mail.subject);
    message.text = std::move(mail.text);
    message.html = std::move(mail.html);
  }
  message.date = source.step.time;
  const IssueStep& step = source.step;
  message.message_id = resources::message_id_of(
      fmt::format("{} {} {} {}", source.archive.entry_id(step.period), step.edition, step.outcome(), step.time),
      message.from);
  if (!attaches || step.is_withdrawal) return true;
  const auto bytes = resources::read_bytes(base::join_path(edition, source.periodical.files + ".pdf"), {}, sink);
  if (!bytes) return false;
  pdf = *bytes;
  const std::string name = issue.text_of("file_name");
  message.attachments.push_back({(name.empty() ? source.periodical.files : name) + ".pdf", "application/pdf", pdf});
  return true;
}

}  // namespace gongwen::publish
