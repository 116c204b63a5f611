// Letters about results, which are documents of the kind OfficeOptions::letter_kind: one for a submission, or those of
// many submissions in one PDF, in which each starts on a right-hand page with number 1, so that they can be printed on
// both sides and posted. Letters are Chinese, including the words they take from the form; the page keeps its own
// language.
#pragma once

#include "service/inbox/submissions.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gongwen::service {

class OfficePages;
struct KindTable;
struct ReviewView;
struct OfficeForm;
struct OfficeVisit;

/// Returns whether there are letters about this state: returned, accepted and
/// rejected.
bool has_letter(inbox::State state);

/// Returns the data of the letter about a submission that was accepted or rejected, with the addressee and the reason
/// that the office's page suggests. `form`: the title of the form in Chinese. Used for the mail about a decision
/// (Mailer), which has no page to ask on.
inbox::Result<std::string> result_letter(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const std::string& form, inbox::Seconds now);
/// The kind of letters, unless the operator sets another one.
inline constexpr std::string_view kLetterKind = "result-notice";

/// A part of OfficePages, which uses its pages and workers. send_all() makes letters one after another and binds them.
class Letters {
 public:
  using VisitPtr = std::shared_ptr<OfficeVisit>;

  /// Both must outlive it.
  Letters(OfficePages& pages, inbox::Inbox& inbox) : pages_(pages), inbox_(inbox) {}

  /// Returns the form for a letter, which asks for what the inbox does not know; earlier input is shown again.
  inbox::Result<OfficeForm> form(const VisitPtr& visit, const inbox::Submission& submission);
  /// Answers with the letter about a submission.
  void send(const VisitPtr& visit, const inbox::Submission& submission);
  /// Answers with one PDF of the letters about several submissions, each of which must have a letter.
  void send_all(const VisitPtr& visit, std::vector<inbox::Submission> submissions);

 private:
  /// Letters that are being made: add() fills it, bind() consumes it.
  struct Bound;

  void with_titles(const VisitPtr& visit, const std::function<void(const KindTable&)>& go_on);
  void with_words(const VisitPtr& visit, const inbox::Submission& submission,
                  const std::function<void(const std::vector<inbox::Remark>&, const ReviewView&)>& go_on);
  void make(const VisitPtr& visit, const inbox::Submission& submission, const std::string& data);
  void add(const VisitPtr& visit, const std::shared_ptr<Bound>& letters);
  void bind(const VisitPtr& visit, const std::shared_ptr<Bound>& letters);

  OfficePages& pages_;
  inbox::Inbox& inbox_;
};

}  // namespace gongwen::service
