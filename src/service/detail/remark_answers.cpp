#include "service/detail/remark_answers.h"

#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/service.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

/// Returns the name of the input for the answer: `_answer-3` answers the remark number 3. The number is that of the
/// remark in the submission, so an answer never gets to another remark.
std::string answer_name(const inbox::Remark& remark) { return fmt::format("_answer-{}", remark.number); }

/// Returns the valid remarks on the last version.
inbox::Result<std::vector<inbox::Remark>> last_remarks(inbox::Inbox& inbox, const inbox::Submission& submission) {
  auto remarks = inbox::Submissions(inbox).remarks(submission.id);
  if (remarks) {
    std::erase_if(*remarks, [&submission](const inbox::Remark& remark) { return !is_valid(remark, submission); });
  }
  return remarks;
}

}  // namespace

inbox::Result<std::vector<FormMessage>> remark_messages(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                        const PageVisit& visit) {
  std::vector<FormMessage> messages;
  // Only a returned form can be answered; its remarks are shown on the receipt in any case.
  if (submission.state != inbox::State::Returned) return messages;
  const auto remarks = last_remarks(inbox, submission);
  if (!remarks) return base::Failure{remarks.error()};
  for (const inbox::Remark& remark : *remarks) {
    FormAnswer answer{answer_name(remark), visit.words(texts::ServiceAnswer)};
    // Typed values come first: they may have been refused for their length.
    answer.value = visit.has(answer.name) ? visit.field(answer.name) : remark.answer;
    messages.push_back({remark.pointer,
                        texts::ServiceRemark.in(visit.language, remark.text),
                        gongwen::Severity::Warning,
                        {},
                        std::move(answer)});
  }
  return messages;
}

std::optional<inbox::Fault> store_answers(inbox::Inbox& inbox, const inbox::Submission& submission,
                                          const PageVisit& visit, std::size_t most, AnswerPlace place,
                                          std::vector<FormMessage>& messages) {
  if (submission.state != inbox::State::Returned) return std::nullopt;
  const auto remarks = last_remarks(inbox, submission);
  if (!remarks) return remarks.error();
  for (const inbox::Remark& remark : *remarks) {
    const std::string name = answer_name(remark);
    // Unchanged answers make no event.
    if (!visit.has(name) || visit.field(name) == remark.answer) continue;
    // A limit in characters: one of bytes would allow Chinese only a third.
    if (base::count_code_points(visit.field(name)) > most) {
      messages.push_back(
          {place == AnswerPlace::Field ? remark.pointer : name, texts::ServiceAnswerTooLong.in(visit.language, most)});
      continue;
    }
    const auto fault =
        inbox::Submissions(inbox).answer_remark(submission.id, remark.number, visit.field(name), visit.now);
    if (fault) return fault;
  }
  return std::nullopt;
}

std::optional<inbox::Fault> add_remarks(inbox::Inbox& inbox, const inbox::Submission& submission,
                                        const PageVisit& visit, const std::vector<FormMessage>& messages,
                                        const webform::WebForm& form, HtmlPage& page) {
  const auto remarks = last_remarks(inbox, submission);
  if (!remarks) return remarks.error();
  for (const inbox::Remark& remark : *remarks) {
    // `工作经历第2项：单位 · …`: without the form, the remark stands alone.
    std::string words = label_around(form, remark.pointer);
    if (!words.empty()) words += " · ";
    words += texts::ServiceRemark.in(visit.language, remark.text);
    if (!remark.answer.empty()) {
      page.facts.emplace_back(words, remark.answer);
      continue;
    }
    HtmlInput input;
    input.name = answer_name(remark);
    input.label = fmt::format("{} · {}", words, visit.words(texts::ServiceAnswer));
    input.value = visit.field(input.name);
    input.has_lines = true;
    for (const FormMessage& message : messages) {
      if (message.pointer == input.name) input.fault = message.text;
    }
    page.inputs.push_back(std::move(input));
  }
  return std::nullopt;
}

}  // namespace gongwen::service
