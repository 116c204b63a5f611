#include "service/detail/task_answers.h"

#include "base/sha256.h"
#include "service/http/conditional.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gongwen::service {

bool has_message(const Report& report, std::string_view id) {
  const std::vector<Message> messages = report.messages();
  return std::any_of(messages.begin(), messages.end(), [id](const Message& message) { return message.id == id; });
}

namespace {

constexpr std::string_view kDeadlineId = "engine/deadline-passed";

/// Returns whether all errors are about values of the data, so that the sender can mend them. A message without a
/// pointer to a value is about the installation, such as a missing font, and is answered as a failure of the service.
/// 422 or 500 depends on it: a missing font must not be reported to the sender as an error in the data.
bool is_fault_of_data(const Report& report) {
  const std::vector<Message> messages = report.messages();
  return std::all_of(messages.begin(), messages.end(), [](const Message& message) {
    return message.severity != Severity::Error || (message.data && message.data->pointer);
  });
}

// Status of the engine: Done, BadInput (exit status 1), BadUsage (2), BadEnvironment (3).
Outcome outcome_of(const Report& report) {
  switch (report.status()) {
    case Status::Done: return Outcome::Done;
    case Status::BadInput:
    case Status::BadUsage: return Outcome::BadData;
    case Status::BadEnvironment:
      break;
      // The engine reports a passed deadline as a fault of the environment; the front answers it differently.
  }
  if (has_message(report, kDeadlineId)) return Outcome::TooLong;
  return is_fault_of_data(report) ? Outcome::BadData : Outcome::Failed;
}

}  // namespace

TaskAnswer refused(Outcome outcome) {
  TaskAnswer answer;
  answer.outcome = outcome;
  return answer;
}

TaskAnswer with_report(const Report& report, const Task& task) {
  TaskAnswer answer;
  answer.outcome = outcome_of(report);
  answer.report = report.json(task.language, task.options.in_words ? Audience::Applicant : Audience::Author);
  answer.warnings = report.warning_count();
  return answer;
}

bool has_wanted_tag(const Task& task, const std::string& tag) {
  return !tag.empty() && http::has_etag(task.options.if_none_match, "\"gw-" + tag + '"', true);
}

TaskAnswer json_answer(std::string text) {
  TaskAnswer answer = refused(Outcome::Done);
  answer.media_type = kJsonType;
  answer.tag = base::sha256(text).substr(0, kTagDigits);
  answer.body = std::move(text);
  return answer;
}

}  // namespace gongwen::service
