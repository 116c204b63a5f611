// How a worker makes the page of a form on the web (Operation::FormPage): it takes the typed values, moves those from
// an older edition to their present places, checks them, and writes the page.
#pragma once

#include "gongwen/engine.h"
#include "service/detail/described_form.h"
#include "service/detail/task.h"

#include <optional>
#include <string>

namespace gongwen::service {

/// Returns the description of the form of a kind or an edition, in the language of the task; nullopt if it has no form.
std::optional<DescribedForm> described_form(const Task& task, const Engine& engine, const std::string& name);

/// Returns the page of a form with the typed values, checked if the task asks for it. The first file holds the entries,
/// the second one, if present, the data that is being corrected. Called for the page of a draft, for its autosave
/// (`values_only`), and for corrections of the office (two files).
TaskAnswer answer_form_page(const Task& task, const Engine& engine, const std::string& name,
                            const RenderOptions& render);

}  // namespace gongwen::service
