// The audit for people: who did what to which submission, in words. The page shows the last lines and verifies the
// whole chain on request.
#include "service/inbox/audit.h"

#include "diagnostics/catalogue/texts/design.h"
#include "diagnostics/catalogue/texts/mail.h"
#include "diagnostics/catalogue/texts/oidc.h"
#include "service/detail/actor_names.h"
#include "service/detail/named_words.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>
#include <map>

namespace gongwen::service {
namespace {

using diagnostics::BilingualText;
using diagnostics::Language;

// A name without words is shown unchanged, so that no line is hidden.
//
// The audit itself has the names, which stay the same in every language and version.
constexpr std::array kActionWords{
    NamedWords{"account.add", texts::OfficeAuditAccountAdd},
    NamedWords{"account.disable", texts::OfficeAuditAccountDisable},
    NamedWords{"account.enable", texts::OfficeAuditAccountEnable},
    NamedWords{"account.factor", texts::OfficeAuditAccountFactor},
    NamedWords{"account.mail", texts::OfficeAuditAccountMail},
    NamedWords{"account.oidc", texts::OidcAuditBinding},
    NamedWords{"account.password", texts::OfficeAuditAccountPassword},
    NamedWords{"account.recovery", texts::OfficeAuditAccountRecovery},
    NamedWords{"account.recovery-codes", texts::OfficeAuditAccountRecoveryCodes},
    NamedWords{"account.rights", texts::DesignAuditRights},
    NamedWords{"account.role", texts::OfficeAuditAccountRole},
    NamedWords{"attachment.add", texts::OfficeAuditAttachmentAdd},
    NamedWords{"attachment.remove", texts::OfficeAuditAttachmentRemove},
    NamedWords{"call.change", texts::OfficeAuditCallChange},
    NamedWords{"call.close", texts::OfficeAuditCallClose},
    NamedWords{"call.invite", texts::OfficeAuditCallInvite},
    NamedWords{"call.open", texts::OfficeAuditCallOpen},
    NamedWords{"document.make", texts::OfficeAuditDocumentMake},
    NamedWords{"draft.address", texts::OfficeAuditDraftAddress},
    NamedWords{"draft.link", texts::OfficeAuditSubmissionRelink},
    NamedWords{"facts.approve", texts::OfficeAuditFactsApprove},
    NamedWords{"facts.ask", texts::OfficeAuditFactsAsk},
    NamedWords{"facts.enter", texts::OfficeAuditFactsEnter},
    NamedWords{"facts.export", texts::OfficeAuditFactsExport},
    NamedWords{"facts.hold", texts::OfficeAuditFactsHold},
    NamedWords{"facts.import", texts::OfficeAuditFactsImport},
    NamedWords{"facts.leave", texts::OfficeAuditFactsLeave},
    NamedWords{"facts.publish", texts::OfficeAuditFactsPublish},
    NamedWords{"facts.release", texts::OfficeAuditFactsRelease},
    NamedWords{"facts.remarks", texts::OfficeAuditFactsRemarks},
    NamedWords{"facts.remove", texts::OfficeAuditFactsRemove},
    NamedWords{"facts.send-back", texts::OfficeAuditFactsSendBack},
    NamedWords{"facts.submission", texts::OfficeAuditFactsSubmission},
    NamedWords{"facts.withdraw", texts::OfficeAuditFactsWithdraw},
    NamedWords{"form.change", texts::DesignAuditChange},
    NamedWords{"form.copy", texts::DesignAuditCopy},
    NamedWords{"form.discard", texts::DesignAuditDiscard},
    NamedWords{"form.new", texts::DesignAuditNew},
    NamedWords{"form.publish", texts::DesignAuditPublish},
    NamedWords{"guessing", texts::OfficeAuditGuessing},
    NamedWords{"hook.add", texts::OfficeAuditHookAdd},
    NamedWords{"hook.again", texts::OfficeAuditHookAgain},
    NamedWords{"hook.change", texts::OfficeAuditHookChange},
    NamedWords{"hook.disable", texts::OfficeAuditHookDisable},
    NamedWords{"hook.enable", texts::OfficeAuditHookEnable},
    NamedWords{"hook.remove", texts::OfficeAuditHookRemove},
    NamedWords{"hook.secret", texts::OfficeAuditHookSecret},
    NamedWords{"inbox.backup", texts::OfficeAuditInboxBackup},
    NamedWords{"inbox.purge", texts::OfficeAuditInboxPurge},
    NamedWords{"job.start", texts::OfficeAuditJobStart},
    NamedWords{"job.stop", texts::OfficeAuditJobStop},
    NamedWords{"key.add", texts::OfficeAuditKeyAdd},
    NamedWords{"key.revoke", texts::OfficeAuditKeyRevoke},
    NamedWords{"login", texts::OfficeAuditLogin},
    NamedWords{"login.oidc", texts::OidcAuditLogin},
    NamedWords{"logout", texts::OfficeAuditLogout},
    NamedWords{"mail.bounce", texts::MailAuditBounce},
    NamedWords{"mail.cancel", texts::OfficeAuditMailCancel},
    NamedWords{"mail.retry", texts::OfficeAuditMailRetry},
    NamedWords{"mail.sample", texts::OfficeAuditMailSample},
    NamedWords{"refused", texts::OfficeAuditRefused},
    NamedWords{"scan.add", texts::OfficeAuditScanAdd},
    NamedWords{"scan.assign", texts::OfficeAuditScanAssign},
    NamedWords{"scan.discard", texts::OfficeAuditScanDiscard},
    NamedWords{"scan.keep", texts::OfficeAuditScanKeep},
    NamedWords{"scan.view", texts::OfficeAuditScanView},
    NamedWords{"submission.accept", texts::OfficeAuditSubmissionAccept},
    NamedWords{"submission.assign", texts::OfficeAuditSubmissionAssign},
    NamedWords{"submission.attachment", texts::OfficeAuditSubmissionAttachment},
    NamedWords{"submission.correct", texts::OfficeAuditSubmissionCorrect},
    NamedWords{"submission.data", texts::OfficeAuditSubmissionData},
    NamedWords{"submission.document", texts::OfficeAuditSubmissionDocument},
    NamedWords{"submission.export", texts::OfficeAuditSubmissionExport},
    NamedWords{"submission.import", texts::OfficeAuditSubmissionImport},
    NamedWords{"submission.letter", texts::OfficeAuditSubmissionLetter},
    NamedWords{"submission.list", texts::OfficeAuditSubmissionList},
    NamedWords{"submission.reject", texts::OfficeAuditSubmissionReject},
    NamedWords{"submission.relink", texts::OfficeAuditSubmissionRelink},
    NamedWords{"submission.remind", texts::OfficeAuditSubmissionRemind},
    NamedWords{"submission.remove", texts::OfficeAuditSubmissionRemove},
    NamedWords{"submission.reopen", texts::OfficeAuditSubmissionReopen},
    NamedWords{"submission.replace", texts::OfficeAuditSubmissionReplace},
    NamedWords{"submission.return", texts::OfficeAuditSubmissionReturn},
    NamedWords{"submission.review", texts::OfficeAuditSubmissionReview},
    NamedWords{"submission.show", texts::OfficeAuditSubmissionShow},
    NamedWords{"submission.view", texts::OfficeAuditSubmissionView},
};
// The result of most lines is `ok` or `refused`; the others have words here.
constexpr std::array kResultWords{
    NamedWords{"ok", texts::OfficeAuditOk},
    NamedWords{"refused", texts::OfficeAuditFailed},
    NamedWords{"known", texts::OfficeAuditKnown},
    NamedWords{"role", texts::OfficeAuditRole},
    NamedWords{"bound", texts::OidcAuditBound},
    NamedWords{"unbound", texts::OidcAuditUnbound},
    NamedWords{"sent", texts::MailAuditSent},
    NamedWords{"bounced", texts::MailAuditBounced},
    NamedWords{"for-good", texts::MailAuditBounced},
    NamedWords{"unsure", texts::MailAuditUnsure},
    NamedWords{"unwritten", texts::MailAuditUnwritten},
    NamedWords{"given-up", texts::MailAuditGivenUp},
    NamedWords{"delayed", texts::MailAuditDelayed},
    NamedWords{"full", texts::OfficeAuditFull},
    NamedWords{"failing", texts::OfficeAuditFailing},
    NamedWords{"digest", texts::MailDigest},
    NamedWords{"none", texts::OfficeAuditNoMail},
    NamedWords{"needed", texts::OfficeAuditNeeded},
    NamedWords{"free", texts::OfficeAuditFree},
    NamedWords{"removed", texts::OfficeAuditOff},
    NamedWords{"taken", texts::OfficeAuditTaken},
    NamedWords{"forms", texts::OfficeAuditGiven},
    NamedWords{"role:viewer", texts::OfficeRoleViewer},
    NamedWords{"role:reviewer", texts::OfficeRoleReviewer},
    NamedWords{"role:secretary", texts::OfficeRoleSecretary},
    NamedWords{"role:admin", texts::OfficeRoleAdmin},
};

/// Lines about a mail that was tried have the name of the mail: `mail.receipt`.
std::string action_words(const std::string& action, Language language) {
  // `mail.receipt` → “mail: receipt”; `mail.cancel` and the like have words of their own above.
  constexpr std::string_view kMail = "mail.";
  std::string words = words_of_name(kActionWords, action, language);
  if (words != action || !action.starts_with(kMail)) return words;
  return texts::MailAudit.in(language, mail_name_words(std::string_view(action).substr(kMail.size()), language));
}

/// Returns words for the objects of lines; each submission is looked up once. Removed submissions have lost their
/// receipt numbers.
class ObjectWords {
 public:
  ObjectWords(inbox::Inbox& inbox, const KindTable& kinds, const ActorNames& actors, Language language)
      : inbox_(inbox), kinds_(kinds), actors_(actors), language_(language) {}

