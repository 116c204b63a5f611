// Remarks of the office on a form that was returned, and the applicant's answers to them: at the fields of the form,
// and on the page of the receipt. Answers are stored apart from the form, in the submission.
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"
#include "service/detail/form_pages.h"

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

/// `_answer-3` answers the remark number 3.
std::string answer_name(const inbox::Remark& remark) { return fmt::format("_answer-{}", remark.number); }

/// The remarks on the last version; none unless the form was returned.
inbox::Result<std::vector<inbox::Remark>> open_remarks(inbox::Inbox& inbox, const inbox::Submission& submission) {
  if (submission.state != inbox::State::Returned) return std::vector<inbox::Remark>();
  auto remarks = inbox::Submissions(inbox).remarks(submission.id);
  if (remarks) {
    std::erase_if(*remarks,
                  [&submission](const inbox::Remark& remark) { return remark.version != submission.versions; });
  }
  return remarks;
}

}  // namespace

/// The remarks of the office on the last version, as messages at their fields; empty unless the form was returned.
std::vector<FormMessage> FormPages::remarks_of(const VisitPtr& visit) {
  if (!visit->submission) return {};
  const auto remarks = open_remarks(inbox_, *visit->submission);
  std::vector<FormMessage> messages;
  for (std::size_t i = 0; remarks && i < remarks->size(); ++i) {
    const inbox::Remark& remark = (*remarks)[i];
    FormAnswer answer{answer_name(remark), visit->words(texts::ServiceAnswer)};
    answer.value = visit->has(answer.name) ? visit->field(answer.name) : remark.answer;
    messages.push_back({remark.pointer,
                        texts::ServiceRemark.in(visit->language, remark.text),
                        gongwen::Severity::Warning,
                        {},
                        std::move(answer)});
  }
  return messages;
}

/// Stores the answers that were typed and are not too long; the others get a message at the place that `place`
/// gives a remark.
std::optional<inbox::Fault> FormPages::store_answers(const VisitPtr& visit, const inbox::Submission& submission,
                                                     std::string (*place)(const inbox::Remark&)) {
  const auto remarks = open_remarks(inbox_, submission);
  if (!remarks) return remarks.error();
  for (const inbox::Remark& remark : *remarks) {
    const std::string name = answer_name(remark);
    if (!visit->has(name) || visit->field(name) == remark.answer) continue;
    // A limit in characters: one of bytes would allow Chinese only a third.
    if (base::count_code_points(visit->field(name)) > limits_.max_answer) {
      visit->messages.push_back({place(remark), texts::ServiceAnswerTooLong.in(visit->language, limits_.max_answer)});
      continue;
    }
    const auto fault =
        inbox::Submissions(inbox_).answer_remark(submission.id, remark.number, visit->field(name), visit->now);
    if (fault) return fault;
  }
  return std::nullopt;
}

/// The answers at the fields of the form.
std::optional<inbox::Fault> FormPages::keep_answers(const VisitPtr& visit) {
  if (!visit->submission) return std::nullopt;
  return store_answers(visit, *visit->submission, [](const inbox::Remark& remark) { return remark.pointer; });
}

/// The answers on the page of the receipt, which shows those that are too long again.
void FormPages::take_answers(const VisitPtr& visit, const inbox::Submission& submission) {
  if (const auto fault = store_answers(visit, submission, answer_name)) return send_fault(visit, *fault);
  if (visit->messages.empty()) return send_to(visit, "/r/" + visit->draft.id);
  ask_receipt(visit, submission, *visit->version);
}

/// Adds the remarks on the last version: answered ones as facts, open ones as inputs that keep what was typed.
void FormPages::add_remarks(const VisitPtr& visit, const inbox::Submission& submission, const webform::WebForm& form,
                            HtmlPage& page) {
  const auto remarks = inbox::Submissions(inbox_).remarks(submission.id);
  for (std::size_t i = 0; remarks && i < remarks->size(); ++i) {
    const inbox::Remark& remark = (*remarks)[i];
    if (remark.version != submission.versions) continue;
    std::string words = label_around(form, remark.pointer);
    if (!words.empty()) words += " · ";
    words += texts::ServiceRemark.in(visit->language, remark.text);
    if (!remark.answer.empty()) {
      page.facts.emplace_back(words, remark.answer);
      continue;
    }
    HtmlInput input;
    input.name = answer_name(remark);
    input.label = fmt::format("{} · {}", words, visit->words(texts::ServiceAnswer));
    input.value = visit->field(input.name);
    input.has_lines = true;
    for (const FormMessage& message : visit->messages) {
      if (message.pointer == input.name) input.fault = message.text;
    }
    page.inputs.push_back(std::move(input));
  }
}

}  // namespace gongwen::service
