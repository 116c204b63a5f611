// Answers of a worker: the outcome that follows from a report of the engine, and answers that are texts.
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

/// Returns whether the report has a message with this id.
bool has_message(const Report& report, std::string_view id);
/// Returns an answer without a body.
TaskAnswer refused(Outcome outcome);
/// Returns an answer with the messages of a report, in the language and for the readers of the task.
TaskAnswer with_report(const Report& report, const Task& task);
/// Returns whether the client already has the document with this tag; false without a tag.
bool has_wanted_tag(const Task& task, const std::string& tag);
/// Returns JSON with a tag that is equal for equal texts.
TaskAnswer json_answer(std::string text);

}  // namespace gongwen::service