  OfficeCell cell_of(const std::string& object) {
    // Objects are `SORT:ID`; a few sorts have no id.
    const std::size_t colon = object.find(':');
    const std::string sort = object.substr(0, colon);
    const std::string id = colon == std::string::npos ? std::string() : object.substr(colon + 1);
    if (sort == "submission") return submission_cell(id);
    if (sort == "account") {
      return {id.empty() ? in_words(texts::OfficeAuditNoAccount) : texts::OfficeAuditAccount.in(language_, id)};
    }
    if (sort == "kind") return {id.empty() ? in_words(texts::OfficeAuditAll) : kinds_.title_of(id)};
    if (sort == "all") return {in_words(texts::OfficeAuditAll)};
    if (sort == "period") return {texts::OfficeAuditPeriod.in(language_, id)};
    if (sort == "store" || sort == "type") return {in_words(texts::OfficeAuditStore)};
    if (sort == "call") return {in_words(texts::OfficeAuditCall), "/office/calls?id=" + id};
    if (sort == "provider") return {in_words(texts::OidcAuditProvider)};
    if (sort == "scan") return {in_words(texts::OfficeAuditScan)};
    if (sort == "mail") return {in_words(texts::MailFact), "/office/mails"};
    if (sort == "hook") return {in_words(texts::MailHookPage), "/office/hooks"};
    return {actors_.of_program(object)};
  }

