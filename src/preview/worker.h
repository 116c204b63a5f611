// The worker of the preview: the engine in a process of its own, so that a template that goes wrong ends neither the
// preview nor what is on the screen.
//   const Engine engine(options);
//   return preview::run_preview_worker(std::move(socket), engine, kind, render);
#pragma once

#include "gongwen/engine.h"
#include "resources/file_descriptor.h"

#include <string>

namespace gongwen::preview {

/// Answers the questions that come on the socket until it is closed. The engine has EngineOptions::reload. `render` is
/// what all documents have in common. Returns: the exit status.
int run_preview_worker(resources::FileDescriptor socket, const Engine& engine, const std::string& kind,
                       const RenderOptions& render);

}  // namespace gongwen::preview
