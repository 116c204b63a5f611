// Mail and the pages of applicants: the code by which an address is confirmed in a draft, the links that mails have
// from then on, and the page that sends them again (/forms/mail).
#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "engine/webform/page.h"
#include "resources/environment.h"
#include "resources/mail_message.h"
#include "service/detail/form_pages.h"
#include "service/http/fields.h"
#include "service/inbox/codes.h"
#include "service/inbox/links.h"
#include "service/inbox/outbox.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kFormsByMail = "/forms/mail";
constexpr std::string_view kSentQuery = "sent";

/// The message for the query `mail` of the page of a draft. `?mail=soon` on `/d/ID`: a redirect keeps the
/// answer over a reload, and the query can only be one of these words, so a link cannot put text into the
/// page.
struct MailSaid {
  std::string_view query;
  const diagnostics::BilingualText& words;
  bool is_error = true;
};
const std::array<MailSaid, 6> kMailSaid{
    MailSaid{"sent", texts::ServiceCodeSent, false}, MailSaid{"soon", texts::ServiceCodeSoon},
    MailSaid{"many", texts::ServiceCodeMany},        MailSaid{"wrong", texts::ServiceCodeWrong},
    MailSaid{"over", texts::ServiceCodeOver},        MailSaid{"none", texts::ServiceCodeNoAddress}};

std::string without_any_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

/// Returns the digits of a code as people type it: with spaces, in full width, with an input method switched on. Skips
/// everything else, so `1 2 3-4 5 6` is the code 123456.
std::string typed_digits(std::string_view text) {
  std::string digits;
  constexpr std::string_view kWide = "\xEF\xBC";  // ０ to ９ are EF BC 90 to EF BC 99
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with(kWide) && i + 2 < text.size()) {
      const unsigned last = static_cast<unsigned char>(text[i + 2]);
      if (last >= 0x90 && last <= 0x99) digits += static_cast<char>('0' + (last - 0x90));
      i += 2;
    } else if (text[i] >= '0' && text[i] <= '9') {
      digits += text[i];
    }
  }
  return digits;
}

}  // namespace

/// Returns what the page of a draft offers at the field of the address. Called for each page of a
/// draft whose form has a field for the address; `known` are hashes, with which the page compares the
/// field.
FormAddressCheck FormPages::address_check(const VisitPtr& visit) {
  FormAddressCheck check;
  auto known = inbox::Codes(inbox_).known(visit->draft.id, visit->now);
  // If the database fails, the page of the form without this is better than no page.
  if (!known) return check;
  check.send = visit->words(texts::ServiceCodeSend);
  check.about = visit->words(texts::ServiceCodeAbout);
  check.code = visit->words(texts::ServiceCodeField);
  check.check = visit->words(texts::ServiceCodeCheck);
  check.confirmed = visit->words(texts::ServiceCodeConfirmed);
  check.known = std::move(known->confirmed);
  check.waiting = std::move(known->waiting);
  const auto said = std::find_if(kMailSaid.begin(), kMailSaid.end(),
                                 [&visit](const MailSaid& one) { return one.query == visit->mail_said; });
  if (said != kMailSaid.end()) {
    check.said = visit->words(said->words);
    check.is_error = said->is_error;
  }
  return check;
}

void FormPages::with_address(const VisitPtr& visit,
                             std::function<void(const std::string& address, const std::string& place)> done) {
  // The address is not a parameter: it is read from the stored value of the field that the bundle names (`notify`), so
  // that a code always belongs to the address in the form.
  ask_form(visit, visit->draft.kind, [visit, done = std::move(done)](const DescribedForm& form, const std::string&) {
    const std::string& pointer = form.plan.notify;
    const auto typed = std::find_if(visit->entries.begin(), visit->entries.end(),
                                    [&pointer](const TypedValue& value) { return value.pointer == pointer; });
    const bool has_any = !pointer.empty() && typed != visit->entries.end() && !typed->texts.empty();
    done(has_any ? without_any_blanks(typed->texts.front()) : std::string(),
         fmt::format("#{}-code", webform::page_id(pointer)));
  });
}

