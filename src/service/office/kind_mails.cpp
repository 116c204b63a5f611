// The mails of a kind: a sample of each, with made-up values, in both languages; and a copy to the user, to see it in a
// mail program.
#include "diagnostics/catalogue/texts/webform.h"
#include "service/detail/mailer.h"
#include "service/detail/office_pages.h"
#include "service/inbox/factors.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using diagnostics::Language;

/// In the order in which an applicant gets them.
constexpr std::array<std::string_view, 10> kMailsOfKind{"code",     "receipt",  "returned", "reminder", "deadline",
                                                        "accepted", "rejected", "reopened", "recalled", "withdrawn"};

std::string mail_page(std::string_view kind, std::string_view mail, std::string_view language) {
  std::vector<http::FormField> query{{"kind", std::string(kind)}};
  if (!mail.empty()) query.push_back({"mail", std::string(mail)});
  if (!language.empty()) query.push_back({"text", std::string(language)});
  return "/office/mails?" + http::write_form(query);
}

}  // namespace

// Without `mail` shows the list of all mails of the kind, with it one of them in the language `text`.
void OfficePages::kind_mails(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& table) {
    const std::string kind = visit->asked("kind");
    const std::string mail = visit->asked("mail");
    const bool has_form = std::find(table.forms.begin(), table.forms.end(), kind) != table.forms.end();
    const bool is_known = std::find(kMailsOfKind.begin(), kMailsOfKind.end(), mail) != kMailsOfKind.end();
    if (!has_form || (!mail.empty() && !is_known)) return send_not_found(visit);
    if (mail.empty()) {
      OfficeTable page;
      page.paragraphs = {visit->words(texts::MailOfKindAbout)};
      page.links = {{"/office/mails", visit->words(texts::MailPage)}};
      page.heads = {visit->words(texts::MailColumn)};
      const std::string_view language = diagnostics::language_tag(visit->language);
      for (const std::string_view name : kMailsOfKind) {
        page.rows.push_back({{{mail_name_words(name, visit->language), mail_page(kind, name, language)}}});
      }
      return send_office(visit, 200, texts::MailOfKind.in(visit->language, table.title_of(kind)), page);
    }
    if (visit->posts()) return send_sample(visit, table.title_of(kind), kind, mail);
    show_sample(visit, table.title_of(kind), kind, mail, 200, {});
  });
}

/// Shows the mail as a worker writes it.
void OfficePages::show_sample(const VisitPtr& visit, const std::string& title, const std::string& kind,
                              const std::string& mail, unsigned status, std::string_view error) {
  // `sent=1` is in the address after the redirect of send_sample().
  const std::string wanted = visit->asked("text");
  if (!visit->posts() && visit->asked("sent") == "1") visit->notices.push_back(visit->words(texts::MailSampleSent));
  Task task;
  task.operation = Operation::Mail;
  task.kind = kind;
  task.options.mail = mail;
  const Language language = wanted == "en" ? Language::English : Language::Chinese;
  // The same made-up facts for all kinds, so that offices can compare.
  task.files = {{"facts.json", sample_mail_facts(language, visit->now)}};
  ask_mail(visit, language, std::move(task),
           [this, visit, title, kind, mail, language, status, error = std::string(error)](const std::string& subject,
                                                                                          const std::string& text) {
             OfficeTable page;
             page.links = {{mail_page(kind, {}, {}), visit->words(texts::MailAllOfKind)},
                           {mail_page(kind, mail, texts::WebformOtherTag.in(language)),
                            std::string(texts::ServiceOtherLanguage.in(language))}};
             page.paragraphs = {texts::MailSubject.in(visit->language, subject)};
             // Paragraphs are separated by blank lines, which are not shown.
             for (std::string_view rest = text; !rest.empty();) {
               const std::size_t end = std::min(rest.find('\n'), rest.size());
               if (end > 0) page.paragraphs.emplace_back(rest.substr(0, end));
               rest.remove_prefix(std::min(end + 1, rest.size()));
             }
             if (inbox_.sends_mail()) {
               page.forms = {{mail_page(kind, mail, diagnostics::language_tag(language)),
                              {},
                              {{"_send", visit->words(texts::MailToMe), true}}}};
             }
             send_office(visit, status, fmt::format("{} · {}", title, mail_name_words(mail, visit->language)), page,
                         errors_of(error));
           });
}

/// Asks a worker in the language of the mail, which may differ from that of the page.
void OfficePages::ask_mail(const VisitPtr& visit, Language language, Task task,
                           std::function<void(const std::string& subject, const std::string& text)> done) {
  task.language = language;
  task.time = options_.task_time;
  pool_.submit(std::move(task), Lane::Interactive, [this, visit, done = std::move(done)](const PoolAnswer& answer) {
    // If the worker is busy, too slow or has crashed, refuse_failed() answers.
    if (refuse_failed(visit, answer)) return;
    const auto text = base::parse_json(answer.answer.body);
    if (answer.answer.outcome != Outcome::Done || !text || !text->view().is_object()) return send_not_found(visit);
    // With the words about a document, if the bundle has some: bundles may have a second text, `with_file`, for a mail
    // with a document.
    const std::string words = with_file_name(text->view().text_of("with_file"), visit->words(texts::MailSampleFile));
    done(std::string(text->view().text_of("subject")),
         words.empty() ? std::string(text->view().text_of("text")) : words);
  });
}

void OfficePages::send_sample(const VisitPtr& visit, const std::string& title, const std::string& kind,
                              const std::string& mail) {
  const auto own = inbox::AccountMails(inbox_).of(visit->account.name);
  if (!own) return send_fault(visit, own.error());
  const std::string language = visit->asked("text") == "en" ? "en" : "zh";
  if (own->email.empty()) {
    return show_sample(visit, title, kind, mail, http::status::kUnprocessable,
                       texts::MailNoAddress.in(visit->language));
  }
  // About a kind without a submission, so its values are made up. The sending process writes it like any mail, so
  // the user gets what applicants get. Once per second and account: the same order again adds nothing
  // (Outbox::add).
  const auto fault = inbox::Outbox(inbox_).add({mail, visit->now, own->email, language, kind}, visit->now);
  if (fault) return send_fault(visit, *fault);
  note(visit, "mail.sample", "kind:" + kind, mail);
  send_to(visit, mail_page(kind, mail, language) + "&sent=1");
}

}  // namespace gongwen::service
