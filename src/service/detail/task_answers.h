// Answers of a worker: the outcome that a report of the engine comes to, and answers made of texts.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/task.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gongwen::service {

inline constexpr std::string_view kJsonType = "application/json";
/// 128 bits of a SHA-256: enough for an ETag.
inline constexpr std::size_t kTagDigits = 32;

/// Whether the report has a message with this id.
bool has_message(const Report& report, std::string_view id);
/// An answer without a body.
TaskAnswer refused(Outcome outcome);
/// An answer with the messages of a report, in the language and for the readers of the task.
TaskAnswer with_report(const Report& report, const Task& task);
/// Whether the client has what has this tag; without a tag it cannot know.
bool has_wanted_tag(const Task& task, const std::string& tag);
/// JSON with a tag that is equal for equal texts.
TaskAnswer json_answer(std::string text);

}  // namespace gongwen::service
