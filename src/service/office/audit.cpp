// The audit for people: who did what to which submission, in words. The page shows the last lines and verifies the
// whole chain on request.
#include "service/inbox/audit.h"

#include "diagnostics/catalogue/texts/design.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <array>
#include <map>

namespace gongwen::service {
namespace {

using diagnostics::BilingualText;
using diagnostics::Language;

/// A name in the audit and its words. A name without words is shown as it is, so that no line is hidden.
struct AuditWord {
  std::string_view name;
  BilingualText words;
};

constexpr std::array kActionWords{
    AuditWord{"account.add", texts::OfficeAuditAccountAdd},
    AuditWord{"account.disable", texts::OfficeAuditAccountDisable},
    AuditWord{"account.enable", texts::OfficeAuditAccountEnable},
    AuditWord{"account.password", texts::OfficeAuditAccountPassword},
    AuditWord{"account.rights", texts::DesignAuditRights},
    AuditWord{"account.role", texts::OfficeAuditAccountRole},
    AuditWord{"call.change", texts::OfficeAuditCallChange},
    AuditWord{"call.close", texts::OfficeAuditCallClose},
    AuditWord{"call.invite", texts::OfficeAuditCallInvite},
    AuditWord{"call.open", texts::OfficeAuditCallOpen},
    AuditWord{"document.make", texts::OfficeAuditDocumentMake},
    AuditWord{"facts.approve", texts::OfficeAuditFactsApprove},
    AuditWord{"facts.ask", texts::OfficeAuditFactsAsk},
    AuditWord{"facts.enter", texts::OfficeAuditFactsEnter},
    AuditWord{"facts.export", texts::OfficeAuditFactsExport},
    AuditWord{"facts.hold", texts::OfficeAuditFactsHold},
    AuditWord{"facts.import", texts::OfficeAuditFactsImport},
    AuditWord{"facts.leave", texts::OfficeAuditFactsLeave},
    AuditWord{"facts.publish", texts::OfficeAuditFactsPublish},
    AuditWord{"facts.release", texts::OfficeAuditFactsRelease},
    AuditWord{"facts.remove", texts::OfficeAuditFactsRemove},
    AuditWord{"facts.send-back", texts::OfficeAuditFactsSendBack},
    AuditWord{"facts.submission", texts::OfficeAuditFactsSubmission},
    AuditWord{"facts.withdraw", texts::OfficeAuditFactsWithdraw},
    AuditWord{"form.change", texts::DesignAuditChange},
    AuditWord{"form.copy", texts::DesignAuditCopy},
    AuditWord{"form.discard", texts::DesignAuditDiscard},
    AuditWord{"form.publish", texts::DesignAuditPublish},
    AuditWord{"guessing", texts::OfficeAuditGuessing},
    AuditWord{"job.start", texts::OfficeAuditJobStart},
    AuditWord{"job.stop", texts::OfficeAuditJobStop},
    AuditWord{"key.add", texts::OfficeAuditKeyAdd},
    AuditWord{"key.revoke", texts::OfficeAuditKeyRevoke},
    AuditWord{"login", texts::OfficeAuditLogin},
    AuditWord{"logout", texts::OfficeAuditLogout},
    AuditWord{"refused", texts::OfficeAuditRefused},
    AuditWord{"scan.add", texts::OfficeAuditScanAdd},
    AuditWord{"scan.assign", texts::OfficeAuditScanAssign},
    AuditWord{"scan.discard", texts::OfficeAuditScanDiscard},
    AuditWord{"scan.keep", texts::OfficeAuditScanKeep},
    AuditWord{"scan.view", texts::OfficeAuditScanView},
    AuditWord{"submission.accept", texts::OfficeAuditSubmissionAccept},
    AuditWord{"submission.assign", texts::OfficeAuditSubmissionAssign},
    AuditWord{"submission.attachment", texts::OfficeAuditSubmissionAttachment},
    AuditWord{"submission.correct", texts::OfficeAuditSubmissionCorrect},
    AuditWord{"submission.data", texts::OfficeAuditSubmissionData},
    AuditWord{"submission.document", texts::OfficeAuditSubmissionDocument},
    AuditWord{"submission.export", texts::OfficeAuditSubmissionExport},
    AuditWord{"submission.import", texts::OfficeAuditSubmissionImport},
    AuditWord{"submission.letter", texts::OfficeAuditSubmissionLetter},
    AuditWord{"submission.reject", texts::OfficeAuditSubmissionReject},
    AuditWord{"submission.relink", texts::OfficeAuditSubmissionRelink},
    AuditWord{"submission.reopen", texts::OfficeAuditSubmissionReopen},
    AuditWord{"submission.replace", texts::OfficeAuditSubmissionReplace},
    AuditWord{"submission.return", texts::OfficeAuditSubmissionReturn},
    AuditWord{"submission.review", texts::OfficeAuditSubmissionReview},
    AuditWord{"submission.view", texts::OfficeAuditSubmissionView},
};
constexpr std::array kResultWords{
    AuditWord{"ok", texts::OfficeAuditOk},
    AuditWord{"refused", texts::OfficeAuditFailed},
    AuditWord{"known", texts::OfficeAuditKnown},
    AuditWord{"role", texts::OfficeAuditRole},
};

/// The words for a name; the name itself if there are none.
template <std::size_t count>
std::string words_of_name(const std::array<AuditWord, count>& known, const std::string& name, Language language) {
  const auto found = std::find_if(known.begin(), known.end(), [&](const AuditWord& one) { return one.name == name; });
  return found == known.end() ? name : std::string(found->words.in(language));
}

/// What objects of lines are called; each submission is looked up once. Removed submissions have lost their receipt
/// numbers.
class ObjectWords {
 public:
  ObjectWords(inbox::Inbox& inbox, const KindTable& kinds, Language language)
      : inbox_(inbox), kinds_(kinds), language_(language) {}

  OfficeCell cell_of(const std::string& object) {
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
    if (sort == "scan") return {in_words(texts::OfficeAuditScan)};
    return {object};
  }

 private:
  std::string in_words(const BilingualText& text) const { return std::string(text.in(language_)); }

  OfficeCell submission_cell(const std::string& id) {
    const auto [known, is_new] = receipts_.try_emplace(id);
    if (is_new) {
      const auto found = inbox::Submissions(inbox_).get(id);
      if (found) known->second = found->receipt;
    }
    if (known->second.empty()) return {in_words(texts::OfficeAuditRemoved)};
    return {known->second, "/office/s/" + id};
  }

  inbox::Inbox& inbox_;
  const KindTable& kinds_;
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
    std::int64_t lines = 0;
    const auto broken = audit.verify(lines);
    if (!broken) return send_fault(visit, broken.error());
    if (*broken == 0) visit->notices.push_back(texts::OfficeAuditWhole.in(visit->language, lines));
    if (*broken != 0) errors.push_back(texts::OfficeAuditBroken.in(visit->language, *broken));
  }
  const auto last = audit.last(kShown);
  if (!last) return send_fault(visit, last.error());
  ObjectWords objects(inbox_, kinds, visit->language);
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
                          {line->who},
                          {words_of_name(kActionWords, line->action, visit->language)},
                          objects.cell_of(line->object),
                          {words_of_name(kResultWords, line->result, visit->language)}}});
  }
  page.forms = {{"/office/audit", {}, {{"_verify", visit->words(texts::OfficeAuditVerify), true}}}};
  const unsigned status = errors.empty() ? 200 : http::status::kServerError;
  send_office(visit, status, visit->words(texts::OfficeAudit), page, std::move(errors));
}

}  // namespace gongwen::service