 private:
  std::string in_words(const BilingualText& text) const { return std::string(text.in(language_)); }

  OfficeCell submission_cell(const std::string& id) {
    const auto [known, is_new] = receipts_.try_emplace(id);
    // The map also stores removed submissions, with an empty receipt number.
    if (is_new) {
      const auto found = inbox::Submissions(inbox_).get(id);
      if (found) known->second = found->receipt;
    }
    if (known->second.empty()) return {in_words(texts::OfficeAuditRemoved)};
    return {known->second, "/office/s/" + id};
  }

  inbox::Inbox& inbox_;
  const KindTable& kinds_;
  const ActorNames& actors_;
  Language language_;
  std::map<std::string, std::string> receipts_;
};

}  // namespace

void OfficePages::audit(const VisitPtr& visit) {
  with_kinds(visit, [this, visit](const KindTable& kinds) { show_audit(visit, kinds); });
}

void OfficePages::show_audit(const VisitPtr& visit, const KindTable& kinds) {
  constexpr std::int64_t kShown = 200;
  inbox::Audit audit(inbox_);
  std::vector<std::string> errors;
  // Verifying a long audit takes a while, so it is done only on request.
  if (visit->posts()) {
    // If `broken` is 0, the chain is complete; otherwise it is the number of the first line that does not match.
    std::int64_t lines = 0;
    const auto broken = audit.verify(lines);
    if (!broken) return send_fault(visit, broken.error());
    if (*broken == 0) visit->notices.push_back(texts::OfficeAuditWhole.in(visit->language, lines));
    if (*broken != 0) errors.push_back(texts::OfficeAuditBroken.in(visit->language, *broken));
  }
  const auto last = audit.last(kShown);
  if (!last) return send_fault(visit, last.error());
  const ActorNames actors(inbox_, visit->language);
  ObjectWords objects(inbox_, kinds, actors, visit->language);
  OfficeTable page;
  page.heads = {"#",
                visit->words(texts::OfficeTime),
                visit->words(texts::OfficeAuditWho),
                visit->words(texts::OfficeAuditWhat),
                visit->words(texts::OfficeAuditObject),
                visit->words(texts::OfficeAuditResult)};
  for (auto line = last->rbegin(); line != last->rend(); ++line) {
    page.rows.push_back({{{std::to_string(line->number)},
                          {local_time(line->time)},
                          {actors.of_program(line->who)},
                          {action_words(line->action, visit->language)},
                          objects.cell_of(line->object),
                          {words_of_name(kResultWords, line->result, visit->language)}}});
  }
  page.forms = {{"/office/audit", {}, {{"_verify", visit->words(texts::OfficeAuditVerify), true}}}};
  // A broken chain is an error of the installation, not of the request.
  const unsigned status = errors.empty() ? 200 : http::status::kServerError;
  send_office(visit, status, visit->words(texts::OfficeAudit), page, std::move(errors));
}

}  // namespace gongwen::service