namespace {

/// Returns the address of the step that the page showed, with the message about the address.
std::string address_of_step(const FormVisit& visit, std::string_view said, const std::string& place) {
  std::string query = visit.has("_at") ? fmt::format("step={}", visit.step) : std::string();
  if (!said.empty()) query += fmt::format("{}mail={}", query.empty() ? "" : "&", said);
  return fmt::format("/d/{}{}{}{}", visit.draft.id, query.empty() ? "" : "?", query, place);
}

}  // namespace

void FormPages::send_mail_code(const VisitPtr& visit) {
  // Without links in mails a confirmed address would be of no use.
  if (!inbox_.sends_links()) return go_on(visit);
  with_address(visit, [this, visit](const std::string& address, const std::string& place) {
    const auto say = [&](std::string_view said) {
      send_to(visit, address_of_step(*visit, said, place));
    };
    if (!resources::is_mail_address(address)) return say("none");
    const std::int64_t now = resources::steady_milliseconds();
    // Two limits: of the draft, and of the client, who could start many drafts.
    if (!mail_codes_.take(visit->draft.id, now) || !mail_codes_here_.take(client_name(visit->request().peer), now)) {
      return say("many");
    }
    const auto requested = inbox::Codes(inbox_).request(
        {visit->draft.id, visit->draft.kind, std::string(diagnostics::language_tag(visit->language)), address},
        visit->now);
    if (!requested) return send_fault(visit, requested.error());
    using Requested = inbox::Codes::Requested;
    // Only mails count: if no mail was sent, the try is given
    // back.
    if (*requested != Requested::Sent) {
      mail_codes_.give_back(visit->draft.id);
      mail_codes_here_.give_back(client_name(visit->request().peer));
    }
    say(*requested == Requested::Sent ? "sent" : *requested == Requested::TooSoon ? "soon" : "many");
  });
}

void FormPages::check_mail_code(const VisitPtr& visit) {
  with_address(visit, [this, visit](const std::string& address, const std::string& place) {
    using Verdict = inbox::Codes::Verdict;
    const auto verdict =
        inbox::Codes(inbox_).check(visit->draft.id, address, typed_digits(visit->field("_mail_typed")), visit->now);
    if (!verdict) return send_fault(visit, verdict.error());
    if (*verdict == Verdict::Right) {
      note_change(visit, "draft.address", visit->draft.id);
      // Enter presses the button that goes to the next step. `_mail_check` is the button beside the field; any other
      // button came with the code in the field.
      return visit->has("_mail_check") ? send_to(visit, address_of_step(*visit, {}, place)) : go_on(visit);
    }
    send_to(visit, address_of_step(*visit, *verdict == Verdict::Wrong ? "wrong" : "over", place));
  });
}

// /resume/ID/LINK

