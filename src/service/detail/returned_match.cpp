#include "service/detail/returned_match.h"

#include "base/file_path.h"
#include "base/json.h"
#include "service/detail/pictures.h"
#include "service/inbox/receipt.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using inbox::State;

// Receipts are uppercase letters, digits and dashes: see receipt.h.
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_in_receipt(char c) { return is_upper(c) || (c >= '0' && c <= '9') || c == '-'; }

/// Returns the submission with this receipt number, if it is of the kind and accepts another version.
inbox::Result<std::optional<ReturnedMatch>> with_receipt(inbox::Inbox& inbox, const std::string& receipt,
                                                         const std::string& kind) {
  auto found = inbox::Submissions(inbox).find_receipt(receipt);
  if (!found && found.error().kind != inbox::Fault::Kind::NotFound) return base::Failure{found.error()};
  const bool takes_it =
      // An accepted form that is replaced goes back into review, so a person should decide that.
      found && found->kind == kind && inbox::state_after(found->state, inbox::Action::Replace).has_value();
  if (!takes_it) return std::optional<ReturnedMatch>();
  const bool is_sure = found->state != State::Accepted;
  return std::optional(ReturnedMatch{*std::move(found), is_sure});
}

}  // namespace

std::string receipt_in_name(std::string_view name) {
  name = base::file_name(name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    // Only at the beginning of a run: `AZJ-2026-…` is another prefix.
    const bool starts = is_upper(name[i]) && (i == 0 || !is_in_receipt(name[i - 1]));
    if (!starts) continue;
    const auto end = std::find_if_not(name.begin() + static_cast<std::ptrdiff_t>(i), name.end(), is_in_receipt);
    std::string_view run = name.substr(i, static_cast<std::size_t>(end - name.begin()) - i);
    // `ZJ-2026-000001-7-改.pdf` leaves a dash at the end.
    while (run.ends_with('-')) run.remove_suffix(1);
    if (const auto receipt = inbox::parse_receipt(run)) return inbox::receipt_text(*receipt);
  }
  return {};
}

inbox::Result<std::optional<ReturnedMatch>> match_returned(inbox::Inbox& inbox, const ReturnedForm& form) {
  // The stamp is reliable; the name of the file may have been typed by a person.
  for (const std::string& receipt : {form.receipt, receipt_in_name(form.file)}) {
    if (receipt.empty()) continue;
    auto match = with_receipt(inbox, receipt, form.kind);
    if (!match || *match) return match;
  }
  if (form.person.empty()) return std::optional<ReturnedMatch>();
  inbox::SubmissionFilter filter;
  filter.kind = form.kind;
  filter.state = State::Returned;
  // Searches in names and receipts; names are compared exactly below.
  filter.text = form.person;
  auto returned = inbox::Submissions(inbox).list(filter);
  if (!returned) return base::Failure{returned.error()};
  for (inbox::Submission& one : *returned) {
    if (one.person == form.person) return std::optional(ReturnedMatch{std::move(one), false});
  }
  return std::optional<ReturnedMatch>();
}

std::string with_kept_pictures(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& json) {
  auto data = base::parse_json(json);
  const auto former = inbox::Submissions(inbox).version(submission.id, submission.versions);
  const auto files = inbox::Files(inbox).list(inbox::version_owner(submission));
  const auto before = former ? base::parse_json(former->json) : std::nullopt;
  if (!data || !before || !files) return json;
  bool is_changed = false;
  for (const inbox::FileRecord& file : *files) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    const std::string pointer = file.slot.substr(kPictureMark.size());
    // Pictures of rows are left out, since the rows of the new version may be different. Only members at the top:
    // `/photo`. `~` would be an escaped character (RFC 6901).
    if (pointer.size() < 2 || pointer.find_first_of("/~", 1) != std::string::npos) continue;
    const std::string member = pointer.substr(1);
    const auto value = before->view().find(member);
    // If the new data has the member, the sender meant it.
    if (!value || data->view().find(member)) continue;
    data->set(member, base::Json::written(value->json()));
    is_changed = true;
  }
  return is_changed ? data->text() : json;
}

}  // namespace gongwen::service
