// The live preview for authors: a document in the browser, which follows every saved change of its template and data.
//   const base::Expected<int, preview::PreviewError> ended = preview::run_preview(std::move(options));
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "gongwen/engine.h"
#include "resources/file_descriptor.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::preview {

struct PreviewOptions {
  std::string title;                        // of the kind
  std::vector<std::string> template_files;  // of the kind, as it is at the start
  std::vector<std::string> data_files;      // each is a view
  diagnostics::Language language = diagnostics::Language::Chinese;
  /// The program that lays documents out when it is started with these words and a socket as its standard input.
  std::string worker_program;
  std::vector<std::string> worker_arguments;
  /// What a document may take.
  std::chrono::milliseconds time{20'000};
  /// Files that are watched besides those of the kind and the data.
  std::vector<std::string> further_files;
  /// Seconds since 1970, for dates of answers.
  std::function<std::int64_t()> clock;
  /// Called once it can be asked, with its address, which has the secret in it.
  std::function<void(const std::string&)> ready;
  /// Takes lines that say why the preview itself could not answer.
  std::function<void(const std::string&)> log;
};

struct PreviewError {
  enum class Kind : std::uint8_t { CannotListen, CannotStartWorker };
  Kind kind = Kind::CannotListen;
  std::string what;  // the address or the program
  std::error_code code;
};

/// Listens on a port of the loopback address that the system chooses, until SIGTERM or SIGINT. Returns: the exit
/// status.
base::Expected<int, PreviewError> run_preview(PreviewOptions options);

// The worker: the engine in a separate process, so that a template that goes wrong ends neither the preview nor what is
// on the screen.

/// Answers the questions that come on the socket until it is closed. The engine has EngineOptions::reload. `render` is
/// what all documents have in common. Returns: the exit status.
int run_preview_worker(resources::FileDescriptor socket, const Engine& engine, const std::string& kind,
                       const RenderOptions& render);

}  // namespace gongwen::preview
