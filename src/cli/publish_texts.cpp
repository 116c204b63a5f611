#include "cli/publish_texts.h"

#include "base/file_path.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "resources/atomic_file.h"
#include "resources/output_folder.h"

#include <algorithm>

namespace gongwen::cli {
namespace {

constexpr std::size_t kMostKeys = 20;  // of open points in a line; reports have all

std::string issue_number_text(const PublishedIssue& issue, const Wording& wording) {
  return wording(texts::CliPublishIssueNumber, issue.year, issue.issue);
}

std::string counts_text(const PublishedIssue& issue, const Wording& wording) {
  std::string text;
  for (const IssueCount& count : issue.counts) {
    if (!text.empty()) text += wording(texts::Comma);
    text += wording({count.text_en, count.text_zh});
  }
  return text;
}

std::string_view verdict_words(std::string_view verdict, const Wording& wording) {
  if (verdict == "valid") return wording(texts::CliPublishValid);
  if (verdict == "trusted") return wording(texts::CliPublishTrusted);
  if (verdict == "intact") return wording(texts::CliPublishIntact);
  return wording(verdict == "invalid" ? texts::CliPublishInvalid : texts::CliPublishUnknown);
}

}  // namespace

std::string standing_text(const PublishedIssue& issue, const Wording& wording) {
  const IssueStanding& one = issue.standing;
  if (!one.waits_for.empty()) return wording(texts::CliPublishWaitsFor, issue.period, one.waits_for);
  if (one.state == "asked") return wording(texts::CliPublishAsked, issue.period, one.by, one.time);
  if (one.state == "approved") return wording(texts::CliPublishApproved, issue.period, one.by, one.time);
  if (one.state == "sent-back") return wording(texts::CliPublishSentBack, issue.period, one.by, one.time, one.reason);
  if (one.state == "released") return wording(texts::CliPublishReleased, issue.period, one.by, one.time);
  if (one.state != "held") return {};
  if (!one.until.empty()) return wording(texts::CliPublishHeldUntil, issue.period, one.until);
  return wording(texts::CliPublishHeld, issue.period, one.by, one.time);
}

std::string outcome_text(const PublishedIssue& issue, const PublishOptions& options, const Wording& wording) {
  const std::string number = issue_number_text(issue, wording);
  switch (issue.outcome) {
    case PublishOutcome::Published: return wording(texts::CliPublishPublished, issue.period, number, issue.pages);
    case PublishOutcome::Corrected:
      return wording(texts::CliPublishCorrected, issue.period, number, issue.edition, issue.changes);
    case PublishOutcome::Unchanged: return wording(texts::CliPublishUnchanged, issue.period, number);
    case PublishOutcome::TakenBack: return wording(texts::CliPublishTakenBack, issue.period, number, issue.edition);
    case PublishOutcome::Failed: return wording(texts::CliPublishFailed, issue.period);
    case PublishOutcome::Left: return wording(texts::CliPublishLeft, issue.period, number, issue.changes);
    case PublishOutcome::Withdrawn:
      return options.edition > 0 ? wording(texts::CliPublishEditionWithdrawn, issue.period, number, issue.edition)
                                 : wording(texts::CliPublishWithdrawn, issue.period, number);
    case PublishOutcome::Waiting:
    case PublishOutcome::Held:
    case PublishOutcome::Noted: return standing_text(issue, wording);
    case PublishOutcome::Previewed: break;
  }
  return {};
}

std::string open_text(const OpenPoint& point, const Wording& wording) {
  if (point.keys.empty()) return {};
  const std::size_t shown = std::min(point.keys.size(), kMostKeys);
  const auto end = point.keys.begin() + static_cast<std::ptrdiff_t>(shown);
  std::string text =
      fmt::format("! {}: {}", wording({point.title_en, point.title_zh}), fmt::join(point.keys.begin(), end, ", "));
  text += shown < point.keys.size() ? fmt::format(" … ({})\n", point.keys.size()) : "\n";
  return text;
}

std::string preview_text(const PublishedIssue& issue, const Wording& wording) {
  std::string text = wording(texts::CliPublishWouldBe, issue.period, issue_number_text(issue, wording), issue.date,
                             issue.pages, counts_text(issue, wording), issue.changes);
  if (issue.outcome == PublishOutcome::Failed) text += wording(texts::CliPublishRefused);
  for (const std::string& line : issue.contents) text += "  " + line + "\n";
  text += standing_text(issue, wording);
  for (const OpenPoint& point : issue.open) text += open_text(point, wording);
  return text;
}

std::string checked_text(const CheckedEdition& edition, const Wording& wording) {
  if (edition.verdict == "withdrawn" && edition.ok) return std::string(wording(texts::CliPublishIsWithdrawn));
  const std::string_view files = wording(edition.ok ? texts::CliPublishAsPublished : texts::CliPublishNotAsPublished);
  if (edition.signer.empty()) return wording(texts::CliPublishNoSignature, files);
  const bool has_token = edition.time_from == "token";
  const std::string_view from = wording(has_token ? texts::CliPublishTimeOfToken : texts::CliPublishTimeOfComputer);
  return wording(texts::CliPublishSignedBy, files, edition.signer, edition.time, from,
                 verdict_words(edition.verdict, wording));
}

bool write_preview_folder(const std::string& folder, const Publication& done, const std::string& text,
                          const std::string& json, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  // If it cannot be made, writing the first file says why.
  resources::make_folder(folder);
  const auto write = [&](const std::string& name, const std::string& bytes) {
    resources::write_file(base::join_path(folder, name), bytes, sink);
  };
  write("report.txt", text);
  write("report.json", json);
  for (const PublishedIssue& issue : done.issues) {
    if (!issue.document.empty()) write(issue.period + ".pdf", issue.document);
    if (!issue.data.empty()) write(issue.period + ".json", issue.data);
  }
  return !watch.saw_errors();
}

}  // namespace gongwen::cli
