#include "cli/queue_option.h"

#include "base/mask_passwords.h"
#include "cli/command.h"
#include "cli/environment.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "queue/object_store.h"
#include "queue/task_queue.h"

#include <charconv>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

constexpr const char* kQueueVariable = "GONGWEN_QUEUE";
constexpr const char* kObjectsVariable = "GONGWEN_OBJECTS";
constexpr std::size_t kMaxJobs = 256;

}  // namespace

void QueueOption::declare(OptionList& list) {
  list.add("--queue", &address_, texts::CliQueue).value = "URL";
  OptionSpec& objects = list.add("--objects", &objects_, texts::CliObjects);
  objects.value = "PLACE";
  objects.takes_storage = true;
}

void QueueOption::complete() {
  if (address_.empty()) address_ = environment_variable(kQueueVariable).value_or("");
  if (objects_.empty()) objects_ = environment_variable(kObjectsVariable).value_or("");
}

int QueueOption::check(const Session& session) {
  // The environment alone sends no batch to other machines.
  if (!address_.empty() || !objects_.empty()) complete();
  if (!address_.empty() && !queue::is_queue_address(address_)) {
    return print_usage_error(session, messages::CliBadQueue, {base::mask_passwords(address_)});
  }
  if (!objects_.empty() && !queue::is_object_place(objects_)) {
    return print_usage_error(session, messages::CliBadObjects, {objects_});
  }
  if (address_.empty() != objects_.empty()) return print_usage_error(session, messages::CliQueueAndObjects, {});
  return 0;
}

int QueueOption::require(const Session& session) {
  complete();
  if (address_.empty() && objects_.empty()) return print_usage_error(session, messages::CliQueueAndObjects, {});
  return check(session);
}

std::optional<std::size_t> read_jobs(std::string_view text) {
  if (text.empty()) return 0;
  std::size_t jobs = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || jobs == 0 || jobs > kMaxJobs) return std::nullopt;
  return jobs;
}

}  // namespace gongwen::cli