// The secret of the link is in the path here, unlike in /resume/ID#CODE, since mail programs cut fragments off.
void FormPages::open_link(const VisitPtr& visit, const std::string& id, const std::string& link) {
  take_language(visit);
  const std::string address = fmt::format("/resume/{}/{}", id, link);
  HtmlPage page{visit->language, visit->words(texts::ServiceOpenTitle)};
  page.paragraphs = {visit->words(texts::ServiceOpenAbout)};
  page.links = {other_language_link(visit, address)};
  page.action = own_language_address(visit, address);
  page.checks = {{"_public", visit->words(texts::ServiceStartPublic)}};
  page.buttons = {{"_open", visit->words(texts::ServiceOpenButton)}};
  // A GET reads and changes nothing: programs that check mails follow links before people read them.
  if (!visit->posts()) return send_page(visit, 200, page);
  if (!read_fields(visit, kMaxFields)) return;
  // A client that has guessed too often is refused even with a valid link.
  if (!wrong_codes_.allows(client_name(visit->request().peer), resources::steady_milliseconds())) {
    return send_too_many(visit);
  }
  inbox::Links links(inbox_);
  const auto opens = links.opens(id, link, visit->now);
  if (!opens) return send_fault(visit, opens.error());
  const auto draft = *opens ? inbox::Drafts(inbox_).open(id, link, visit->now, inbox::Purpose::Read)
                            : inbox::Result<inbox::Draft>(base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}});
  // Expired, ended by a newer mail, or invented: the same answer for all, with the ways that remain.
  if (!draft && draft.error().kind == inbox::Fault::Kind::NotFound) {
    count_wrong(visit, wrong_codes_);
    page.paragraphs = {visit->words(texts::ServiceOpenOver)};
    page.action.clear();
    page.links.emplace_back(own_language_address(visit, kFormsByMail), visit->words(texts::ServiceMineTitle));
    page.links.emplace_back(own_language_address(visit, "/resume/" + id), visit->words(texts::ServiceOpenByCode));
    return send_page(visit, http::status::kNotFound, page);
  }
  if (!draft) return send_fault(visit, draft.error());
  // The browser gets a secret of its own, so that a later mail, which ends the link, does not interrupt a person who
  // has opened it.
  const auto secret = links.add({draft->submission, id, "browser", visit->now, visit->now + inbox::kLinkTime});
  if (!secret) return send_fault(visit, secret.error());
  // A failure to record the use must not keep the applicant from the form.
  static_cast<void>(links.note_use(link, visit->now));
  visit->headers.push_back(draft_cookie(id, *secret, !visit->has("_public")));
  send_to(visit, "/d/" + id);
}

// /forms/mail

void FormPages::show_forms_by_mail(const VisitPtr& visit, const std::string& fault) {
  HtmlPage page{visit->language, visit->words(texts::ServiceMineTitle)};
  page.paragraphs = {visit->words(texts::ServiceMineAbout)};
  page.links = {other_language_link(visit, kFormsByMail)};
  page.action = own_language_address(visit, kFormsByMail);
  page.inputs = {{"address", visit->words(texts::ServiceMineAddress), visit->field("address"), fault}};
  page.buttons = {{"_send", visit->words(texts::ServiceMineButton)}};
  send_page(visit, fault.empty() ? 200 : http::status::kUnprocessable, page);
}

/// The answer is the same for all addresses, and so is the work: the sending process finds out later which forms there
/// are. `Location` has no address, so that no proxy logs it.
void FormPages::forms_by_mail(const VisitPtr& visit) {
  if (!inbox_.sends_links()) return send_not_found(visit);
  take_language(visit);
  const auto query = http::parse_form(visit->request().query);
  if (!visit->posts() && query && http::find_field(*query, kSentQuery) != nullptr) {
    HtmlPage page{visit->language, visit->words(texts::ServiceMineTitle)};
    page.paragraphs = {visit->words(texts::ServiceMineSent)};
    page.links = {{own_language_address(visit, "/"), visit->words(texts::ServiceFileBack)}};
    return send_page(visit, 200, page);
  }
  if (!visit->posts()) return show_forms_by_mail(visit, {});
  if (!read_fields(visit, kMaxFields)) return;
  const std::string address = without_any_blanks(visit->field("address"));
  if (!resources::is_mail_address(address)) return show_forms_by_mail(visit, visit->words(texts::ServiceMineBad));
  const std::int64_t now = resources::steady_milliseconds();
  // Two limits again. That of the client is reported; that of the address is not, since it would reveal that another
  // person has asked for this address before.
  if (!forms_by_mail_here_.take(client_name(visit->request().peer), now)) return send_too_many(visit);
  if (forms_by_mail_.take(inbox::address_hash(address), now)) {
    const auto fault = inbox::Outbox(inbox_).add(
        {"forms", visit->now, address, std::string(diagnostics::language_tag(visit->language))}, visit->now);
    if (fault) return send_fault(visit, *fault);
  }
  send_to(visit, fmt::format("{}&{}=1", own_language_address(visit, kFormsByMail), kSentQuery));
}

}  // namespace gongwen::service
