// The page of a form on the web, made by a worker (Operation::FormPage): values that were typed, taken over from an
// edition in which they had other places, checked, and shown.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/described_form.h"
#include "service/detail/task.h"

#include <optional>
#include <string>

namespace gongwen::service {

/// The description of the form of a kind or an edition, in the language of the task; nullopt if it has none.
std::optional<DescribedForm> described_form(const Task& task, const Engine& engine, const std::string& name);

/// The page of a form with the values that were typed, checked if the task asks for it. The first file holds the
/// entries, the second one, if there is one, the data that is being corrected.
/// Called for the page of a draft, for its autosave (`values_only`), and for corrections of the office (two files).
TaskAnswer answer_form_page(const Task& task, const Engine& engine, const std::string& name,
                            const RenderOptions& render);

}  // namespace gongwen::service
